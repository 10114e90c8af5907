"""What happened to a trial under the US law between two days."""

from enum import StrEnum

from campaign.trackers.rules.fdaaa import FdaaaStatus

_OVERDUE = (FdaaaStatus.OVERDUE, FdaaaStatus.OVERDUE_CANCELLED)
_OUTSIDE = (None, FdaaaStatus.NO_LONGER_ACT)


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


def change(before: FdaaaStatus | None, after: FdaaaStatus | None) -> Change | None:
    """What to say of a trial whose status went from one to the other; None if there is nothing to say.

    None as a status is a trial that the law does not cover, or that was not yet in the register. A trial that passes
    from ongoing to reported late never was overdue, so it counts as reported late and not as no longer overdue.
    """
    if before is after:
        return None
    if after in _OUTSIDE:
        return None if before in _OUTSIDE else Change.LEFT_THE_SET
    if after in _OVERDUE:
        return None if before in _OVERDUE else Change.BECAME_OVERDUE
    if after is FdaaaStatus.REPORTED_LATE:
        return Change.REPORTED_LATE
    if after is FdaaaStatus.REPORTED:
        return None if before is FdaaaStatus.REPORTED_LATE else Change.REPORTED_ON_TIME
    if before in _OVERDUE:
        return Change.DATES_CHANGED
    return Change.JOINED_THE_SET if before in _OUTSIDE else None


def no_longer_overdue(before: FdaaaStatus | None, after: FdaaaStatus | None) -> bool:
    """Whether a trial stopped being overdue, for whatever reason."""
    return before in _OVERDUE and after not in _OVERDUE
