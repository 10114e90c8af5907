"""Bytes of a register to typed facts, and nothing else. What cannot be read is listed and never stops the rest."""
