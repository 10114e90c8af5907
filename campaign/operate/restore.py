"""Put a backup in the place of the site's database; what it replaces stays beside it."""

import os
import sqlite3
import tempfile
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import inspect, text

from campaign import create_app
from campaign.audit.heads import HeadsAltered, adding
from campaign.audit.restored import note_restored, record_restored
from campaign.config import Settings
from campaign.db import UtcDateTime
from campaign.keys import KeyFault, KeyStore, keys
from campaign.operate.archive import (
    POSTGRESQL,
    SQLITE,
    ArchiveFault,
    Manifest,
    private_file,
    read_keys,
    read_manifest,
    unpack,
)
from campaign.operate.backup import run_client
from campaign.operate.glance import bare_engine, glance, is_sqlite, sqlite_file
from campaign.operate.locks import only_here
from campaign.operate.prepare import at_work
from campaign.operate.refusals import BackupFailed, RestoreRefused
from campaign.schema import Standing, standing

# The worker shows a sign of life every ten seconds.
SIGN_OF_LIFE = timedelta(seconds=25)

_OTHERS = text(
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'countersign'"
)


@dataclass(frozen=True)
class Restored:
    """What a restore did: the backup's manifest, where the replaced database is now, and whether to migrate next.

    `heads_set_aside`: how many stored heads of the audit log the backup does not fit.
    """

    manifest: Manifest
    replaced: str | None
    behind: bool
    heads_set_aside: int


def restore(settings: Settings, source: Path, now: datetime, *, with_keys: bool = False) -> Restored:
    """Replace the database with the backup in `source`, and with `with_keys` bring the keys of `source`.keys first.

    Refuses (RestoreRefused) a damaged file, one of another kind of database, of a newer version or with other keys, and
    a running site. Raises DatabaseUnavailable.
    """
    try:
        with only_here(settings.data_dir):
            manifest = read_manifest(source)
            _check_fit(settings, manifest)
            _refuse_running(settings, now)
            with tempfile.TemporaryDirectory(prefix=".restore-", dir=_place(settings)) as folder:
                parts = unpack(source, manifest, Path(folder))
                _check_keys(settings, manifest, source if with_keys else None)
                _check_heads(settings)
                stamp = f"{now:%Y%m%dT%H%M%S}"
                if is_sqlite(settings):
                    replaced = _replace_sqlite(Path(sqlite_file(settings)), parts[SQLITE], stamp)
                else:
                    replaced = _replace_postgresql(settings, parts[POSTGRESQL], stamp)
                strangers = _tell_heads(settings, manifest, now)
    except (ArchiveFault, BackupFailed) as error:
        raise RestoreRefused(str(error)) from error
    behind = standing(manifest.migration) is Standing.BEHIND
    if not behind:
        app = create_app(settings)
        with at_work(app):
            record_restored(settings.heads_file, keys(), now)
    return Restored(manifest, replaced, behind, strangers)


def _tell_heads(settings: Settings, manifest: Manifest, now: datetime) -> int:
    """Say in the heads of the audit log that from here on the log is this backup's; answers how many do not fit it."""
    store = KeyStore(settings.keys_folder)
    engine = bare_engine(settings)
    with engine.connect() as connection:
        line = note_restored(
            connection, settings.heads_file, store, now, backup=f"{manifest.database} backup of {manifest.made_at}"
        )
    return sum(last - first + 1 for first, last in line.more["sets_aside"])


def _place(settings: Settings) -> Path:
    """A folder on the file system of the database, so that putting it in place is a rename."""
    return Path(sqlite_file(settings)).parent if is_sqlite(settings) else settings.data_dir


def _check_fit(settings: Settings, manifest: Manifest) -> None:
    here = "sqlite" if is_sqlite(settings) else "postgresql"
    if manifest.database != here:
        raise RestoreRefused(f"This backup is of a {manifest.database} database, and the site's is {here}.")
    if standing(manifest.migration) is Standing.UNKNOWN:
        raise RestoreRefused(
            f"This backup is of version {manifest.version} (migration {manifest.migration}), newer than this one."
            " Install that version first."
        )


def _refuse_running(settings: Settings, now: datetime) -> None:
    if glance(settings).revision is None:
        return
    engine = bare_engine(settings)
    with engine.connect() as connection:
        last = None
        if inspect(connection).has_table("heartbeat"):
            last = connection.execute(text("SELECT max(at) AS at FROM heartbeat").columns(at=UtcDateTime())).scalar()
        others = 0
        if not is_sqlite(settings):
            others = connection.execute(_OTHERS).scalar_one()
    if others or (last is not None and now - last < SIGN_OF_LIFE):
        raise RestoreRefused(
            "The site is running. Stop its web and worker processes, wait half a minute and try again."
        )


def _check_keys(settings: Settings, manifest: Manifest, keys_of: Path | None) -> None:
    if keys_of is not None:
        _bring_keys(settings.keys_folder, read_keys(keys_of.with_name(f"{keys_of.name}.keys")))
    try:
        here = KeyStore(settings.keys_folder).fingerprint()
    except KeyFault as error:
        raise RestoreRefused(
            f"The keys that belong to this backup ({manifest.fingerprint}) are not here: {error}"
        ) from error
    if here != manifest.fingerprint:
        raise RestoreRefused(
            f"This backup was made with other keys ({manifest.fingerprint}, here {here})."
            f" Put the key folder that belongs to it at {settings.keys_folder} first; nothing was changed."
        )


def _check_heads(settings: Settings) -> None:
    """Refuse when the heads of the audit log could not be told of this restore."""
    try:
        with adding(settings.heads_file, KeyStore(settings.keys_folder)):
            pass
    except HeadsAltered as altered:
        raise RestoreRefused(
            f"The last line of {settings.heads_file} is not as it was written: {altered.why}. Move that file away and"
            " keep it; nothing was changed."
        ) from None


def _bring_keys(folder: Path, files: dict[str, str]) -> None:
    clash = [
        name for name, content in files.items() if (folder / name).exists() and (folder / name).read_text() != content
    ]
    if clash:
        raise RestoreRefused(
            f"{folder} holds other keys ({', '.join(sorted(clash))}). Move that folder away first; nothing was changed."
        )
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not path.exists():
            with private_file(path).open("w", encoding="ascii") as out:
                out.write(content)
                out.flush()
                os.fsync(out.fileno())


def _replace_sqlite(file: Path, copy: Path, stamp: str) -> str | None:
    with closing(sqlite3.connect(copy)) as connection:
        found = connection.execute("PRAGMA integrity_check").fetchone()[0]
        connection.execute("PRAGMA journal_mode=WAL")
    if found != "ok":
        raise RestoreRefused(f"The database in this backup is damaged: {found}.")
    beside = None
    if file.exists():
        # Folds the write-ahead log into the file, so that the file alone is the whole database.
        with closing(sqlite3.connect(file, timeout=5)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        beside = file.with_name(f"{file.name}.replaced-{stamp}")
        file.rename(beside)
        for suffix in ("-wal", "-shm"):
            with suppress(FileNotFoundError):
                file.with_name(file.name + suffix).rename(beside.with_name(beside.name + suffix))
    copy.rename(file)
    folder = os.open(file.parent, os.O_RDONLY)
    os.fsync(folder)
    os.close(folder)
    return str(beside) if beside else None


def _replace_postgresql(settings: Settings, dump: Path, stamp: str) -> str | None:
    beside = f"replaced_{stamp.lower()}"
    engine = bare_engine(settings)
    empty = glance(settings).revision is None
    with engine.begin() as connection:
        connection.execute(text("SET LOCAL lock_timeout = '5s'"))
        connection.execute(text(f'ALTER SCHEMA public RENAME TO "{beside}"'))
        connection.execute(text("CREATE SCHEMA public"))
    try:
        run_client(
            "pg_restore",
            settings.database,
            "--exit-on-error",
            "--single-transaction",
            "--no-owner",
            "--no-acl",
            str(dump),
        )
    except BackupFailed:
        with engine.begin() as connection:
            connection.execute(text("DROP SCHEMA public CASCADE"))
            connection.execute(text(f'ALTER SCHEMA "{beside}" RENAME TO public'))
        raise
    if empty:
        with engine.begin() as connection:
            connection.execute(text(f'DROP SCHEMA "{beside}" CASCADE'))
        return None
    return f"schema {beside}"
