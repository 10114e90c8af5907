"""How exports say no."""

from campaign.web.errors import NotFound, Refusal


class ReasonMissing(Refusal):
    """Say what the list is for. The record of every list that leaves the house holds its reason."""

    status = 422
    title = "A list needs a reason"


class NoSuchColumn(Refusal):
    """A list of signatories has no such column."""

    status = 422
    title = "There is no such column"


class NoSuchPartner(Refusal):
    """This campaign names no such partner, so nobody can have ticked its box."""

    status = 422
    title = "There is no such partner"


class NoSuchExport(NotFound):
    """There is no such export."""
