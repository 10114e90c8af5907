"""A backup can be taken from a running site and put back; what cannot be put back safely is refused."""

import json
import shutil
import stat
import tarfile
from datetime import timedelta
from pathlib import Path

import pytest

from campaign.db import db
from campaign.desk.health import beat
from campaign.keys import KeyStore
from campaign.operate.backup import backup
from campaign.operate.locks import only_here
from campaign.operate.prepare import at_work
from campaign.operate.refusals import AlreadyRunning, BackupFailed, RestoreRefused
from campaign.operate.restore import restore
from tests.commands.conftest import NOW, Ground


def test_a_backup_brings_back_what_was_there(ground: Ground, tmp_path: Path) -> None:
    ground.name("As it was")
    made = backup(ground.settings, tmp_path / "one.tar.gz", NOW)
    assert made.fingerprint == KeyStore(ground.settings.keys_folder).fingerprint()
    ground.name("Spoilt")

    done = restore(ground.settings, tmp_path / "one.tar.gz", NOW)

    assert ground.name() == "As it was"
    assert done.replaced is not None
    assert not done.behind
    if ground.settings.embedded_database:
        shutil.copy(done.replaced, ground.settings.embedded_file)
        assert ground.name() == "Spoilt", "what was replaced is kept whole"
    else:
        backup(ground.settings, tmp_path / "two.tar", NOW)
        restore(ground.settings, tmp_path / "two.tar", NOW + timedelta(seconds=1))
        assert ground.name() == "As it was", "what was replaced is not part of the next backup"


def test_a_backup_holds_no_keys_and_is_its_owners_only(ground: Ground, tmp_path: Path) -> None:
    ground.name("A")
    target = tmp_path / "site.tar"
    backup(ground.settings, target, NOW)
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert not target.with_name("site.tar.keys").exists()
    content = target.read_bytes()
    for key in ground.settings.keys_folder.glob("*.key"):
        secret = key.read_text().strip()
        assert secret.encode() not in content
        assert bytes.fromhex(secret) not in content
    with tarfile.open(target) as tar:
        manifest = json.load(tar.extractfile("manifest.json"))  # type: ignore[arg-type]  # it is there
        assert tar.getnames() == ["manifest.json", *(part["name"] for part in manifest["parts"])]
    assert [path.name for path in tmp_path.glob(".*")] == [], "no half-written file is left"


def test_backup_and_keys_make_the_site_anew_elsewhere(ground: Ground, tmp_path: Path) -> None:
    ground.name("Moved")
    backup(ground.settings, tmp_path / "site.tar", NOW, with_keys=True)
    assert stat.S_IMODE((tmp_path / "site.tar.keys").stat().st_mode) == 0o600
    elsewhere = Ground({**ground.environment, "CAMPAIGN_DATA_DIR": str(tmp_path / "elsewhere")})
    with pytest.raises(RestoreRefused, match="keys that belong to this backup"):
        restore(elsewhere.settings, tmp_path / "site.tar", NOW)

    restore(elsewhere.settings, tmp_path / "site.tar", NOW, with_keys=True)

    assert elsewhere.name() == "Moved"
    key = elsewhere.settings.keys_folder / "data.key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert key.read_text() == (ground.settings.keys_folder / "data.key").read_text()


def test_other_keys_are_never_written_over(embedded: Ground, tmp_path: Path) -> None:
    embedded.name("Mine")
    backup(embedded.settings, tmp_path / "site.tar", NOW, with_keys=True)
    other = Ground({"CAMPAIGN_DATA_DIR": str(tmp_path / "other")})
    other.name("Theirs")
    with pytest.raises(RestoreRefused, match="was made with other keys"):
        restore(other.settings, tmp_path / "site.tar", NOW)
    with pytest.raises(RestoreRefused, match="holds other keys"):
        restore(other.settings, tmp_path / "site.tar", NOW, with_keys=True)
    assert other.name() == "Theirs"


def test_a_running_site_is_not_replaced(ground: Ground, tmp_path: Path) -> None:
    ground.name("Running")
    backup(ground.settings, tmp_path / "site.tar", NOW)
    with only_here(ground.settings.data_dir), pytest.raises(AlreadyRunning):
        restore(ground.settings, tmp_path / "site.tar", NOW)
    app = ground.site()
    with at_work(app):
        beat(NOW)
        db.session.remove()
        if not ground.settings.embedded_database:
            with db.engine.connect(), pytest.raises(RestoreRefused, match="is running"):
                restore(ground.settings, tmp_path / "site.tar", NOW + timedelta(hours=1))
    with pytest.raises(RestoreRefused, match="is running"):
        restore(ground.settings, tmp_path / "site.tar", NOW + timedelta(seconds=10))
    restore(ground.settings, tmp_path / "site.tar", NOW + timedelta(seconds=60))


@pytest.mark.parametrize("damage", ["a byte of the database", "cut short", "no tar at all"])
def test_a_damaged_backup_is_refused(embedded: Ground, tmp_path: Path, damage: str) -> None:
    embedded.name("Whole")
    target = tmp_path / "site.tar"
    backup(embedded.settings, target, NOW)
    content = bytearray(target.read_bytes())
    if damage == "a byte of the database":
        content[len(content) // 2] ^= 0xFF
    if damage == "cut short":
        del content[60_000:]
    target.write_bytes(b"no backup" if damage == "no tar at all" else content)
    with pytest.raises(RestoreRefused, match=r"damaged|not a backup"):
        restore(embedded.settings, target, NOW)
    assert embedded.name() == "Whole"


def test_a_backup_of_a_newer_version_or_another_database_is_refused(embedded: Ground, tmp_path: Path) -> None:
    embedded.name("Here")
    backup(embedded.settings, tmp_path / "site.tar", NOW)
    _rewrite(tmp_path / "site.tar", migration="9999")
    with pytest.raises(RestoreRefused, match="newer than this one"):
        restore(embedded.settings, tmp_path / "site.tar", NOW)
    _rewrite(tmp_path / "site.tar", migration="0001", database="postgresql")
    with pytest.raises(RestoreRefused, match="of a postgresql database"):
        restore(embedded.settings, tmp_path / "site.tar", NOW)


def test_what_prevents_a_backup_is_said(ground: Ground, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(BackupFailed, match="no site in this database"):
        backup(ground.settings, tmp_path / "site.tar", NOW)
    ground.name("A")
    monkeypatch.setenv("PATH", str(tmp_path))
    if not ground.settings.embedded_database:
        with pytest.raises(BackupFailed, match="pg_dump is not on the search path"):
            backup(ground.settings, tmp_path / "site.tar", NOW)
    (tmp_path / "file").touch()
    with pytest.raises(BackupFailed, match="could not be written"):
        backup(ground.settings, tmp_path / "file" / "site.tar", NOW)


def _rewrite(target: Path, **changes: str) -> None:
    """Change what a backup's manifest says."""
    folder = target.parent / "unpacked"
    folder.mkdir(exist_ok=True)
    with tarfile.open(target) as tar:
        for member in tar:
            content = tar.extractfile(member)
            assert content is not None
            (folder / member.name).write_bytes(content.read())
    manifest = json.loads((folder / "manifest.json").read_text())
    (folder / "manifest.json").write_text(json.dumps({**manifest, **changes}))
    with tarfile.open(target, "w") as tar:
        for name in ("manifest.json", *(part["name"] for part in manifest["parts"])):
            tar.add(folder / name, name)
