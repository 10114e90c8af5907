"""Load the sample registers: invented trials of invented sponsors over six years, judged like any other."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from campaign.db import db, transaction
from campaign.organizations.models import Organization, OrganizationKind, Support, SupportState
from campaign.sample.sponsors import SUPPORTERS, Sponsor, name_rows, sponsors
from campaign.sample.trials import CtisLife, EuLife, UsLife, ctis_lives, eu_lives, shown_on, us_lives
from campaign.tokens import new_public_id
from campaign.trackers.facts import Register
from campaign.trackers.import_names import import_names
from campaign.trackers.models import (
    SHOWN,
    Dispute,
    DisputeState,
    Origin,
    Snapshot,
    TrackedSponsor,
    Trial,
    Verdict,
)
from campaign.trackers.names import sponsor_slug
from campaign.trackers.queries import is_sample, judged_snapshot, snapshots
from campaign.trackers.rules.state import State
from campaign.trackers.take_snapshot import Source, take_snapshot

SEED: Final = 2017
CTIS_TRIALS: Final = 30
# How many days ago the registers were read: once a year or twice at first, then more often.
DAYS_AGO: Final = (2190, 1915, 1640, 1370, 1095, 912, 730, 547, 365, 274, 183, 91, 61, 30, 8, 1)
CTIS_DAYS_AGO: Final = (547, 365, 183, 91, 30, 8, 1)
_SUPPORTING: Final = (OrganizationKind.UNIVERSITY, OrganizationKind.HOSPITAL, OrganizationKind.RESEARCH)
# What was objected, how it ended, the answer, and how many days ago it came.
_DISPUTES: Final = (
    (
        "The results have been in the register since spring. They may have been attached to the wrong country protocol.",
        DisputeState.UPHELD,
        "You are right: the register shows them now. The next reading of the data will count the trial as reported.",
        40,
    ),
    (
        "This trial ended early because too few people could be found. There is nothing to report.",
        DisputeState.REJECTED,
        "The law asks for results of trials that ended early as well, however few took part. The verdict stands.",
        75,
    ),
    (
        "The last participant was seen three months later than the completion date in the register says.",
        DisputeState.WAITING,
        "",
        3,
    ),
    ("We handed the results in two weeks ago, and they are in quality control.", DisputeState.WAITING, "", 1),
)

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class SampleRegisters:
    """Registers that hold sample data now, and whether some were loaded just now."""

    registers: tuple[Register, ...]
    loaded: bool


def load_registers(now: datetime, progress: Progress = lambda _: None, *, seed: int = SEED) -> SampleRegisters:
    """Load the sample of every register that has no data of another origin; one that is here is left as it is.

    Goes through `take_snapshot` for every day, so that trends and changes are worked out as ever. `progress` hears the
    name of each register and day. Stopped on the way, the days that are here stay, and the next time goes on after them.
    """
    registers = [register for register in Register if not _is_used(register)]
    wanted = [register for register in registers if _days_here(register) < len(_days(register))]
    if wanted:
        everybody = sponsors(_supporters())
        import_names(name_rows(everybody), now)
        today = now.date()
        eu = eu_lives(everybody, seed, today)
        lives: dict[Register, Sequence[EuLife | UsLife | CtisLife]] = {
            Register.EU: eu,
            Register.FDAAA: us_lives(everybody, eu, seed, today),
            Register.CTIS: ctis_lives(everybody, eu, CTIS_TRIALS, seed, today),
        }
        for register in wanted:
            _load(register, lives[register], now, progress)
        _join_supporters(everybody)
        _add_disputes([register for register in wanted if register is not Register.CTIS], now)
    return SampleRegisters(tuple(registers), bool(wanted))


def _is_used(register: Register) -> bool:
    """Whether there are data of another origin, which the sample must not be mixed with."""
    return any(not is_sample(each) for each in db.session.scalars(snapshots(register)))


def _days_here(register: Register) -> int:
    here = select(func.count()).select_from(Snapshot).where(Snapshot.register == register, SHOWN)
    return db.session.scalar(here) or 0


def _days(register: Register) -> tuple[int, ...]:
    return CTIS_DAYS_AGO if register is Register.CTIS else DAYS_AGO


def _supporters() -> list[str]:
    """Names of organizations of the sample campaign that run trials; the same ones each time."""
    found = select(Organization.name).join(Support, Support.organization_id == Organization.id)
    return list(
        db.session.scalars(
            found.where(Support.is_sample, Support.state == SupportState.APPROVED, Organization.kind.in_(_SUPPORTING))
            .order_by(Organization.id)
            .limit(SUPPORTERS)
        )
    )


def _load(register: Register, lives: Sequence[EuLife | UsLife | CtisLife], now: datetime, progress: Progress) -> None:
    newest = db.session.scalar(snapshots(register).limit(1))
    for days_ago in _days(register):
        day = now.date() - timedelta(days=days_ago)
        if newest is not None and day <= newest.data_date:
            continue
        # A register of a few trials may lose many of them at once.
        source = Source(Origin.SAMPLE, "", forced=True)
        take_snapshot(register, day, shown_on(lives, day), source, _clock_of(day, now))
        progress(f"{register.value} {day.isoformat()}")


def _clock_of(day: date, now: datetime) -> Callable[[], datetime]:
    """As if each day had been read on the day after, so that letters and feeds tell only what is new."""
    read = min(now, now.replace(year=day.year, month=day.month, day=day.day) + timedelta(days=1))
    return lambda: read


def _join_supporters(everybody: Sequence[Sponsor]) -> None:
    """Tell the sample campaign's organizations which sponsors they are."""
    slugs = {sponsor_slug(each.name): each.name for each in everybody}
    with transaction() as session:
        ids = dict(
            session.execute(select(TrackedSponsor.slug, TrackedSponsor.id).where(TrackedSponsor.slug.in_(slugs))).all()
        )
        for slug, sponsor_id in ids.items():
            for organization in _same_named(session, slugs[slug]):
                organization.sponsor_id = sponsor_id


def _same_named(session: Session, name: str) -> Sequence[Organization]:
    """Organizations of the sample of that name that nobody has joined to a sponsor."""
    return session.scalars(
        select(Organization)
        .join(Support, Support.organization_id == Organization.id)
        .where(Support.is_sample, Organization.name == name, Organization.sponsor_id.is_(None))
        .with_for_update(of=Organization)
    ).all()


def _add_disputes(registers: Sequence[Register], now: datetime) -> None:
    """A few objections to verdicts of overdue trials, answered and waiting."""
    for register in registers:
        newest = judged_snapshot(register)
        with transaction() as session:
            overdue = session.execute(
                select(Trial.id, Verdict.status)
                .join(Verdict, Verdict.trial_id == Trial.id)
                .where(Verdict.snapshot_id == newest.id, Verdict.rule_version == "1", Verdict.state == State.OVERDUE)
                .order_by(Trial.id)
                .limit(len(_DISPUTES))
            ).all()
            for (trial_id, status), (claim, state, answer, days_ago) in zip(overdue, _DISPUTES, strict=False):
                made_at = now - timedelta(days=days_ago)
                session.add(
                    Dispute(
                        public_id=new_public_id(),
                        trial_id=trial_id,
                        rule_version="1",
                        data_date=made_at.date(),
                        status=status,
                        claim=claim,
                        state=state,
                        answer=answer,
                        made_at=made_at,
                        answered_at=made_at + timedelta(days=2) if answer else None,
                    )
                )
