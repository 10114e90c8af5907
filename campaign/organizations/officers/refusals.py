"""How second officers are refused."""

from campaign.web.errors import NotFound, Refusal


class NoSuchOfficer(NotFound):
    """It may have run out, been replaced by a newer one, or what it was for is gone. Nothing was changed."""

    title = "This link no longer works"


class OfficerLinkExpired(Refusal):
    """Links to confirm live for 14 days. Nothing was recorded."""

    status = 410
    title = "This link no longer works"


class SameMailbox(Refusal):
    """The second officer needs a mailbox of their own. The address you gave reads like yours."""

    status = 422
    title = "Another person’s address is needed"


class SamePerson(Refusal):
    """The second officer must be another person than you."""

    status = 422
    title = "Another person is needed"


class OfficerConfirmed(Refusal):
    """A second officer has confirmed already. Nothing was changed."""

    title = "It is confirmed already"


class NotConfirmed(Refusal):
    """The second officer has not confirmed. There is nothing to accept."""

    title = "Not confirmed yet"
