"""Drills: kills and faults, with real processes."""
