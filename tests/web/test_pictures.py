"""Pictures are drawn one at a time, kept for a while, and few of them."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask

from campaign.web import pictures
from campaign.web.pictures import Shelf, StillDrawing, kept_picture
from tests.servers.process import wait_until


def test_a_picture_is_drawn_once_within_its_time(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[int] = []

    def draw() -> bytes:
        made.append(1)
        return b"%d" % len(made)

    clock = 1000.0
    monkeypatch.setattr(pictures.time, "monotonic", lambda: clock)
    with app.app_context():
        assert [kept_picture("a", draw), kept_picture("a", draw), kept_picture("b", draw)] == [b"1", b"1", b"2"]
        clock += 61
        assert kept_picture("a", draw) == b"3"


def test_while_others_are_drawn_the_last_one_is_given_or_none(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "PATIENCE", 0.01)
    with app.app_context():
        kept_picture("a", lambda: b"old")
        with pictures._drawing:
            assert kept_picture("a", lambda: b"new", seconds=0) == b"old"
            with pytest.raises(StillDrawing):
                kept_picture("b", lambda: b"new")
        assert kept_picture("a", lambda: b"new", seconds=0) == b"new"


def test_one_waits_for_its_turn_and_who_comes_then_is_told_to_come_again(app: Flask) -> None:
    """A process has a few threads: those who ask for ever other pictures must not take them all."""

    def ask(key: str) -> bytes:
        with app.app_context():
            return kept_picture(key, lambda: b"drawn")

    with ThreadPoolExecutor(1) as pool:
        with pictures._drawing:
            first = pool.submit(ask, "a")
            wait_until("it waits", lambda: pictures._waiting._value == 0)
            with pytest.raises(StillDrawing):
                ask("b")
        assert first.result() == b"drawn"
    assert ask("b") == b"drawn"


def test_half_of_the_time_stays_for_pages(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    clock, slept = 1000.0, []

    def draw() -> bytes:
        nonlocal clock
        clock += 2
        return b"drawn"

    monkeypatch.setattr(pictures.time, "monotonic", lambda: clock)
    monkeypatch.setattr(pictures.time, "sleep", slept.append)
    with app.app_context():
        kept_picture("a", draw)
        clock += 0.5
        kept_picture("b", draw)
    assert slept == [0, 1.5]


def test_a_fault_while_drawing_lets_the_next_one_draw(app: Flask) -> None:
    def fail() -> bytes:
        raise ValueError("no font")

    with app.app_context():
        with pytest.raises(ValueError, match="no font"):
            kept_picture("a", fail)
        assert kept_picture("a", lambda: b"fine") == b"fine"


def test_the_shelf_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "MOST_BYTES", 100)
    shelf = Shelf()
    for key in "abc":
        shelf.put(key, bytes(40))
    assert [shelf.look(key) is not None for key in "abc"] == [False, True, True]
    shelf.look("b")
    shelf.put("c", bytes(45))
    shelf.put("d", bytes(40))
    assert [shelf.look(key) is not None for key in "bcd"] == [False, True, True]
