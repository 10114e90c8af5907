"""A backup that was put back: the heads know more than it, and say so instead of crying wolf."""

import shutil
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

from sqlalchemy import select

from campaign.audit.heads import HeadKind, read_heads
from campaign.audit.models import AuditEntry
from campaign.audit.record import record
from campaign.audit.restored import record_restored, restored_by_hand
from campaign.audit.seal import seal
from campaign.audit.verify import Exit, Verdict, verify
from campaign.db import db, transaction
from campaign.keys import keys
from campaign.operate.backup import backup
from campaign.operate.note_act import note_act
from campaign.operate.prepare import at_work
from campaign.operate.restore import restore
from tests.commands.conftest import NOW, Ground, embedded, ground, no_settings_from_outside

__all__ = ["embedded", "ground", "no_settings_from_outside"]


def act(ground: Ground, *acts: str, sealed: bool = True) -> None:
    """Record acts, and store the head."""
    with at_work(ground.site()):
        for each in acts:
            with transaction():
                record(None, "command line", "campaign.edited", each, NOW)
        if sealed:
            seal(ground.settings.heads_file, keys(), NOW)


def verdict(ground: Ground) -> Verdict:
    with at_work(ground.site()):
        return verify(ground.settings.heads_file, keys())


def test_a_restore_is_told_in_the_heads_and_in_the_log(ground: Ground, tmp_path: Path) -> None:
    act(ground, "one", "two")
    backup(ground.settings, tmp_path / "site.tar", NOW)
    act(ground, "three")
    act(ground, "four")

    done = restore(ground.settings, tmp_path / "site.tar", NOW)

    assert done.heads_set_aside == 2
    found = verdict(ground)
    assert (found.exit, found.entries) == (Exit.WHOLE, 3)
    assert any("A backup was put back" in note and "2 stored heads" in note for note in found.notes)
    with at_work(ground.site()):
        entry = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
        assert entry is not None
        assert (entry.act, entry.details["entries"]) == ("audit.restored", 2)
        assert "backup of 2026-11-22" in entry.about
        assert not record_restored(ground.settings.heads_file, keys(), NOW), "once"
    act(ground, "another four")
    assert verdict(ground).exit is Exit.WHOLE


def test_going_back_and_forth_between_backups_stays_sound(ground: Ground, tmp_path: Path) -> None:
    act(ground, "one")
    backup(ground.settings, tmp_path / "early.tar", NOW)
    act(ground, "two", "three", "four", "five")
    backup(ground.settings, tmp_path / "late.tar", NOW)
    restore(ground.settings, tmp_path / "early.tar", NOW)
    act(ground, "other two")
    restore(ground.settings, tmp_path / "late.tar", NOW + timedelta(seconds=1))
    act(ground, "six")
    assert verdict(ground).exit is Exit.WHOLE
    with at_work(ground.site()):
        kinds = [head.kind for head in read_heads(ground.settings.heads_file, keys())]
        assert kinds.count(HeadKind.RESTORED) == 2
        with transaction() as session:
            session.execute(AuditEntry.__table__.delete().where(AuditEntry.about == "five"))  # type: ignore[attr-defined]  # a Table
        assert verify(ground.settings.heads_file, keys()).exit is Exit.REMOVED


def test_a_database_put_back_by_hand_is_noticed_and_can_be_owned_up_to(embedded: Ground, tmp_path: Path) -> None:
    act(embedded, "one")
    file = embedded.settings.embedded_file
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("VACUUM INTO ?", (str(tmp_path / "copy.db"),))
    act(embedded, "two", "three")
    shutil.copy(tmp_path / "copy.db", file)
    found = verdict(embedded)
    assert found.exit is Exit.CUT_OFF
    assert "campaign audit seal --restored" in found.faults[0].sentence
    with at_work(embedded.site()):
        line = restored_by_hand(embedded.settings.heads_file, keys(), NOW)
        assert line.more["sets_aside"] == [[2, 2]]
    act(embedded, "other two")
    assert verdict(embedded).exit is Exit.WHOLE


def test_a_backup_is_recorded_and_holds_the_entry_about_itself(ground: Ground, tmp_path: Path) -> None:
    assert not note_act(ground.settings, "site.backed_up", "site.tar", NOW), "there is no site yet"
    act(ground, "one")
    assert note_act(ground.settings, "site.backed_up", "site.tar", NOW, with_keys=True)
    with at_work(ground.site()):
        newest = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
        assert newest is not None
        assert (newest.act, newest.actor, newest.details) == ("site.backed_up", "command line", {"with_keys": True})
