"""The law as pure functions over facts and a date. Every step says which field, value, date and paragraph decided."""
