"""The pictures of the docs, and what takes them."""
