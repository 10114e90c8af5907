"""Deciding about several organizations at once: with a preview before, and an undo for 30 days after."""
