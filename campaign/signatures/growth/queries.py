"""Reading how a campaign grew. While its rows are here they are counted; what was let go is read from DailyCount.

So the days always sum up to the count, whatever was struck out, taken back or let go.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select

from campaign.campaigns.models import Campaign, DailyCount
from campaign.campaigns.queries import CampaignFacts
from campaign.clock import now
from campaign.db import db
from campaign.organizations.directory.queries import counts_as_organization
from campaign.organizations.models import Support
from campaign.signatures.confirm import AFTER_CLOSE
from campaign.signatures.growth.periods import Countries, Day, Period, countries, periods
from campaign.signatures.models import Signature, SignatureState
from campaign.web.kept import kept

KEEP_SECONDS = 60.0


@dataclass(frozen=True)
class Growth:
    """How a campaign grew: its periods and days, which sum up to `people` and `organizations`, and since when.

    `undated` are people whose days nobody kept: let go before days were kept. They are in `people`, in no period.
    """

    launched: date
    periods: tuple[Period, ...]
    days: tuple[Day, ...]
    people: int
    organizations: int
    undated: int
    let_go: int
    imported: int
    paper: int
    as_of: datetime


@dataclass(frozen=True)
class ByCountry:
    """From where people signed; `not_known` were let go with their countries."""

    countries: Countries
    people: int
    not_known: int
    as_of: datetime


def _as_day(value: object) -> date:
    """SQLite answers days as text, PostgreSQL as dates."""
    return date.fromisoformat(str(value))


def people_by_day(campaign_id: int) -> Counter[date]:
    """Signatures that count now by the UTC day on which they were confirmed, of the rows that are here."""
    day = func.date(Signature.confirmed_at)
    rows = db.session.execute(
        select(day, func.count())
        .where(Signature.campaign_id == campaign_id, Signature.state == SignatureState.CONFIRMED)
        .group_by(day)
    )
    return Counter({_as_day(value): number for value, number in rows})


def organizations_by_day(campaign_id: int) -> Counter[date]:
    """Organizations that count now by the UTC day on which they were approved."""
    day = func.date(Support.approved_at)
    rows = db.session.execute(
        select(day, func.count()).where(Support.campaign_id == campaign_id, counts_as_organization()).group_by(day)
    )
    return Counter({_as_day(value): number for value, number in rows})


def people_let_go_by_day(campaign_id: int) -> Counter[date]:
    """People whose rows were let go, by day; empty while none were."""
    rows = db.session.execute(
        select(DailyCount.day, DailyCount.people)
        .join(Campaign, Campaign.id == DailyCount.campaign_id)
        .where(DailyCount.campaign_id == campaign_id, Campaign.people_let_go > 0)
    )
    return Counter(dict(rows.all()))


def read_growth(campaign_id: int, moment: datetime) -> Growth:
    """How a campaign grew until `moment`, from its rows."""
    campaign = db.session.get_one(Campaign, campaign_id, populate_existing=True)
    here, let_go = people_by_day(campaign_id), people_let_go_by_day(campaign_id)
    people, organizations = here + let_go, organizations_by_day(campaign_id)
    days = tuple(Day(day, people[day], organizations[day]) for day in sorted({*people, *organizations}))
    counted_on = [each.day for each in days]
    launched = min([(campaign.opened_at or campaign.created_at).date(), *counted_on])
    ended = campaign.closed_at or campaign.closes_at
    is_open = ended is None or moment < ended + AFTER_CLOSE
    last = max([launched, moment.date() if ended is None or is_open else ended.date(), *counted_on])
    apart = _apart(campaign_id)
    return Growth(
        launched=launched,
        periods=periods(days, launched, last, is_open=is_open),
        days=days,
        people=here.total() + campaign.people_let_go,
        organizations=organizations.total(),
        undated=campaign.people_let_go - let_go.total(),
        let_go=campaign.people_let_go,
        imported=apart.get(SignatureState.IMPORTED, 0),
        paper=apart.get(SignatureState.PAPER, 0),
        as_of=moment,
    )


def _apart(campaign_id: int) -> Mapping[SignatureState, int]:
    rows = db.session.execute(
        select(Signature.state, func.count())
        .where(
            Signature.campaign_id == campaign_id,
            Signature.state.in_((SignatureState.IMPORTED, SignatureState.PAPER)),
        )
        .group_by(Signature.state)
    )
    return dict(rows.all())


def read_countries(campaign_id: int, moment: datetime) -> ByCountry:
    """From where people signed, of the rows that are here."""
    rows = db.session.execute(
        select(Signature.country, func.count())
        .where(Signature.campaign_id == campaign_id, Signature.state == SignatureState.CONFIRMED)
        .group_by(Signature.country)
    )
    numbers: dict[str, int] = dict(rows.all())
    let_go = db.session.scalar(select(Campaign.people_let_go).where(Campaign.id == campaign_id)) or 0
    return ByCountry(countries(numbers), sum(numbers.values()) + let_go, let_go, moment)


def growth_of(campaign: CampaignFacts) -> Growth:
    """How a campaign grew, at most a minute old."""
    return kept(("growth", campaign.id), KEEP_SECONDS, lambda: read_growth(campaign.id, now()))


def countries_of(campaign: CampaignFacts) -> ByCountry:
    """From where people signed, at most a minute old."""
    return kept(("countries", campaign.id), KEEP_SECONDS, lambda: read_countries(campaign.id, now()))
