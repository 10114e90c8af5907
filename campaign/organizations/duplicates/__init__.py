"""Organizations that may be one: finding them, and saying so."""
