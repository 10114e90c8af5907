"""The EU TrialsTracker's published tables: trials, the names of their sponsors, and of which day they are.

The tracker's people publish in the repository ebmdatalab/euctr-tracker-data, whose files are served under
https://raw.githubusercontent.com/ebmdatalab/euctr-tracker-data/master/. Among them are `new_trials.csv` (sponsor names
as they stand in the register, with name and parent), `trials.csv.json` (the day of the scrape) and `headline.json`.
Whether `trials.csv` still is could not be confirmed, so there is no address by default: whoever runs the site gives
one, this or that of a folder of their own with the same files.
"""

import gzip
import io
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from campaign.trackers.facts import Register
from campaign.trackers.fetchers.folder import LOCK, STATE, appearing_whole, keep_only, read_json, write_json
from campaign.trackers.fetchers.outcome import NAMES, Fetched, FetchError, Progress, what_is_missing
from campaign.trackers.fetchers.web import Answer, Web
from campaign.trackers.importers.eu_summary import EUDRACT
from campaign.trackers.importers.source import Malformed
from campaign.trackers.importers.tables import rows_of

TRIALS: Final = "trials.csv"
NAMES_TABLE: Final = "new_trials.csv"
ABOUT: Final = "trials.csv.json"
HEADLINE: Final = "headline.json"
_WHAT: Final = "trials"
_NAME: Final = NAMES[Register.EU]


@dataclass(frozen=True, slots=True)
class _Kept:
    """A file we have, and what to ask with whether it changed."""

    file: str
    etag: str
    modified: str
    count: int


def fetch_tables(web: Web, folder: Path, progress: Callable[[Progress], None]) -> Fetched:
    """Fetch the two tables if one of them changed. They belong to `read_trials` and `read_names`, packed.

    Raises FetchError or Stopped; the tables of the last complete fetch stay until both new ones are there.
    """
    state = read_json(folder / STATE)
    known = state.get("complete") or {}
    if known.get("base") != web.base:
        known = {}
    day = _scrape_day(web)
    total = _published_total(web, day)
    files: dict[str, _Kept] = {}
    changed = False
    for number, (role, name) in enumerate((("trials", TRIALS), ("names", NAMES_TABLE)), start=1):
        before = _kept(known.get(role), folder)
        check = _check_trials if role == "trials" else _check_names
        answer = web.get(
            name, etag=before.etag if before else "", modified=before.modified if before else "", check=check
        )
        if answer.not_modified and before:
            files[role] = before
        else:
            files[role] = _write(folder, role, answer, check(answer.body), before)
            changed = True
        progress(Progress(number, 2, "tables of the EU tracker"))

    count = files["trials"].count
    missing = what_is_missing(count, count if total is None else total, _WHAT)
    if missing:
        keep_only(folder, *_names_of(known), STATE, LOCK)
        return Fetched(Register.EU, day, count=count, total=total, said=(missing,))
    complete = {"base": web.base, "day": day.isoformat(), **{role: asdict(kept) for role, kept in files.items()}}
    write_json(folder / STATE, {"complete": complete})
    keep_only(folder, *(kept.file for kept in files.values()), STATE, LOCK)
    return Fetched(
        *(Register.EU, day, {role: (folder / kept.file,) for role, kept in files.items()}),
        complete=True,
        not_modified=not changed and known.get("day") == day.isoformat(),
        count=count,
        total=total,
    )


def _scrape_day(web: Web) -> date:
    """The day the tracker read the register. Every due date is counted from it, so there is no going on without."""
    about = web.get_json(ABOUT)
    try:
        return date.fromisoformat(str(about["scrape_date"])[:10])
    except (KeyError, TypeError, ValueError):
        raise FetchError(
            f"{_NAME}: {ABOUT} does not say of which day the table is. Import the files with their date by hand."
        ) from None


def _published_total(web: Web, day: date) -> int | None:
    """How many trials the tracker itself counts in this table, if it published that of this day already."""
    try:
        headline = web.get_json(HEADLINE)
    except FetchError as error:
        if error.status != 404:
            raise
        return None
    if not isinstance(headline, dict) or str(headline.get("scrape_date"))[:10] != day.isoformat():
        return None
    total = headline.get("total_trials")
    return total if isinstance(total, int) else None


def _kept(given: Any, folder: Path) -> _Kept | None:
    try:
        kept = _Kept(**given)
    except TypeError:
        return None
    return kept if (folder / kept.file).is_file() else None


def _names_of(known: dict[str, Any]) -> Iterator[str]:
    return (known[role]["file"] for role in ("trials", "names") if role in known)


def _write(folder: Path, role: str, answer: Answer, count: int, before: _Kept | None) -> _Kept:
    # Not over the file of the last complete fetch, which stays until this one is complete.
    file = f"{role}-b.csv.gz" if before and before.file == f"{role}-a.csv.gz" else f"{role}-a.csv.gz"
    with appearing_whole(folder / file) as out:
        out.write(gzip.compress(answer.body, mtime=0))
    return _Kept(file, answer.etag, answer.modified, count)


def _check_trials(body: bytes) -> int:
    """How many trials are in a table. Raises ValueError if it is none."""
    return len({row["trial_id"] for row in _rows(body, "trial_id", "trial_status", "number_of_countries")})


def _check_names(body: bytes) -> int:
    """How many names are in a table. Raises ValueError if it is none."""
    return len({row["name_of_sponsor"] for row in _rows(body, "name_of_sponsor", "normalized_name")})


def _rows(body: bytes, *columns: str) -> Iterator[Any]:
    for found in rows_of(io.BytesIO(body), *columns):
        if not isinstance(found, Malformed):
            if "trial_id" not in columns or EUDRACT.fullmatch(found[1]["trial_id"].strip()):
                yield found[1]
        elif found.line == 1:
            raise ValueError(found.reason)
