"""Which sites may show a campaign's form in a frame."""
