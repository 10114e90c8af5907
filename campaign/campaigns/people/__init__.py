"""Who works on one campaign."""
