"""The heart: people sign, confirm, deny; and the count, from rows only."""
