"""Objections to verdicts, and their public answers."""
