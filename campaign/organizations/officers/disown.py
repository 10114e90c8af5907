"""The named second officer says "I know nothing of this": what is kept of them goes, and reviewers are told."""

from datetime import datetime

from campaign.db import transaction
from campaign.mail.suppress import suppress
from campaign.organizations.authority.take_back import remove
from campaign.organizations.models import ProofKind
from campaign.organizations.officers.confirm_officer import locked
from campaign.organizations.officers.refusals import NoSuchOfficer


def disown(officer_id: int, token_version: int, now: datetime) -> None:
    """Delete the officer's data, never write to the address about this campaign again, and flag the application.

    Whoever has confirmed may still say so: the proof goes too. `token_version` is that of the link which was pressed.
    Raises NoSuchOfficer.
    """
    with transaction() as session:
        officer, support = locked(session, officer_id)
        if officer.token_version != token_version:
            raise NoSuchOfficer
        suppress(support.campaign_id, officer.contact_tag, "knows nothing of it", now)
        support.officer_denied_at = now
        remove(session, support, ProofKind.SECOND_OFFICER)
        session.delete(officer)
