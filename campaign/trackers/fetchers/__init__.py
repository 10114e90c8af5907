"""Registers over the network to files that the importers read as they are, and nothing else. Only `web` speaks HTTP."""
