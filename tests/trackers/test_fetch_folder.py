"""The folder of a fetch: nothing in it is ever half written, and what is kept of a record is what is read."""

import gzip
import json
import os
import signal
import time
from multiprocessing import get_context
from pathlib import Path

import pytest

from campaign.trackers.fetchers.cut import Wanted, cut
from campaign.trackers.fetchers.folder import appearing_whole, digest, keep_only, read_json, write_json, write_lines


def test_a_file_keeps_its_former_content_until_the_new_one_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "state.json"
    write_json(path, {"page": 1})
    with pytest.raises(KeyboardInterrupt), appearing_whole(path) as out:
        out.write(b'{"pa')
        raise KeyboardInterrupt
    assert read_json(path) == {"page": 1}
    assert list(tmp_path.iterdir()) == [path]


def _write_for_ever(path: Path) -> None:
    number = 0
    while True:
        number += 1
        write_json(path, {"number": number, "filler": "x" * 200_000})


def test_a_kill_in_the_middle_of_writing_leaves_a_whole_file(tmp_path: Path) -> None:
    path = tmp_path / "state.json"
    for _ in range(3):
        writer = get_context("fork").Process(target=_write_for_ever, args=(path,), daemon=True)
        writer.start()
        until = time.monotonic() + 5
        while not path.exists() and time.monotonic() < until:
            time.sleep(0.005)
        assert writer.pid is not None
        os.kill(writer.pid, signal.SIGKILL)
        writer.join()
        assert json.loads(path.read_bytes())["number"] >= 1


def test_what_a_kill_left_behind_is_tidied_away(tmp_path: Path) -> None:
    (tmp_path / ".state.json.draft").write_bytes(b"{")
    (tmp_path / "old").mkdir()
    (tmp_path / "old" / "page").write_bytes(b"")
    write_json(tmp_path / "state.json", {})
    keep_only(tmp_path, "state.json")
    assert [path.name for path in tmp_path.iterdir()] == ["state.json"]


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff", None])
def test_a_state_that_cannot_be_read_is_begun_anew(content: bytes | None, tmp_path: Path) -> None:
    path = tmp_path / "state.json"
    if content is not None:
        path.write_bytes(content)
    assert read_json(path) == {}


def test_the_same_lines_make_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a", "b"):
        write_lines(tmp_path / name, ({"é": number} for number in range(2)))
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
    assert gzip.decompress((tmp_path / "a").read_bytes()).decode() == '{"é":0}\n{"é":1}\n'


def test_a_fingerprint_does_not_depend_on_the_order_of_members() -> None:
    assert digest({"a": 1, "b": [1, 2]}) == digest({"b": [1, 2], "a": 1})
    assert digest({"a": [1, 2]}) != digest({"a": [2, 1]})


def test_cutting_goes_through_lists_and_keeps_strange_shapes_for_the_importer() -> None:
    wanted = Wanted.of(["id", "sites.country", "whole"])
    record = {"id": 1, "sites": [{"country": "Guam", "contact": "P"}, {}], "whole": {"x": [1]}, "more": 2}
    assert cut(record, wanted) == {"id": 1, "sites": [{"country": "Guam"}, {}], "whole": {"x": [1]}}
    assert cut({"sites": "none"}, wanted) == {"sites": "none"}
    assert cut({"sites": None}, wanted) == {"sites": None}
    assert cut(["id"], wanted) == ["id"]
