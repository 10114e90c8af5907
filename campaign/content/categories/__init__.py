"""What categories are called in the languages that they were not written in."""
