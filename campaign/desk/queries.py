"""Reading for the desk: how one campaign does, and what its editors have not finished. One grouped query each, kept ten
seconds. What waits for a person is in `waiting.py`, all campaigns in a row each in `progress.py`.

Every figure comes from rows. Indexes hold what is counted, so 95,000 signatures are never opened for a dashboard.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock_time

from sqlalchemy import and_, case, func, select

from campaign.campaigns.edit import missing_particulars
from campaign.campaigns.models import Campaign, CampaignState, CampaignText, Referral
from campaign.campaigns.publish import missing_words
from campaign.db import db
from campaign.mail.models import Message, MessageState
from campaign.mail.queries import counts_by_state
from campaign.organizations.directory.queries import (
    organizations_by_campaign,
    organizations_since,
    supporter_counts,
)
from campaign.organizations.models import Organization
from campaign.signatures.models import Signature, SignatureState
from campaign.signatures.sign import PLEASE_CONFIRM
from campaign.web.kept import kept

KEEP_SECONDS = 10.0
CHART_DAYS = 30
WEEK = timedelta(days=7)
MOST_COUNTRIES = 10
MOST_REFERRALS = 10
# Nobody filled in a form of ours for these.
FROM_LISTS = (SignatureState.IMPORTED, SignatureState.PAPER)


@dataclass(frozen=True)
class Figures:
    """How one campaign does. Days are UTC; `week_*` are entries of the last seven days and what became of them."""

    people: int
    pending: int
    organizations: int
    organizations_this_week: int
    confirmed_today: int
    week_entries: int
    week_handed_over: int
    week_confirmed: int
    per_day: tuple[tuple[date, int], ...]
    countries: tuple[tuple[str, int], ...]
    as_of: datetime
    week_held: int
    week_struck_out: int
    referrals: tuple[tuple[str, int], ...]  # whose links brought most counted signatures
    by_referral: int  # counted signatures that came by any link
    letters: dict[MessageState, int]

    @property
    def confirmed_share(self) -> float | None:
        """Confirmed entries of the last seven days in per cent; None of fewer than ten, where a share would mislead."""
        return 100 * self.week_confirmed / self.week_entries if self.week_entries >= 10 else None


def figures(campaign_id: int, now: datetime) -> Figures:
    """The figures of a campaign, at most ten seconds old."""
    return kept(("figures", campaign_id), KEEP_SECONDS, lambda: _count_figures(campaign_id, now))


def _count_figures(campaign_id: int, now: datetime) -> Figures:
    week_ago = now - WEEK
    confirmed = Signature.state == SignatureState.CONFIRMED
    this_week = Signature.created_at >= week_ago
    people, pending, week_entries, week_confirmed, week_held, week_struck_out = db.session.execute(
        select(
            func.count().filter(confirmed),
            func.count().filter(Signature.state == SignatureState.PENDING),
            func.count().filter(this_week, Signature.state.not_in(FROM_LISTS)),
            func.count().filter(this_week, confirmed),
            func.count().filter(this_week, Signature.state == SignatureState.HELD),
            func.count().filter(this_week, Signature.state == SignatureState.INVALIDATED),
        )
        .select_from(Signature)
        .where(Signature.campaign_id == campaign_id)
    ).one()
    handed_over = db.session.execute(
        select(func.count(Message.about_id.distinct()))
        .join(Signature, and_(Signature.id == Message.about_id, Signature.campaign_id == campaign_id))
        .where(
            Message.campaign_id == campaign_id,
            Message.kind == PLEASE_CONFIRM,
            Message.state == MessageState.SENT,
            Signature.created_at >= week_ago,
        )
    ).scalar_one()
    people += db.session.scalar(select(Campaign.people_let_go).where(Campaign.id == campaign_id)) or 0
    per_day = _confirmed_per_day(campaign_id, now)
    referrals = _referrals(campaign_id)
    return Figures(
        people=people,
        pending=pending,
        organizations=supporter_counts(campaign_id).organizations,
        organizations_this_week=organizations_since(campaign_id, week_ago),
        confirmed_today=per_day[-1][1],
        week_entries=week_entries,
        week_handed_over=handed_over,
        week_confirmed=week_confirmed,
        per_day=per_day,
        countries=_countries(campaign_id),
        as_of=now,
        week_held=week_held,
        week_struck_out=week_struck_out,
        referrals=referrals[:MOST_REFERRALS],
        by_referral=sum(number for _, number in referrals),
        letters=counts_by_state(Message.campaign_id == campaign_id),
    )


def _referrals(campaign_id: int) -> tuple[tuple[str, int], ...]:
    number = func.count(Signature.id)
    rows = db.session.execute(
        select(Referral.code, Organization.name, number)
        .join(Signature, and_(Signature.referral_id == Referral.id, Signature.state == SignatureState.CONFIRMED))
        .outerjoin(Organization, Organization.id == Referral.organization_id)
        .where(Referral.campaign_id == campaign_id, Referral.signature_id.is_(None))
        .group_by(Referral.id, Referral.code, Organization.name)
        .order_by(number.desc(), Referral.id)
    )
    found = [(name or f"Link {code}", number) for code, name, number in rows]
    # Whom one signer brought is that signer's own affair: all of them together make one line.
    by_signers = db.session.scalar(
        select(func.count())
        .select_from(Signature)
        .join(Referral, Referral.id == Signature.referral_id)
        .where(
            Referral.campaign_id == campaign_id,
            Referral.signature_id.is_not(None),
            Signature.state == SignatureState.CONFIRMED,
        )
    )
    if by_signers:
        found = sorted([*found, ("Links of signers", by_signers)], key=lambda line: -line[1])
    return tuple(found)


def _confirmed_per_day(campaign_id: int, now: datetime) -> tuple[tuple[date, int], ...]:
    today = now.astimezone(UTC).date()
    first = today - timedelta(days=CHART_DAYS - 1)
    day = func.date(Signature.confirmed_at)
    rows = db.session.execute(
        select(day, func.count())
        .where(
            Signature.campaign_id == campaign_id,
            Signature.state == SignatureState.CONFIRMED,
            Signature.confirmed_at >= datetime.combine(first, clock_time(), UTC),
        )
        .group_by(day)
    )
    # SQLite answers days as text, PostgreSQL as dates.
    found = {date.fromisoformat(str(day)): number for day, number in rows}
    days = (first + timedelta(days=n) for n in range(CHART_DAYS))
    return tuple((day, found.get(day, 0)) for day in days)


def _countries(campaign_id: int) -> tuple[tuple[str, int], ...]:
    number = func.count()
    rows = db.session.execute(
        select(Signature.country, number)
        .where(Signature.campaign_id == campaign_id, Signature.state == SignatureState.CONFIRMED)
        .group_by(Signature.country)
        .order_by(number.desc(), Signature.country)
        .limit(MOST_COUNTRIES)
    )
    return tuple((country, number) for country, number in rows)


@dataclass(frozen=True)
class CampaignCounts:
    """What a campaign has gathered."""

    people: int = 0
    pending: int = 0
    organizations: int = 0


def counts_by_campaign() -> dict[int, CampaignCounts]:
    """Counts of every campaign that has any, by id, at most ten seconds old."""
    return kept(("counts",), KEEP_SECONDS, _count_by_campaign)


def _count_by_campaign() -> dict[int, CampaignCounts]:
    gone = select(Campaign.id, Campaign.people_let_go).where(Campaign.people_let_go > 0)
    people: dict[int, tuple[int, int]] = {id_: (number, 0) for id_, number in db.session.execute(gone)}
    for campaign_id, confirmed, pending in db.session.execute(
        select(
            Signature.campaign_id,
            func.count(case((Signature.state == SignatureState.CONFIRMED, 1))),
            func.count(case((Signature.state == SignatureState.PENDING, 1))),
        ).group_by(Signature.campaign_id)
    ):
        people[campaign_id] = (confirmed + people.get(campaign_id, (0, 0))[0], pending)
    supports = organizations_by_campaign()
    return {
        campaign_id: CampaignCounts(*people.get(campaign_id, (0, 0)), supports.get(campaign_id, 0))
        for campaign_id in people.keys() | supports.keys()
    }


def signatures_by_text(campaign_id: int) -> dict[int, int]:
    """How many confirmed signatures each version of a campaign's text has, by the text's id."""

    def count() -> dict[int, int]:
        rows = db.session.execute(
            select(Signature.text_id, func.count())
            .where(Signature.campaign_id == campaign_id, Signature.state == SignatureState.CONFIRMED)
            .group_by(Signature.text_id)
        )
        return dict(rows.all())

    return kept(("texts", campaign_id), KEEP_SECONDS, count)


@dataclass(frozen=True)
class Unfinished:
    """Something about a campaign that its editors should finish."""

    campaign_id: int
    slug: str
    what: str
    late: bool
    endpoint: str
    missing: tuple[str, ...] = field(default=())


def unfinished_campaigns(campaigns: Sequence[Campaign], now: datetime) -> list[Unfinished]:
    """What editors have begun and not finished: drafts not ready to open, unpublished versions, days gone by."""
    drafts = {
        text.campaign_id: text
        for text in db.session.scalars(
            select(CampaignText).where(
                CampaignText.campaign_id.in_([campaign.id for campaign in campaigns]),
                CampaignText.published_at.is_(None),
            )
        )
    }
    found = []
    for campaign in campaigns:
        draft = drafts.get(campaign.id)
        if campaign.state == CampaignState.DRAFT:
            missing = missing_particulars(campaign) + (missing_words(draft) if draft is not None else [])
            what = "is a draft" if missing else "is ready to open"
            found.append(Unfinished(campaign.id, campaign.slug, what, False, "desk.campaigns.open", tuple(missing)))
        elif draft is not None:
            what = f"has a draft of version {draft.version} that is not published"
            found.append(Unfinished(campaign.id, campaign.slug, what, False, "desk.campaigns.publish"))
        if campaign.state == CampaignState.OPEN and campaign.closes_at is not None and campaign.closes_at <= now:
            what = "is past its closing time and takes no signatures: close it, with a word to its readers"
            found.append(Unfinished(campaign.id, campaign.slug, what, False, "desk.campaigns.close"))
        if (
            campaign.retention_until is not None
            and campaign.retention_until < now.date()
            and not campaign.people_let_go
        ):
            what = "has passed the day until which data may be kept: close it, and run `campaign let-go`"
            found.append(Unfinished(campaign.id, campaign.slug, what, True, "desk.campaigns.edit"))
    return found
