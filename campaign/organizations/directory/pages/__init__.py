"""The public pages of supporters, one module a page or a few of one sort. They hang in the room's own blueprint."""
