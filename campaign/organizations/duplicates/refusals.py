"""How saying that two organizations are one is refused."""

from campaign.web.errors import NotFound, Refusal


class NoSuchMerge(NotFound):
    """There is nothing to undo here. It may have been undone meanwhile."""


class CannotMerge(Refusal):
    """These two organizations cannot be made one. Nothing was changed."""

    title = "They cannot be made one"


class TooLateToUndo(Refusal):
    """Two organizations can be parted again for 30 days after they were made one. Nothing was changed."""

    title = "It is too late to undo this"
