"""What the page of one trial reads of the store."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import func, or_, select

from campaign.db import db
from campaign.trackers.facts import Register
from campaign.trackers.facts_json import TrialFacts, read_facts
from campaign.trackers.law import Judged
from campaign.trackers.laws import LAWS
from campaign.trackers.models import (
    Crossing,
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
from campaign.trackers.rules.changes import Change
from campaign.trackers.rules.state import State
from campaign.trackers.words.trials import FieldChange, OtherRule, compared, field_change, field_changes

# 2017-990041-26-DE is the German protocol of 2017-990041-26.
_COUNTRY_SUFFIX: Final = re.compile(r"(\d{4}-\d{6}-\d{2})-(?:[A-Z]{2}|3RD)", re.ASCII)
_MOST_CROSSINGS: Final = 20


def trial_by_number(register: Register, text: str) -> Trial | None:
    """The trial of that number, in whatever case, or of that EudraCT number with a country behind it."""
    number = text.strip().upper()
    if register is Register.EU and (protocol := _COUNTRY_SUFFIX.fullmatch(number)):
        number = protocol[1]
    return db.session.scalar(select(Trial).where(Trial.register == register, Trial.identifier == number))


def trial_in_other_register(register: Register, text: str) -> Trial | None:
    """A trial of that number that another register holds, for somebody who asked the wrong one."""
    for other in Register:
        found = None if other is register else trial_by_number(other, text)
        if found is not None:
            return found
    return None


@dataclass(frozen=True)
class Judgement:
    """A trial in a register's newest snapshot: what the register said, the stored verdict, and the one worked out anew.

    `told` has every step; of a trial that left it is what the rules say of its last entry.
    """

    trial: Trial
    snapshot: Snapshot
    verdict: Verdict
    facts: TrialFacts
    told: Judged
    switched: tuple[OtherRule, ...]


def judgement(trial: Trial, snapshot: Snapshot, rule_version: str) -> Judgement | None:
    """Judge a trial again on the snapshot's day; None if the snapshot does not know it."""
    row = db.session.execute(
        select(Verdict, Facts.facts)
        .join(Facts, Facts.id == Verdict.facts_id)
        .where(Verdict.snapshot_id == snapshot.id, Verdict.rule_version == rule_version, Verdict.trial_id == trial.id)
    ).one_or_none()
    if row is None:
        return None
    verdict, text = row
    facts, law, as_of = read_facts(trial.register, text), LAWS[trial.register], snapshot.data_date
    versions = law.versions(as_of)
    told = {version: law.told(law.judge(facts, as_of, rules)) for version, rules in versions.items()}
    turned = law.switched(as_of)
    switched = [
        compared(switch.says, switch.paragraph, told["1"], law.told(law.judge(facts, as_of, turned[switch.field])))
        for switch in law.switches
    ]
    switched.append(compared("Version 2: all of them together", "", told["1"], told["2"]))
    return Judgement(trial, snapshot, verdict, facts, told[rule_version], tuple(switched))


def sponsors_of(trial: Trial, snapshot: Snapshot) -> list[tuple[TrackedSponsor, str]]:
    """The sponsors that the trial counts under on that day, with the name to show; no names of people."""
    rows = db.session.execute(
        select(TrackedSponsor, Standing.name, Standing.kind)
        .join(Sponsorship, Sponsorship.sponsor_id == TrackedSponsor.id)
        .outerjoin(
            Standing,
            (Standing.sponsor_id == TrackedSponsor.id)
            & (Standing.snapshot_id == snapshot.id)
            & (Standing.rule_version == "1"),
        )
        .where(Sponsorship.snapshot_id == snapshot.id, Sponsorship.trial_id == trial.id)
        .order_by(TrackedSponsor.name_key)
    )
    return [
        (sponsor, "An individual" if kind is SponsorKind.INDIVIDUAL else name or sponsor.name)
        for sponsor, name, kind in rows
    ]


@dataclass(frozen=True)
class Elsewhere:
    """The number of a trial in another register; `trial` and the rest only if we hold that one."""

    number: str
    trial: Trial | None
    state: State | None
    has_results: bool | None
    data_date: date | None


def elsewhere(trial: Trial) -> list[Elsewhere]:
    """The same trial in other registers, whichever of the two names the other."""
    numbers = db.session.scalars(
        select(Crossing.identifier).where(Crossing.trial_id == trial.id).order_by(Crossing.identifier)
    ).all()
    named_by = select(Crossing.trial_id).where(Crossing.identifier == trial.identifier)
    known = db.session.scalars(
        select(Trial)
        .where(Trial.register != trial.register, or_(Trial.identifier.in_(numbers), Trial.id.in_(named_by)))
        .order_by(Trial.register, Trial.identifier)
        .limit(_MOST_CROSSINGS)
    ).all()
    found = [_elsewhere(each) for each in known]
    held = {each.identifier for each in known}
    unknown = [Elsewhere(number, None, None, None, None) for number in numbers if number not in held]
    return found + unknown[:_MOST_CROSSINGS]


def _elsewhere(trial: Trial) -> Elsewhere:
    row = db.session.execute(
        select(Verdict.state, Verdict.has_results, Snapshot.data_date)
        .join(Snapshot, Snapshot.id == Verdict.snapshot_id)
        .where(
            Verdict.trial_id == trial.id,
            Verdict.rule_version == "1",
            Snapshot.state == SnapshotState.PUBLISHED,
            Snapshot.origin != Origin.HISTORY,
        )
        .order_by(Snapshot.data_date.desc())
        .limit(1)
    ).one_or_none()
    state, has_results, day = row if row is not None else (None, None, None)
    return Elsewhere(trial.identifier, trial, state, has_results, day)


@dataclass(frozen=True)
class Event:
    """What happened to a trial by the data of one day: a change of its verdict, or of what the register says."""

    day: date
    change: Change | None
    first: bool
    before: str
    after: str
    fields: tuple[FieldChange, ...]


def history(trial: Trial, rule_version: str) -> list[Event]:
    """Everything that is known to have happened to a trial, the newest first."""
    rows = db.session.execute(
        select(Facts.seen_on, Facts.facts).where(Facts.trial_id == trial.id).order_by(Facts.id)
    ).all()
    fields: dict[date, tuple[FieldChange, ...]] = {}
    before = ""
    for seen_on, text in rows:
        if before:
            fields[seen_on] = tuple(field_changes(before, text))
        before = text
    changes = db.session.execute(
        select(Snapshot.data_date, TrialChange)
        .join(Snapshot, Snapshot.id == TrialChange.snapshot_id)
        .where(
            TrialChange.trial_id == trial.id,
            TrialChange.rule_version == rule_version,
            Snapshot.state == SnapshotState.PUBLISHED,
        )
    )
    events = []
    for day, change in changes:
        told = fields.pop(day, None) or tuple(field_change(*reason) for reason in change.reasons)
        events.append(Event(day, change.change, False, change.before, change.after, told))
    events += [Event(day, None, False, "", "", told) for day, told in fields.items()]
    events.append(Event(trial.first_seen, None, True, "", "", ()))
    return sorted(events, key=lambda event: (event.day, not event.first), reverse=True)


def left_since(trial: Trial, rule_version: str) -> date | None:
    """The day of the data by which a trial last left the set."""
    return db.session.scalar(
        select(func.max(Snapshot.data_date))
        .join(TrialChange, TrialChange.snapshot_id == Snapshot.id)
        .where(
            TrialChange.trial_id == trial.id,
            TrialChange.rule_version == rule_version,
            TrialChange.change == Change.LEFT_THE_SET,
            Snapshot.state == SnapshotState.PUBLISHED,
        )
    )
