"""How content says no."""

from campaign.web.errors import NotFound, Refusal


class NoSuchPage(NotFound):
    """It may have moved, or the link lost its end."""


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


class EditedMeanwhile(Refusal):
    """Somebody else has changed this page since you opened it. Nothing of yours was stored."""

    title = "Changed meanwhile"


class NoSuchCategory(NotFound):
    """No page has this category. It may have been given another one."""


class CategoryNamedMeanwhile(Refusal):
    """Somebody else has named this category since you opened it. Nothing of yours was stored."""

    title = "Changed meanwhile"


class NotInTheFuture(Refusal):
    """Choose a moment that is still to come. Times are in UTC."""

    title = "That moment has passed"


class NotScheduled(Refusal):
    """This page is not waiting for its moment: it is public, retired, or a draft without one."""

    title = "Nothing is scheduled"


class NotPublicYet(Refusal):
    """New words can wait for their moment on a page that is public or waits to be. Publish the page itself first."""

    title = "The page is not public"


class NoSuchRevision(NotFound):
    """There is no such version of this page."""


class NoSuchPicture(NotFound):
    """There is no picture at this address."""


class PictureInUse(Refusal):
    """This picture is still shown. Take it off those pages first."""

    title = "The picture is in use"


class AltMissing(Refusal):
    """Say in a few words what the picture shows, for those who cannot see it."""

    title = "The picture needs a description"
