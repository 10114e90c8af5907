"""The file that only grows: each line is signed and follows the one before it; whatever is done to it shows."""

import json
import os
import stat
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from campaign.audit.chain import Place
from campaign.audit.heads import HeadKind, HeadsAltered, HeadsUnwritable, adding, last_head, public_key, read_heads
from campaign.audit.seal import seal
from campaign.audit.verify import Exit, verify
from campaign.keys import KeyStore
from tests.audit.conftest import written
from tests.factories.accounts import WHEN


def lines_of(path: Path) -> list[bytes]:
    return path.read_bytes().splitlines()


@pytest.fixture
def heads(session: Session, tmp_path: Path, store: KeyStore) -> Path:
    """Four lines about a log of eight entries."""
    path = tmp_path / "far" / "heads.jsonl"
    for number in range(4):
        written(2, first=2 * number)
        seal(path, store, WHEN + timedelta(hours=number))
    return path


def test_a_line_says_all_and_is_its_owners_only(heads: Path, store: KeyStore) -> None:
    assert stat.S_IMODE(heads.stat().st_mode) == 0o600
    first, *_, last = (json.loads(line) for line in lines_of(heads))
    assert (first["number"], first["kind"], first["entries"], first["at"]) == (1, "sealed", 2, WHEN.isoformat())
    assert (last["number"], last["entries"]) == (4, 8)
    newest = last_head(heads, store)
    assert newest is not None
    assert newest.place.head.hex() == last["head"]
    assert len(public_key(store)) == 64
    for secret in ("data", "token", "erase", "dedupe", "session"):
        assert (store.folder / f"{secret}.key").read_text().strip() not in heads.read_text()


@pytest.mark.parametrize("number", range(4))
@pytest.mark.parametrize("field", ["number", "kind", "at", "entries", "last_id", "head", "previous", "signature"])
def test_a_change_of_any_field_of_any_line_shows(heads: Path, store: KeyStore, number: int, field: str) -> None:
    lines = lines_of(heads)
    told = json.loads(lines[number])
    new = {"number": 9, "kind": "pruned", "at": "2020-01-01T00:00:00+00:00", "entries": 1, "last_id": 1}
    told[field] = new.get(field, "ab" * len(bytes.fromhex(told[field])) if field not in new else None)
    lines[number] = json.dumps(told).encode()
    heads.write_bytes(b"".join(line + b"\n" for line in lines))
    verdict = verify(heads, store)
    assert verdict.exit is Exit.HEADS_ALTERED
    assert f"Line {number + 1} of the heads" in verdict.faults[0].sentence


def test_a_line_that_is_gone_added_or_moved_shows(heads: Path, store: KeyStore) -> None:
    lines = lines_of(heads)
    for wrong in (
        lines[1:],
        [lines[0], *lines[2:]],
        [lines[1], lines[0], *lines[2:]],
        [*lines, lines[3]],
        [*lines, b"{}"],
        [*lines, b""],
        [b"no head", *lines],
    ):
        heads.write_bytes(b"".join(line + b"\n" for line in wrong))
        assert verify(heads, store).exit is Exit.HEADS_ALTERED
    heads.write_bytes(b"".join(line + b"\n" for line in lines))
    assert verify(heads, store).exit is Exit.WHOLE


def test_lines_of_another_site_say_nothing(heads: Path, store: KeyStore, tmp_path: Path) -> None:
    KeyStore.make(tmp_path / "other")
    assert verify(heads, KeyStore(tmp_path / "other")).exit is Exit.HEADS_ALTERED


def test_a_file_that_was_taken_away_shows(heads: Path, store: KeyStore) -> None:
    heads.unlink()
    assert verify(heads, store).exit is Exit.HEADS_MISSING


def test_lines_cut_off_at_the_end_show_from_a_copy_outside(heads: Path, store: KeyStore) -> None:
    copy = lines_of(heads)[3].decode()
    assert verify(heads, store, [f"  {copy}  ", "", "words around it"]).exit is Exit.WHOLE
    heads.write_bytes(b"".join(line + b"\n" for line in lines_of(heads)[:2]))
    assert verify(heads, store).exit is Exit.WHOLE, "by itself a shorter file is sound"
    verdict = verify(heads, store, [copy])
    assert verdict.exit is Exit.HEADS_ALTERED
    assert "Line 4 of the heads" in verdict.faults[0].sentence
    assert verify(heads, store, [copy.replace("sealed", "pruned")]).exit is Exit.HEADS_ALTERED


def test_a_line_that_a_loss_of_power_cut_short_hinders_nothing(heads: Path, store: KeyStore) -> None:
    with heads.open("ab") as file:
        file.write(b'{"number": 5, "kind"')
    assert verify(heads, store).exit is Exit.WHOLE
    newest = last_head(heads, store)
    assert newest is not None
    assert newest.number == 4
    written(1, first=8)
    line = seal(heads, store, WHEN)
    assert line is not None
    assert (line.number, len(read_heads(heads, store))) == (5, 5)
    assert verify(heads, store).exit is Exit.WHOLE
    heads.write_bytes(heads.read_bytes().replace(b'"kind"\n', b'"sort"\n'))
    with pytest.raises(HeadsAltered):
        read_heads(heads, store)


def test_a_place_that_cannot_be_written_is_named(session: Session, store: KeyStore, tmp_path: Path) -> None:
    written(1)
    (tmp_path / "file").touch()
    with pytest.raises(HeadsUnwritable, match="CAMPAIGN_AUDIT_HEADS"):
        seal(tmp_path / "file" / "heads.jsonl", store, WHEN)


def test_many_who_add_at_once_leave_one_file(store: KeyStore, tmp_path: Path) -> None:
    path = tmp_path / "heads.jsonl"

    def add(number: int) -> None:
        with adding(path, store) as file:
            file.add(HeadKind.SEALED, Place(number, number, os.urandom(32)), WHEN)

    threads = [threading.Thread(target=add, args=(number,)) for number in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [head.number for head in read_heads(path, store)] == list(range(1, 17))
