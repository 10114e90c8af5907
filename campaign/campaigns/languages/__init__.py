"""A campaign in several languages: its text and its other words, translated side by side at the desk."""
