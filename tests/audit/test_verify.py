"""Whatever a writer of the database does to the log shows: an exit code of its own and a sentence that says what."""

import hashlib
import json
import random
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from campaign.audit.chain import said
from campaign.audit.commands import audit
from campaign.audit.models import AuditEntry
from campaign.audit.record import FIRST, actor_tag, entry_hash, record
from campaign.audit.seal import SealRefused, seal
from campaign.audit.verify import Exit, verify
from campaign.db import db, transaction
from campaign.keys import KeyStore
from tests.audit.conftest import change, ids, written
from tests.factories.accounts import WHEN, staff
from tests.factories.campaigns import draft_campaign

CHANGES: dict[str, tuple[str, object]] = {
    "at": ("2020-01-01 00:00:00.000000", "2020-01-01 00:00:00+00"),
    "actor_id": (1, 1),
    "actor": ("ida@fullrecord.example", "ida@fullrecord.example"),
    "actor_tag": (bytes(31) + b"1", bytes(31) + b"1"),
    "act": ("support.approved", "support.approved"),
    "campaign_id": (1, 1),
    "about": ("staff 99", "staff 99"),
    "subject": ("staff 99", "staff 99"),
    "details": ('{"number": 99}', '{"number": 99}'),
    "previous_hash": (bytes(31) + b"1", bytes(31) + b"1"),
    "hash": (bytes(31) + b"1", bytes(31) + b"1"),
}


def rewrite_from(first: int) -> None:
    """Make every hash anew from an entry on, as somebody would who knows the program and can write to the database."""
    with transaction() as session:
        previous = session.scalar(
            select(AuditEntry.hash).where(AuditEntry.id < first).order_by(AuditEntry.id.desc()).limit(1)
        )
        for entry in session.scalars(select(AuditEntry).where(AuditEntry.id >= first).order_by(AuditEntry.id)).all():
            entry.previous_hash = previous or FIRST
            entry.hash = previous = entry_hash(entry.previous_hash, said(entry))


def test_an_untouched_log_is_whole(session: Session, file: Path, store: KeyStore) -> None:
    assert verify(file, store).exit is Exit.WHOLE, "an empty log that was never sealed"
    written(5)
    seal(file, store, WHEN)
    written(3, first=5)
    verdict = verify(file, store)
    assert (verdict.exit, verdict.entries, verdict.heads, verdict.faults) == (Exit.WHOLE, 8, 1, ())


def test_a_log_without_heads_says_so(session: Session, file: Path, store: KeyStore) -> None:
    written(2)
    [fault] = verify(file, store).faults
    assert fault.exit is Exit.HEADS_MISSING
    assert "campaign audit seal" in fault.sentence


@pytest.mark.parametrize("column", CHANGES)
def test_a_change_of_any_column_of_any_entry_shows(
    session: Session, file: Path, store: KeyStore, column: str, database_url: str
) -> None:
    draft_campaign()
    staff()
    change("DELETE FROM audit_entry")
    written(4)
    seal(file, store, WHEN)
    value = CHANGES[column][database_url.startswith("postgresql")]
    for entry in ids():
        with transaction() as open_session:
            before = open_session.get_one(AuditEntry, entry)
            kept = getattr(before, column)
        change(f"UPDATE audit_entry SET {column} = :value WHERE id = :id", value=value, id=entry)
        verdict = verify(file, store)
        assert verdict.exit is Exit.CHANGED, f"{column} of {entry}"
        assert f"Entry {entry} was changed" in verdict.faults[0].sentence
        with transaction() as open_session:
            setattr(open_session.get_one(AuditEntry, entry, populate_existing=True), column, kept)
        assert verify(file, store).exit is Exit.WHOLE


def test_another_number_shows_too(session: Session, file: Path, store: KeyStore) -> None:
    written(4)
    seal(file, store, WHEN)
    change("UPDATE audit_entry SET id = :to WHERE id = :id", to=ids()[-1] + 7, id=ids()[-1])
    assert verify(file, store).exit is Exit.CHANGED


@pytest.mark.sqlite_alone
@pytest.mark.parametrize(
    ("column", "value"),
    [("details", "no JSON"), ("details", "null"), ("at", "soon"), ("actor", b"\x00"), ("previous_hash", "text")],
)
def test_what_cannot_even_be_read_is_an_entry_that_was_changed(
    session: Session, file: Path, store: KeyStore, column: str, value: object
) -> None:
    written(3)
    seal(file, store, WHEN)
    change(f"UPDATE audit_entry SET {column} = :value WHERE id = 2", value=value)
    verdict = verify(file, store)
    assert verdict.exit is Exit.CHANGED
    assert "Entry 2 was changed" in verdict.faults[0].sentence


def test_any_entry_that_is_removed_shows(session: Session, file: Path, store: KeyStore) -> None:
    written(5)
    seal(file, store, WHEN)
    everything = ids()
    for number, gone in enumerate(everything):
        with transaction() as open_session:
            row = dict(open_session.execute(select(AuditEntry.__table__).where(AuditEntry.id == gone)).one()._mapping)
        change("DELETE FROM audit_entry WHERE id = :id", id=gone)
        verdict = verify(file, store)
        last = number == len(everything) - 1
        assert verdict.exit is (Exit.CUT_OFF if last else Exit.REMOVED), gone
        if number == 0:
            assert "begins with entry" in verdict.faults[0].sentence
        with transaction() as open_session:
            open_session.execute(AuditEntry.__table__.insert().values(row))  # type: ignore[attr-defined]  # a Table
        assert verify(file, store).exit is Exit.WHOLE


def test_swapped_entries_and_one_put_in_between_show(session: Session, file: Path, store: KeyStore) -> None:
    written(6)
    seal(file, store, WHEN)
    one, two = ids()[2:4]
    for old, new in ((one, -1), (two, one), (-1, two)):
        change("UPDATE audit_entry SET id = :new WHERE id = :old", old=old, new=new)
    assert verify(file, store).exit in (Exit.CHANGED, Exit.REMOVED)


def test_an_entry_put_in_with_a_fitting_hash_of_its_own_shows(session: Session, file: Path, store: KeyStore) -> None:
    written(3)
    change("UPDATE audit_entry SET id = id + 100 WHERE id = :id", id=ids()[-1])
    rewrite_from(ids()[-1])
    seal(file, store, WHEN)
    assert verify(file, store).exit is Exit.WHOLE
    with transaction() as open_session:
        second = open_session.get_one(AuditEntry, ids()[1])
        forged = AuditEntry(
            id=second.id + 1, at=WHEN, actor_id=None, actor="command line", actor_tag=actor_tag("command line"),
            act="staff.created", about="staff 7",
            campaign_id=None, subject=None, details={}, previous_hash=second.hash, hash=b"",
        )  # fmt: skip
        forged.hash = entry_hash(second.hash, said(forged))
        open_session.add(forged)
    verdict = verify(file, store)
    assert verdict.exit is Exit.REMOVED
    assert "put in" in verdict.faults[0].sentence


def test_a_tail_that_was_cut_off_shows_from_the_heads(session: Session, file: Path, store: KeyStore) -> None:
    written(6)
    seal(file, store, WHEN)
    change("DELETE FROM audit_entry WHERE id > :id", id=ids()[3])
    [fault] = verify(file, store).faults
    assert fault.exit is Exit.CUT_OFF
    assert "2 entries are missing at the end" in fault.sentence
    assert "--restored" in fault.sentence
    change("DELETE FROM audit_entry")
    assert verify(file, store).exit is Exit.CUT_OFF, "the whole log"
    written(1)
    assert verify(file, store).exit in (Exit.CUT_OFF, Exit.REMOVED, Exit.REWRITTEN)


def test_a_chain_that_was_made_anew_does_not_fit_the_heads(session: Session, file: Path, store: KeyStore) -> None:
    written(3)
    seal(file, store, WHEN)
    written(3, first=3)
    seal(file, store, WHEN)
    written(3, first=6)
    fourth = ids()[3]
    change("UPDATE audit_entry SET about = 'somebody else' WHERE id = :id", id=fourth)
    rewrite_from(fourth)
    [fault] = verify(file, store).faults
    assert fault.exit is Exit.REWRITTEN
    assert f"after entry {ids()[2]}" in fault.sentence, "up to the head that still fits it is sound"
    with pytest.raises(SealRefused, match="not in the log as it was"):
        seal(file, store, WHEN)


def test_nothing_is_put_under_seal_that_does_not_fit(session: Session, file: Path, store: KeyStore) -> None:
    written(3)
    assert seal(file, store, WHEN) is not None
    assert seal(file, store, WHEN) is None, "nothing new"
    written(3, first=3)
    change("UPDATE audit_entry SET about = 'x' WHERE id = :id", id=ids()[4])
    with pytest.raises(SealRefused, match=f"Entry {ids()[4]} of the audit log"):
        seal(file, store, WHEN)
    assert len(file.read_bytes().splitlines()) == 1


def test_random_tampering_never_passes(session: Session, file: Path, store: KeyStore) -> None:
    """Deletes, renumbers, changes and rewrites at random: only what does nothing leaves the log whole."""
    chance = random.Random(4711)
    written(8)
    seal(file, store, WHEN)
    with transaction() as open_session:
        rows = [dict(row._mapping) for row in open_session.execute(select(AuditEntry.__table__))]

    def delete() -> None:
        change("DELETE FROM audit_entry WHERE id = :id", id=chance.choice(ids()))

    def say_otherwise() -> None:
        change(
            "UPDATE audit_entry SET about = :about WHERE id = :id", about=chance.random().hex(), id=chance.choice(ids())
        )

    def move() -> None:
        change("UPDATE audit_entry SET id = id + 1000 WHERE id = :id", id=chance.choice(ids()))

    def make_anew() -> None:
        say_otherwise()
        rewrite_from(ids()[0])

    acts: list[Callable[[], None]] = [delete, say_otherwise, move, make_anew]
    for _ in range(25):
        for act in chance.sample(acts, chance.randint(1, 3)):
            act()
        verdict = verify(file, store)
        assert verdict.exit is not Exit.WHOLE
        assert verdict.faults[0].sentence.endswith(".")
        change("DELETE FROM audit_entry")
        with transaction() as open_session:
            open_session.execute(AuditEntry.__table__.insert(), rows)  # type: ignore[attr-defined]  # a Table
        assert verify(file, store).exit is Exit.WHOLE


def test_entries_from_before_numbers_and_accounts_were_covered_still_fit(
    session: Session, file: Path, store: KeyStore
) -> None:
    old = [WHEN.isoformat(), "command line", "staff.created", "staff 1", None, {"roles": ["owner"]}]
    for subject in (None, "staff 1"):
        with transaction() as open_session:
            previous = open_session.scalar(select(AuditEntry.hash).order_by(AuditEntry.id.desc()).limit(1)) or FIRST
            body = json.dumps(old + ([subject] if subject else []), sort_keys=True, separators=(",", ":"))
            open_session.add(
                AuditEntry(
                    at=WHEN, actor="command line", act="staff.created", about="staff 1", subject=subject,
                    details={"roles": ["owner"]}, previous_hash=previous,
                    hash=hashlib.sha256(previous + body.encode()).digest(),
                )
            )  # fmt: skip
    written(2)
    seal(file, store, WHEN)
    assert verify(file, store).exit is Exit.WHOLE
    change("UPDATE audit_entry SET subject = NULL WHERE id = :id", id=ids()[1])
    assert verify(file, store).exit is Exit.CHANGED


def test_the_command_has_an_exit_code_and_a_sentence_for_each(app: Flask, file: Path) -> None:
    runner = app.test_cli_runner()
    with app.app_context():
        written(3)
    assert runner.invoke(audit, ["verify"]).exit_code == 7
    sealed = runner.invoke(audit, ["seal"])
    assert (sealed.exit_code, "3 entries" in sealed.output, "Public key" in sealed.output) == (0, True, True)
    assert "Nothing is new" in runner.invoke(audit, ["seal"]).output
    sound = runner.invoke(audit, ["verify"])
    assert (sound.exit_code, "3 entries, each fits" in sound.output) == (0, True)
    with app.app_context():
        change("UPDATE audit_entry SET about = 'staff 9' WHERE id = :id", id=ids()[0])
    broken = runner.invoke(audit, ["verify"])
    assert (broken.exit_code, "was changed" in broken.output) == (3, True)
    file.write_bytes(file.read_bytes().replace(b'"entries": 3', b'"entries": 2'))
    with app.app_context():
        change("UPDATE audit_entry SET about = 'staff 0' WHERE id = :id", id=ids()[0])
    altered = runner.invoke(audit, ["verify"])
    assert (altered.exit_code, "Line 1 of the heads" in altered.output) == (8, True)
    assert runner.invoke(audit, ["seal"]).exit_code == 1


def test_the_log_goes_on_after_the_number_that_it_has(session: Session) -> None:
    with transaction():
        first = record(None, "command line", "a.b", "c", WHEN)
    with transaction():
        second = record(None, "command line", "a.b", "c", WHEN)
    assert second.previous_hash == first.hash
    assert second.id > first.id
    assert db.session.scalar(select(AuditEntry.hash).where(AuditEntry.id == second.id)) == second.hash
