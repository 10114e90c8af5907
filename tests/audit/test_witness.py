"""The newest head leaves the house once a day; the log can be held against the letter."""

import email
import email.policy
from datetime import timedelta
from pathlib import Path

from flask import Flask
from sqlalchemy import select

from campaign.audit.commands import audit
from campaign.audit.heads import HeadKind, read_heads
from campaign.audit.seal import seal
from campaign.audit.verify import Exit, verify
from campaign.db import db
from campaign.keys import KeyStore
from campaign.mail.deliver import deliver_due
from campaign.mail.mailbox import folder_of, letter_names
from campaign.mail.models import Message
from campaign.mail.witness import witness
from tests.audit.conftest import change, ids, written
from tests.factories.accounts import WHEN

NOTARY = "heads@notary.example"
BASE = "http://localhost"


def test_a_letter_a_day_when_something_is_new(app: Flask, file: Path, store: KeyStore) -> None:
    with app.app_context():
        assert not witness(NOTARY, BASE, file, store, WHEN), "nothing was sealed yet"
        written(2)
        seal(file, store, WHEN)
        assert witness(NOTARY, BASE, file, store, WHEN)
        assert not witness(NOTARY, BASE, file, store, WHEN + timedelta(hours=1)), "the same day"
        assert not witness(NOTARY, BASE, file, store, WHEN + timedelta(days=3)), "nothing new"
        written(1, first=2)
        seal(file, store, WHEN + timedelta(days=3))
        assert witness(NOTARY, BASE, file, store, WHEN + timedelta(days=3))
        kinds = [head.kind for head in read_heads(file, store)]
        assert kinds == [HeadKind.SEALED, HeadKind.WITNESSED, HeadKind.SEALED, HeadKind.WITNESSED]
        assert len(db.session.scalars(select(Message)).all()) == 2
        assert verify(file, store).exit is Exit.WHOLE


def test_the_letter_shows_what_was_taken_away_from_log_and_heads_alike(
    app: Flask, file: Path, store: KeyStore, tmp_path: Path
) -> None:
    folder = folder_of(app.extensions["settings"])
    for old in folder.glob("*"):
        old.unlink()
    with app.app_context():
        written(4)
        seal(file, store, WHEN)
        witness(NOTARY, BASE, file, store, WHEN)
        deliver_due(lambda: WHEN)
        [name] = letter_names()
    saved = tmp_path / "letter.eml"
    saved.write_bytes((folder / f"{name}.eml").read_bytes())
    letter = email.message_from_bytes(saved.read_bytes(), policy=email.policy.default)
    assert letter["To"] == NOTARY
    assert "4 entries" in letter["Subject"]
    runner = app.test_cli_runner()
    assert runner.invoke(audit, ["verify", "--against", str(saved)]).exit_code == 0
    with app.app_context():
        change("DELETE FROM audit_entry WHERE id = :id", id=ids()[-1])
    file.unlink()
    with app.app_context():
        seal(file, store, WHEN)
    assert runner.invoke(audit, ["verify"]).exit_code == 0, "by themselves they are whole"
    found = runner.invoke(audit, ["verify", "--against", str(saved)])
    assert found.exit_code == Exit.CUT_OFF
    assert "1 entry is missing at the end" in found.output
    assert "is outside and no longer in the file" in found.output
    (folder / f"{name}.eml").unlink()
