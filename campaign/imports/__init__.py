"""Lists in: from paper sheets, from other platforms, and from umbrellas for their members."""
