"""The sample campaign: invented people and organizations, to see the site alive before there is anybody real."""
