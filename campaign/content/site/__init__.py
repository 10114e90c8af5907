"""What the site is called, which languages it speaks and what its menu names."""
