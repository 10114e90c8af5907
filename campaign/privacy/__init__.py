"""What we owe to people: who holds which data, and what goes when."""
