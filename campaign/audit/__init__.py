"""What staff did and saw: an append-only, hash-chained log."""
