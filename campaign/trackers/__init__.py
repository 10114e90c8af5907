"""Who reports trial results: registers in, verdicts under EU and US law out.

`facts` are what a register says, `rules` judge facts on a date, `importers` turn a register's bytes into facts.
"""
