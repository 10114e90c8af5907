"""Site search: everything public in one place, each kind with its count."""
