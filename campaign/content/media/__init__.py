"""Pictures of the site: taken in, re-encoded, described, shown."""
