"""The doctor finds what is wrong, says what to do, and finds nothing wrong with a good site."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import text, update

from campaign.accounts.models import Site as SiteRow
from campaign.cli import main
from campaign.db import db, transaction
from campaign.desk.health import Check, Grade, beat
from campaign.mail.models import Message, MessageState
from campaign.operate import doctor
from campaign.operate.doctor import examine
from campaign.operate.prepare import at_work
from campaign.tokens import new_public_id
from tests.commands.conftest import NOW, Ground
from tests.servers.blackhole import BlackHole
from tests.servers.process import free_port
from tests.servers.smtp import MailServer


def wrongs(checks: list[Check]) -> dict[str, str]:
    return {check.name: check.found for check in checks if check.grade is Grade.WRONG}


def look(ground: Ground, **more: str) -> dict[str, str]:
    return wrongs(examine({**ground.environment, **more}, NOW + timedelta(seconds=30)))


def test_a_new_site_is_made_and_nothing_is_wrong(embedded: Ground) -> None:
    assert look(embedded) == {}
    assert embedded.settings.embedded_file.exists()


def test_a_served_site_is_found_well(ground: Ground, smtp_server: MailServer, valkey_url: str) -> None:
    with at_work(ground.site()):
        beat(NOW)
    checks = examine(
        {
            **ground.environment,
            "CAMPAIGN_BASE_URL": "https://sign.example.org",
            "CAMPAIGN_SMTP_URL": smtp_server.url,
            "CAMPAIGN_BROKER_URL": valkey_url,
        },
        NOW + timedelta(seconds=30),
    )
    assert wrongs(checks) == {}
    assert {"settings", "address", "keys", "disk", "broker", "database", "durability", "migrations", "fingerprint",
            "clock", "worker", "mail", "letters", "staff", "audit log",
            "pictures"} == {check.name for check in checks}  # fmt: skip
    assert smtp_server.deliveries == []


def test_settings_that_do_not_exist_are_named(embedded: Ground) -> None:
    assert look(embedded, CAMPAIGN_SMPT_URL="x") == {
        "settings": "CAMPAIGN_SMPT_URL: no such setting; `campaign settings` lists them"
    }


def test_keys_that_others_may_read_are_found(embedded: Ground) -> None:
    embedded.name()
    (embedded.settings.keys_folder / "token.key").chmod(0o644)
    assert look(embedded)["keys"].endswith("token.key.")


@pytest.mark.parametrize("spoil", ["missing", "short", "default"])
def test_unfit_keys_are_found(ground: Ground, spoil: str) -> None:
    ground.name()
    key = ground.settings.keys_folder / "dedupe.key"
    if spoil == "missing":
        key.unlink()
    else:
        key.write_text("abcd" if spoil == "short" else "00" * 32)
    words = {"missing": "is missing", "short": "2 bytes long", "default": "default or toy key"}
    assert words[spoil] in look(ground)["keys"]


def test_keys_of_another_site_are_found(ground: Ground) -> None:
    app = ground.site()
    with at_work(app), transaction() as session:
        session.execute(update(SiteRow).values(key_fingerprint="0123456789abcdef"))
    found = look(ground)
    assert "made with other keys" in (found.get("fingerprint") or found["database"])


def test_a_database_that_is_away_is_found(embedded: Ground) -> None:
    embedded.name()
    found = look(embedded, CAMPAIGN_DATABASE_URL=f"postgresql://site:secret@127.0.0.1:{free_port()}/site")
    assert found == {"database": "The database did not answer (OperationalError)."}


def test_a_database_that_nobody_filled_or_that_is_of_another_version_is_found(ground: Ground) -> None:
    if ground.settings.embedded_database:
        ground.environment["CAMPAIGN_DATABASE_URL"] = f"sqlite:///{ground.settings.data_dir / 'named.db'}"
        ground.settings.data_dir.mkdir()
    runner = CliRunner()
    assert runner.invoke(main, ["keys", "init"], env=ground.environment).exit_code == 0
    assert look(ground) == {"migrations": "The database is empty."}
    refused = runner.invoke(main, ["up"], env={**ground.environment, "CAMPAIGN_WEB_WORKERS": "0"})
    assert refused.exit_code == 2
    ground.name()
    with at_work(ground.site()), db.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    assert look(ground)["migrations"] == "The database is at 9999, which this version does not know."
    refused = runner.invoke(main, ["upgrade"], env=ground.environment)
    assert (refused.exit_code, refused.output.count("\n")) == (1, 1)


def test_a_silent_worker_is_found(ground: Ground) -> None:
    ground.environment |= {"CAMPAIGN_DATABASE_URL": ground.settings.database}
    ground.name()
    assert look(ground)["worker"] == "The worker never showed a sign of life."
    with at_work(ground.site()):
        beat(NOW - timedelta(minutes=5))
    assert look(ground)["worker"] == "The worker is silent since 2026-11-22 11:55:00 UTC."


def test_a_broker_that_is_away_or_never_answers_is_found(embedded: Ground) -> None:
    assert "does not answer" in look(embedded, CAMPAIGN_BROKER_URL=f"redis://127.0.0.1:{free_port()}/0")["broker"]
    hole = BlackHole()
    try:
        assert "does not answer" in look(embedded, CAMPAIGN_BROKER_URL=f"redis://127.0.0.1:{hole.port}/0")["broker"]
    finally:
        hole.close()


def test_a_mail_server_that_is_away_or_does_not_encrypt_is_found(embedded: Ground, smtp_server: MailServer) -> None:
    assert "connection refused" in look(embedded, CAMPAIGN_SMTP_URL=f"smtp://127.0.0.1:{free_port()}")["mail"]
    assert "STARTTLS" in look(embedded, CAMPAIGN_SMTP_URL=smtp_server.url, CAMPAIGN_SMTP_TLS="required")["mail"]
    assert "mail" not in look(embedded, CAMPAIGN_SMTP_URL=smtp_server.url)


def test_a_public_site_without_tls_and_mail_is_found(embedded: Ground) -> None:
    assert look(embedded, CAMPAIGN_BASE_URL="http://sign.example.org").keys() >= {"address", "mail"}


def test_late_and_stuck_letters_are_found(ground: Ground) -> None:
    app = ground.site()
    with at_work(app), transaction() as session:
        session.add(_letter(due_at=NOW - timedelta(minutes=10)))
    assert look(ground)["letters"] == "The oldest letter is 10 minutes late."
    with at_work(app), transaction() as session:
        session.add(_letter(state=MessageState.STUCK))
    assert look(ground)["letters"].startswith("1 stuck")


def _letter(**columns: object) -> Message:
    return Message(public_id=new_public_id(), kind="test.nothing", about_id=1, created_at=NOW, **columns)


def test_the_command_answers_in_lines_or_json_and_by_its_exit_code(embedded: Ground, tmp_path: Path) -> None:
    runner = CliRunner()
    good = runner.invoke(main, ["doctor", "--json"], env=embedded.environment)
    assert good.exit_code == 0
    assert json.loads(good.stdout)["healthy"] is True
    bad = runner.invoke(main, ["doctor"], env={**embedded.environment, "CAMPAIGN_BASE_URL": "http://sign.example.org"})
    assert bad.exit_code == 1
    assert "wrong  address      http://sign.example.org is public and not encrypted." in bad.stdout


def test_languages_that_pictures_cannot_speak_are_named(embedded: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "lacking", lambda text: "عر" if "العربية" in text else "")
    assert look(embedded) == {
        "pictures": "No font has the letters of share pictures in العربية (عر); they are left out."
    }
