"""Ask for a weekly letter about one sponsor: nothing comes of it until the address says yes."""

import hashlib
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from campaign.db import transaction
from campaign.mail.post import post
from campaign.sealed import address_tag, daily_address_tag, seal_for_site
from campaign.text import Address
from campaign.tokens import new_public_id
from campaign.trackers.models import Alert, AlertState
from campaign.trackers.refusals import TooManyAlerts
from campaign.web.challenge import use_up
from campaign.web.limits import spend

PLEASE_CONFIRM: Final = "trackers.alert_please_confirm"
ALREADY_ACTIVE: Final = "trackers.alert_already_active"
BETWEEN_LETTERS: Final = timedelta(minutes=10)
LETTERS_A_DAY: Final = 3
PER_NETWORK_AND_HOUR: Final = 60
DAY: Final = timedelta(hours=24)


class Outcome(StrEnum):
    """What became of a request. For the log; whoever asks always sees the same page."""

    NEW = "new"
    AGAIN = "again"
    KNOWN = "known"
    CAPPED = "capped"
    CHALLENGE = "challenge"  # the sum was used before: ask for another


def request_alert(
    sponsor_id: int, address: Address, network: bytes, now: datetime, *, challenge: str | None = None
) -> Outcome:
    """Record that an address asks for letters about a sponsor, and owe it a letter to confirm.

    One address gets at most 3 letters a day from this form, whatever it is asked for, 10 minutes apart for one sponsor.
    `network` is a `sealed.network_tag`; `challenge` one that was answered. Raises TooManyAlerts.
    """
    with transaction() as session:
        hits = spend(network, "alert", now)
    if hits > PER_NETWORK_AND_HOUR:
        raise TooManyAlerts
    tag = alert_tag(sponsor_id, address)
    with transaction() as session:
        if challenge is not None and not use_up(challenge, now):
            return Outcome.CHALLENGE
        _one_at_a_time(session, tag)
        alert = session.scalar(
            select(Alert)
            .where(Alert.sponsor_id == sponsor_id, Alert.address_tag == tag)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
        if alert is not None and alert.mailed_at is not None and now - alert.mailed_at < BETWEEN_LETTERS:
            return Outcome.CAPPED
        daily = daily_address_tag(now.date(), address.canonical)[:8]
        if spend(daily, "alert letter", now, window=int(DAY.total_seconds())) > LETTERS_A_DAY:
            return Outcome.CAPPED
        outcome = Outcome.NEW
        if alert is None:
            alert = _add(session, sponsor_id, address, tag, now)
        else:
            outcome = Outcome.KNOWN if alert.state is AlertState.ACTIVE else Outcome.AGAIN
        _count_letter(alert, now)
        post(ALREADY_ACTIVE if alert.state is AlertState.ACTIVE else PLEASE_CONFIRM, alert.id, now)
        return outcome


def alert_tag(sponsor_id: int, address: Address) -> bytes:
    """Tag (16 bytes) of one address asking about one sponsor: it does not tell what else the address asked for."""
    return hashlib.sha256(b"alert %d " % sponsor_id + address_tag(0, address.canonical)).digest()[:16]


def _one_at_a_time(session: Session, tag: bytes) -> None:
    """Let requests of one address queue up. SQLite has one writer anyway."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": int.from_bytes(tag[:8], signed=True)})


def _add(session: Session, sponsor_id: int, address: Address, tag: bytes, now: datetime) -> Alert:
    public_id = new_public_id()
    alert = Alert(
        public_id=public_id,
        sponsor_id=sponsor_id,
        sealed=seal_for_site(Alert.__tablename__, public_id, {"email": address.mailbox}),
        address_tag=tag,
        state=AlertState.UNCONFIRMED,
        mails=0,
        made_at=now,
    )
    session.add(alert)
    session.flush()
    return alert


def _count_letter(alert: Alert, now: datetime) -> None:
    if alert.mailed_at is None or alert.mailed_at <= now - DAY:
        alert.mails = 0
    alert.mails += 1
    alert.mailed_at = now
