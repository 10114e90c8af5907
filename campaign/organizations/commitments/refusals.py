"""How verbs about promises refuse."""

from campaign.organizations.commitments.rules import LONGEST_YEARS, MOST_LIVE
from campaign.web.errors import NotFound, Refusal


class NoSuchPromise(NotFound):
    """There is no such promise, or it is not public."""


class CannotPromise(Refusal):
    """Only an organization that is listed as a supporter can promise something. Nothing was recorded."""

    title = "No promise can be stated now"


class TooManyPromises(Refusal):
    title = "That is one promise too many"

    def __init__(self) -> None:
        super().__init__(
            f"There are {MOST_LIVE} promises of yours that are neither kept nor given up. Nothing was recorded."
        )


class SamePromise(Refusal):
    """You have stated the same promise before. Nothing was recorded."""

    title = "This promise is here already"


class DayOutOfReach(Refusal):
    title = "This day cannot be promised"

    def __init__(self) -> None:
        super().__init__(f"Choose a day after today, and at most {LONGEST_YEARS} years from now. Nothing was recorded.")


class SameDay(Refusal):
    """The promise is due on this day already. Nothing was recorded."""

    title = "This is no new date"


class DayToCome(Refusal):
    """A promise is kept on a day that has come, and not before it was stated. Nothing was changed."""

    title = "It cannot be kept on this day"


class NotLive(Refusal):
    """The promise is kept, given up or not public, so nothing can be added to it. Nothing was recorded."""

    title = "This promise is not open"


class AlreadyDecided(Refusal):
    """Somebody decided it, or the organization added to it, since you opened the page. Nothing was changed. Open the
    page again to see what is new."""

    title = "Something happened meanwhile"


class DoesNotFit(Refusal):
    """This decision does not fit where the promise stands. Nothing was changed."""

    title = "This cannot be decided now"


class NoDecisionToUndo(Refusal):
    """Only the last thing that happened can be taken back, if it was a decision of the last 30 days. Nothing was
    changed."""

    title = "Nothing to undo"
