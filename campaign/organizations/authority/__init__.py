"""How well it is proved that a contact may speak for an organization: proofs, and the grade they make."""
