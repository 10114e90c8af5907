"""Fetch a register and take it into the store."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from campaign.trackers.facts import Register
from campaign.trackers.fetchers.fetch import fetch
from campaign.trackers.fetchers.outcome import Fetched, Progress
from campaign.trackers.fetchers.web import Manners
from campaign.trackers.import_files import Files, Imported, import_files
from campaign.trackers.models import Origin

log = logging.getLogger(__name__)

# A register of half a million trials takes its time when it is asked politely; the next night goes on.
LONGEST: Final = timedelta(hours=3)
# The former "FDA regulated" flags that the US rule needs. Nobody publishes them any more: the operator lays them here.
OLD_FLAGS: Final = "old-flags.csv.gz"


def fetch_register(
    register: Register,
    folder: Path,
    clock: Callable[[], datetime],
    *,
    contact: str = "",
    base_url: str | None = None,
    manners: Manners | None = None,
) -> Imported | None:
    """Fetch into `folder` for three hours at most, and import what is whole; None if it is not, the next call goes on.

    `contact` is an address at which the register's people reach us. For the US law `old-flags.csv.gz` in `folder` comes
    along if it is there. Raises FetchError, and refuses what `import_files` refuses: a sudden fall above all.
    """
    until = clock() + LONGEST
    fetched = fetch(
        register,
        folder,
        today=clock().date(),
        contact=contact,
        base_url=base_url or None,
        progress=_note,
        stop=lambda: clock() > until,
        manners=manners,
    )
    for sentence in fetched.said:
        log.info("trackers.fetch register=%s said=%s", register.value, sentence)
    if not fetched.paths:
        return None
    day = fetched.data_date or clock().date()
    return import_files(register, _files(fetched, folder), day, clock, origin=Origin.FETCHED)


def _files(fetched: Fetched, folder: Path) -> Files:
    """The fetched files in their roles."""
    trials = [path for role in ("trials", "studies", "records") for path in fetched.paths.get(role, ())]
    flags = folder / OLD_FLAGS
    return Files(
        trials,
        names=next(iter(fetched.paths.get("names", ())), None),
        old_flags=flags if fetched.register is Register.FDAAA and flags.exists() else None,
    )


def _note(progress: Progress) -> None:
    log.debug("trackers.fetch done=%d total=%s what=%s", progress.done, progress.total, progress.what)
