"""After 24 months entries go from the front; what is left still fits, and nobody else can cut off the front."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from campaign.audit.heads import HeadKind, read_heads
from campaign.audit.models import AuditEntry
from campaign.audit.prune import KEEP, PruneRefused, prune
from campaign.audit.restored import restored_by_hand
from campaign.audit.seal import seal
from campaign.audit.verify import Exit, verify
from campaign.keys import KeyStore
from tests.audit.conftest import change, ids, written
from tests.factories.accounts import WHEN

LATER = WHEN + KEEP  # of the entries of `written`, the one of the first day is exactly 24 months old


def test_what_is_older_than_24_months_goes_and_the_rest_fits(session: Session, file: Path, store: KeyStore) -> None:
    written(6)
    seal(file, store, WHEN)
    assert prune(file, store, LATER) == 0, "exactly 24 months is not older"
    last = ids()[-1]
    assert prune(file, store, LATER + timedelta(days=3, hours=1)) == 4
    assert (len(ids()), ids()[1]) == (3, last), "two of before, and the entry about it"
    verdict = verify(file, store)
    assert (verdict.exit, verdict.entries) == (Exit.WHOLE, 3)
    assert "The first 4 entries" in verdict.notes[0]
    entry = session.scalars(select(AuditEntry).where(AuditEntry.act == "audit.pruned")).one()
    assert (entry.actor, entry.details) == ("timetable", {"entries": 4})
    seal(file, store, LATER)
    assert verify(file, store).exit is Exit.WHOLE
    change("UPDATE audit_entry SET actor = 'x' WHERE id = :id", id=ids()[0])
    assert verify(file, store).exit is Exit.CHANGED


def test_it_goes_in_pieces_and_never_takes_what_is_newer(session: Session, file: Path, store: KeyStore) -> None:
    written(7)
    change("UPDATE audit_entry SET at = at WHERE id = :id", id=ids()[0])
    moment = LATER + timedelta(days=4, hours=1)
    assert [prune(file, store, moment, most=2) for _ in range(4)] == [2, 2, 1, 0]
    assert [head.place.entries for head in read_heads(file, store) if head.kind is HeadKind.PRUNED] == [2, 4, 5]
    assert verify(file, store).exit is Exit.WHOLE


def test_a_log_of_which_all_is_old_goes_on_from_its_own_end(session: Session, file: Path, store: KeyStore) -> None:
    written(3)
    seal(file, store, WHEN)
    assert prune(file, store, LATER + timedelta(days=900)) == 3
    written(2, first=1000)
    seal(file, store, LATER + timedelta(days=1000))
    verdict = verify(file, store)
    assert (verdict.exit, verdict.entries, verdict.place.entries) == (Exit.WHOLE, 3, 6)


def test_a_line_whose_removal_was_not_committed_does_no_harm(session: Session, file: Path, store: KeyStore) -> None:
    written(4)
    seal(file, store, WHEN)
    everything = session.execute(select(AuditEntry.__table__)).mappings().all()
    prune(file, store, LATER + timedelta(days=1, hours=1))
    change("DELETE FROM audit_entry")
    change_back = AuditEntry.__table__.insert()  # type: ignore[attr-defined]  # a declarative table is a Table
    from_before = [dict(row) for row in everything]
    session.rollback()
    with session.get_bind().begin() as connection:  # type: ignore[union-attr]  # an engine
        connection.execute(change_back, from_before)
    assert verify(file, store).exit is Exit.WHOLE
    assert prune(file, store, LATER + timedelta(days=1, hours=1)) == 2
    assert verify(file, store).exit is Exit.WHOLE


def test_a_front_that_somebody_else_cut_off_shows(session: Session, file: Path, store: KeyStore) -> None:
    written(6)
    seal(file, store, WHEN)
    change("DELETE FROM audit_entry WHERE id <= :id", id=ids()[1])
    [fault] = verify(file, store).faults
    assert fault.exit is Exit.REMOVED
    assert "No line of the heads says" in fault.sentence
    with pytest.raises(PruneRefused):
        prune(file, store, LATER + timedelta(days=3))


def test_what_does_not_fit_is_not_removed(session: Session, file: Path, store: KeyStore) -> None:
    written(5)
    change("UPDATE audit_entry SET about = 'x' WHERE id = :id", id=ids()[1])
    with pytest.raises(PruneRefused, match=f"Entry {ids()[1]} of the audit log"):
        prune(file, store, LATER + timedelta(days=9))
    assert len(ids()) == 5


def test_a_pruned_log_on_a_new_machine_begins_where_it_begins(session: Session, file: Path, store: KeyStore) -> None:
    written(5)
    seal(file, store, WHEN)
    prune(file, store, LATER + timedelta(days=2, hours=1))
    file.unlink()
    assert verify(file, store).exit is Exit.REMOVED
    restored_by_hand(file, store, LATER)
    assert verify(file, store).exit is Exit.WHOLE
    seal(file, store, LATER)
    written(1, first=900)
    assert verify(file, store).exit is Exit.WHOLE
