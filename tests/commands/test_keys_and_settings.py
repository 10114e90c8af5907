"""Keys are made once and for new sites only; settings are shown without their secrets."""

import stat
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from campaign import create_app
from campaign.cli import main
from campaign.config import Settings, SettingsError
from campaign.keys import NAMES, KeyFault
from tests.commands.conftest import Ground


def run(ground: Ground, *arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments), env=ground.environment)


def test_keys_are_made_once_for_a_new_site(ground: Ground) -> None:
    first = run(ground, "keys", "init")
    assert first.exit_code == 0
    folder = ground.settings.keys_folder
    assert {path.stem for path in folder.glob("*.key")} == set(NAMES)
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.glob("*.key")} == {0o600}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    before = (folder / "data.key").read_text()
    assert run(ground, "keys", "init").stdout.startswith("All keys are there.")
    assert (folder / "data.key").read_text() == before
    shown = run(ground, "keys", "show")
    assert "0600  data.key" in shown.stdout
    assert not any(path.read_text().strip() in shown.stdout for path in folder.glob("*.key"))


def test_lost_keys_are_not_made_again(ground: Ground) -> None:
    ground.name()
    (ground.settings.keys_folder / "dedupe.key").unlink()
    refused = run(ground, "keys", "init")
    assert refused.exit_code == 1
    assert "restore them from your key backup" in refused.stderr
    assert not (ground.settings.keys_folder / "dedupe.key").exists()
    with pytest.raises(KeyFault):
        ground.site()


@pytest.mark.parametrize("spoil", ["missing", "short", "default", "alike"])
def test_a_served_site_refuses_unfit_keys(tmp_path: Path, spoil: str) -> None:
    ground = Ground(
        {"CAMPAIGN_DATA_DIR": str(tmp_path), "CAMPAIGN_DATABASE_URL": f"sqlite:///{tmp_path / 'served.db'}"}
    )
    run(ground, "keys", "init")
    key = tmp_path / "keys" / "session.key"
    match spoil:
        case "missing":
            key.unlink()
        case "short":
            key.write_text("00ff" * 4)
        case "default":
            key.write_text("00" * 32)
        case _:
            key.write_text((tmp_path / "keys" / "data.key").read_text())
    with pytest.raises(KeyFault):
        create_app(ground.settings)
    assert run(ground, "upgrade").exit_code == 2


def test_settings_are_shown_with_their_source_and_without_secrets(embedded: Ground, tmp_path: Path) -> None:
    (tmp_path / "smtp").write_text("smtps://robot:pa55word@mail.example.org\n")
    embedded.environment |= {
        "CAMPAIGN_DATABASE_URL": "postgresql://site:hunter2@db.example.org:5432/site",
        "CAMPAIGN_SMTP_URL_FILE": str(tmp_path / "smtp"),
        "CAMPAIGN_SECRET_KEY": "correct horse battery staple and more",
    }
    shown = run(embedded, "settings")
    assert shown.exit_code == 0
    assert "CAMPAIGN_DATABASE_URL = postgresql://…@db.example.org:5432/…  [environment]" in shown.stdout
    assert f"CAMPAIGN_SMTP_URL = smtps://…@mail.example.org/…  [file {tmp_path / 'smtp'}]" in shown.stdout
    assert "CAMPAIGN_WEB_WORKERS = 2  [default]" in shown.stdout
    for secret in ("hunter2", "pa55word", "correct horse"):
        assert secret not in shown.stdout


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CAMPAIGN_DATABASE_URL", "sqlite:///relative.db"),
        ("CAMPAIGN_DATABASE_URL", "mysql://somewhere/site"),
        ("CAMPAIGN_BROKER_URL", "kafka://somewhere"),
        ("CAMPAIGN_SECRET_KEY", "short"),
        ("CAMPAIGN_SECRET_KEY", "a" * 40),
        ("CAMPAIGN_NOTHING", "1"),
    ],
)
def test_what_cannot_be_set_is_refused(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=name):
        Settings.from_environment({name: value})


def test_valkey_is_spoken_to_as_redis() -> None:
    assert Settings.from_environment({"CAMPAIGN_BROKER_URL": "valkey://host:1/0"}).broker_url == "redis://host:1/0"
