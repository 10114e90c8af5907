"""What pages call kinds of sponsors, states, statuses and changes."""

from collections.abc import Mapping
from typing import Final

from campaign.trackers.facts import Register
from campaign.trackers.models import SponsorKind
from campaign.trackers.rules.changes import Change
from campaign.trackers.rules.state import State

# One of them, and all of them.
KINDS: Final[Mapping[SponsorKind, tuple[str, str]]] = {
    SponsorKind.COMPANY: ("company", "Companies"),
    SponsorKind.NON_COMMERCIAL: ("university, hospital or other", "Universities, hospitals and others"),
    SponsorKind.GOVERNMENT: ("government", "Government"),
    SponsorKind.MIXED: ("company or not, the register differs", "Mixed"),
    SponsorKind.INDIVIDUAL: ("an individual", "Individuals"),
    SponsorKind.UNKNOWN: ("kind not stated", "Not stated"),
}

STATES: Final[Mapping[State, str]] = {
    State.REPORTED: "Due, and the results are there",
    State.REPORTED_LATE: "Reported late",
    State.OVERDUE: "Overdue: due, and there are no results",
    State.NOT_DUE: "Covered by the law, and nothing is owed yet",
    State.INCONSISTENT: "The record contradicts itself, so nobody can say whether it is due",
    State.NOT_COVERED: "The law does not ask for its results",
    State.LEFT: "Was counted once, and is no longer",
}

_EU: Final = {
    "reported": "Due, and every country's record shows results. The register does not say when they came.",
    "completed-due": "Ended more than a year and the margin ago, and no results.",
    "completed-not-due": "Ended, and the year and the margin are not over.",
    "completed-reported-early": "Ended, not yet due, and the results are there.",
    "ongoing": "Runs in at least one country.",
    "ongoing-reported-early": "Runs in at least one country, and results are there already.",
    "exempt": "Phase I in every country and no paediatric plan: the register does not publish it.",
    "exempt-with-results": "The same, with results all the same.",
    "error-ongoing-has-comp-date": "Ended in some countries with an end of the whole trial given, and still running in others.",  # noqa: E501
    "error-completed-no-comp-date": "Ended in every country, and no date of the end is given.",
    "outside-eu": "Every record is from outside the EU and EEA.",
    "partly-outside-eu": "One of its records is from outside the EU and EEA.",
    "no-trial-status": "No country gives a status.",
    "other": "Halted, suspended, refused, or otherwise neither running nor ended.",
    "left": "The register shows it no longer.",
}
_FDAAA: Final = {
    "ongoing": "Nothing is owed yet, or it is due for so few days that a submission would not yet show.",
    "reported": "Results are on the register or in its quality control, and came in time.",
    "reported-late": "Results came after the deadline.",
    "overdue": "More than 30 days past the deadline, and nothing was handed in.",
    "overdue-cancelled": "Results were handed in and withdrawn again, and the deadline has passed.",
    "no-longer-act": "The law covered it by a former record, and does not by the present one.",
}
_CTIS: Final = {
    "not-covered": "Never authorised, or never begun.",
    "ongoing": "Has not ended in every country concerned.",
    "ended-not-due": "Ended, and the year is not over.",
    "reported-early": "A summary is there before it was due.",
    "reported": "A summary of the results came in time.",
    "reported-late": "A summary came after the deadline.",
    "overdue": "The deadline has passed, and there is no summary.",
    "inconsistent": "The record says that it ended and gives no date, or contradicts itself otherwise.",
    "left": "The register shows it no longer.",
}
STATUSES: Final[Mapping[Register, Mapping[str, str]]] = {
    Register.EU: _EU,
    Register.FDAAA: _FDAAA,
    Register.CTIS: _CTIS,
}


def status_words(register: Register, status: str) -> str:
    """What a law's own word for a trial means; the word itself where we have no other. Tags around it are left out."""
    known = STATUSES[register]
    bare = status.removeprefix("Terminated, ").removesuffix(" and reported results")
    return known.get(bare, status)


def change_words(change: Change, was_overdue: bool, register: Register) -> str:
    """What happened to a trial, as the start of a line. The EU register does not tell when results came."""
    if change is Change.REPORTED_ON_TIME:
        if register is Register.EU:
            return "Reported, was overdue" if was_overdue else "Reported"
        return "Reported in time"
    return {
        Change.BECAME_OVERDUE: "Overdue",
        Change.REPORTED_LATE: "Reported late",
        Change.LEFT_THE_SET: "Left the count",
        Change.DATES_CHANGED: "No longer overdue",
        Change.JOINED_THE_SET: "Joined the count",
    }[change]
