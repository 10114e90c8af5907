"""Who is meant by the names that registers write: suggestions, decisions, their log."""
