"""How campaigns say no."""

from campaign.web.errors import NotFound, Refusal


class NoSuchCampaign(NotFound):
    """There is no campaign at this address. It may have moved, or the link lost its end."""


class SlugTaken(Refusal):
    """Another campaign has this address already, or had it once. Choose another one."""

    title = "This address is taken"


class NothingToPublish(Refusal):
    """There is no draft of the text to publish."""

    title = "Nothing to publish"


class TextIncomplete(Refusal):
    """The text lacks something that people must read before they sign."""

    title = "The text is not complete"


class NotReadyToOpen(Refusal):
    """Something that signers must be told is missing."""

    title = "Not ready to open"


class DayPassed(Refusal):
    """Choose a day that is still to come."""

    title = "This day has passed"


class EditedMeanwhile(Refusal):
    """Somebody else has changed this since you opened it. Nothing of yours was stored."""

    title = "Changed meanwhile"


class OriginalMoved(Refusal):
    """The original has changed since you opened this. Nothing of yours was stored."""

    title = "The original has changed"


class Unreadable(Refusal):
    """Nobody could read this colour. Choose another one."""

    title = "This colour cannot be read"


class WrongState(Refusal):
    """The campaign is not in the state that this needs; somebody may have changed it meanwhile."""

    title = "The campaign has moved on"
