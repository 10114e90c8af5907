"""Where a trial stands, in words that hold under every law; each law's own status says it more exactly."""

from enum import StrEnum


class State(StrEnum):
    """What a reader needs to know first about a trial on one day."""

    REPORTED = "reported"  # due, and the results are there; in time as far as the register tells
    REPORTED_LATE = "reported_late"  # due, and the results came after the deadline
    OVERDUE = "overdue"  # due, and there are no results
    NOT_DUE = "not_due"  # covered by the law, and nothing is owed yet, reported early or not
    INCONSISTENT = "inconsistent"  # the record contradicts itself, so nobody can say whether it is due
    NOT_COVERED = "not_covered"  # the law does not ask for its results
    LEFT = "left"  # was on the list, and is no longer


# What an import without the trial, or without its being covered, comes to.
OUTSIDE = (None, State.NOT_COVERED, State.LEFT)
