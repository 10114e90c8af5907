"""Record that somebody at a terminal changed what is known of a register."""

from datetime import datetime
from typing import Any

from campaign.audit.record import COMMAND_LINE, record
from campaign.db import transaction
from campaign.trackers.facts import Register


def note_command(act: str, register: Register, now: datetime, **details: Any) -> None:
    """Add an entry about this register to the audit log; what the timetable does by itself is no act of staff."""
    with transaction():
        record(
            COMMAND_LINE.id, COMMAND_LINE.name, act, register.value, now,
            subject=f"tracker_register {register.value}", **details,
        )  # fmt: skip
