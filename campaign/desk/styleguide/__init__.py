"""Every component of the sheet in every state, drawn by the same macros as the pages."""
