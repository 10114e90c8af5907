"""The trackers for machines: files, API, feeds, pictures."""
