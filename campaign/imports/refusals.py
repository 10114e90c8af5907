"""How imports say no."""

from campaign.web.errors import NotFound, Refusal
from campaign.web.language import gettext


class NoSuchBatch(NotFound):
    """There is no such list. It may have been set aside meanwhile."""


class NotATable(Refusal):
    """This file cannot be read as a table. Nothing was stored."""

    status = 422
    title = "This file cannot be read"


class AlreadyHere(Refusal):
    """This very file is here already."""

    title = "This file is here already"

    def __init__(self, batch_id: int) -> None:
        super().__init__(
            gettext(
                "This very file came in already, as list %(number)s. Undo that one first if it is to come in anew. "
                "Nothing was stored.",
                number=batch_id,
            )
        )
        self.batch_id = batch_id


class CampaignNotFit(Refusal):
    """Lists come in for campaigns that have opened and whose data has not been let go. Nothing was stored."""

    title = "Not for this campaign"


class WrongMoment(Refusal):
    """The list has moved on meanwhile. Look at its page and decide again. Nothing was changed."""

    title = "The list has moved on"


class MappingIncomplete(Refusal):
    """It is not clear yet what each column means. Nothing was changed."""

    status = 422
    title = "It is not clear what each column means"

    def __init__(self, faults: dict[str, str]) -> None:
        super().__init__(" ".join(f"{fault.rstrip('.')}." for fault in faults.values()))
        self.faults = faults


class NothingToTake(Refusal):
    """Not one line of this list can be taken in. The report says why, line by line. Nothing was changed."""

    title = "Nothing can be taken in"


class NoSample(Refusal):
    """A sample is drawn of a list from paper that was taken in whole, once. Nothing was changed."""

    title = "No sample can be drawn"


class SampleIncomplete(Refusal):
    """Say for every line of the sample whether it is right. Nothing was changed."""

    status = 422
    title = "The sample is not complete"


class NotToBeAsked(Refusal):
    """These people are asked to confirm once, and only if the list says that they may be written to."""

    title = "No letters for this list"


class InvitationGone(NotFound):
    """This invitation is no longer here: it was answered, taken back, or nobody answered it within 30 days. An
    organization can always apply itself."""

    title = "This invitation is gone"


class NameTaken(Refusal):
    """You have applied for an organization of this name already. Look in your mailbox for that letter, or give this one
    its own name. Nothing was changed."""

    title = "This name is taken"


class NotAnUmbrella(NotFound):
    """Lists of members are for umbrellas that support this petition and are listed."""


class TooManyLists(Refusal):
    """Three lists of yours wait for the staff of the campaign already. Wait until they have looked at one."""

    title = "Three lists wait already"
