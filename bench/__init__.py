"""Measurements of this machine: `make bench`. Every figure is a ratio to a reference taken in the same round.

The load generator, the servers and the database share the machine's cores, and its speed changes within the hour: only
ratios of one run can be compared, with the bars of docs/performance.md or with another run.
"""
