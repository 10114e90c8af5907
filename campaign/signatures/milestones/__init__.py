"""Milestones: figures that a campaign wants to hear of, told exactly once when they are crossed."""
