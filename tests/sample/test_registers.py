"""The sample registers: every page has something to show, and nothing of it can be taken for real."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from campaign.organizations.models import Organization
from campaign.sample.commands import load_trackers
from campaign.sample.load_sample import load_sample
from campaign.sample.registers import CTIS_DAYS_AGO, DAYS_AGO, SampleRegisters, load_registers
from campaign.sample.sponsors import SUPPORTERS, name_rows, sponsors
from campaign.sample.trials import ctis_lives, eu_lives, shown_on, us_lives
from campaign.trackers.assess import assess
from campaign.trackers.facts import Register
from campaign.trackers.models import (
    Crossing,
    Dispute,
    DisputeState,
    Snapshot,
    TrackedName,
    TrackedSponsor,
    Trial,
    TrialChange,
    Verdict,
)
from campaign.trackers.names import NameTable
from campaign.trackers.queries import headline, is_sample, judged_snapshot, newest_snapshot, snapshots, standings
from campaign.trackers.rules.changes import Change
from campaign.trackers.rules.state import State
from tests.factories.trackers import EU_TRIALS, FDAAA_TRIALS, take

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
TODAY = NOW.date()


def count(session: Session, kind: type) -> int:
    return session.scalar(select(func.count()).select_from(kind)) or 0


def verdicts(session: Session, register: Register) -> list[Verdict]:
    newest = judged_snapshot(register)
    found = select(Verdict).where(Verdict.snapshot_id == newest.id, Verdict.rule_version == "1")
    return list(session.scalars(found))


def test_every_page_has_something_to_show(session: Session) -> None:
    load_sample(20, 60, lambda what, rows: None, NOW)
    told: list[str] = []
    assert load_registers(NOW, told.append) == SampleRegisters(tuple(Register), loaded=True)
    assert len(told) == 2 * len(DAYS_AGO) + 7

    for register in (Register.EU, Register.FDAAA):
        shown = session.scalars(snapshots(register)).all()
        assert len(shown) == len(DAYS_AGO) and all(is_sample(each) for each in shown)
        assert shown[0].data_date == TODAY - timedelta(days=1)
        shares = [figures.percent for each in reversed(shown) if (figures := headline(each, "1"))]
        assert len(shares) == len(shown) and None not in shares
        numbers = [share for share in shares if share is not None]
        top = numbers.index(max(numbers))
        assert 0 < top < len(numbers) - 1, "the share rises, then falls"
        assert max(numbers) - numbers[0] > 3 and max(numbers) - numbers[-1] > 1.5
        assert 400 <= shown[0].records <= 520
        assert 36 <= len(standings(shown[0], "1")) <= 45

        states = Counter(each.state for each in verdicts(session, register))
        wanted = {State.REPORTED, State.OVERDUE, State.NOT_DUE, State.LEFT}
        wanted |= {State.INCONSISTENT} if register is Register.EU else {State.REPORTED_LATE, State.NOT_COVERED}
        assert wanted <= states.keys()
        for days in (30, 90, 180):
            soon = [
                each
                for each in verdicts(session, register)
                if each.state is State.NOT_DUE and each.due_date and TODAY <= each.due_date <= TODAY + timedelta(days)
            ]
            assert soon, f"something is due in {days} days"
        newest = session.scalars(select(TrialChange).where(TrialChange.snapshot_id == shown[0].id)).all()
        assert newest, "something changed since last week"

    eu = {each.status for each in verdicts(session, Register.EU)}
    assert eu >= {
        *("partly-outside-eu", "outside-eu", "exempt", "error-ongoing-has-comp-date", "no-trial-status"),
        *("error-completed-no-comp-date", "completed-reported-early", "ongoing", "reported", "completed-due"),
    }
    us = verdicts(session, Register.FDAAA)
    assert {each.status for each in us} >= {"overdue-cancelled", "no-longer-act", "reported-late"}
    assert {each.trial_class for each in us} == {"ACT", "pACT", "none"}
    changes = set(session.scalars(select(TrialChange.change).distinct()))
    assert changes >= set(Change) - {Change.DATES_CHANGED}
    assert judged_snapshot(Register.CTIS).records == 30

    assert count(session, Crossing) > 30
    unplaced = session.scalars(select(TrackedName).where(TrackedName.name == "")).one()
    assert (unplaced.raw_name, unplaced.trials) == ("Selkwater Neurosciences S.r.l.", 4)
    assert session.scalar(select(func.count()).where(TrackedSponsor.same_as_id.is_not(None)))
    joined = session.scalars(select(Organization).where(Organization.sponsor_id.is_not(None))).all()
    assert len(joined) == SUPPORTERS
    assert Counter(session.scalars(select(Dispute.state))) == {
        DisputeState.WAITING: 4,
        DisputeState.UPHELD: 2,
        DisputeState.REJECTED: 2,
    }
    assert all(each.answered_at is None or each.answered_at <= NOW for each in session.scalars(select(Dispute)))

    kinds = (Snapshot, Trial, TrialChange, Dispute, TrackedName, TrackedSponsor)
    before = {kind: count(session, kind) for kind in kinds}
    assert load_registers(NOW) == SampleRegisters(tuple(Register), loaded=False)
    assert {kind: count(session, kind) for kind in kinds} == before
    # Judged anew it is still a sample.
    assess(Register.EU, TODAY, lambda: NOW)
    assert is_sample(newest_snapshot(Register.EU))


def two_registers_of_ones_own() -> None:
    take(Register.EU, date(2026, 5, 2), EU_TRIALS)
    take(Register.FDAAA, date(2026, 5, 2), FDAAA_TRIALS)


def test_registers_with_data_of_ones_own_are_left_alone_and_a_stopped_load_goes_on(session: Session) -> None:
    two_registers_of_ones_own()

    def stop(name: str) -> None:
        if name.endswith((TODAY - timedelta(days=CTIS_DAYS_AGO[2])).isoformat()):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        load_registers(NOW, stop)
    assert len(session.scalars(snapshots(Register.CTIS)).all()) == 3
    assert load_registers(NOW) == SampleRegisters((Register.CTIS,), loaded=True)
    assert len(session.scalars(snapshots(Register.CTIS)).all()) == len(CTIS_DAYS_AGO)
    for register, records in ((Register.EU, 5), (Register.FDAAA, 4)):
        (own,) = session.scalars(snapshots(register))
        assert own.records == records and not is_sample(own)


def identifiers() -> Iterator[str]:
    everybody = sponsors(())
    eu = eu_lives(everybody, 7, TODAY)
    yield from (each.facts.trial_id for each in eu)
    yield from (each.facts.nct_id for each in us_lives(everybody, eu, 7, TODAY))
    yield from (each.facts.ct_number for each in ctis_lives(everybody, eu, 30, 7, TODAY))


def test_numbers_cannot_be_real_and_are_given_once() -> None:
    found = list(identifiers())
    assert len(set(found)) == len(found) > 900
    invented = re.compile(r"20\d\d-99\d{4}-\d\d|NCT099\d{5}|20\d\d-599\d{3}-\d\d-00")
    assert [each for each in found if not invented.fullmatch(each)] == []


def test_the_same_seed_makes_the_same_trials_and_another_day_other_ones() -> None:
    everybody = sponsors(("University of Anywhere",))
    eu = eu_lives(everybody, 7, TODAY)
    assert eu == eu_lives(everybody, 7, TODAY) != eu_lives(everybody, 8, TODAY)
    assert us_lives(everybody, eu, 7, TODAY) == us_lives(everybody, eu, 7, TODAY)
    assert len(list(shown_on(eu, TODAY))) > len(list(shown_on(eu, TODAY - timedelta(days=2000))))


def test_the_table_of_names_is_as_the_rules_want_it() -> None:
    everybody = sponsors(())
    assert NameTable.of(name_rows(everybody)).grandparents() == ()
    assert len({each.name for each in everybody}) == len(everybody)
    both = [each for each in everybody if each.eu and each.us]
    assert len(both) >= 15
    parents = {each.parent for each in everybody if each.parent}
    assert len(parents) >= 3


def test_the_shell_says_what_is_there(app: Flask) -> None:
    runner = CliRunner()
    with app.app_context(), runner.isolation() as (_, error, *_rest):
        two_registers_of_ones_own()
        assert load_trackers().loaded
        assert not load_trackers().loaded
        said = error.getvalue().decode()
    assert re.search(r"Loaded the sample trackers in \d+ s: Clinical Trials Information System\.", said)
    assert "The sample trackers are here: Clinical Trials Information System." in said
