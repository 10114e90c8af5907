"""Paper lists verified by sample: lines drawn by lot, compared with the sheets by a person, and what follows."""
