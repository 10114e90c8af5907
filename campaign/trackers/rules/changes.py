"""What happened to a trial between two days of a register."""

from enum import StrEnum

from campaign.trackers.rules.state import OUTSIDE, State


class Change(StrEnum):
    """What can happen to a trial from one day to the next, as the FDAAA TrialsTracker counted it.

    It had one name, "no longer overdue", for several of them; here the reason is told apart.
    """

    BECAME_OVERDUE = "became overdue"
    REPORTED_LATE = "reported late"
    REPORTED_ON_TIME = "reported on time"
    LEFT_THE_SET = "left the set"
    DATES_CHANGED = "no longer overdue: dates or certificate changed"
    JOINED_THE_SET = "joined the set"


def change(before: State | None, after: State | None) -> Change | None:
    """What to say of a trial whose state went from one to the other; None if there is nothing to say.

    None as a state is a trial that was not in the register. A trial that passes from not due to reported late never was
    overdue, so it counts as reported late and not as no longer overdue. A trial that joins as reported or overdue is
    told as such.
    """
    if before is after:
        return None
    if after in OUTSIDE:
        return None if before in OUTSIDE else Change.LEFT_THE_SET
    if after is State.OVERDUE:
        return Change.BECAME_OVERDUE
    if after is State.REPORTED_LATE:
        return Change.REPORTED_LATE
    if after is State.REPORTED:
        return None if before is State.REPORTED_LATE else Change.REPORTED_ON_TIME
    if before is State.OVERDUE:
        return Change.DATES_CHANGED
    return Change.JOINED_THE_SET if before in OUTSIDE else None


def no_longer_overdue(before: State | None, after: State | None) -> bool:
    """Whether a trial stopped being overdue, for whatever reason."""
    return before is State.OVERDUE and after is not State.OVERDUE
