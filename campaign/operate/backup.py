"""Write the site's database to one file, while it runs."""

import os
import shutil
import sqlite3
import subprocess
import tempfile
from contextlib import closing
from datetime import datetime
from pathlib import Path

from sqlalchemy import make_url

from campaign.config import Settings
from campaign.operate.archive import POSTGRESQL, SQLITE, Manifest, part, product_version, write_archive, write_keys
from campaign.operate.glance import glance, is_sqlite, sqlite_file
from campaign.operate.refusals import BackupFailed


def backup(settings: Settings, target: Path, now: datetime, *, with_keys: bool = False) -> Manifest:
    """Write a consistent backup to `target`, and with `with_keys` the key files to `target`.keys beside it.

    Keys are never in the backup itself, so a stolen one opens nothing. Raises BackupFailed, DatabaseUnavailable.
    """
    seen = glance(settings)
    if seen.revision is None or seen.fingerprint is None:
        raise BackupFailed("There is no site in this database yet, so there is nothing to back up.")
    try:
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.TemporaryDirectory(prefix=".backup-", dir=target.parent) as folder:
            name = SQLITE if is_sqlite(settings) else POSTGRESQL
            copy = Path(folder) / name
            if is_sqlite(settings):
                _copy_sqlite(sqlite_file(settings), copy)
            else:
                _dump_postgresql(settings.database, copy)
            manifest = Manifest(
                version=product_version(), migration=seen.revision, made_at=f"{now:%Y-%m-%dT%H:%M:%SZ}",
                database="sqlite" if is_sqlite(settings) else "postgresql", fingerprint=seen.fingerprint,
                parts=(part(copy, name),),
            )  # fmt: skip
            write_archive(target, manifest, {name: copy})
        if with_keys:
            write_keys(target.with_name(f"{target.name}.keys"), settings.keys_folder)
    except (OSError, sqlite3.Error) as error:
        raise BackupFailed(f"The backup could not be written: {error}. Nothing was changed.") from error
    return manifest


def _copy_sqlite(source: str, copy: Path) -> None:
    # VACUUM INTO reads one snapshot; people go on signing meanwhile.
    copy.touch(mode=0o600)
    with closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True, timeout=30)) as connection:
        connection.execute("VACUUM INTO ?", (str(copy),))
    with copy.open("rb") as file:
        os.fsync(file.fileno())


def client_program(name: str) -> str:
    """Where PostgreSQL's `pg_dump` or `pg_restore` is. Raises BackupFailed when it is not on the search path."""
    found = shutil.which(name)
    if found is None:
        raise BackupFailed(
            f"{name} is not on the search path. Install PostgreSQL's client programs, at least as new as the server"
            " (Debian: postgresql-client)."
        )
    return found


def client_environment(url: str) -> tuple[str, dict[str, str]]:
    """The address without its password, for the command line, and the environment that carries the password."""
    parsed = make_url(url).set(drivername="postgresql")
    password = {"PGPASSWORD": str(parsed.password)} if parsed.password else {}
    return parsed._replace(password=None).render_as_string(), {**os.environ, **password}


def run_client(name: str, url: str, *arguments: str) -> None:
    """Run a PostgreSQL client program on a database. Raises BackupFailed with what it said."""
    address, environment = client_environment(url)
    ran = subprocess.run(
        [client_program(name), "--no-password", "--dbname", address, *arguments],
        env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if ran.returncode:
        said = next(
            (line for line in ran.stderr.splitlines() if "error" in line), ran.stderr.strip().rpartition("\n")[2]
        )
        raise BackupFailed(f"{name} failed: {said.removeprefix(f'{name}: ').removeprefix('error: ')}")


def _dump_postgresql(url: str, copy: Path) -> None:
    run_client(
        "pg_dump", url, "--format=custom", "--no-owner", "--no-acl", "--exclude-schema=replaced_*", f"--file={copy}"
    )
