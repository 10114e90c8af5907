"""Reading promises for the public. Every figure comes from the rows that are listed beside it."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final, Literal

from sqlalchemy import ColumnElement, Select, case, func, select
from sqlalchemy.orm import aliased

from campaign.campaigns.queries import CampaignFacts, campaign_facts_of
from campaign.db import db
from campaign.organizations.commitments.models import Act, CommitmentStep
from campaign.organizations.commitments.rules import SOON, days_late
from campaign.organizations.models import (
    Capacity,
    Commitment,
    CommitmentState,
    Organization,
    OrganizationKind,
    Support,
    SupportState,
)
from campaign.organizations.website import spelled
from campaign.text import folded
from campaign.tokens import ID_LENGTH
from campaign.trackers.records import same_sponsors
from campaign.web.paging import Page, paged

PAGE_SIZE: Final = 25
PUBLIC = (CommitmentState.OPEN, CommitmentState.MET, CommitmentState.LATE, CommitmentState.LAPSED)
_SUPPORTS = (SupportState.APPROVED, SupportState.LAPSED, SupportState.LEFT)
Sort = Literal["state", "due", "name", "new"]
SORTS: Final[tuple[Sort, ...]] = ("state", "due", "name", "new")


@dataclass(frozen=True)
class PublicPromise:
    """One promise as the public sees it. Evidence is there once a reviewer has accepted it, and not before."""

    public_id: bytes
    campaign_id: int
    slug: str
    name: str
    country: str
    kind: OrganizationKind
    sponsor_id: int | None
    support_state: SupportState
    promise: str
    due_on: date
    first_due_on: date | None
    state: CommitmentState
    met_on: date | None
    evidence_url: str
    evidence_note: str
    review_note: str
    evidence_waits: bool
    published_at: datetime | None
    ended_by: Act | None

    @property
    def id(self) -> str:
        """Its name in addresses."""
        return self.public_id.hex()

    @property
    def evidence_spelled(self) -> str:
        """The site that the evidence is on, as people write it."""
        return spelled(self.evidence_url).partition("/")[0]

    @property
    def late_by(self) -> int:
        """How many days after its day it was kept; 0 when in time or not kept."""
        return days_late(self.due_on, self.met_on) if self.met_on is not None else 0


@dataclass(frozen=True)
class Counts:
    """How many promises there are, and where they stand. `soon` are open ones due within 90 days."""

    promised: int = 0
    open: int = 0
    kept: int = 0
    late: int = 0
    given_up: int = 0
    soon: int = 0
    organizations: int = 0


@dataclass(frozen=True)
class Filters:
    """What a reader of the table asks for. Empty means any."""

    words: str = ""
    states: tuple[CommitmentState, ...] = ()
    kinds: tuple[OrganizationKind, ...] = ()
    countries: tuple[str, ...] = ()
    soon: bool = False
    sort: Sort = "state"

    @property
    def active(self) -> bool:
        """Whether anything narrows the table."""
        return bool(self.words or self.states or self.kinds or self.countries or self.soon)


def _step(act: Act, column: Any, order: Any) -> Any:
    return (
        select(column)
        .where(
            CommitmentStep.commitment_id == Commitment.id, CommitmentStep.act == act, CommitmentStep.undone_at.is_(None)
        )
        .order_by(order)
        .limit(1)
        .correlate(Commitment)
        .scalar_subquery()
    )


_ENDING = aliased(CommitmentStep)
_ENDED_BY = (
    select(_ENDING.act)
    .where(
        _ENDING.commitment_id == Commitment.id,
        _ENDING.act.in_((Act.LAPSED, Act.GAVE_UP, Act.ENDED)),
        _ENDING.undone_at.is_(None),
    )
    .order_by(_ENDING.id.desc())
    .limit(1)
    .correlate(Commitment)
    .scalar_subquery()
)
_PUBLISHED_AT = _step(Act.PUBLISHED, CommitmentStep.at, CommitmentStep.id)
_IS_MET = Commitment.state == CommitmentState.MET
EVIDENCE_WAITS: ColumnElement[bool] = Commitment.evidence_at.is_not(None) & (
    Commitment.reviewed_at.is_(None) | (Commitment.reviewed_at < Commitment.evidence_at)
)
_COLUMNS = (
    Commitment.public_id,
    Commitment.campaign_id,
    Organization.slug,
    Organization.name,
    Organization.country,
    Organization.kind,
    Organization.sponsor_id,
    Support.state,
    Commitment.promise,
    Commitment.due_on,
    Commitment.first_due_on,
    Commitment.state,
    Commitment.met_on,
    case((_IS_MET, Commitment.evidence_url), else_=""),
    case((_IS_MET, Commitment.evidence_note), else_=""),
    Commitment.review_note,
    EVIDENCE_WAITS,
    _PUBLISHED_AT,
    _ENDED_BY,
)


def _public(*columns: Any) -> Select[Any]:
    """Promises that everybody may see: read by a reviewer, of organizations that spoke themselves."""
    return (
        select(*columns)
        .select_from(Commitment)
        .join(Support, Support.id == Commitment.support_id)
        .join(Organization, Organization.id == Support.organization_id)
        .where(
            Commitment.state.in_(PUBLIC),
            Support.state.in_(_SUPPORTS),
            Support.capacity == Capacity.ON_BEHALF,
        )
    )


def _rows(query: Select[Any]) -> list[PublicPromise]:
    return [PublicPromise(*row) for row in db.session.execute(query)]


def _is_soon(today: date) -> ColumnElement[bool]:
    return (Commitment.state == CommitmentState.OPEN) & Commitment.due_on.between(today, today + SOON)


def says(word: str) -> ColumnElement[bool]:
    """SQL condition: the word is in the promise, or in the organization's name."""
    in_promise = func.lower(Commitment.promise).contains(word.lower(), autoescape=True)
    key = folded(word)
    return in_promise | Organization.name_key.contains(key, autoescape=True) if key else in_promise


def _conditions(filters: Filters, today: date) -> list[ColumnElement[bool]]:
    found = [says(word) for word in filters.words.split()]
    if filters.states:
        found.append(Commitment.state.in_(filters.states))
    if filters.kinds:
        found.append(Organization.kind.in_(filters.kinds))
    if filters.countries:
        found.append(Organization.country.in_(filters.countries))
    if filters.soon:
        found.append(_is_soon(today))
    return found


def _order(sort: Sort) -> tuple[ColumnElement[Any], ...]:
    attention = case(
        {CommitmentState.LATE: 0, CommitmentState.OPEN: 1, CommitmentState.MET: 2, CommitmentState.LAPSED: 3},
        value=Commitment.state,
    )
    by_day = (Commitment.due_on.asc(), Commitment.id.asc())
    if sort == "due":
        return by_day
    if sort == "name":
        return (Organization.name_key.asc(), *by_day)
    if sort == "new":
        return (Commitment.id.desc(),)
    return (attention, *by_day)


def _asked(campaign_id: int, filters: Filters, today: date) -> Select[Any]:
    query = _public(*_COLUMNS).where(Commitment.campaign_id == campaign_id, *_conditions(filters, today))
    return query.order_by(*_order(filters.sort))


def promises_page(campaign_id: int, filters: Filters, number: int, today: date) -> Page:
    """One page of a campaign's promises; its rows are `PublicPromise`."""
    page = paged(_asked(campaign_id, filters, today), number=number, size=PAGE_SIZE, scalars=False)
    return Page([PublicPromise(*row) for row in page.rows], page.number, page.total, page.size)


def all_promises(campaign_id: int, filters: Filters, today: date) -> list[PublicPromise]:
    """All of a campaign's promises that match, in the order asked for."""
    return _rows(_asked(campaign_id, filters, today))


def count_promises(campaign_id: int, filters: Filters, today: date) -> Counts:
    """How the promises that match stand, whatever state was asked for."""
    of_any_state = replace(filters, states=(), soon=False)

    def number(state: CommitmentState) -> Any:
        return func.count().filter(Commitment.state == state)

    row = db.session.execute(
        _public(
            func.count(),
            number(CommitmentState.OPEN),
            number(CommitmentState.MET),
            number(CommitmentState.LATE),
            number(CommitmentState.LAPSED),
            func.count().filter(_is_soon(today)),
            func.count(Organization.id.distinct()),
        ).where(Commitment.campaign_id == campaign_id, *_conditions(of_any_state, today))
    ).one()
    return Counts(*row)


def facets(campaign_id: int) -> tuple[list[OrganizationKind], list[str]]:
    """Kinds and countries of organizations that promised something in a campaign."""
    rows = db.session.execute(
        _public(Organization.kind, Organization.country).where(Commitment.campaign_id == campaign_id).distinct()
    ).all()
    return sorted({kind for kind, _ in rows}), sorted({country for _, country in rows})


def one_promise(campaign_id: int, public_id: str) -> PublicPromise | None:
    """A public promise by its name in addresses."""
    raw = read_public_id(public_id)
    if raw is None:
        return None
    query = _public(*_COLUMNS).where(Commitment.campaign_id == campaign_id, Commitment.public_id == raw)
    return next(iter(_rows(query)), None)


def read_public_id(text: str) -> bytes | None:
    """The id that an address names; None when it is not shaped like one."""
    if len(text) != 2 * ID_LENGTH or text.lower() != text or not text.isascii() or not text.isalnum():
        return None
    try:
        return bytes.fromhex(text)
    except ValueError:
        return None


@dataclass(frozen=True)
class PublicStep:
    """One line of a promise's public history."""

    id: int
    at: datetime
    act: Act
    note: str
    due_on: date | None
    undone_at: datetime | None
    by_staff: bool


# Who wrote the words of these lines meant them for reviewers, or only for the contact.
WORDS_ARE_PUBLIC = frozenset({Act.MET, Act.NOT_YET, Act.DATE_MOVED, Act.DATE_KEPT, Act.LATE, Act.LAPSED, Act.REOPENED})
_UNSEEN = frozenset({Act.REMINDED, Act.DECLINED, Act.DATE_ASKED})


def public_history(public_id: bytes) -> list[PublicStep]:
    """What happened to a public promise, oldest first.

    A wish for a new date is told once a reviewer has answered it (the answer names the date). Words are told that a
    reviewer published; a decision that was taken back stays, without its words.
    """
    steps = db.session.scalars(
        select(CommitmentStep)
        .join(Commitment, Commitment.id == CommitmentStep.commitment_id)
        .where(Commitment.public_id == public_id)
        .order_by(CommitmentStep.id)
    ).all()
    asked: date | None = None
    told = []
    for step in steps:
        if step.act == Act.DATE_ASKED:
            asked = step.due_on
        if step.act in _UNSEEN:
            continue
        is_public = step.act in WORDS_ARE_PUBLIC and step.undone_at is None
        due_on = asked if step.act == Act.DATE_KEPT else step.due_on
        by_staff = step.before is not None or bool(step.note)
        told.append(
            PublicStep(step.id, step.at, step.act, step.note if is_public else "", due_on, step.undone_at, by_staff)
        )
    return told


def recent_news(campaign_id: int, limit: int) -> Iterator[tuple[PublicStep, PublicPromise]]:
    """What last happened to a campaign's public promises, newest first; what was taken back is left out."""
    acts = (Act.PUBLISHED, Act.MET, Act.LATE, Act.LAPSED, Act.GAVE_UP, Act.ENDED, Act.DATE_MOVED, Act.REOPENED)
    rows = db.session.execute(
        _public(*_COLUMNS, CommitmentStep)
        .join(CommitmentStep, CommitmentStep.commitment_id == Commitment.id)
        .where(
            Commitment.campaign_id == campaign_id,
            CommitmentStep.act.in_(acts),
            CommitmentStep.undone_at.is_(None),
        )
        .order_by(CommitmentStep.at.desc(), CommitmentStep.id.desc())
        .limit(limit)
    ).all()
    for row in rows:
        step = row[-1]
        note = step.note if step.act in WORDS_ARE_PUBLIC else ""
        by_staff = step.before is not None or bool(step.note)
        yield (
            PublicStep(step.id, step.at, step.act, note, step.due_on, None, by_staff),
            PublicPromise(*row[:-1]),
        )


def promises_of_organization(organization_id: int) -> list[PublicPromise]:
    """What an organization promised in all campaigns, what needs attention first."""
    return _rows(_public(*_COLUMNS).where(Organization.id == organization_id).order_by(*_order("state")))


@dataclass(frozen=True)
class PromiseAndCampaign:
    """A promise, and the campaign in which it was made."""

    promise: PublicPromise
    campaign: CampaignFacts


def promises_of_sponsor(sponsor_id: int) -> list[PromiseAndCampaign]:
    """What organizations that are a sponsor of trials promised, under any of its names."""
    return with_campaigns(
        _rows(_public(*_COLUMNS).where(_is_sponsor(same_sponsors(sponsor_id))).order_by(*_order("state")))
    )


def _is_sponsor(ids: Collection[int]) -> ColumnElement[bool]:
    return Organization.sponsor_id.in_(ids)


def with_campaigns(promises: Sequence[PublicPromise]) -> list[PromiseAndCampaign]:
    """Each promise with its campaign, if that is public."""
    campaigns = {id_: campaign_facts_of(id_) for id_ in {promise.campaign_id for promise in promises}}
    return [
        PromiseAndCampaign(promise, campaign)
        for promise in promises
        if (campaign := campaigns[promise.campaign_id]) is not None
    ]


def own_promises(support_id: int) -> Sequence[Commitment]:
    """All promises of one support, for its own page, newest first."""
    return db.session.scalars(
        select(Commitment).where(Commitment.support_id == support_id).order_by(Commitment.id.desc())
    ).all()


def own_promise(support_id: int, public_id: str) -> Commitment | None:
    """One promise of this very support, for its own page."""
    raw = read_public_id(public_id)
    if raw is None:
        return None
    return db.session.scalars(
        select(Commitment).where(Commitment.public_id == raw, Commitment.support_id == support_id)
    ).one_or_none()


def steps_of(commitment_id: int) -> Sequence[CommitmentStep]:
    """The whole history of a promise, oldest first: for reviewers and for the organization itself."""
    return db.session.scalars(
        select(CommitmentStep).where(CommitmentStep.commitment_id == commitment_id).order_by(CommitmentStep.id)
    ).all()
