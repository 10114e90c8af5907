"""The app under test starts migrated and empty on each database, and records wake-ups instead of sending them."""

from pathlib import Path
from queue import Empty

import pytest
from celery import Celery
from flask import Flask
from sqlalchemy import Column, ForeignKey, Integer, MetaData, Table, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from campaign.config import Settings
from campaign.db import db, durability_faults, transaction
from campaign.queue import celery_settings, wake
from campaign.queue_folder import FolderChannel
from tests.application import Wakes, empty


def test_the_database_is_migrated_and_durable(app: Flask) -> None:
    with app.app_context():
        assert durability_faults() == []
        assert db.session.execute(select(db.metadata.sorted_tables[0])).all() == []


def test_emptying_minds_no_foreign_key(app: Flask) -> None:
    metadata = MetaData()
    parent = Table("probe_parent", metadata, Column("id", Integer, primary_key=True))
    child = Table(
        "probe_child", metadata, Column("id", Integer, primary_key=True), Column("parent", ForeignKey(parent.c.id))
    )
    with app.app_context():
        metadata.create_all(db.engine)
        with db.engine.begin() as connection:
            connection.execute(parent.insert().values(id=7))
            connection.execute(child.insert().values(id=7, parent=7))
        empty(db.engine, metadata)
        with db.engine.begin() as connection:
            assert connection.execute(select(child.c.id)).all() == []
            assert connection.execute(parent.insert()).inserted_primary_key == (1,)
        metadata.drop_all(db.engine)


def test_wake_ups_are_recorded_after_the_commit(session: Session, wakes: Wakes) -> None:
    assert session.is_active
    with transaction():
        wake("mail.deliver", 7)
        assert wakes == []
    assert wakes == [("mail.deliver", (7,))]


def test_half_a_message_in_the_queue_folder_does_not_end_the_worker(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    folder = tmp_path / "queue" / "messages"
    with Celery("probe", broker=None, set_as_current=False) as celery:
        celery.config_from_object(celery_settings(settings))
        with celery.connection_for_write() as connection, connection.channel() as channel:
            assert isinstance(channel, FolderChannel)
            (folder / "1_torn.celery.msg").write_bytes(b"")
            (folder / ".2_draft.celery.msg").write_bytes(b"{")
            with pytest.raises(Empty):
                channel._get("celery")
            channel._put("celery", {"body": "whole"})
            assert channel._get("celery") == {"body": "whole"}
            with pytest.raises(Empty):
                channel._get("celery")


def test_what_was_typed_stays_out_of_errors_of_the_database(app: Flask) -> None:
    with app.app_context(), pytest.raises(DBAPIError) as caught:
        db.session.execute(text("SELECT 1 FROM nothing_there WHERE email = :email"), {"email": "canary@example.org"})
    assert "canary" not in str(caught.value)
