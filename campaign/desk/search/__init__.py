"""Looking for anything on the desk."""
