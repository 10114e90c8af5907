"""A list of organizations on its way in: what its columns are, and what each line becomes."""
