"""Look for the records that organizations say they have set. Run by the worker: no web request waits for the DNS."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import select

from campaign.db import db, transaction
from campaign.organizations.authority.add_proof import add_proof, can_be_proved
from campaign.organizations.authority.dns_record import Record, record_of
from campaign.organizations.authority.resolver import Answer, ask
from campaign.organizations.models import DnsCheck, DnsOutcome, ProofKind, Support
from campaign.queue import lease_due
from campaign.text import tidy

log = logging.getLogger(__name__)

AT_ONCE = 5  # five seconds each at the longest: well within a task's soft limit
LEASE_SECONDS = 60
# A record takes its time to be seen everywhere. After these the button is there to press again.
AGAIN_AFTER = (timedelta(minutes=10), timedelta(hours=1), timedelta(hours=6), timedelta(hours=24))


def check_dns(clock: Callable[[], datetime]) -> int:
    """Ask the DNS for what is due, record what it said, and store the proof where the record is there; answers how many
    were asked. `clock` tells the time. No transaction is open while a question travels.
    """
    with transaction():
        ids = lease_due(DnsCheck, clock(), limit=AT_ONCE, seconds=LEASE_SECONDS)
    for check_id in ids:
        wanted = _wanted(check_id)
        answer = ask(wanted.name) if wanted is not None else None
        _note(check_id, wanted, answer, clock())
    return len(ids)


def _wanted(check_id: int) -> Record | None:
    support = db.session.scalars(
        select(Support)
        .join(DnsCheck, DnsCheck.support_id == Support.id)
        .where(DnsCheck.id == check_id)
        .execution_options(populate_existing=True)
    ).one_or_none()
    return record_of(support) if support is not None and can_be_proved(support) else None


def _note(check_id: int, wanted: Record | None, answer: Answer | None, now: datetime) -> None:
    with transaction() as session:
        support = session.scalars(
            select(Support)
            .join(DnsCheck, DnsCheck.support_id == Support.id)
            .where(DnsCheck.id == check_id)
            .with_for_update(of=Support)
            .execution_options(populate_existing=True)
        ).one_or_none()
        if support is None:
            return
        check = session.get_one(DnsCheck, check_id, populate_existing=True)
        check.lease_until = check.due_at = None
        # The organization may have left, or changed its website, while we asked.
        if answer is None or wanted is None or not can_be_proved(support) or record_of(support) != wanted:
            return
        check.checked_at = now
        check.outcome, check.last_error = _outcome(answer, wanted), answer.failed or None
        check.seen = tidy(" | ".join(answer.texts))[:300]
        if check.outcome == DnsOutcome.FOUND:
            add_proof(session, support, ProofKind.DNS, f"TXT record at {wanted.name}", now)
        elif check.attempts <= len(AGAIN_AFTER):
            check.due_at = now + AGAIN_AFTER[check.attempts - 1]
        log.info("dns.checked support=%d outcome=%s attempt=%d", support.id, check.outcome, check.attempts)


def _outcome(answer: Answer, wanted: Record) -> DnsOutcome:
    if answer.failed:
        return DnsOutcome.FAILED
    if wanted.value in (text.strip() for text in answer.texts):
        return DnsOutcome.FOUND
    return DnsOutcome.OTHER if answer.texts else DnsOutcome.MISSING
