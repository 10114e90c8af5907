"""What the pages and files of one sponsor read of the store."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from sqlalchemy import Select, case, func, or_, select

from campaign.db import db
from campaign.trackers.facts import FdaaaTrial, Register
from campaign.trackers.facts_json import read_facts
from campaign.trackers.models import (
    Facts,
    Headline,
    Snapshot,
    SnapshotState,
    SponsorKind,
    Sponsorship,
    Standing,
    TrackedName,
    TrackedSponsor,
    Trial,
    Verdict,
)
from campaign.trackers.open_data.tables import Cell, Column
from campaign.trackers.queries import judged_snapshot, registers_with_trials
from campaign.trackers.records import same_sponsors
from campaign.trackers.rules.state import State
from campaign.trackers.words.steps import status_words
from campaign.web.paging import Page, paged

AN_INDIVIDUAL: Final = "An individual"
PAGE_SIZE: Final = 50
# Fewer due trials than this give a count, not a percentage.
LEAST_FOR_PERCENT: Final = 10
# As in the league table: the number of due trials from which on sponsors are ranked.
_RANKED_FROM: Final = 30
_ENOUGH_RANKED: Final = 10
_LEAST_DUE_OF_CTIS: Final = 1000
SOON: Final = timedelta(days=180)
DUE: Final = (State.REPORTED, State.REPORTED_LATE, State.OVERDUE)
COUNTED: Final = (*DUE, State.NOT_DUE, State.INCONSISTENT)
TABS: Final[Mapping[str, tuple[State, ...]]] = {
    "due": DUE,
    "overdue": (State.OVERDUE,),
    "not-due": (State.NOT_DUE,),
    "inconsistent": (State.INCONSISTENT,),
    "all": COUNTED,
}
_Lines = Select[str, str, State, str, date | None, int | None, bool]
SORTS: Final = ("late", "due", "title", "number")


@dataclass(frozen=True)
class Record:
    """A sponsor's record in one register's newest data, under one version of the rules."""

    sponsor: TrackedSponsor
    snapshot: Snapshot
    standing: Standing

    @property
    def name(self) -> str:
        """As the register's list of that day has it; people are not named."""
        return AN_INDIVIDUAL if self.standing.kind is SponsorKind.INDIVIDUAL else self.standing.name

    @property
    def tells_lateness(self) -> bool:
        """Whether the register says on which day results came."""
        return self.snapshot.register is not Register.EU


def record_in(sponsor: TrackedSponsor, snapshot: Snapshot, rule_version: str) -> Record | None:
    """The sponsor's record in a snapshot; None if it has no trials there."""
    standing = db.session.get(Standing, (snapshot.id, rule_version, sponsor.id))
    return None if standing is None else Record(sponsor, snapshot, standing)


def records_elsewhere(sponsor: TrackedSponsor, register: Register, rule_version: str) -> list[Record]:
    """The record of the same sponsor in the newest data of every other register, under whichever of its names."""
    ids = same_sponsors(sponsor.id)
    found = []
    for other in registers_with_trials():
        if other is register:
            continue
        snapshot = judged_snapshot(other)
        rows = db.session.execute(
            select(TrackedSponsor, Standing)
            .join(Standing, Standing.sponsor_id == TrackedSponsor.id)
            .where(
                Standing.snapshot_id == snapshot.id, Standing.rule_version == rule_version, TrackedSponsor.id.in_(ids)
            )
            .order_by(Standing.total.desc(), TrackedSponsor.slug)
        )
        found += [Record(each, snapshot, standing) for each, standing in rows]
    return found


def other_names_here(record: Record) -> list[Record]:
    """The same sponsor under other names in the same register, each counted apart there."""
    ids = same_sponsors(record.sponsor.id) - {record.sponsor.id}
    rows = db.session.execute(
        select(TrackedSponsor, Standing)
        .join(Standing, Standing.sponsor_id == TrackedSponsor.id)
        .where(
            Standing.snapshot_id == record.snapshot.id,
            Standing.rule_version == record.standing.rule_version,
            TrackedSponsor.id.in_(ids),
        )
        .order_by(TrackedSponsor.name_key)
    )
    return [Record(sponsor, record.snapshot, standing) for sponsor, standing in rows]


@dataclass(frozen=True)
class Place:
    """A rank among the sponsors with `least` or more due trials."""

    rank: int
    among: int
    least: int


def place(record: Record) -> Place | None:
    """Where the league table has the sponsor; None if it has too few due trials for it, or nobody is ranked."""
    standing, snapshot = record.standing, record.snapshot
    of_day = (Standing.snapshot_id == snapshot.id, Standing.rule_version == standing.rule_version)
    many, some, due = db.session.execute(
        select(
            func.count().filter(Standing.due >= _RANKED_FROM),
            func.count().filter(Standing.due >= LEAST_FOR_PERCENT),
            func.coalesce(func.sum(Standing.due), 0),
        ).where(*of_day)
    ).one()
    if snapshot.register is Register.CTIS and due < _LEAST_DUE_OF_CTIS:
        return None
    reached = ((_RANKED_FROM, many), (LEAST_FOR_PERCENT, some))
    least = next((number for number, sponsors in reached if sponsors >= _ENOUGH_RANKED), 1)
    if standing.due < least or standing.percent is None:
        return None
    among, better = db.session.execute(
        select(func.count(), func.count().filter(Standing.percent > standing.percent)).where(
            *of_day, Standing.due >= least
        )
    ).one()
    return Place(better + 1, among, least)


@dataclass(frozen=True, slots=True)
class Alias:
    """Another way in which registers write a sponsor, and how we know; `proof` may be empty."""

    raw_name: str
    proof: str


def aliases(name: str) -> list[Alias]:
    """Other names of a sponsor in the table of names, whether they hold for every trial or for one alone."""
    rows = db.session.execute(
        select(TrackedName.raw_name, func.max(TrackedName.proof))
        .where(TrackedName.name == name, TrackedName.raw_name != name)
        .group_by(TrackedName.raw_name)
        .order_by(func.lower(TrackedName.raw_name))
    )
    return [Alias(raw_name, proof) for raw_name, proof in rows]


@dataclass(frozen=True)
class Relative:
    """A parent or child with its own record; `standing` is None if it has no trials of its own."""

    slug: str
    name: str
    standing: Standing | None


@dataclass(frozen=True)
class Family:
    """Parents and children by name, and the total of the sponsor together with its children."""

    parents: tuple[Relative, ...]
    children: tuple[Relative, ...]
    total: int
    due: int
    reported: int


def family(record: Record) -> Family:
    """Who owns whom. The total counts a trial once, even if it stands under several of them."""
    relations = record.standing.relations or {}
    slugs = [slug for pairs in relations.values() for slug, _ in pairs]
    rows = db.session.execute(
        select(TrackedSponsor.slug, Standing)
        .join(Standing, Standing.sponsor_id == TrackedSponsor.id)
        .where(
            Standing.snapshot_id == record.snapshot.id,
            Standing.rule_version == record.standing.rule_version,
            TrackedSponsor.slug.in_(slugs),
        )
    )
    standings = dict(rows.all())
    parents, children = (
        tuple(Relative(slug, name, standings.get(slug)) for slug, name in relations.get(which, ()))
        for which in ("parents", "children")
    )
    ids = [record.sponsor.id, *(each.standing.sponsor_id for each in children if each.standing is not None)]
    trials = select(Sponsorship.trial_id).where(
        Sponsorship.snapshot_id == record.snapshot.id, Sponsorship.sponsor_id.in_(ids)
    )
    counts = dict(
        db.session.execute(
            select(Verdict.state, func.count())
            .where(
                Verdict.snapshot_id == record.snapshot.id,
                Verdict.rule_version == record.standing.rule_version,
                Verdict.trial_id.in_(trials),
            )
            .group_by(Verdict.state)
        ).all()
    )
    due = sum(counts.get(state, 0) for state in DUE)
    total = sum(counts.get(state, 0) for state in COUNTED)
    return Family(parents, children, total, due, due - counts.get(State.OVERDUE, 0))


@dataclass(frozen=True)
class Then:
    """A sponsor's and everybody's figures on one day of the past."""

    day: date
    total: int
    due: int
    reported: int
    all_due: int
    all_reported: int

    @property
    def percent(self) -> float | None:
        """The sponsor's share; None below ten due trials."""
        return 100 * self.reported / self.due if self.due >= LEAST_FOR_PERCENT else None

    @property
    def all_percent(self) -> float | None:
        """Everybody's share."""
        return 100 * self.all_reported / self.all_due if self.all_due else None


def past(sponsor: TrackedSponsor, register: Register, rule_version: str) -> list[Then]:
    """The sponsor's figures on every day of the register that has them, the oldest first."""
    rows = db.session.execute(
        select(Snapshot.data_date, Standing.total, Standing.due, Standing.reported, Headline.due, Headline.reported)
        .join(Standing, Standing.snapshot_id == Snapshot.id)
        .join(
            Headline,
            (Headline.snapshot_id == Snapshot.id) & (Headline.rule_version == Standing.rule_version),
        )
        .where(
            Snapshot.register == register,
            Snapshot.state == SnapshotState.PUBLISHED,
            Standing.sponsor_id == sponsor.id,
            Standing.rule_version == rule_version,
        )
        .order_by(Snapshot.data_date)
    )
    return [Then(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class TrialLine:
    """A trial in a sponsor's list."""

    identifier: str
    title: str
    state: State
    status: str
    due_date: date | None
    days_late: int | None
    has_results: bool


def _trials_of(record: Record) -> _Lines:
    return (
        select(
            Trial.identifier,
            Facts.title,
            Verdict.state,
            Verdict.status,
            Verdict.due_date,
            Verdict.days_late,
            Verdict.has_results,
        )
        .join(Sponsorship, Sponsorship.trial_id == Trial.id)
        .join(Verdict, (Verdict.trial_id == Trial.id) & (Verdict.snapshot_id == Sponsorship.snapshot_id))
        .join(Facts, Facts.id == Verdict.facts_id)
        .where(
            Sponsorship.snapshot_id == record.snapshot.id,
            Sponsorship.sponsor_id == record.sponsor.id,
            Verdict.rule_version == record.standing.rule_version,
            Verdict.state.in_(COUNTED),
        )
    )


def tab_counts(record: Record) -> dict[str, int]:
    """How many trials stand under each tab."""
    trials = _trials_of(record).subquery()
    counts: dict[State, int] = dict(
        db.session.execute(select(trials.c.state, func.count()).group_by(trials.c.state)).all()
    )
    return {tab: sum(counts.get(state, 0) for state in states) for tab, states in TABS.items()}


@dataclass(frozen=True)
class TrialChoice:
    """Which trials of a sponsor somebody asked for."""

    tab: str = "all"
    words: str = ""
    sort: str = "late"
    page: int = 1


def trials_page(record: Record, choice: TrialChoice) -> Page:
    """One page of TrialLines."""
    query = _trials_of(record).where(Verdict.state.in_(TABS[choice.tab]))
    for word in choice.words.split():
        query = query.where(
            or_(
                Facts.title.icontains(word, autoescape=True),
                Facts.condition.icontains(word, autoescape=True),
                Trial.identifier.icontains(word, autoescape=True),
            )
        )
    rank = case({State.OVERDUE: 0, State.REPORTED_LATE: 1, State.INCONSISTENT: 2}, value=Verdict.state, else_=3)
    order: tuple[Any, ...] = {
        "late": (rank, Verdict.days_late.desc().nulls_last(), Verdict.due_date.asc().nulls_last()),
        "due": (Verdict.due_date.asc().nulls_last(),),
        "title": (func.lower(Facts.title),),
        "number": (),
    }[choice.sort]
    ordered: Any = query.order_by(*order, Trial.identifier)
    page = paged(ordered, number=choice.page, size=PAGE_SIZE, scalars=False)
    return Page([TrialLine(*row) for row in page.rows], page.number, page.total, page.size)


@dataclass(frozen=True, slots=True)
class Task:
    """Something to do about a trial: report it, report it soon, or correct its record."""

    kind: str  # "overdue", "due" or "data"
    identifier: str
    title: str
    due_date: date | None
    days: int | None  # late, or until it is due, as of the day of the data
    what: str


def tasks(record: Record) -> list[Task]:
    """A sponsor's to-do list on the day of the data: overdue first, then what is due in 180 days, then data to fix."""
    today = record.snapshot.data_date
    trials = _trials_of(record)
    overdue = [
        Task("overdue", each.identifier, each.title, each.due_date, each.days_late, "Report the results")
        for each in _lines(trials.where(Verdict.state == State.OVERDUE).order_by(Verdict.due_date, Trial.identifier))
    ]
    soon = trials.where(
        Verdict.state == State.NOT_DUE, Verdict.has_results.is_(False), Verdict.due_date <= today + SOON
    )
    coming = [
        Task("due", each.identifier, each.title, each.due_date, (each.due_date - today).days, "Report the results")
        for each in _lines(soon.order_by(Verdict.due_date, Trial.identifier))
        if each.due_date is not None
    ]
    contradicting = trials.where(Verdict.state == State.INCONSISTENT).order_by(Trial.identifier)
    data = [
        Task("data", each.identifier, each.title, None, None, _capital(status_words(each.status)))
        for each in _lines(contradicting)
    ]
    return overdue + coming + data + _stale(record)


def _lines(query: _Lines) -> Iterator[TrialLine]:
    return (TrialLine(*row) for row in db.session.execute(query))


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _stale(record: Record) -> list[Task]:
    """Trials whose completion date has passed and is still marked as estimated. Only ClinicalTrials.gov says so."""
    if record.snapshot.register is not Register.FDAAA:
        return []
    marked = or_(
        Facts.facts.contains('"primary_completion_estimated":true', autoescape=True),
        Facts.facts.contains('"completion_estimated":true', autoescape=True),
    )
    query = _trials_of(record).add_columns(Facts.facts).where(marked).order_by(Trial.identifier)
    found = []
    for *line, text in db.session.execute(query):
        trial, facts = TrialLine(*line), read_facts(record.snapshot.register, text)
        assert isinstance(facts, FdaaaTrial)
        completion = facts.available_completion
        estimated = facts.primary_completion_estimated if facts.primary_completion else facts.completion_estimated
        if completion is not None and estimated and completion < record.snapshot.data_date:
            what = "The completion date has passed and is still marked as estimated"
            found.append(Task("data", trial.identifier, trial.title, None, None, what))
    return found


def sequences(register: Register, identifiers: Sequence[str]) -> dict[str, int]:
    """How often the register has changed what it says of each trial, for calendars."""
    rows = db.session.execute(
        select(Trial.identifier, func.count(Facts.id) - 1)
        .join(Facts, Facts.trial_id == Trial.id)
        .where(Trial.register == register, Trial.identifier.in_(identifiers))
        .group_by(Trial.identifier)
    )
    return dict(rows.all())


TASK_COLUMNS: Final = (
    Column("rule_version", "text", "Version of the rules.", False),
    Column("data_date", "date", "Day on which the register said so.", False),
    Column("register", "text", "Register: eu, fdaaa or ctis.", False),
    Column("task", "text", "overdue, due (in the next 180 days) or data (to correct in the register).", False),
    Column("trial", "text", "Number of the trial in the register.", False),
    Column("title", "text", "Title of the trial."),
    Column("due_date", "date", "Day on which results are due."),
    Column("days_late", "integer", "Days from the due date to the day of the data; less than 0 before it."),
    Column("what_to_do", "text", "What is to be done.", False),
)
TRIAL_COLUMNS: Final = (
    Column("rule_version", "text", "Version of the rules.", False),
    Column("data_date", "date", "Day on which the register said so.", False),
    Column("register", "text", "Register: eu, fdaaa or ctis.", False),
    Column("trial", "text", "Number of the trial in the register.", False),
    Column("title", "text", "Title of the trial."),
    Column("state", "text", "reported, reported_late, overdue, not_due or inconsistent.", False),
    Column("status", "text", "The law's own word for the state."),
    Column("due_date", "date", "Day on which results are due."),
    Column("days_late", "integer", "How many days late the results are or came."),
    Column("has_results", "boolean", "Whether the register shows results.", False),
)


def task_rows(record: Record) -> Iterator[tuple[Cell, ...]]:
    """The to-do list as rows of TASK_COLUMNS."""
    for each in tasks(record):
        late = -each.days if each.kind == "due" and each.days is not None else each.days
        yield (*_provenance(record), each.kind, each.identifier, each.title, each.due_date, late, each.what)


def trial_lines(record: Record) -> Iterator[tuple[Cell, ...]]:
    """All trials of a sponsor as rows of TRIAL_COLUMNS."""
    for each in _lines(_trials_of(record).order_by(Trial.identifier)):
        yield (
            *_provenance(record),
            each.identifier,
            each.title,
            each.state.value,
            each.status,
            each.due_date,
            each.days_late,
            each.has_results,
        )


def _provenance(record: Record) -> tuple[str, date, str]:
    return record.standing.rule_version, record.snapshot.data_date, record.snapshot.register.value


def search_sponsors(snapshot: Snapshot, rule_version: str, words: str, most: int = 10) -> list[tuple[str, str]]:
    """Slugs and names of sponsors with all these words in their names, the largest first; people are left out."""
    query = (
        select(TrackedSponsor.slug, Standing.name)
        .join(Standing, Standing.sponsor_id == TrackedSponsor.id)
        .where(
            Standing.snapshot_id == snapshot.id,
            Standing.rule_version == rule_version,
            Standing.kind != SponsorKind.INDIVIDUAL,
        )
        .order_by(Standing.total.desc(), TrackedSponsor.slug)
        .limit(most)
    )
    for word in words.split():
        query = query.where(TrackedSponsor.name_key.contains(word, autoescape=True))
    return [(slug, name) for slug, name in db.session.execute(query)]
