"""The only room that sends mail: rows that stand for letters, and the worker's way with them."""
