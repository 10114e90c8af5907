"""How every campaign does, in one row each: a grouped query for each column, kept ten seconds, over all campaigns.

What somebody may not see is left out afterwards, so the kept answer holds nothing that depends on who asks.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock_time

from sqlalchemy import and_, func, select

from campaign.campaigns.models import Campaign
from campaign.db import db
from campaign.mail.models import Message, MessageState
from campaign.organizations.directory.queries import organizations_by_campaign
from campaign.signatures.models import Signature, SignatureState
from campaign.signatures.sign import PLEASE_CONFIRM
from campaign.web.kept import kept

KEEP_SECONDS = 10.0
WEEK = timedelta(days=7)
DAYS = 28


@dataclass
class Progress:
    """One campaign. `per_day` are confirmed signatures of the last 28 UTC days, today last."""

    people: int = 0
    pending: int = 0
    held: int = 0
    organizations: int = 0
    week_entries: int = 0
    week_handed_over: int = 0
    week_confirmed: int = 0  # of the week's entries
    stuck: int = 0
    per_day: list[int] = field(default_factory=lambda: [0] * DAYS)

    @property
    def today(self) -> int:
        """Confirmed since midnight UTC."""
        return self.per_day[-1]

    @property
    def weeks(self) -> list[int]:
        """Confirmed in each of the last four weeks, the newest last."""
        return [sum(self.per_day[start : start + 7]) for start in range(0, DAYS, 7)]

    @property
    def confirmed_share(self) -> float | None:
        """Confirmed entries of the last seven days in per cent; None of fewer than ten, where a share would mislead."""
        return 100 * self.week_confirmed / self.week_entries if self.week_entries >= 10 else None


def progress(now: datetime) -> dict[int, Progress]:
    """Every campaign that has gathered anything, by id, at most ten seconds old."""
    return kept(("progress",), KEEP_SECONDS, lambda: _count(now))


def _count(now: datetime) -> dict[int, Progress]:
    found: dict[int, Progress] = {}

    def of(campaign_id: int) -> Progress:
        return found.setdefault(campaign_id, Progress())

    week_ago = now - WEEK
    for campaign_id, gone in db.session.execute(select(Campaign.id, Campaign.people_let_go)):
        of(campaign_id).people = gone
    for campaign_id, state, number, week in db.session.execute(
        select(
            Signature.campaign_id,
            Signature.state,
            func.count(),
            func.count().filter(Signature.created_at >= week_ago),
        ).group_by(Signature.campaign_id, Signature.state)
    ):
        row = of(campaign_id)
        row.week_entries += week if state not in (SignatureState.IMPORTED, SignatureState.PAPER) else 0
        match state:
            case SignatureState.CONFIRMED:
                row.people += number
                row.week_confirmed = week
            case SignatureState.PENDING:
                row.pending = number
            case SignatureState.HELD:
                row.held = number
    for letters_of, number in db.session.execute(
        select(Message.campaign_id, func.count(Message.about_id.distinct()))
        .join(Signature, and_(Signature.id == Message.about_id, Signature.campaign_id == Message.campaign_id))
        .where(Message.kind == PLEASE_CONFIRM, Message.state == MessageState.SENT, Signature.created_at >= week_ago)
        .group_by(Message.campaign_id)
    ):
        of(letters_of or 0).week_handed_over = number
    for campaign_id, number in organizations_by_campaign().items():
        of(campaign_id).organizations = number
    for letters_of, number in db.session.execute(
        select(Message.campaign_id, func.count())
        .where(Message.state == MessageState.STUCK, Message.campaign_id.is_not(None))
        .group_by(Message.campaign_id)
    ):
        of(letters_of or 0).stuck = number
    _fill_days(found, now)
    return found


def _fill_days(found: dict[int, Progress], now: datetime) -> None:
    first = now.astimezone(UTC).date() - timedelta(days=DAYS - 1)
    day = func.date(Signature.confirmed_at)
    for campaign_id, when, number in db.session.execute(
        select(Signature.campaign_id, day, func.count())
        .where(
            Signature.state == SignatureState.CONFIRMED,
            Signature.confirmed_at >= datetime.combine(first, clock_time(), UTC),
        )
        .group_by(Signature.campaign_id, day)
    ):
        # SQLite answers days as text, PostgreSQL as dates.
        place = (date.fromisoformat(str(when)) - first).days
        if 0 <= place < DAYS:
            found.setdefault(campaign_id, Progress()).per_day[place] = number
