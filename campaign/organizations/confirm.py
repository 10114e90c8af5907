"""The contact presses the button: the application is real, its address proves what it can, and it waits for review."""

from datetime import datetime, timedelta

from campaign.db import transaction
from campaign.organizations.authority.prove_domain import prove_domain
from campaign.organizations.models import Capacity, Support, SupportState
from campaign.organizations.officers.name_officer import officer_of
from campaign.organizations.officers.write_to_officer import write_to_officer
from campaign.organizations.refusals import LinkExpired, NoSuchSupport

LINK_LIVES = timedelta(days=14)


def link_has_expired(support: Support, now: datetime) -> bool:
    """Whether the link to confirm has run out: 14 days after the newest letter, and never once confirmed."""
    return support.state == SupportState.UNCONFIRMED and now - (support.mailed_at or support.created_at) > LINK_LIVES


def confirm(support_id: int, now: datetime, *, token_version: int | None = None) -> Support:
    """Confirm an application; doing it again changes nothing. A second officer it names gets their letter now.

    `token_version` is that of the link which was pressed: another application may have taken its place meanwhile.
    Raises NoSuchSupport, LinkExpired.
    """
    with transaction() as session:
        support = session.get(Support, support_id, with_for_update=True, populate_existing=True)
        if support is None or token_version not in (None, support.token_version):
            raise NoSuchSupport
        if link_has_expired(support, now):
            raise LinkExpired
        if support.state == SupportState.UNCONFIRMED:
            support.state = SupportState.WAITING
            support.confirmed_at = now
            if support.capacity == Capacity.ON_BEHALF:
                prove_domain(session, support, now)
                officer = officer_of(session, support.id)
                if officer is not None:
                    write_to_officer(session, support, officer, now)
    return support
