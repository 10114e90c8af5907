"""How organizations' support is refused."""

from datetime import datetime

from campaign.web.errors import NotFound, Refusal


class NoSuchSupport(NotFound):
    """There is no such application. It may have been deleted meanwhile."""


class NoSuchOrganization(NotFound):
    """There is no such organization. It may have been deleted meanwhile."""


class NoSuchLogo(NotFound):
    """There is no such logo."""


class SharedElsewhere(Refusal):
    """This organization also supports a campaign that you do not review, and all of them show the same. Ask somebody
    who reviews them all. Nothing was changed."""

    title = "It is not yours alone"


class SupportClosed(Refusal):
    """New supporters are no longer taken. Nothing was recorded."""

    status = 410
    title = "This petition is closed"


class SupportNotYetOpen(Refusal):
    """Organizations can support it from the day it opens. Nothing was recorded."""

    title = "This petition is not open yet"


class TooManyApplications(Refusal):
    """Many applications are arriving from your network. Nothing was recorded. Go back and send the form again after the
    full hour; your browser still has what you typed."""

    status = 429
    title = "Too many at once"

    def __init__(self, now: datetime) -> None:
        super().__init__()
        self.retry_after = 3600 - int(now.timestamp()) % 3600  # type: ignore[misc]  # each such no knows its own wait


class TooLarge(Refusal):
    """A logo may have 2 MB, and this is more than we read to its end. Nothing was recorded. Go back, your browser still
    has what you typed, and choose a smaller file or none."""

    status = 413
    title = "That is too large"


class LinkExpired(Refusal):
    """Links to confirm live for 14 days. Nothing was counted."""

    status = 410
    title = "This link no longer works"


class NotWaiting(Refusal):
    """Somebody has decided this application meanwhile, or its contact has not confirmed it. Nothing was changed."""

    title = "This application does not wait for a decision"


class MergedAway(Refusal):
    """A reviewer said that this organization is another one, so nothing is decided about it here. Undo that first."""

    title = "It was merged into another organization"


class NothingToUndo(Refusal):
    """There is no decision of the last 30 days to undo. Nothing was changed."""

    title = "Nothing to undo"


class NotListed(Refusal):
    """Only an organization that is listed can leave. Nothing was changed."""

    title = "This organization is not listed"


class NoSuchPage(Refusal):
    """The link to the page of an organization is good until a new one takes its place, or the organization leaves. The
    list of supporters of the petition leads to where a new one is sent."""

    status = 404
    title = "This link no longer works"


class NotRenewable(Refusal):
    """Support that lapsed can be renewed within a year. After that you are welcome to apply again."""

    title = "This support can no longer be renewed"


class NothingChanged(Refusal):
    """All is as it is shown now, so there is nothing to review."""

    status = 422
    title = "Nothing is different"


class NoSuchChange(NotFound):
    """There is no such change. The organization may have taken it back or left."""


class ChangeDecided(Refusal):
    """Somebody has decided this change meanwhile, or a newer one took its place. Nothing was changed."""

    title = "This change does not wait for a decision"


class ChangeOvertaken(Refusal):
    """Something of it was changed again since. Undo the newer change first. Nothing was changed."""

    title = "A newer change stands in the way"


class TooManyLetters(Refusal):
    """We send one address at most three such letters a day, ten minutes apart. Nothing was changed. Please try again
    later."""

    status = 429
    title = "Too many letters"


class AddressUnchanged(Refusal):
    """This is the address that we write to already."""

    status = 422
    title = "Nothing is different"


class AddressLinkGone(Refusal):
    """This link confirmed a new address. It was used, it ran out after seven days, or another address was asked for
    since. Nothing was changed."""

    status = 410
    title = "This link no longer works"


class NoSuchSupporter(NotFound):
    """No such organization is listed as a supporter of this campaign."""


class NoSuchBadge(NotFound):
    """There is no such badge: no such organization supports, or has supported, this campaign."""
