"""How a campaign grew, as open data: by day, by country, what was corrected. No figure tells of fewer than five."""
