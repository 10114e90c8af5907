"""The public pages of the trackers, one module a page."""
