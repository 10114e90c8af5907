"""A sponsor's record in words: its kind, its trend, its to-do list."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from campaign.trackers.models import SponsorKind
from campaign.trackers.sponsor_queries import Task, Then
from campaign.web.formats import counted, day

KINDS: Final[Mapping[SponsorKind, str]] = {
    SponsorKind.COMPANY: "Company",
    SponsorKind.NON_COMMERCIAL: "Not a company: a university, hospital or the like",
    SponsorKind.GOVERNMENT: "Government",
    SponsorKind.MIXED: "Company in some records, not in others",
    SponsorKind.INDIVIDUAL: "A person, whose name is not stored",
    SponsorKind.UNKNOWN: "The register does not say what it is",
}
_YEAR: Final = 365
# A share that moved by less than this has not moved.
_STILL: Final = 0.5


@dataclass(frozen=True, slots=True)
class TaskGroup:
    """One row of the to-do list: what it is, and its trials, the most urgent first."""

    title: str
    tasks: tuple[Task, ...]
    tab: str  # the list of trials that shows them among others


def task_groups(tasks: Sequence[Task]) -> list[TaskGroup]:
    """The to-do list by urgency; rows without a trial are left out."""
    overdue = [task for task in tasks if task.kind == "overdue"]
    coming = [task for task in tasks if task.kind == "due"]
    data = [task for task in tasks if task.kind == "data"]

    def days(task: Task) -> int:
        return task.days or 0

    groups = [
        TaskGroup("Overdue more than 5 years", tuple(t for t in overdue if days(t) > 5 * _YEAR), "overdue"),
        TaskGroup("Overdue 1 to 5 years", tuple(t for t in overdue if _YEAR < days(t) <= 5 * _YEAR), "overdue"),
        TaskGroup("Overdue less than a year", tuple(t for t in overdue if days(t) <= _YEAR), "overdue"),
        TaskGroup("Deadline passed, inside the margin", tuple(t for t in coming if days(t) < 0), "not-due"),
        TaskGroup("Due within 30 days", tuple(t for t in coming if 0 <= days(t) <= 30), "not-due"),
        TaskGroup("Due in 31 to 90 days", tuple(t for t in coming if 30 < days(t) <= 90), "not-due"),
        TaskGroup("Due in 91 to 180 days", tuple(t for t in coming if days(t) > 90), "not-due"),
        TaskGroup("Data to correct", tuple(data), "inconsistent"),
    ]
    return [group for group in groups if group.tasks]


def trend_words(then: Sequence[Then]) -> str:
    """How the share moved from the first day that is known to the last, against everybody's; empty if it is too few."""
    known = [each for each in then if each.percent is not None]
    if len(known) < 2:
        return ""
    first, last = known[0], known[-1]
    assert first.percent is not None and last.percent is not None
    moved = round(last.percent, 1) - round(first.percent, 1)
    since = f"since {day(first.day)}"
    if abs(moved) < _STILL:
        words = f"Its share has hardly moved {since}."
    else:
        verb = "improved" if moved > 0 else "fell"
        words = f"Its share {verb} by {abs(moved):.1f} percentage points {since}."
    if last.all_percent is None:
        return words
    gap = last.percent - last.all_percent
    if abs(gap) < _STILL:
        return f"{words} It is level with that of all sponsors together."
    side = "above" if gap > 0 else "below"
    points = counted(round(abs(gap)), "point", "points") if abs(gap) >= 1 else f"{abs(gap):.1f} points"
    return f"{words} It is {points} {side} that of all sponsors together."
