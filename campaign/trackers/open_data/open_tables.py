"""The tables of open data: their columns, and their rows as the store has them, some at a time.

Every row names the day its data were true and the version of the rules, so that a row alone says what it is.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from sqlalchemy import select

from campaign.db import db
from campaign.trackers.laws import LAWS
from campaign.trackers.models import (
    Facts,
    Headline,
    Snapshot,
    Sponsorship,
    Standing,
    TrackedSponsor,
    Trial,
    Verdict,
)
from campaign.trackers.open_data.tables import Column, Row
from campaign.trackers.queries import snapshots
from campaign.trackers.rules.state import State

PIECE: Final = 2_000  # trials looked up at once
LICENCE: Final = {
    "name": "CC0-1.0",
    "path": "https://creativecommons.org/publicdomain/zero/1.0/",
    "title": "CC0 1.0 Universal",
}
PACKAGE: Final = "datapackage.json"

_DATE: Final = Column("data_date", "date", "The day the register said so.", nullable=False)
_RULE: Final = Column("rule_version", "text", "The version of the rules: 1 as published, 2 corrected.", nullable=False)
_ANY_RULE: Final = Column(
    "rule_version", "text",
    "The version of the rules: 1 as published, 2 corrected, 1+name is version 1 with that one correction.",
    nullable=False,
)  # fmt: skip

_FIGURES: Final = (
    Column("total", "integer", "Trials that count.", nullable=False),
    Column("due", "integer", "Trials whose results are due.", nullable=False),
    Column("reported", "integer", "Due trials with results.", nullable=False),
)
_SPONSOR_FIGURES: Final = (
    Column("slug", "text", "The sponsor's name in addresses of this site.", nullable=False),
    Column("sponsor_name", "text", "The sponsor's name as the list of that day has it.", nullable=False),
    Column("kind", "text", "company, non_commercial, government, mixed, individual or unknown.", nullable=False),
    *_FIGURES,
    Column("reported_late", "integer", "Of these, with results after the deadline; 0 where nobody says when."),
    Column("overdue", "integer", "Due trials without results.", nullable=False),
    Column("inconsistent", "integer", "Trials whose record contradicts itself.", nullable=False),
    Column("percent_reported", "number", "Reported of due in per cent, one decimal; empty if nothing is due."),
    Column("rank", "integer", "Place in the published ranking; empty where there is none."),
    Column("major", "boolean", "Whether the sponsor stands in the main list.", nullable=False),
    Column("days_late", "integer", "Days late, summed over its trials.", nullable=False),
    Column("finable_days", "integer", "Days for which the law allows a fine; 0 outside the US law.", nullable=False),
)

TRIALS: Final = (
    _DATE,
    _RULE,
    Column("trial_id", "text", "The trial's number in the register.", nullable=False),
    Column("title", "text", "The trial's title.", nullable=False),
    Column("sponsors", "text", "Slugs of the sponsors that the trial counts under, separated by a semicolon."),
    Column("state", "text", "reported, reported_late, overdue, not_due, inconsistent or left.", nullable=False),
    Column("status", "text", "The same in the words of the original tracker.", nullable=False),
    Column("class", "text", "ACT or pACT under the US law, else empty."),
    Column("results_due", "boolean", "Whether results are due.", nullable=False),
    Column("has_results", "boolean", "Whether results are in the register.", nullable=False),
    Column("due_date", "date", "The day on which results are or were due; empty if no end is known."),
    Column("days_late", "integer", "Days late on the day of the data; empty if not late."),
    Column("finable_days", "integer", "Days for which the US law allows a fine; empty if none."),
    Column("register_url", "text", "Where the register shows the trial.", nullable=False),
)
SPONSORS: Final = (_DATE, _RULE, *_SPONSOR_FIGURES)
HISTORY: Final = (
    _DATE,
    _ANY_RULE,
    Column("origin", "text", "history: as the original tracker published it; else worked out here.", nullable=False),
    *_FIGURES,
    Column("overdue", "integer", "Due trials without results.", nullable=False),
    Column("inconsistent", "integer", "Trials whose record contradicts itself.", nullable=False),
    Column("percent_reported", "number", "Reported of due in per cent, one decimal; empty if nothing is due."),
)
SPONSOR_HISTORY: Final = (_DATE, _RULE, *_SPONSOR_FIGURES)


@dataclass(frozen=True, slots=True)
class OpenTable:
    """One table: its name in addresses, what it holds, its columns, and what reads its rows anew."""

    name: str
    title: str
    description: str
    columns: tuple[Column, ...]
    rows: Callable[[Snapshot], Iterator[Row]]


def _trials(snapshot: Snapshot) -> Iterator[Row]:
    """Every trial that the law covers or covered, by its number, under each version of the rules."""
    law = LAWS[snapshot.register]
    after = ""
    while True:
        trials = db.session.execute(
            select(Trial.id, Trial.identifier)
            .where(Trial.register == snapshot.register, Trial.identifier > after)
            .order_by(Trial.identifier)
            .limit(PIECE)
        ).all()
        if not trials:
            return
        after = trials[-1].identifier
        identifiers = {trial.id: trial.identifier for trial in trials}
        sponsors = _slugs(snapshot, list(identifiers))
        verdicts = db.session.execute(
            select(
                Verdict.trial_id, Verdict.rule_version, Facts.title, Verdict.state, Verdict.status, Verdict.trial_class,
                Verdict.results_due, Verdict.has_results, Verdict.due_date, Verdict.days_late, Verdict.finable_days,
            )
            .join(Facts, Facts.id == Verdict.facts_id)
            .where(
                Verdict.snapshot_id == snapshot.id,
                Verdict.trial_id.in_(list(identifiers)),
                Verdict.state != State.NOT_COVERED,
            )
        ).all()  # fmt: skip
        for each in sorted(verdicts, key=lambda each: (identifiers[each.trial_id], each.rule_version)):
            identifier = identifiers[each.trial_id]
            yield (
                snapshot.data_date, each.rule_version, identifier, each.title,
                ";".join(sponsors.get(each.trial_id, ())), each.state.value, each.status, each.trial_class or None,
                each.results_due, each.has_results, each.due_date, each.days_late, each.finable_days,
                law.address(identifier),
            )  # fmt: skip


def _slugs(snapshot: Snapshot, trial_ids: list[int]) -> dict[int, list[str]]:
    rows = db.session.execute(
        select(Sponsorship.trial_id, TrackedSponsor.slug)
        .join(TrackedSponsor, TrackedSponsor.id == Sponsorship.sponsor_id)
        .where(Sponsorship.snapshot_id == snapshot.id, Sponsorship.trial_id.in_(trial_ids))
    )
    found: dict[int, list[str]] = {}
    for trial_id, slug in sorted((row.trial_id, row.slug) for row in rows):
        found.setdefault(trial_id, []).append(slug)
    return found


def _sponsors(snapshot: Snapshot) -> Iterator[Row]:
    """Every sponsor of one snapshot by slug, under each version of the rules."""
    rows = db.session.execute(
        select(
            Standing.rule_version, TrackedSponsor.slug, Standing.name, Standing.kind, Standing.total, Standing.due,
            Standing.reported, Standing.reported_late, Standing.inconsistent, Standing.percent, Standing.rank,
            Standing.major, Standing.days_late, Standing.finable_days,
        )
        .join(TrackedSponsor, TrackedSponsor.id == Standing.sponsor_id)
        .where(Standing.snapshot_id == snapshot.id)
    ).all()  # fmt: skip
    for each in sorted(rows, key=lambda each: (each.slug, each.rule_version)):
        yield (
            snapshot.data_date, each.rule_version, each.slug, each.name, each.kind.value, each.total, each.due,
            each.reported, each.reported_late, each.due - each.reported, each.inconsistent, each.percent, each.rank,
            each.major, each.days_late, each.finable_days,
        )  # fmt: skip


def _history(snapshot: Snapshot) -> Iterator[Row]:
    """The register's figures on every day until this one, the oldest first."""
    rows = db.session.execute(
        select(Snapshot.data_date, Snapshot.origin, Headline)
        .join(Headline, Headline.snapshot_id == Snapshot.id)
        .where(Snapshot.id.in_([each.id for each in _until(snapshot)]))
        .order_by(Snapshot.data_date, Headline.rule_version)
    )
    for data_date, origin, each in rows:
        yield (
            data_date, each.rule_version, origin.value, each.total, each.due, each.reported, each.due - each.reported,
            each.inconsistent, each.percent,
        )  # fmt: skip


def _sponsor_history(snapshot: Snapshot) -> Iterator[Row]:
    """Every sponsor on the last day of each month of which there are data, the oldest first."""
    days = _until(snapshot)
    for each, following in pairwise([*days, None]):
        assert each is not None
        if following is None or (following.data_date.year, following.data_date.month) != (
            each.data_date.year,
            each.data_date.month,
        ):
            yield from _sponsors(each)


def _until(snapshot: Snapshot) -> list[Snapshot]:
    """The register's published snapshots until this one, the oldest first."""
    known = snapshots(snapshot.register).where(Snapshot.data_date <= snapshot.data_date)
    return list(db.session.scalars(known.order_by(None).order_by(Snapshot.data_date)))


TABLES: Final = (
    OpenTable(
        "trials",
        "Trials",
        "Every trial that the law covers or covered, under each version of the rules, on the day of the data.",
        TRIALS,
        _trials,
    ),
    OpenTable(
        "sponsors",
        "Sponsors",
        "Every sponsor's record under each version of the rules, on the day of the data.",
        SPONSORS,
        _sponsors,
    ),
    OpenTable(
        "history",
        "The register's figures over time",
        "The register's figures on every day of which there are data, under each version of the rules.",
        HISTORY,
        _history,
    ),
    OpenTable(
        "sponsor-history",
        "Sponsors over time",
        "Every sponsor's record on the last day of each month of which there are data.",
        SPONSOR_HISTORY,
        _sponsor_history,
    ),
)


def file_names() -> tuple[str, ...]:
    """Every name that a register's open data have, the description first."""
    return (PACKAGE, *(f"{table.name}.{ending}" for table in TABLES for ending in ("csv", "parquet")))
