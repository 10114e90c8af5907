"""Somebody says that the record is set: the worker is to look."""

from datetime import datetime, timedelta

from sqlalchemy import select

from campaign.audit.record import Actor, record
from campaign.db import transaction
from campaign.organizations.authority.add_proof import can_be_proved
from campaign.organizations.authority.dns_record import record_of
from campaign.organizations.authority.refusals import CheckedAMomentAgo, NoDomainOfItsOwn, NothingToProve
from campaign.organizations.models import DnsCheck, Support
from campaign.organizations.refusals import NoSuchSupport
from campaign.queue import wake

CHECK = "organizations.check_dns"
BETWEEN_CHECKS = timedelta(minutes=1)


def ask_for_dns_check(support_id: int, now: datetime, actor: Actor | None = None) -> None:
    """Owe a look into the DNS; `actor` when staff ask. One that is owed already is enough.

    Raises NoSuchSupport, NothingToProve, NoDomainOfItsOwn, CheckedAMomentAgo.
    """
    with transaction() as session:
        support = session.get(Support, support_id, with_for_update=True, populate_existing=True)
        if support is None:
            raise NoSuchSupport
        if not can_be_proved(support):
            raise NothingToProve
        if record_of(support) is None:
            raise NoDomainOfItsOwn
        check = session.scalars(
            select(DnsCheck).where(DnsCheck.support_id == support.id).execution_options(populate_existing=True)
        ).one_or_none()
        if check is None:
            check = DnsCheck(support_id=support.id)
            session.add(check)
        elif now - check.asked_at < BETWEEN_CHECKS:
            raise CheckedAMomentAgo
        check.asked_at = check.due_at = now
        check.attempts = 0
        wake(CHECK)
        if actor is not None:
            record(
                actor.id, actor.name, "support.dns_check_asked", support.organization.slug, now,
                campaign_id=support.campaign_id, subject=f"support {support.id}",
            )  # fmt: skip
