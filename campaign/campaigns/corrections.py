"""The public log of figures that changed otherwise than by one person's own act: when, by how much and why.

Whoever changes a figure calls `note_correction` in the transaction that changes it, so that the log cannot disagree
with the count. Causes are fixed public words; what staff add is for the public, and nobody is named.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Select, select

from campaign.campaigns.models import Correction, Measure
from campaign.db import db
from campaign.web.language import N_
from campaign.web.paging import Page, paged

LONGEST_NOTE: Final = 300
PAGE_SIZE: Final = 50

STRUCK_OUT: Final = "struck_out"
STRIKING_UNDONE: Final = "striking_undone"
REINSTATED: Final = "reinstated"
REINSTATING_UNDONE: Final = "reinstating_undone"
RELEASED: Final = "released"
RELEASING_UNDONE: Final = "releasing_undone"
LIST_TAKEN_IN: Final = "list_taken_in"
LIST_UNDONE: Final = "list_undone"
PAPER_VERIFIED: Final = "paper_verified"
LET_GO: Final = "let_go"
LOG_BEGAN: Final = "log_began"
ORGANIZATION_TAKEN_OFF: Final = "organization_taken_off"
ORGANIZATION_LAPSED: Final = "organization_lapsed"
ORGANIZATIONS_MERGED: Final = "organizations_merged"
MERGE_UNDONE: Final = "merge_undone"
APPROVAL_TAKEN_BACK: Final = "approval_taken_back"

CAUSES: Final[dict[str, str]] = {
    STRUCK_OUT: N_("Struck out by staff, with a reason on record"),
    STRIKING_UNDONE: N_("A striking out was undone"),
    REINSTATED: N_("Struck out earlier, and put back"),
    REINSTATING_UNDONE: N_("A putting back was undone"),
    RELEASED: N_("Held for a look, and released by a person"),
    RELEASING_UNDONE: N_("A release was undone; they are held again"),
    LIST_TAKEN_IN: N_("A list from elsewhere was taken in: shown beside the count, not in it"),
    LIST_UNDONE: N_("A list from elsewhere was taken out"),
    PAPER_VERIFIED: N_("A sample of a paper list was compared with its sheets: now shown as verified"),
    LET_GO: N_("The data of this petition was let go on its end date: the rows are deleted, the figure stays"),
    LOG_BEGAN: N_("The log of corrections begins; what was corrected before is not in it"),
    ORGANIZATION_TAKEN_OFF: N_("Taken off the list by staff"),
    ORGANIZATION_LAPSED: N_("Support was not renewed within the year"),
    ORGANIZATIONS_MERGED: N_("Two entries were one organization"),
    MERGE_UNDONE: N_("Two entries were not one organization after all"),
    APPROVAL_TAKEN_BACK: N_("An approval was taken back; the entry waits for review again"),
}

FIGURES: Final[dict[str, str]] = {
    "people": N_("People"),
    "organizations": N_("Organizations"),
    "countries": N_("Countries"),
    "lists": N_("From other lists, beside the count"),
    "paper": N_("On paper, beside the count"),
}

# Figures that are shown beside the count. A stored cause ends in the figure's name: `struck_out:paper`.
_BESIDE: Final = ("lists", "paper")


def note_correction(
    campaign_id: int,
    now: datetime,
    measure: Measure,
    change: int,
    cause: str,
    note: str = "",
    *,
    beside: str = "",
    in_parts: bool = False,
) -> Correction | None:
    """Write one line of the public log within the caller's transaction; a change of nothing is no line.

    `change` is what was added or, below zero, taken off; letting go and the log's beginning alone say 0. `cause` is a
    word of CAUSES; `note` is what staff want the public to know, in the campaign's language, and names nobody. `beside`
    is `lists` or `paper` when the figure is one that is shown beside the count. What is done `in_parts`, as a list is
    taken in, is added to the newest line while that is of the same day and cause.
    """
    if cause not in CAUSES or beside not in ("", *_BESIDE):
        raise ValueError(f"no such cause: {cause} {beside}")
    if not change and cause not in (LET_GO, LOG_BEGAN):
        return None
    stored = f"{cause}:{beside}" if beside else cause
    if in_parts:
        newest = db.session.scalars(_newest_first(campaign_id).limit(1).with_for_update()).first()
        if newest is not None and (newest.cause, newest.measure, newest.at.date()) == (stored, measure, now.date()):
            newest.change, newest.at = newest.change + change, now
            return newest
    line = Correction(
        campaign_id=campaign_id,
        at=now,
        measure=measure,
        change=change,
        cause=stored,
        note=note,
    )
    db.session.add(line)
    return line


@dataclass(frozen=True)
class PublicCorrection:
    """One line as the public sees it: the day alone, since the moment of a decision is nobody's business."""

    id: int
    day: str  # ISO 8601
    figure: str  # a word of FIGURES
    change: int
    cause: str  # a word of CAUSES
    note: str


def as_public(line: Correction) -> PublicCorrection:
    """A line of the log without what is not public."""
    cause, _, beside = line.cause.partition(":")
    return PublicCorrection(
        line.id, line.at.date().isoformat(), beside or line.measure.value, line.change, cause, line.note
    )


def corrections_page(campaign_id: int, number: int) -> Page:
    """One page of a campaign's log, newest first."""
    return paged(_newest_first(campaign_id), number=number, size=PAGE_SIZE)


def newest_corrections(campaign_id: int, most: int) -> Sequence[PublicCorrection]:
    """The newest lines of a campaign's log."""
    return [as_public(line) for line in db.session.scalars(_newest_first(campaign_id).limit(most))]


def log_begins(campaign_id: int) -> datetime | None:
    """When the log of a campaign began; None while it has no line."""
    return db.session.scalar(
        select(Correction.at)
        .where(Correction.campaign_id == campaign_id)
        .order_by(Correction.at, Correction.id)
        .limit(1)
    )


def _newest_first(campaign_id: int) -> Select[Correction]:
    return (
        select(Correction)
        .where(Correction.campaign_id == campaign_id)
        .order_by(Correction.at.desc(), Correction.id.desc())
    )
