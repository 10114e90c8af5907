"""How signing says no."""

from campaign.web.errors import NotFound, Refusal


class CampaignClosed(Refusal):
    """This petition is closed. New signatures are no longer taken. Nothing was recorded."""

    status = 410
    title = "This petition is closed"


class NotOpenYet(Refusal):
    """This petition is not open yet. Nothing was recorded."""

    status = 409
    title = "Not open yet"


class TooMany(Refusal):
    """Many signatures are arriving from your network. Nothing was recorded. Please try again in an hour."""

    status = 429
    title = "Too many at once"
    retry_after = 3600


class LinkUnknown(NotFound):
    """This link no longer works. Links to confirm live for 7 days; after that, what you typed has been deleted."""

    title = "This link no longer works"


class LinkExpired(LinkUnknown):
    """This link no longer works. Links to confirm live for 7 days; after that, what you typed has been deleted."""

    status = 410

    def __init__(self, campaign_id: int) -> None:
        super().__init__()
        self.campaign_id = campaign_id


class NothingToDecide(Refusal):
    """None of these signatures is in a state that this can be done to. Somebody may have decided meanwhile."""

    title = "There is nothing to decide"


class NoSuchDecision(NotFound):
    """There is no such decision, or it does not wait any more. Somebody may have answered it meanwhile."""


class NotByYourself(Refusal):
    """To strike out so many, a second person must agree. It cannot be who proposed it."""

    title = "A colleague must agree"


class TooLateToUndo(Refusal):
    """Decisions can be undone for 30 days. After that, take the signatures back one by one or by filter."""

    title = "It is too late to undo this"
