"""How a decision about several organizations is refused."""

from campaign.web.errors import NotFound, Refusal


class NoSuchDecision(NotFound):
    """There is no such decision."""


class SeveralCampaigns(Refusal):
    """These applications are for several campaigns. Choose one campaign in the filter first, and decide about each by
    itself. Nothing was changed."""

    status = 422
    title = "One campaign at a time"


class NoneFits(Refusal):
    """None of those you chose can be decided like this. Nothing was changed."""

    status = 422
    title = "Nothing to do"


class UndoneOrOld(Refusal):
    """It was undone already, or is more than 30 days old. Nothing was changed."""

    title = "This can no longer be undone"
