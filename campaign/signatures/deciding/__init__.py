"""Staff decide about signatures: release held ones, strike out, take back; alone or by two, and undone."""
