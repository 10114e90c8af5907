"""Organizations and their support: apply, confirm, review, and the public directory."""
