"""Which registers a site fetches each night."""

import pytest

from campaign.config import Settings, SettingsError


def read(value: str) -> tuple[str, ...]:
    return Settings.from_environment({"CAMPAIGN_TRACKERS_FETCH": value}).fetched_registers


def test_the_setting_names_registers_once_each_and_none_by_default() -> None:
    assert read("") == ()
    assert read("fdaaa, ctis,fdaaa") == ("fdaaa", "ctis")


@pytest.mark.parametrize("wrong", ["isrctn", "eu=https://x.example", "fdaaa;ctis"])
def test_the_setting_refuses_anything_else(wrong: str) -> None:
    with pytest.raises(SettingsError, match="TRACKERS_FETCH"):
        read(wrong)
