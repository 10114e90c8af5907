"""How others find what is here: map of the site, rules for robots, the feed of everything."""
