"""What the EU TrialsTracker published in former years: its headlines by day, and its lists of sponsors."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, BinaryIO, Final

from campaign.trackers.importers.source import (
    BROKEN_FILE,
    BadValue,
    Malformed,
    exact_date,
    flag_or_none,
    text_of,
    whole_number,
)
from campaign.trackers.importers.tables import rows_of

_DAY_IN_NAME: Final = re.compile(r"(\d{4}-\d{2}-\d{2})\D*", re.ASCII)


@dataclass(frozen=True, slots=True)
class PastHeadline:
    """The tracker's figures of one scrape. None is a field that the first headlines did not have."""

    day: date
    cutoff: date | None
    total: int
    due: int
    reported: int
    inconsistent: int | None
    sponsors: int
    major_sponsors: int


@dataclass(frozen=True, slots=True)
class PastSponsor:
    """A sponsor's row in the list of one scrape."""

    slug: str
    name: str
    parent_slugs: tuple[str, ...]
    major: bool
    total: int
    due: int
    reported: int
    inconsistent: int


def read_headlines(source: BinaryIO) -> Iterator[PastHeadline | Malformed]:
    """Headlines of a `headline-history.json`: one object, days to figures. In the order of the file.

    The percentages of the file are not read: those of 2017 say the opposite of their name. Nothing has a line here; a
    malformed entry is named by its day.
    """
    try:
        days = json.loads(text_of(source).read())
    except (ValueError, RecursionError, *BROKEN_FILE) as error:
        yield Malformed(1, f"not JSON: {error}")
        return
    if not isinstance(days, dict):
        yield Malformed(1, "no object of days")
        return
    for day, figures in days.items():
        try:
            yield _headline(day, figures)
        except BadValue as error:
            yield Malformed(0, str(error), day)


def _headline(day: str, figures: Any) -> PastHeadline:
    if not isinstance(figures, dict):
        raise BadValue("no figures")
    if "scrape_date" in figures and exact_date(str(figures["scrape_date"])) != exact_date(day):
        raise BadValue(f"is of {figures['scrape_date']}")
    cutoff = figures.get("due_date_cutoff")
    found = PastHeadline(
        exact_date(day),
        None if cutoff is None else exact_date(str(cutoff)),
        _whole(figures, "total_trials"),
        _whole(figures, "due_trials"),
        _whole(figures, "due_trials_with_results"),
        _whole(figures, "inconsistent_trials") if "inconsistent_trials" in figures else None,
        _whole(figures, "all_sponsors_count"),
        _whole(figures, "major_sponsors_count"),
    )
    _check(found.total, found.due, found.reported, found.inconsistent or 0)
    without = figures.get("due_trials_without_results", found.due - found.reported)
    if without != found.due - found.reported:
        raise BadValue(f"{found.due} due trials are not {found.reported} with and {without} without results")
    return found


def _whole(figures: Mapping[str, Any], field: str) -> int:
    value = figures.get(field)
    if type(value) is not int or value < 0:
        raise BadValue(f"{field} is no whole number")
    return value


def _check(total: int, due: int, reported: int, inconsistent: int) -> None:
    if not (reported <= due <= total and inconsistent <= total):
        raise BadValue("more results than due trials, or more due or inconsistent trials than there are")


def day_of(file_name: str) -> date | None:
    """The day in the name of a list of sponsors, `sponsors_2019-01-01.csv.gz`; None if there is none."""
    days = _DAY_IN_NAME.findall(file_name)
    try:
        return date.fromisoformat(days[-1]) if days else None
    except ValueError:
        return None


def read_sponsors(source: BinaryIO) -> Iterator[PastSponsor | Malformed]:
    """Sponsors of one scrape, by row. Percentages are not read, they follow. A slug that comes twice is malformed."""
    seen: set[str] = set()
    needed = ("slug", "sponsor_name", "total_trials", "total_due", "total_reported", "inconsistent_trials")
    for found in rows_of(source, *needed):
        if isinstance(found, Malformed):
            yield found
            continue
        line, row = found
        try:
            sponsor = _sponsor(row)
            if sponsor.slug in seen:
                raise BadValue("given twice; the first one counts")
        except BadValue as error:
            yield Malformed(line, str(error), row["slug"])
            continue
        seen.add(sponsor.slug)
        yield sponsor


def _sponsor(row: Mapping[str, str]) -> PastSponsor:
    slug, name = row["slug"].strip(), row["sponsor_name"].strip()
    if not slug or not name:
        raise BadValue("neither slug nor name may be blank")
    total, due = whole_number(row["total_trials"]), whole_number(row["total_due"])
    reported, inconsistent = whole_number(row["total_reported"]), whole_number(row["inconsistent_trials"])
    _check(total, due, reported, inconsistent)
    parents = tuple(each for each in row.get("parent_slugs", "").split("|") if each)
    return PastSponsor(slug, name, parents, bool(flag_or_none(row.get("major"))), total, due, reported, inconsistent)
