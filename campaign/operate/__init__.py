"""Running the site: start, look after, check, upgrade, back up, restore."""
