"""The only clock. Verbs take `now` as an argument; doors and tasks ask here."""

from datetime import UTC, datetime


def now() -> datetime:
    """The present moment as an aware UTC time."""
    return datetime.now(UTC)
