"""How moderation says no."""

from campaign.web.errors import NotFound, Refusal


class NoSuchVoice(NotFound):
    """There is no such comment to decide about. Its writer may have taken it back, or the signature does not count."""


class DecidedMeanwhile(Refusal):
    """Somebody else has decided about this comment since you opened the page. Nothing was changed."""

    title = "It was decided meanwhile"
