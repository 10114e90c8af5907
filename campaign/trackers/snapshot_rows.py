"""The rows of a snapshot: written by thousands while it is read, dropped by thousands when it is replaced.

Everything here is a step of `take_snapshot`; nothing of it is seen before that publishes.
"""

import hashlib
import json
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, Final, NamedTuple, cast

from sqlalchemy import Dialect, Table, bindparam, delete, func, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from campaign.db import Base, db, transaction
from campaign.text import folded
from campaign.trackers.breath import Breath
from campaign.trackers.facts import Register
from campaign.trackers.facts_json import TrialFacts, plain_facts, write_facts
from campaign.trackers.importers.source import Malformed
from campaign.trackers.judging import Judging
from campaign.trackers.law import Judged
from campaign.trackers.models import (
    SHOWN,
    Crossing,
    Facts,
    Headline,
    Origin,
    Snapshot,
    SnapshotState,
    Sponsorship,
    Standing,
    TrackedName,
    TrackedSponsor,
    Trial,
    TrialChange,
    Verdict,
)
from campaign.trackers.names import raw_key, sponsor_slug
from campaign.trackers.rules.changes import change, no_longer_overdue
from campaign.trackers.rules.state import OUTSIDE, State

BATCH: Final = 1000
KEPT_DAYS: Final = 2  # of how many days the verdicts stay
_PIECE: Final = 5000


class _Known(NamedTuple):
    """What is known of a trial: its row, its latest facts, and the verdicts of the snapshot before by version.

    A verdict is its state, the law's own word, and the facts it was of: on a day that is read twice these are older
    than the latest.
    """

    trial_id: int
    facts_id: int | None
    digest: bytes | None
    verdicts: dict[str, tuple[State, str, int]]


def write_batch(
    session: Session,
    judging: Judging,
    batch: Sequence[TrialFacts],
    snapshot_id: int,
    before_id: int | None,
    seen: set[int],
) -> list[Malformed]:
    """Judge and write some trials in the caller's transaction; `seen` gains their ids. Answers those given twice."""
    law = judging.law
    records: dict[str, TrialFacts] = {}
    twice: list[Malformed] = []
    for trial in batch:
        identifier = law.identifier(trial)
        if identifier in records:
            twice.append(Malformed(0, "given twice; the first one counts", identifier))
        else:
            records[identifier] = trial
    known = _known(session, law.register, list(records), before_id)
    _add_trials(session, law.register, judging.as_of, [each for each in records if each not in known], known)
    for identifier in [each for each in records if known[each].trial_id in seen]:
        twice.append(Malformed(0, "given twice; the first one counts", identifier))
        del records[identifier]
    seen.update(known[each].trial_id for each in records)
    facts_ids = _add_facts(session, judging, records, known)
    former = _former_facts(session, facts_ids, known)
    verdicts: list[dict[str, Any]] = []
    changes: list[dict[str, Any]] = []
    places: list[tuple[int, list[str]]] = []
    for identifier, trial in records.items():
        was = known[identifier]
        judged, slugs = judging.judge(trial)
        places.append((was.trial_id, slugs))
        for version, verdict in judged.items():
            told = _left(verdict, was.verdicts.get(version), law.left_status)
            verdicts.append(_verdict_row(snapshot_id, version, was.trial_id, facts_ids[identifier], verdict, told))
            if before_id is not None:
                reasons = former.get(identifier)
                row = _change_row(snapshot_id, version, was, told, reasons, trial)
                if row is not None:
                    changes.append(row)
    _insert(session, Verdict, verdicts)
    _insert(session, TrialChange, changes)
    sponsor_ids = _sponsor_ids(session, {slug for _, slugs in places for slug in slugs})
    _insert(
        session,
        Sponsorship,
        [
            {"snapshot_id": snapshot_id, "sponsor_id": sponsor_ids[slug], "trial_id": trial_id}
            for trial_id, slugs in places
            for slug in slugs
        ],
    )
    return twice


def _known(session: Session, register: Register, identifiers: list[str], before_id: int | None) -> dict[str, _Known]:
    """What is here of these trials. The latest facts are those with the highest id."""
    latest = (
        select(Facts.trial_id, func.max(Facts.id).label("facts_id"))
        .join(Trial, Trial.id == Facts.trial_id)
        .where(Trial.register == register, Trial.identifier.in_(identifiers))
        .group_by(Facts.trial_id)
        .subquery()
    )
    rows = session.execute(
        select(Trial.identifier, Trial.id, Facts.id, Facts.digest)
        .outerjoin(latest, latest.c.trial_id == Trial.id)
        .outerjoin(Facts, Facts.id == latest.c.facts_id)
        .where(Trial.register == register, Trial.identifier.in_(identifiers))
    )
    known = {identifier: _Known(trial_id, facts_id, digest, {}) for identifier, trial_id, facts_id, digest in rows}
    if before_id is not None and known:
        by_id = {each.trial_id: each for each in known.values()}
        judged = session.execute(
            select(Verdict.trial_id, Verdict.rule_version, Verdict.state, Verdict.status, Verdict.facts_id).where(
                Verdict.snapshot_id == before_id, Verdict.trial_id.in_(list(by_id))
            )
        )
        for trial_id, version, state, status, facts_id in judged:
            by_id[trial_id].verdicts[version] = (state, status, facts_id)
    return known


def _add_trials(
    session: Session, register: Register, day: date, identifiers: list[str], known: dict[str, _Known]
) -> None:
    if not identifiers:
        return
    ids = _next_ids(session, Trial, len(identifiers))
    known.update(
        {identifier: _Known(trial_id, None, None, {}) for identifier, trial_id in zip(identifiers, ids, strict=True)}
    )
    _insert(
        session,
        Trial,
        [
            {"id": known[each].trial_id, "register": register, "identifier": each, "first_seen": day}
            for each in identifiers
        ],
    )


def _add_facts(
    session: Session, judging: Judging, records: dict[str, TrialFacts], known: dict[str, _Known]
) -> dict[str, int]:
    """The id of each trial's facts, new where they changed."""
    facts_ids: dict[str, int] = {}
    rows: dict[str, dict[str, Any]] = {}
    crossings: list[dict[str, Any]] = []
    for identifier, trial in records.items():
        text = write_facts(trial)
        digest = hashlib.sha256(text.encode()).digest()[:16]
        was = known[identifier]
        if was.digest == digest and was.facts_id is not None:
            facts_ids[identifier] = was.facts_id
            continue
        about = judging.law.about(trial)
        rows[identifier] = {
            "trial_id": was.trial_id,
            "seen_on": judging.as_of,
            "digest": digest,
            "title": about.title,
            "condition": about.condition,
            "phase": about.phase,
            "facts": text,
        }
        crossings += [{"trial_id": was.trial_id, "identifier": each} for each in about.crossings]
    if rows:
        facts_ids.update(zip(rows, _next_ids(session, Facts, len(rows)), strict=True))
        _insert(session, Facts, [{"id": facts_ids[each], **row} for each, row in rows.items()])
        session.execute(
            delete(Crossing).where(Crossing.trial_id.in_([row["trial_id"] for row in rows.values()])),
            execution_options={"synchronize_session": False},
        )
        _insert(session, Crossing, crossings)
    return facts_ids


def _former_facts(session: Session, facts_ids: dict[str, int], known: dict[str, _Known]) -> dict[str, str]:
    """What the register said of these trials in the snapshot before, where it said something else."""
    moved = {
        facts_id: identifier
        for identifier, new_id in facts_ids.items()
        for _, _, facts_id in known[identifier].verdicts.values()
        if facts_id != new_id
    }
    if not moved:
        return {}
    rows = session.execute(select(Facts.id, Facts.facts).where(Facts.id.in_(list(moved))))
    return {moved[facts_id]: text for facts_id, text in rows}


def _left(verdict: Judged, before: tuple[State, str, int] | None, left_status: str) -> tuple[State, str]:
    """State and status to keep: a trial that was covered and is no longer has left."""
    if verdict.state is State.NOT_COVERED and before is not None and before[0] is not State.NOT_COVERED:
        return State.LEFT, left_status
    return verdict.state, verdict.status


def _verdict_row(
    snapshot_id: int, version: str, trial_id: int, facts_id: int, verdict: Judged, told: tuple[State, str]
) -> dict[str, Any]:
    return {
        "snapshot_id": snapshot_id,
        "rule_version": version,
        "trial_id": trial_id,
        "facts_id": facts_id,
        "state": told[0],
        "status": told[1],
        "trial_class": verdict.trial_class,
        "results_due": verdict.results_due,
        "has_results": verdict.has_results,
        "due_date": verdict.due_date,
        "days_late": verdict.days_late,
        "finable_days": verdict.finable_days,
        "in_register": True,
    }


def _change_row(
    snapshot_id: int, version: str, was: _Known, told: tuple[State, str], former: str | None, trial: TrialFacts
) -> dict[str, Any] | None:
    before = was.verdicts.get(version)
    found = change(before and before[0], told[0])
    if found is None:
        return None
    return {
        "snapshot_id": snapshot_id,
        "rule_version": version,
        "trial_id": was.trial_id,
        "change": found,
        "was_overdue": no_longer_overdue(before and before[0], told[0]),
        "before": before[1] if before else "",
        "after": told[1],
        "reasons": [] if former is None else _differences(json.loads(former), plain_facts(trial)),
    }


def _differences(before: dict[str, Any], after: dict[str, Any]) -> list[list[Any]]:
    """The fields that the register changed, each with what it said before and after."""
    fields = sorted(before.keys() | after.keys())
    return [[each, before.get(each), after.get(each)] for each in fields if before.get(each) != after.get(each)]


def carry_over(judging: Judging, snapshot_id: int, before_id: int | None, breath: Breath) -> None:
    """Trials that the register no longer shows: they keep their page, and are on no list and in no count."""
    if before_id is None:
        return
    new = select(Verdict.trial_id).where(Verdict.snapshot_id == snapshot_id)
    gone = (
        select(Verdict)
        .where(Verdict.snapshot_id == before_id, Verdict.trial_id.not_in(new))
        .order_by(Verdict.trial_id)
        .limit(BATCH)
    )
    while True:
        breath.take()
        with transaction() as session:
            found = session.scalars(gone).all()
            if not found:
                return
            # Both versions of a trial in one piece, or the next look would miss the rest.
            ids = {each.trial_id for each in found}
            found = session.scalars(
                select(Verdict).where(Verdict.snapshot_id == before_id, Verdict.trial_id.in_(list(ids)))
            ).all()
            _insert(session, Verdict, [_gone_row(each, snapshot_id, judging.law.left_status) for each in found])
            _insert(session, TrialChange, [_gone_change(each, snapshot_id, judging) for each in found if _counts(each)])


def _counts(verdict: Verdict) -> bool:
    return verdict.state not in OUTSIDE


def _gone_row(was: Verdict, snapshot_id: int, left_status: str) -> dict[str, Any]:
    covered = was.state is not State.NOT_COVERED
    return {
        "snapshot_id": snapshot_id,
        "rule_version": was.rule_version,
        "trial_id": was.trial_id,
        "facts_id": was.facts_id,
        "state": State.LEFT if covered else State.NOT_COVERED,
        "status": left_status if covered else was.status,
        "trial_class": was.trial_class,
        "results_due": False,
        "has_results": was.has_results,
        "due_date": was.due_date,
        "days_late": None,
        "finable_days": None,
        "in_register": False,
    }


def _gone_change(was: Verdict, snapshot_id: int, judging: Judging) -> dict[str, Any]:
    return {
        "snapshot_id": snapshot_id,
        "rule_version": was.rule_version,
        "trial_id": was.trial_id,
        "change": change(was.state, None),
        "was_overdue": no_longer_overdue(was.state, None),
        "before": was.status,
        "after": judging.law.left_status,
        "reasons": [],
    }


def write_figures(judging: Judging, snapshot_id: int, breath: Breath) -> None:
    """Headlines, sponsors with their standings, and the names that nobody has placed yet."""
    counts = judging.counts | judging.switched
    headlines = {version: count.headline() for version, count in counts.items()}
    with transaction() as session:
        _insert(
            session,
            Headline,
            [
                {
                    "snapshot_id": snapshot_id,
                    "rule_version": version,
                    **{name: getattr(found, name) for name in ("total", "due", "reported", "inconsistent", "percent")},
                    "figures": found.figures,
                }
                for version, found in headlines.items()
            ],
        )
    for version, count in judging.counts.items():
        standings = list(count.standings())
        for start in range(0, len(standings), BATCH):
            piece = standings[start : start + BATCH]
            breath.take()
            with transaction() as session:
                sponsor_ids = _named_sponsors(session, {each.slug: each.name for each in piece}, judging.law.register)
                _insert(
                    session,
                    Standing,
                    [
                        {
                            "snapshot_id": snapshot_id,
                            "rule_version": version,
                            "sponsor_id": sponsor_ids[each.slug],
                            **{name: getattr(each, name) for name in each.__slots__ if name != "slug"},
                        }
                        for each in piece
                    ],
                )
    breath.take()
    _link_aliases(judging)
    breath.take()
    _note_unknown_names(judging)


def _sponsor_ids(session: Session, slugs: set[str]) -> dict[str, int]:
    """Ids of sponsors by slug; a new one bears its slug as its name until the figures tell the name."""
    found = _known_sponsor_ids(session, slugs)
    missing = sorted(slugs - found.keys())
    if missing:
        # Another register may be read just now, with the same sponsors new to it.
        add = (postgresql if session.get_bind().dialect.name == "postgresql" else sqlite).insert(_table(TrackedSponsor))
        session.execute(
            add.on_conflict_do_nothing(index_elements=["slug"]),
            [{"slug": slug, "name": slug, "name_key": slug, "country": ""} for slug in missing],
        )
        found.update(_known_sponsor_ids(session, missing))
    return found


def _known_sponsor_ids(session: Session, slugs: Iterable[str]) -> dict[str, int]:
    rows = session.execute(select(TrackedSponsor.slug, TrackedSponsor.id).where(TrackedSponsor.slug.in_(slugs)))
    return dict(rows.all())


def _named_sponsors(session: Session, names: dict[str, str], register: Register) -> dict[str, int]:
    """The same, with their names: the table of names knows best, so the EU register's list prevails."""
    ids = _sponsor_ids(session, set(names))
    known = session.execute(
        select(TrackedSponsor.id, TrackedSponsor.slug, TrackedSponsor.name)
        .where(TrackedSponsor.slug.in_(names))
        .order_by(TrackedSponsor.id)  # two that rename at once must not wait for each other
    )
    renamed = [
        {"sponsor": sponsor_id, "new_name": names[slug], "new_key": folded(names[slug])}
        for sponsor_id, slug, name in known
        if name != names[slug] and (register is Register.EU or name == slug)
    ]
    if renamed:
        sponsors = _table(TrackedSponsor)
        session.execute(
            update(sponsors)
            .where(sponsors.c.id == bindparam("sponsor"))
            .values(name=bindparam("new_name"), name_key=bindparam("new_key")),
            renamed,
        )
    return ids


def _link_aliases(judging: Judging) -> None:
    """A sponsor of a ranking by raw names that the table of names knows by another name: both are one."""
    if not judging.names:
        return
    with transaction() as session:
        ids = dict(session.execute(select(TrackedSponsor.slug, TrackedSponsor.id)).all())
        unlinked = session.execute(
            select(TrackedSponsor.id, TrackedSponsor.name).where(TrackedSponsor.same_as_id.is_(None))
        )
        for sponsor_id, name in unlinked.all():
            row = judging.names.find("", name)
            meant = ids.get(sponsor_slug(row.name)) if row is not None else None
            if meant is not None and meant != sponsor_id:
                session.get_one(TrackedSponsor, sponsor_id).same_as_id = meant


def _note_unknown_names(judging: Judging) -> None:
    """Names that nobody has placed stop nothing; they wait in the desk."""
    unknown = {raw_key(each.raw_name): each for each in judging.counts["1"].unknown_names() if each.raw_name.strip()}
    register = judging.law.register
    with transaction() as session:
        known = {
            row.raw_key: row
            for row in session.scalars(
                select(TrackedName).where(TrackedName.name == "", TrackedName.trial_identifier == "")
            )
        }
        for key, row in known.items():
            if row.register is register and key not in unknown:
                session.delete(row)  # the register no longer writes it
        # Somebody may have placed a name in the desk while the register was read.
        placed = set(
            session.scalars(
                select(TrackedName.raw_key).where(TrackedName.name != "", TrackedName.trial_identifier == "")
            )
        )
        for key, each in unknown.items():
            if key in placed:
                continue
            row = known.get(key) or TrackedName(raw_key=key, raw_name=each.raw_name)
            row.register, row.trials, row.example = register, len(each.trial_ids), each.trial_ids[0]
            session.add(row)


def retire_sample(session: Session, register: Register) -> None:
    """Take a register's invented days out of sight, because real ones come; `prune` drops their rows."""
    session.execute(
        update(Snapshot)
        .where(Snapshot.register == register, SHOWN, Snapshot.origin == Origin.SAMPLE)
        .values(state=SnapshotState.REPLACED),
        execution_options={"synchronize_session": False},
    )


def prune(register: Register, breath: Breath) -> None:
    """Drop what replaced or broken snapshots left, and the verdicts of all but the newest days."""
    of_register = select(Snapshot.id).where(Snapshot.register == register)
    dead = db.session.scalars(of_register.where(Snapshot.state == SnapshotState.REPLACED)).all()
    judged = of_register.where(SHOWN, Snapshot.origin != Origin.HISTORY).order_by(Snapshot.data_date.desc())
    old = db.session.scalars(judged.offset(KEPT_DAYS)).all()
    for snapshot_id in dead:
        drop_rows(snapshot_id, breath)
    for snapshot_id in old:
        _drop_trial_rows(snapshot_id, breath)


def drop_rows(snapshot_id: int, breath: Breath) -> None:
    """Everything of one snapshot but its own row, which stays as a note that it was."""
    _drop_trial_rows(snapshot_id, breath)
    for kind in (TrialChange, Standing, Headline):
        breath.take()
        with transaction() as session:
            session.execute(
                delete(kind).where(kind.snapshot_id == snapshot_id), execution_options={"synchronize_session": False}
            )


def _drop_trial_rows(snapshot_id: int, breath: Breath) -> None:
    for kind in (Verdict, Sponsorship):
        more = True
        while more:
            breath.take()
            with transaction() as session:
                piece = (
                    select(kind.trial_id)
                    .where(kind.snapshot_id == snapshot_id)
                    .order_by(kind.trial_id)
                    .limit(_PIECE)
                    .subquery()
                )
                highest = session.scalar(select(func.max(piece.c.trial_id)))
                more = highest is not None
                if more:
                    session.execute(
                        delete(kind).where(kind.snapshot_id == snapshot_id, kind.trial_id <= highest),
                        execution_options={"synchronize_session": False},
                    )


def _next_ids(session: Session, kind: type[Trial | Facts], number: int) -> Sequence[int]:
    """Ids for as many new rows, known before they are written: asking for them row by row took as long as the rest."""
    if session.get_bind().dialect.name == "postgresql":
        sequence = func.pg_get_serial_sequence(kind.__tablename__, "id")
        return session.scalars(select(func.nextval(sequence)).select_from(func.generate_series(1, number))).all()
    # SQLite has one writer, and this transaction is it.
    first = (session.scalar(select(func.max(kind.id))) or 0) + 1
    return range(first, first + number)


def _table(kind: type[Base]) -> Table:
    return cast("Table", kind.__table__)


def _insert(session: Session, kind: type[Base], rows: Iterable[dict[str, Any]]) -> None:
    """Many rows at once, each with the same columns: handed to the driver, since these are hundreds of thousands."""
    given = list(rows)
    if not given:
        return
    connection = session.connection()
    compiled = insert(_table(kind)).compile(dialect=connection.dialect, column_keys=list(given[0]))
    readies = _processors(kind, connection.dialect)
    order = compiled.positiontup
    if order is None:
        prepared: list[Any] = [
            {name: value if (ready := readies.get(name)) is None else ready(value) for name, value in row.items()}
            for row in given
        ]
    else:
        steps = [(name, readies.get(name)) for name in order]
        prepared = [tuple(row[name] if ready is None else ready(row[name]) for name, ready in steps) for row in given]
    connection.exec_driver_sql(str(compiled), prepared)


def _processors(kind: type[Base], dialect: Dialect) -> dict[str, Any]:
    """What makes a value fit for the driver, by column; None where it is as it comes."""
    return {column.name: column.type.dialect_impl(dialect).bind_processor(dialect) for column in _table(kind).columns}
