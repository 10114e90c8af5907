"""On PostgreSQL: many who record at once leave one chain, and the web's role can neither change nor remove an entry."""

import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import flask_migrate
import psycopg
import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from campaign import create_app
from campaign.accounts.site import prepare_site
from campaign.audit.prune import KEEP, prune
from campaign.audit.record import record
from campaign.audit.seal import seal
from campaign.audit.verify import Exit, verify
from campaign.campaigns.models import Campaign
from campaign.config import Settings
from campaign.db import FOR_EDIT, db, transaction
from campaign.keys import KeyStore, keys
from campaign.operate.prepare import require_ready
from tests.application import SETTINGS
from tests.audit.conftest import written
from tests.factories.accounts import WHEN
from tests.factories.campaigns import open_campaign
from tests.factories.signatures import signature
from tests.servers.process import wait_until

ROLES = Path(__file__).resolve().parents[2] / "deploy" / "postgresql" / "web-role.sql"


@pytest.fixture
def address(new_database: Callable[[str], str]) -> str:
    return new_database("postgresql")


@pytest.fixture
def owner(address: str, tmp_path: Path) -> Iterator[Flask]:
    """The site as the owner of the database runs it: the worker, and every command."""
    KeyStore.make(tmp_path / "keys")
    app = site(address, tmp_path)
    with app.app_context():
        flask_migrate.upgrade()
        prepare_site(WHEN)
    yield app
    with app.app_context():
        db.engine.dispose()


def site(address: str, folder: Path) -> Flask:
    settings = SETTINGS | {"CAMPAIGN_DATA_DIR": str(folder), "CAMPAIGN_DATABASE_URL": address}
    app = create_app(Settings.from_environment(settings))
    app.testing = True
    return app


def test_fifty_who_record_at_once_leave_one_chain(owner: Flask, tmp_path: Path) -> None:
    faults: list[BaseException] = []

    def work(number: int) -> None:
        try:
            with owner.app_context():
                with transaction():
                    record(None, "command line", "staff.created", f"staff {number}", WHEN, number=number)
                db.session.remove()
        except BaseException as error:  # noqa: BLE001 - told by the test
            faults.append(error)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    with owner.app_context():
        seal(tmp_path / "heads", keys(), WHEN)
        verdict = verify(tmp_path / "heads", keys())
        assert (verdict.exit, verdict.entries) == (Exit.WHOLE, 50)


def test_who_edits_a_campaign_and_who_records_about_it_do_not_wait_for_each_other(owner: Flask) -> None:
    """An entry refers to its campaign, so it needs that row too: it must have it before it holds up the chain."""
    faults: list[BaseException] = []
    with owner.app_context():
        campaign_id = open_campaign().id
        with transaction() as session:
            session.get_one(Campaign, campaign_id, with_for_update=FOR_EDIT)
            with db.engine.connect() as signer:  # asks for it as the foreign key of a signature does
                assert signer.scalar(text("SELECT 1 FROM campaign FOR KEY SHARE NOWAIT")) == 1
        db.session.remove()
    is_locked = threading.Event()

    def note(act: str) -> None:
        record(None, "command line", act, "all-trials", WHEN, campaign_id=campaign_id)

    def edit() -> None:
        with transaction() as session:
            session.get_one(Campaign, campaign_id, with_for_update=True)  # as an update of its address locks it
            is_locked.set()
            waiting = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
            with db.engine.connect() as beside:
                wait_until("the other waits", lambda: beside.scalar(waiting) > 0)
            note("campaign.edited")

    def moderate() -> None:
        is_locked.wait()
        with transaction():
            note("voice.shown")

    def work(act: Callable[[], None]) -> None:
        try:
            with owner.app_context():
                act()
                db.session.remove()
        except BaseException as error:  # noqa: BLE001 - told by the test
            faults.append(error)

    threads = [threading.Thread(target=work, args=(act,)) for act in (edit, moderate)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []


def test_the_web_role_adds_and_reads_and_does_nothing_else_to_the_log(
    owner: Flask, address: str, tmp_path: Path, worker_number: int
) -> None:
    role = f"web_of_tests_{worker_number}"
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f"DROP ROLE IF EXISTS {role}")
        connection.execute(f"CREATE ROLE {role} LOGIN")
        grants = ROLES.read_text().replace("countersign_web", role)
        connection.execute(grants)
        connection.execute(grants)  # twice is harmless
    try:
        web = site(address.replace("postgres@", f"{role}@"), tmp_path)
        with web.app_context():
            require_ready()
            written(3)
            signature(open_campaign())
            for wrong in (
                "UPDATE audit_entry SET about = 'x'", "DELETE FROM audit_entry", "TRUNCATE audit_entry CASCADE",
                "ALTER TABLE audit_entry ADD COLUMN x int", "DROP TABLE audit_entry",
                "UPDATE alembic_version SET version_num = '0001'", "CREATE TABLE mine (id int)",
                "CREATE TRIGGER t AFTER INSERT ON audit_entry EXECUTE FUNCTION suppress_redundant_updates_trigger()",
            ):  # fmt: skip
                with (
                    pytest.raises(ProgrammingError, match=r"permission denied|must be owner"),
                    db.engine.begin() as one,
                ):
                    one.execute(text(wrong))
            with db.engine.begin() as one:
                one.execute(text("UPDATE audit_entry SET actor = 'x' WHERE id = 1"))
            db.session.remove()
            db.engine.dispose()
        with owner.app_context():
            heads = tmp_path / "heads"
            assert verify(heads, keys()).exit is Exit.CHANGED, "the one thing it may write, and only one name passes"
            with transaction() as session:
                session.execute(text("UPDATE audit_entry SET actor = 'command line' WHERE id = 1"))
            seal(heads, keys(), WHEN)
            assert verify(heads, keys()).exit is Exit.WHOLE
            assert prune(heads, keys(), WHEN + KEEP + timedelta(days=1, hours=1)) > 0, "the worker is the owner"
            assert verify(heads, keys()).exit is Exit.WHOLE
            db.session.remove()
            db.engine.dispose()
    finally:
        with psycopg.connect(address, autocommit=True) as connection:
            connection.execute(f"DROP OWNED BY {role}")
            connection.execute(f"DROP ROLE {role}")


def test_a_table_of_a_later_version_is_the_web_roles_too(owner: Flask, address: str, worker_number: int) -> None:
    role = f"later_of_tests_{worker_number}"
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f"DROP ROLE IF EXISTS {role}")
        connection.execute(f"CREATE ROLE {role} LOGIN")
        connection.execute(ROLES.read_text().replace("countersign_web", role))
        connection.execute("CREATE TABLE later (id bigserial PRIMARY KEY)")
        try:
            with psycopg.connect(address.replace("postgres@", f"{role}@"), autocommit=True) as web:
                web.execute("INSERT INTO later DEFAULT VALUES")
                web.execute("DELETE FROM later")
        finally:
            connection.execute(f"DROP OWNED BY {role}")
            connection.execute(f"DROP ROLE {role}")
