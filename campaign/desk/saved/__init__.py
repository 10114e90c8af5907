"""Lists of the desk as people like to see them: filters with a name."""
