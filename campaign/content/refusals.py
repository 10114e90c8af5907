"""How content says no."""

from campaign.web.errors import NotFound, Refusal


class NoSuchPage(NotFound):
    """There is no page at this address. It may have moved, or the link lost its end."""


class PageRetired(Refusal):
    """This page was taken back by those who wrote it."""

    status = 410
    title = "This page is gone"


class AddressTaken(Refusal):
    """Another page of this kind has this address already. Choose another one."""

    title = "This address is taken"


class WordsMissing(Refusal):
    """A page needs a title before it can be published."""

    title = "The page is not complete"


class NothingToPublish(Refusal):
    """There is no draft of this page to publish."""

    title = "Nothing to publish"


class WrittenMeanwhile(Refusal):
    """Somebody else has written on this page since you opened it. Nothing of yours was stored."""

    title = "Changed meanwhile"
