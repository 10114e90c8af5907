"""The folder of a fetch: files that appear whole or not at all, a state that says how far it is, one at a time."""

import fcntl
import gzip
import hashlib
import json
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, Final

from campaign.trackers.fetchers.outcome import FetchError

_DRAFT: Final = ".draft"


@contextmanager
def appearing_whole(path: Path, *, lasting: bool = True) -> Iterator[BinaryIO]:
    """A file to write; it has its name only once all of it is there.

    `lasting` waits until it is on disk, so that a loss of power takes neither the file nor, later, what relies on it.
    """
    draft = path.with_name(f".{path.name}{_DRAFT}")
    try:
        with draft.open("wb") as out:
            yield out
            out.flush()
            if lasting:
                os.fsync(out.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    if not lasting:
        return
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def write_json(path: Path, value: Any, *, lasting: bool = True) -> None:
    """Write one JSON value."""
    with appearing_whole(path, lasting=lasting) as out:
        out.write(_bytes(value))


def read_json(path: Path) -> dict[str, Any]:
    """The JSON object in a file; empty if there is no file or no object in it, which then is begun anew."""
    try:
        value = json.loads(path.read_bytes())
    except (FileNotFoundError, ValueError):
        return {}
    return value if isinstance(value, dict) else {}


def write_lines(path: Path, records: Iterable[Any]) -> None:
    """Write records as packed NDJSON."""
    with appearing_whole(path) as out, gzip.GzipFile(filename="", mode="wb", fileobj=out, mtime=0) as packed:
        for record in records:
            packed.write(_bytes(record) + b"\n")


def _bytes(value: Any) -> bytes:
    """Halves of characters, which JSON can name and UTF-8 cannot hold, become question marks."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode(errors="replace")


def digest(value: Any) -> str:
    """A short fingerprint of a JSON value, the same in whatever order its members come."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode(errors="replace")).hexdigest()[:32]


def keep_only(folder: Path, *names: str) -> None:
    """Delete everything in a folder but these."""
    for path in folder.iterdir():
        if path.name not in names:
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink()


@contextmanager
def only_fetch(folder: Path, name: str) -> Iterator[None]:
    """Make the folder and hold it for this fetch. Raises FetchError while another one runs."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (folder / LOCK).open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise FetchError(f"{name}: another fetch of it is running. Wait for its end, or stop it.") from None
        yield


LOCK: Final = "lock"
STATE: Final = "state.json"
