"""How proofs of authority are refused."""

from campaign.web.errors import NotFound, Refusal


class NoSuchProof(NotFound):
    """There is no such proof. It may have been taken back meanwhile."""


class NothingToProve(Refusal):
    """Authority is proved once the contact has confirmed, for an application on behalf of an organization that has not
    been declined and has not left. Nothing was recorded."""

    title = "There is nothing to prove"


class NoDomainOfItsOwn(Refusal):
    """The website is at a host that many share, so a record in its DNS would prove nothing. Another proof is needed: a
    second officer, or a signed letter."""

    title = "The website has no domain of its own"


class CheckedAMomentAgo(Refusal):
    """The DNS was asked a moment ago. Records take some minutes to be seen everywhere; try again in a minute."""

    title = "One moment"


class NeedsAReason(Refusal):
    """Nothing but the contact's word stands behind this application. Say why you vouch for it all the same."""

    status = 422
    title = "Why do you vouch for it?"


class ScanTooLarge(Refusal):
    """The scan is larger than 10 MB. Nothing was recorded. Go back and choose a smaller file, in black and white."""

    status = 413
    title = "That is too large"
