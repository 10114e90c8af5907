"""Who supports a campaign, shown and given out: directory, wall, map, pages of organizations, open data, embed."""
