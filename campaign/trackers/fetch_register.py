"""Fetch a register, and take it into the store if all of it came."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from campaign.trackers.facts import Register
from campaign.trackers.fetchers.fetch import fetch
from campaign.trackers.fetchers.outcome import Fetched
from campaign.trackers.fetchers.outcome import Progress as Fetching
from campaign.trackers.import_files import Files, Imported, import_files
from campaign.trackers.models import Origin
from campaign.trackers.take_snapshot import Clock
from campaign.trackers.take_snapshot import Progress as Reading

_TRIALS = {Register.FDAAA: "studies", Register.EU: "trials", Register.CTIS: "records"}


@dataclass(frozen=True, slots=True)
class Told:
    """Who hears how far it is, and who says when to stop."""

    fetching: Callable[[Fetching], None] = lambda _: None
    reading: Reading = lambda _: None
    stop: Callable[[], bool] = lambda: False


def fetch_register(
    register: Register,
    folder: Path,
    clock: Clock,
    told: Told,
    *,
    contact: str = "",
    base_url: str | None = None,
    old_flags: Path | None = None,
    forced: bool = False,
) -> tuple[Fetched, Imported | None]:
    """Fetch into `folder`, then import under the date of the data; what is not whole is not imported.

    `old_flags` are those of ClinicalTrials.gov (see `Files`). Answers what the fetch says, and what came of the import,
    if there was one. Raises FetchError; refuses what `import_files` refuses. Interrupted, the next call goes on from
    there.
    """
    found = fetch(
        register,
        folder,
        today=clock().date(),
        contact=contact,
        base_url=base_url,
        progress=told.fetching,
        stop=told.stop,
    )
    if not found.paths:
        return found, None
    names = found.paths.get("names", ())
    flags = old_flags if register is Register.FDAAA else None
    files = Files(found.paths[_TRIALS[register]], names=names[0] if names else None, old_flags=flags)
    day = min(found.data_date or clock().date(), clock().date())
    taken = import_files(register, files, day, clock, origin=Origin.FETCHED, forced=forced, progress=told.reading)
    return found, taken
