"""The desk: where staff see what waits and how each campaign does."""
