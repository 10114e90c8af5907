"""Which registers a site fetches each night."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask

from campaign.config import Settings, SettingsError
from campaign.trackers.facts import Register
from worker.trackers import register as register_tasks


def read(value: str) -> tuple[str, ...]:
    return Settings.from_environment({"CAMPAIGN_TRACKERS_FETCH": value}).fetched_registers


def test_the_setting_names_registers_once_each_and_none_by_default() -> None:
    assert read("") == ()
    assert read("fdaaa, ctis,fdaaa") == ("fdaaa", "ctis")


@pytest.mark.parametrize("wrong", ["isrctn", "eu=https://x.example", "fdaaa;ctis"])
def test_the_setting_refuses_anything_else(wrong: str) -> None:
    with pytest.raises(SettingsError, match="TRACKERS_FETCH"):
        read(wrong)


class Tasks:
    """What a module of the worker registers, by name."""

    def __init__(self) -> None:
        self.named: dict[str, Callable[[], None]] = {}

    def task(self, name: str, **_: object) -> Callable[[Callable[[], None]], Callable[[], None]]:
        return lambda function: self.named.setdefault(name, function)


def test_a_fault_in_one_register_does_not_cost_the_others(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Register] = []

    def fetch(register: Register, *_: object, **__: object) -> None:
        asked.append(register)
        raise RecursionError(register.value)

    monkeypatch.setattr("worker.trackers.fetch_register", fetch)
    settings = replace(app.extensions["settings"], trackers_fetch="fdaaa,ctis")
    monkeypatch.setitem(app.extensions, "settings", settings)
    tasks = Tasks()
    register_tasks(tasks)  # type: ignore[arg-type]  # all that it asks of Celery
    with app.app_context():
        tasks.named["trackers.fetch"]()
    assert asked == [Register.FDAAA, Register.CTIS]
