"""The picture that stands for a sponsor's record where its page is shared."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from campaign.web.bars import PartKind, PartsBar, parts_bar
from campaign.web.formats import day, number
from campaign.web.share_frame import ROOM, ShareFrame

# The light tokens of static/countersign.css; a test holds them to it.
COLOURS: Final[Mapping[str, str]] = {"d-on": "#27485a", "d-late": "#b07b12", "d-bad": "#c2402f", "d-none": "#dfe3e1"}
_PARTS: Final[Mapping[PartKind, str]] = {"on": "d-on", "late": "d-late", "bad": "d-bad"}


@dataclass(frozen=True, slots=True)
class SponsorRecord:
    """A sponsor's record in one register on one day; `late` is None where the register does not date results."""

    sponsor: str
    register: str
    data_date: date
    in_time: int
    late: int | None
    overdue: int
    site: str
    rule_version: str


def share_picture(record: SponsorRecord) -> bytes:
    """The record as a PNG of 1200 x 630 pixels; what no font has is written plainer or left out."""
    frame = ShareFrame()
    frame.name(f"{record.register}, data of {day(record.data_date)}", record.sponsor, "This sponsor")
    _share(frame, record)
    _bar(frame, parts_bar(record.in_time, record.late, record.overdue))
    frame.foot(record.site, f"Rule version {record.rule_version}")
    return frame.png()


def _share(frame: ShareFrame, record: SponsorRecord) -> None:
    ink = frame.colours["ink"]
    there = record.in_time + (record.late or 0)
    due = there + record.overdue
    if not due:
        frame.line(0, 410, "No results due yet", "serif", 72, ink)
        return
    end = frame.line(0, 424, f"{100 * there / due:.1f}", "serif", 136, ink)
    end = frame.line(end + 10, 424, "%", "serif", 68, ink)
    results, are = "result" if due == 1 else "results", "is" if 1 in (there, due) else "are"
    frame.line(end + 36, 372, f"{number(there)} of {number(due)} due {results}", "strong", 36, ink)
    frame.line(end + 36, 420, f"{are} there", "strong", 36, ink)


def _bar(frame: ShareFrame, bar: PartsBar) -> None:
    frame.bar(458, 485, 0, ROOM, COLOURS["d-none"])
    at = 0.0
    for part in bar.parts:
        colour = COLOURS[_PARTS[part.kind]]
        start = ROOM * part.x / 100
        # A part of one in a thousand is still there to be seen.
        frame.bar(458, 485, start, max(start + ROOM * part.width / 100, start + 1), colour)
        frame.bar(507, 525, at, at + 18, colour)
        at = frame.line(at + 30, 526, part.short, "strong", 28, frame.colours["ink"]) + 44
