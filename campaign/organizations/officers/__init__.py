"""The second officer: another person of the organization, who confirms what its contact said."""
