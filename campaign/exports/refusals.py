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


class NoBox(Refusal):
    """No box on the form is linked with this organization, so nobody can have ticked it."""

    title = "There is no box of this organization"


class NoSuchRequest(NotFound):
    """There is no such request. It may have been taken back, or the organization may have left."""


class RequestDecided(Refusal):
    """Somebody has decided this request meanwhile, or a newer one took its place. Nothing was changed."""

    title = "This request does not wait for a decision"


class SecondPersonNeeded(Refusal):
    """You said which organization the partner is. Somebody else has to decide about its request. Nothing was
    changed."""

    status = 403
    title = "A second person decides this"


class NotToFetch(Refusal):
    """A list can be fetched for seven days after it was approved, while the organization is listed. Ask again."""

    status = 410
    title = "This list can no longer be fetched"
