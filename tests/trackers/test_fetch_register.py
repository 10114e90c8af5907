"""A register fetched and taken into the store in one go."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from campaign.config import Settings, SettingsError
from campaign.trackers.facts import Register
from campaign.trackers.fetch_register import fetch_register
from campaign.trackers.fetchers.web import Manners
from campaign.trackers.import_files import Imported
from campaign.trackers.models import Origin
from campaign.trackers.queries import judged_snapshot
from campaign.trackers.refusals import SuddenFall
from tests.servers.registers import Registers
from tests.trackers.fetching import study

NOW = datetime(2026, 11, 22, 2, 20, tzinfo=UTC)
QUICK = Manners(pause=0.0, sleep=lambda _: None)


def fetched(registers: Registers, folder: Path, now: datetime = NOW) -> Imported | None:
    return fetch_register(
        Register.FDAAA, folder, lambda: now, contact="campaign@example.org", base_url=registers.url, manners=QUICK
    )


def test_what_was_fetched_is_published_as_fetched(session: Session, registers: Registers, fetch_folder: Path) -> None:
    registers.studies = [study(number) for number in range(7)]
    found = fetched(registers, fetch_folder)
    assert found is not None
    assert (found.taken.changed, found.taken.records) == (True, 7)
    snapshot = judged_snapshot(Register.FDAAA)
    assert (snapshot.origin, snapshot.data_date) == (Origin.FETCHED, date(2026, 11, 20))
    again = fetched(registers, fetch_folder, NOW + timedelta(hours=1))
    assert again is not None
    assert not again.taken.changed


def test_a_sudden_fall_is_refused_and_what_is_not_whole_is_not_imported(
    session: Session, registers: Registers, fetch_folder: Path
) -> None:
    registers.studies = [study(number) for number in range(20)]
    fetched(registers, fetch_folder)
    clock = iter([NOW, NOW, *([NOW + timedelta(hours=4)] * 50)])
    other = fetch_folder / "other"
    other.mkdir()
    stopped = fetch_register(Register.FDAAA, other, lambda: next(clock), base_url=registers.url, manners=QUICK)
    assert stopped is None
    registers.studies = registers.studies[:3]
    registers.data_timestamp = "2026-11-21T09:00:05"
    with pytest.raises(SuddenFall):
        fetched(registers, fetch_folder, NOW + timedelta(days=1))


def test_the_setting_names_registers_and_refuses_anything_else() -> None:
    def read(value: str) -> dict[str, str]:
        return Settings.from_environment({"CAMPAIGN_TRACKERS_FETCH": value}).fetched_registers

    assert read("") == {}
    assert read("fdaaa, ctis") == {"fdaaa": "", "ctis": ""}
    assert read("eu=https://tables.example/x?a=b") == {"eu": "https://tables.example/x?a=b"}
    for wrong in ("eu", "isrctn", "fdaaa=nonsense"):
        with pytest.raises(SettingsError, match="TRACKERS_FETCH"):
            read(wrong)
