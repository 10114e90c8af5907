"""Notes that staff write to each other about a signature, an organization, a list that came in, or a campaign."""
