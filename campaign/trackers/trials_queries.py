"""The trials of a register, filtered, sorted and paged, and the search over all registers."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, func, or_, select

from campaign.db import db
from campaign.text import folded
from campaign.trackers.edition_queries import Edition
from campaign.trackers.facts import Register
from campaign.trackers.models import (
    Facts,
    Sponsorship,
    Standing,
    TrackedSponsor,
    Trial,
    Verdict,
)
from campaign.trackers.rules.state import OUTSIDE, State
from campaign.web.paging import Page

PAGE_SIZE: Final = 50
SORTS: Final = ("due", "late", "number", "title")
_MOST_FOUND: Final = 20
_MOST_WORDS: Final = 8


@dataclass(frozen=True, slots=True)
class TrialChoice:
    """What a reader asks of the list; empty means any. `due_before` leaves out trials due on that day or later."""

    words: str = ""
    state: State | None = None
    phase: str = ""
    due_before: date | None = None
    sort: str = "due"
    backwards: bool = False
    page: int = 1


@dataclass(frozen=True, slots=True)
class ListedTrial:
    """A trial in a list. `days_late` is None unless it is late."""

    identifier: str
    title: str
    condition: str
    phase: str
    state: State
    status: str
    due_date: date | None
    days_late: int | None
    register: Register
    sponsors: tuple[tuple[str, str], ...] = ()  # slug and name


@dataclass(frozen=True, slots=True)
class FoundSponsor:
    """A sponsor that a search found, in one register."""

    slug: str
    name: str
    register: Register
    due: int
    reported: int


def trial_facets(edition: Edition) -> tuple[dict[State, int], list[str]]:
    """How many trials each state has, and which phases there are."""
    states = dict(
        db.session.execute(select(Verdict.state, func.count()).where(*_of(edition)).group_by(Verdict.state)).all()
    )
    phases = db.session.scalars(
        select(Facts.phase)
        .join(Verdict, Verdict.facts_id == Facts.id)
        .where(*_of(edition), Facts.phase != "")
        .distinct()
    )
    return {state: states[state] for state in State if state in states}, sorted(phases)


def trial_page(edition: Edition, choice: TrialChoice) -> Page:
    """One page of ListedTrials; trials that the law does not cover, or no longer, only if their state is asked for."""
    conditions: list[ColumnElement[bool]] = list(_of(edition))
    if choice.state is None:
        conditions.append(Verdict.state.not_in([state for state in OUTSIDE if state is not None]))
    else:
        conditions.append(Verdict.state == choice.state)
    if choice.due_before is not None:
        conditions.append(Verdict.due_date < choice.due_before)
    counted: Select[Any] = select(func.count()).select_from(Verdict)
    if choice.phase or choice.words:
        counted = counted.join(Facts, Facts.id == Verdict.facts_id).join(Trial, Trial.id == Verdict.trial_id)
        conditions += [Facts.phase == choice.phase] if choice.phase else []
        conditions += [_says(word) for word in _looked_for(choice.words)]
    total = db.session.execute(counted.where(*conditions)).scalar_one()
    number = min(choice.page, max(1, -(-total // PAGE_SIZE)))
    key: Any = {
        "due": Verdict.due_date,
        "late": Verdict.days_late,
        "number": Trial.identifier,
        "title": func.lower(Facts.title),
    }[choice.sort]
    descending = (choice.sort == "late") is not choice.backwards
    rows = db.session.execute(
        _listed()
        .where(*conditions)
        .order_by((key.desc() if descending else key.asc()).nulls_last(), Verdict.trial_id)
        .limit(PAGE_SIZE)
        .offset((number - 1) * PAGE_SIZE)
    ).all()
    return Page(_with_sponsors([edition], rows), number, total, PAGE_SIZE)


def exact_trial(words: str) -> tuple[Register, str] | None:
    """The trial whose number somebody typed, in its register."""
    found = db.session.execute(
        select(Trial.register, Trial.identifier).where(Trial.identifier.in_({words, words.upper()})).limit(1)
    ).one_or_none()
    return None if found is None else (found[0], found[1])


def found_sponsors(editions: Sequence[Edition], words: str) -> list[FoundSponsor]:
    """Sponsors by name over all registers, the largest first; at most twenty."""
    key = folded(words)
    if not key:
        return []
    rows = db.session.execute(
        select(TrackedSponsor.slug, Standing.name, Standing.snapshot_id, Standing.due, Standing.reported)
        .join(Standing, Standing.sponsor_id == TrackedSponsor.id)
        .where(
            or_(*(_standing_of(edition) for edition in editions)),
            *(TrackedSponsor.name_key.contains(word, autoescape=True) for word in key.split()),
        )
        .order_by(Standing.total.desc(), TrackedSponsor.name_key)
        .limit(_MOST_FOUND)
    )
    registers = {edition.snapshot_id: edition.register for edition in editions}
    return [
        FoundSponsor(slug, name, registers[snapshot_id], due, reported)
        for slug, name, snapshot_id, due, reported in rows
    ]


def found_trials(editions: Sequence[Edition], words: str) -> list[ListedTrial]:
    """Trials by number, title or condition over all registers, the overdue ones first; at most twenty."""
    rows = db.session.execute(
        _listed()
        .where(or_(*(_verdict_of(edition) for edition in editions)), *(_says(word) for word in _looked_for(words)))
        .order_by((Verdict.state != State.OVERDUE), Verdict.trial_id)
        .limit(_MOST_FOUND)
    ).all()
    return _with_sponsors(editions, rows)


def _of(edition: Edition) -> tuple[ColumnElement[bool], ...]:
    return Verdict.snapshot_id == edition.snapshot_id, Verdict.rule_version == edition.rule_version


def _verdict_of(edition: Edition) -> ColumnElement[bool]:
    return (Verdict.snapshot_id == edition.snapshot_id) & (Verdict.rule_version == edition.rule_version)


def _standing_of(edition: Edition) -> ColumnElement[bool]:
    return (Standing.snapshot_id == edition.snapshot_id) & (Standing.rule_version == edition.rule_version)


def _looked_for(words: str) -> list[str]:
    """The words to look for, each once: every one is looked for in every trial, and fifty would take half a minute."""
    return list(dict.fromkeys(words.lower().split()))[:_MOST_WORDS]


def _says(word: str) -> ColumnElement[bool]:
    """Whether a trial's number, title or condition holds a word, whatever its case."""
    return or_(
        Trial.identifier.icontains(word, autoescape=True),
        Facts.title.icontains(word, autoescape=True),
        Facts.condition.icontains(word, autoescape=True),
    )


def _listed() -> Select[Any]:
    columns: tuple[Any, ...] = (
        *(Verdict.trial_id, Trial.identifier, Facts.title, Facts.condition, Facts.phase, Verdict.state),
        *(Verdict.status, Verdict.due_date, Verdict.days_late, Trial.register),
    )
    return (
        select(*columns)
        .select_from(Verdict)
        .join(Trial, Trial.id == Verdict.trial_id)
        .join(Facts, Facts.id == Verdict.facts_id)
    )


def _with_sponsors(editions: Sequence[Edition], rows: Sequence[Any]) -> list[ListedTrial]:
    found: dict[int, list[tuple[str, str]]] = {}
    for trial_id, slug, name in db.session.execute(
        select(Sponsorship.trial_id, TrackedSponsor.slug, TrackedSponsor.name)
        .join(TrackedSponsor, TrackedSponsor.id == Sponsorship.sponsor_id)
        .where(
            Sponsorship.snapshot_id.in_([edition.snapshot_id for edition in editions]),
            Sponsorship.trial_id.in_([row[0] for row in rows]),
        )
        .order_by(TrackedSponsor.name_key)
    ):
        found.setdefault(trial_id, []).append((slug, name))
    return [replace(ListedTrial(*row[1:]), sponsors=tuple(found.get(row[0], ()))) for row in rows]
