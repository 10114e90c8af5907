"""Make a register's open data: files that are the same bytes for everybody, and what is in them."""

import fcntl
import hashlib
import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final
from urllib.parse import urlsplit

from flask import current_app
from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from campaign.config import Settings
from campaign.db import db, transaction
from campaign.trackers.facts import Register
from campaign.trackers.laws import LAWS
from campaign.trackers.models import SHOWN, OpenFile, Snapshot
from campaign.trackers.open_data.open_tables import LICENCE, PACKAGE, TABLES, OpenTable
from campaign.trackers.open_data.parquet import write_parquet
from campaign.trackers.open_data.tables import Provenance, Row, table_schema, write_csv
from campaign.trackers.queries import is_sample, judged_snapshot

CSV: Final = "text/csv; charset=utf-8"
PARQUET: Final = "application/vnd.apache.parquet"
_VERSIONS: Final = "1, 2"
_LEFT_OVER: Final = 6 * 3600  # seconds after which a folder is no longer anybody's


@dataclass(frozen=True, slots=True)
class _Made:
    """A file that waits to be stored."""

    name: str
    path: Path
    media_type: str
    sha256: str
    size: int
    table: OpenTable | None = None
    rows: int = 0


def publish_files(register: Register, clock: Callable[[], datetime], *, again: bool = False) -> bool:
    """Make the files of a register's newest judged snapshot and put them in the place of the former ones, all at once.

    The same store gives the same bytes. Answers whether there are new files: not if they are here already (unless
    `again`), if somebody else is making them, or if a newer snapshot came meanwhile. `clock` tells the time, in UTC.
    Refuses when there are no data. Rows go through files in the data folder; what is in memory is a piece of a table,
    and at the end one file.
    """
    snapshot = judged_snapshot(register)
    started = clock()
    if not again and _are_current(snapshot):
        return False
    settings: Settings = current_app.extensions["settings"]
    with _folder(settings.data_dir / "tmp", register, started) as folder:
        if folder is None:
            return False
        made = [each for table in TABLES for each in _make(table, snapshot, folder)]
        made.append(_describe(snapshot, made, folder, settings.base_url))
        with transaction() as session:
            return _store(session, snapshot, made, started)


def _are_current(snapshot: Snapshot) -> bool:
    """Whether the files are of this snapshot, and no day was published since; earlier ones are in the histories."""
    newest = select(func.max(Snapshot.published_at)).where(Snapshot.register == snapshot.register, SHOWN)
    made = select(OpenFile.id).where(
        OpenFile.register == snapshot.register,
        OpenFile.name == PACKAGE,
        OpenFile.snapshot_id == snapshot.id,
        OpenFile.made_at >= newest.scalar_subquery(),
    )
    return db.session.scalar(made) is not None


@contextmanager
def _folder(parent: Path, register: Register, now: datetime) -> Iterator[Path | None]:
    """A folder for files in the making; None while another process makes those of the same register."""
    parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    prefix = f"open-data-{register.value}-"
    with (parent / f"{prefix[:-1]}.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield None
            return
        for left_over in parent.glob(f"{prefix}*/"):
            if now.timestamp() - left_over.stat().st_mtime > _LEFT_OVER:
                shutil.rmtree(left_over, ignore_errors=True)
        with TemporaryDirectory(prefix=prefix, dir=parent) as name:
            yield Path(name)


def _make(table: OpenTable, snapshot: Snapshot, folder: Path) -> Iterator[_Made]:
    """One table as CSV and as Parquet. Its rows are read once for each, so that they need not be held."""
    text, parquet = folder / f"{table.name}.csv", folder / f"{table.name}.parquet"
    counted = _Counted()
    with text.open("wb") as stream:
        write_csv(stream, table.columns, counted.each(table.rows(snapshot)))
    yield _measured(text, CSV, table, counted.number)
    provenance = Provenance(snapshot.register.value, snapshot.data_date, _VERSIONS)
    write_parquet(parquet, table.columns, table.rows(snapshot), provenance=provenance, folder=folder)
    yield _measured(parquet, PARQUET, table, counted.number)


class _Counted:
    def __init__(self) -> None:
        self.number = 0

    def each(self, rows: Iterator[Row]) -> Iterator[Row]:
        for row in rows:
            self.number += 1
            yield row


def _measured(path: Path, media_type: str, table: OpenTable | None = None, rows: int = 0) -> _Made:
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    return _Made(path.name, path, media_type, digest, path.stat().st_size, table, rows)


def _describe(snapshot: Snapshot, made: list[_Made], folder: Path, base_url: str) -> _Made:
    """The Data Package (v2, datapackage.org) of the files. It is dated as its data are, not when it was written."""
    law = LAWS[snapshot.register]
    day = snapshot.data_date.isoformat()
    source = {"title": law.source, "path": f"https://{urlsplit(law.address('x')).netloc}/", "version": day}
    said = f"What {law.source} said on {day}"
    if is_sample(snapshot):
        said = f"Invented sample data in the shape of {law.source}, dated {day}"
        source = {"title": "Invented sample data", "path": base_url, "version": day}
    package = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": f"trial-results-{snapshot.register.value}",
        "title": f"Who reports trial results: {law.name}",
        "description": (
            f"{said}, judged by rule versions {_VERSIONS}. Titles and names are the "
            "register's own words; verdicts, counts and the compilation are ours and free to use."
        ),
        "homepage": f"{base_url}/trackers/data",
        "version": day,
        "created": f"{day}T00:00:00Z",
        "register": snapshot.register.value,
        "data_date": day,
        "sample": is_sample(snapshot),
        "rule_versions": _VERSIONS.split(", "),
        "licenses": [LICENCE],
        "sources": [source],
        "resources": [_resource(each, source) for each in made],
    }
    path = folder / PACKAGE
    path.write_text(json.dumps(package, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return _measured(path, "application/json")


def _resource(file: _Made, source: dict[str, str]) -> dict[str, Any]:
    assert file.table is not None
    is_csv = file.media_type == CSV
    return {
        "name": file.name.replace(".", "-"),
        "path": file.name,
        "title": file.table.title,
        "description": file.table.description,
        "format": "csv" if is_csv else "parquet",
        "mediatype": file.media_type.partition(";")[0],
        **({"type": "table", "encoding": "utf-8"} if is_csv else {}),
        "bytes": file.size,
        "hash": f"sha256:{file.sha256}",
        "rows": file.rows,
        "licenses": [LICENCE],
        "sources": [source],
        "schema": table_schema(file.table.columns),
    }


def _store(session: Session, snapshot: Snapshot, made: list[_Made], now: datetime) -> bool:
    # Whoever else stores files of this snapshot waits here; of one that was replaced meanwhile none are wanted.
    session.get_one(Snapshot, snapshot.id, with_for_update=True, populate_existing=True)
    if judged_snapshot(snapshot.register).id != snapshot.id:
        return False
    session.execute(
        delete(OpenFile).where(OpenFile.register == snapshot.register), execution_options={"synchronize_session": False}
    )
    for each in made:
        session.execute(
            insert(OpenFile),
            [
                {
                    "register": snapshot.register,
                    "name": each.name,
                    "snapshot_id": snapshot.id,
                    "media_type": each.media_type,
                    "sha256": each.sha256,
                    "size": each.size,
                    "content": each.path.read_bytes(),
                    "made_at": now,
                }
            ],
        )
    return True
