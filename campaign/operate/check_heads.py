"""Whether the heads of the audit log are stored as they should be, and the log fits the last one."""

import os
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from campaign.audit.chain import BrokenChain
from campaign.audit.heads import Head, HeadsAltered, last_head
from campaign.audit.models import AuditEntry
from campaign.audit.seal import SealRefused, check_tail
from campaign.config import Settings
from campaign.db import db
from campaign.desk.health import Check, note, right, wrong
from campaign.keys import keys
from campaign.operate.locks import runs_here
from campaign.web.formats import counted

LATE = timedelta(hours=2)
NAME = "audit log"
VERIFY = "Run `campaign audit verify`."


def check_heads(settings: Settings, now: datetime) -> Check:
    """Look at the file, its last line and the entries since then; never at the whole log."""
    file = settings.heads_file
    try:
        last = last_head(file, keys())
        unsealed = check_tail(last) if last is not None else None
        waits = _oldest_after(last)
    except HeadsAltered as altered:
        return wrong(NAME, f"The last line of {file} is not as it was written: {altered.why}.", VERIFY)
    except BrokenChain as broken:
        return wrong(NAME, f"Entry {broken.entry} does not fit what stands before it.", VERIFY)
    except SealRefused as refusal:
        return wrong(NAME, refusal.sentence)
    except OSError as error:
        return wrong(NAME, f"The heads in {file} cannot be read ({error.strerror}).", "Mend its owner and mode.")
    except SQLAlchemyError as error:
        return wrong(NAME, f"The database did not answer ({type(error).__name__}).")
    if file.exists() and not os.access(file, os.W_OK):
        return note(
            NAME,
            f"The heads in {file} cannot be written by this user.",
            "The user that the worker runs as must be able to.",
        )
    if waits is not None and now - waits > LATE:
        return _late(settings, last, now - waits)
    if last is None:
        return right(NAME, "Nothing old enough to be sealed is in it yet.")
    new = f", {unsealed} since then" if unsealed else ""
    sealed = counted(last.place.entries, "entry", "entries")
    return right(NAME, f"Head stored {last.at:%Y-%m-%d %H:%M} UTC at {sealed}{new}; all fit.")


def _late(settings: Settings, last: Head | None, age: timedelta) -> Check:
    hours = int(age.total_seconds() // 3600)
    found = f"Entries of {hours} hours ago are under no seal"
    found += (
        f"; the last head is of {last.at:%Y-%m-%d %H:%M} UTC." if last is not None else "; no head was ever stored."
    )
    if settings.embedded_database and not runs_here(settings.data_dir):
        return note(NAME, found, "The worker stores one each hour while the site runs; or `campaign audit seal`.")
    return wrong(NAME, found, "See that the worker runs, or `campaign audit seal`.")


def _oldest_after(last: Head | None) -> datetime | None:
    """When the oldest entry was made that no stored head covers."""
    newer = select(func.min(AuditEntry.at, type_=AuditEntry.at.type))
    return db.session.scalar(newer.where(AuditEntry.id > (last.place.last_id if last is not None else 0)))
