"""Weekly letters about sponsors: which sponsor is asked for, whose link it is, and what there is to tell."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import aliased

from campaign.db import db
from campaign.text import tidy
from campaign.tokens import link_is_genuine, link_public_id
from campaign.trackers.facts import Register
from campaign.trackers.law import PUBLISHED_VERSION
from campaign.trackers.laws import LAWS
from campaign.trackers.models import (
    SHOWN,
    Alert,
    Facts,
    Origin,
    Snapshot,
    SnapshotState,
    SponsorKind,
    Sponsorship,
    Standing,
    TrackedSponsor,
    Trial,
    TrialChange,
    Verdict,
)
from campaign.trackers.queries import newest_judged
from campaign.trackers.refusals import NoSuchSponsor
from campaign.trackers.rules.changes import Change
from campaign.trackers.rules.state import State

CONFIRM_PURPOSE: Final = "alert"
STOP_PURPOSE: Final = "alert stop"
LINK_LIFE: Final = timedelta(days=7)
AHEAD: Final = timedelta(days=30)
AN_INDIVIDUAL: Final = "an individual"
_REPORTED: Final = (Change.REPORTED_LATE, Change.REPORTED_ON_TIME)
# Fields that would tell people's names, or a paragraph; the sponsor's page has the rest.
_UNTOLD: Final = frozenset({"sponsor", "sponsor_class", "sponsor_names", "title", "conditions", "countries"})
_MOST_REASONS: Final = 3


@dataclass(frozen=True)
class AlertSponsor:
    """The sponsor that letters are about: the canonical one, whichever of its names was asked for."""

    id: int
    slug: str
    name: str


def sponsor_for_alert(register: Register, slug: str) -> AlertSponsor:
    """The sponsor at an address. Refuses one that this register has never had."""
    sponsor = db.session.scalar(select(TrackedSponsor).where(TrackedSponsor.slug == slug))
    known = (
        select(Standing.sponsor_id)
        .join(Snapshot, Snapshot.id == Standing.snapshot_id)
        .where(Snapshot.register == register, SHOWN)
        .limit(1)
    )
    if sponsor is None or db.session.scalar(known.where(Standing.sponsor_id == sponsor.id)) is None:
        raise NoSuchSponsor
    return alert_sponsor(sponsor.same_as_id or sponsor.id)


def alert_sponsor(sponsor_id: int) -> AlertSponsor:
    """A sponsor by its row; one that is a person has no name here."""
    sponsor = db.session.get_one(TrackedSponsor, sponsor_id)
    person = select(Standing.sponsor_id).where(
        Standing.sponsor_id == sponsor_id, Standing.kind == SponsorKind.INDIVIDUAL
    )
    name = AN_INDIVIDUAL if db.session.scalar(person.limit(1)) is not None else tidy(sponsor.name)
    return AlertSponsor(sponsor.id, sponsor.slug, name)


def alert_by_token(token: str) -> Alert | None:
    """The request that a link to confirm is for, or None when it is forged, damaged, or its row is gone."""
    public_id = link_public_id(token)
    if public_id is None:
        return None
    alert = db.session.scalar(select(Alert).where(Alert.public_id == public_id))
    if alert is None or not link_is_genuine(token, CONFIRM_PURPOSE, public_id, alert.token_version):
        return None
    return alert


def alerts_by_id(alert_ids: Sequence[int]) -> Sequence[Alert]:
    """Some alerts, in no order."""
    return db.session.scalars(
        select(Alert).where(Alert.id.in_(alert_ids)).execution_options(populate_existing=True)
    ).all()


@dataclass(frozen=True)
class Told:
    """One trial in a letter. `why` says what moved it; `due` and `on` are days."""

    number: str
    title: str
    source: str
    due: date | None
    on: date | None
    why: str = ""


@dataclass(frozen=True)
class News:
    """What happened to a sponsor's trials, under version 1 of the rules; `data` are registers and days."""

    became_overdue: tuple[Told, ...]
    no_longer_overdue: tuple[Told, ...]
    reported: tuple[Told, ...]
    due_soon: tuple[Told, ...]
    newly_due_soon: bool
    data: tuple[tuple[str, date], ...]

    @property
    def is_any(self) -> bool:
        """Whether there is anything to write about."""
        return bool(self.became_overdue or self.no_longer_overdue or self.reported or self.newly_due_soon)


def news(sponsor_id: int, since: datetime, until: datetime) -> News:
    """What was published of a sponsor, in all its names and registers, after `since` and until `until`.

    A day of data counts when it was first published: the same day judged again, with other names, is no news. Trials
    that fall due within 30 days of `until` come along; they are news of their own when they entered those 30 days.
    """
    ours = _sponsor_ids(sponsor_id)
    overdue: list[Told] = []
    no_longer: list[Told] = []
    reported: list[Told] = []
    due_soon: list[Told] = []
    data: list[tuple[str, date]] = []
    newly = False
    for register, law in LAWS.items():
        newest = newest_judged(register)
        if newest is None:
            continue
        data.append((law.source, newest.data_date))
        for row, number, title, due, on in db.session.execute(_changes(register, newest.id, ours, since, until)):
            told = Told(number, tidy(title), law.source, due, on, _why(row))
            if row.change is Change.BECAME_OVERDUE:
                overdue.append(told)
            elif row.was_overdue:
                no_longer.append(told)
            elif row.change in _REPORTED:
                reported.append(told)
        soon = _due_soon(newest.id, ours, until.date())
        due_soon += [Told(number, tidy(title), law.source, due, None) for number, title, due in soon]
        newly = newly or any(due > since.date() + AHEAD for _, _, due in soon)
    return News(tuple(overdue), tuple(no_longer), tuple(reported), tuple(due_soon), newly, tuple(data))


def _sponsor_ids(sponsor_id: int) -> Select[int]:
    """The sponsor and every name in a ranking that means it."""
    return select(TrackedSponsor.id).where(
        or_(TrackedSponsor.id == sponsor_id, TrackedSponsor.same_as_id == sponsor_id)
    )


def _changes(register: Register, newest_id: int, ours: Select[int], since: datetime, until: datetime) -> Any:
    """Changes of the days that were published first in this span, by day and number.

    Under which sponsors a trial counts is kept for the newest days only, so it is asked of the newest.
    """
    same_day = aliased(Snapshot)
    first_published = (
        select(func.min(same_day.published_at))
        .where(same_day.register == Snapshot.register, same_day.data_date == Snapshot.data_date)
        .scalar_subquery()
    )
    mine = select(Sponsorship.trial_id).where(Sponsorship.snapshot_id == newest_id, Sponsorship.sponsor_id.in_(ours))
    gone = select(Sponsorship.trial_id).where(
        Sponsorship.snapshot_id == _before(register, newest_id), Sponsorship.sponsor_id.in_(ours)
    )
    changes: Any = (
        select(TrialChange, Trial.identifier, Facts.title, Verdict.due_date, Snapshot.data_date)
        .join(Snapshot, Snapshot.id == TrialChange.snapshot_id)
        .join(Trial, Trial.id == TrialChange.trial_id)
        .join(
            Verdict,
            (Verdict.snapshot_id == newest_id)
            & (Verdict.rule_version == TrialChange.rule_version)
            & (Verdict.trial_id == TrialChange.trial_id),
        )
        .join(Facts, Facts.id == Verdict.facts_id)
        .where(
            Snapshot.register == register,
            Snapshot.state == SnapshotState.PUBLISHED,
            TrialChange.rule_version == PUBLISHED_VERSION,
            or_(TrialChange.trial_id.in_(mine), TrialChange.trial_id.in_(gone)),
            first_published > since,
            first_published <= until,
        )
        .order_by(Snapshot.data_date, Trial.identifier)
    )
    return changes


def _before(register: Register, newest_id: int) -> Any:
    """The day before the newest: a trial that left a register counts under nobody in the newest."""
    return (
        select(Snapshot.id)
        .where(Snapshot.register == register, SHOWN, Snapshot.origin != Origin.HISTORY, Snapshot.id != newest_id)
        .order_by(Snapshot.data_date.desc())
        .limit(1)
        .scalar_subquery()
    )


def _due_soon(snapshot_id: int, ours: Select[int], today: date) -> Sequence[Any]:
    return db.session.execute(
        select(Trial.identifier, Facts.title, Verdict.due_date)
        .join(Trial, Trial.id == Verdict.trial_id)
        .join(Facts, Facts.id == Verdict.facts_id)
        .where(
            Verdict.snapshot_id == snapshot_id,
            Verdict.rule_version == PUBLISHED_VERSION,
            Verdict.state == State.NOT_DUE,
            Verdict.has_results.is_(False),
            Verdict.due_date >= today,
            Verdict.due_date <= today + AHEAD,
            Verdict.trial_id.in_(
                select(Sponsorship.trial_id).where(
                    Sponsorship.snapshot_id == snapshot_id, Sponsorship.sponsor_id.in_(ours)
                )
            ),
        )
        .order_by(Verdict.due_date, Trial.identifier)
    ).all()


def _why(row: TrialChange) -> str:
    """Why a trial is no longer overdue, or what it became, in a phrase."""
    said = {
        Change.REPORTED_LATE: "results came, late",
        Change.REPORTED_ON_TIME: "results are there",
        Change.LEFT_THE_SET: "the law does not ask for it any more, or the register no longer shows it",
        Change.DATES_CHANGED: "its dates, status or certificate changed",
    }.get(row.change, "")
    if row.change in (Change.LEFT_THE_SET, Change.DATES_CHANGED):
        fields = [
            f"{field.replace('_', ' ')} was {_value(before)}, is {_value(after)}"
            for field, before, after in row.reasons
            if field not in _UNTOLD and not isinstance(before, list | dict) and not isinstance(after, list | dict)
        ]
        said = "; ".join([said, *fields[:_MOST_REASONS]])
    return said


def _value(value: Any) -> str:
    return "empty" if value is None or value == "" else tidy(str(value))[:100]
