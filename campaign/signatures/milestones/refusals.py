"""How milestones say no."""

from campaign.web.errors import NotFound, Refusal


class NoSuchMilestone(NotFound):
    """There is no milestone here. It may have been deleted."""


class MilestoneTaken(Refusal):
    """This campaign has a milestone at this figure already."""

    title = "It is there already"


class AlreadyPassed(Refusal):
    """The figure is there already. A milestone is told of when it is crossed, so choose a higher one."""

    title = "Already passed"


class AlreadyReached(Refusal):
    """This milestone was reached, and what was reached stays on record. You can take it off the page instead."""

    title = "It was reached"
