"""The map of equal tiles: every number has a place or is named beside it, and the table holds them all."""

import pytest
from flask import Flask

from campaign.web.countries import country_names
from campaign.web.language import speaking
from campaign.web.tiles import SIDE, tile_map

NUMBERS = {"GB": 194, "US": 116, "DE": 69, "NL": 39, "AQ": 2, "GG": 1}


def test_no_tile_lies_on_another_and_every_code_is_a_country() -> None:
    found = tile_map({}, title="Signatures")
    places = [(tile.x, tile.y) for tile in found.tiles]
    codes = [tile.code for tile in found.tiles]
    assert len(set(places)) == len(set(codes)) == len(codes) > 200
    assert set(codes) <= set(country_names())
    assert all(0 <= x <= found.width - SIDE and 0 <= y <= found.height - SIDE for x, y in places)


@pytest.mark.parametrize(
    ("one", "where", "other"),
    [("CA", "north", "US"), ("PT", "west", "ES"), ("NO", "west", "SE"), ("AR", "south", "BR"), ("NZ", "south", "AU"),
     ("EG", "north", "SD"), ("JP", "east", "KR"), ("IE", "west", "GB"), ("PL", "east", "DE"), ("ZA", "south", "KE")],
)  # fmt: skip
def test_neighbours_lie_as_on_a_globe(one: str, where: str, other: str) -> None:
    at = {tile.code: (tile.x, tile.y) for tile in tile_map({}, title="").tiles}
    (x, y), (other_x, other_y) = at[one], at[other]
    assert {"north": y < other_y, "south": y > other_y, "west": x < other_x, "east": x > other_x}[where]


def test_the_table_has_every_number_and_names_what_has_no_tile() -> None:
    found = tile_map(NUMBERS | {"FR": 0}, title="Organizations")
    assert [(land.code, land.value) for land in found.lands] == list(NUMBERS.items())
    assert found.total == sum(NUMBERS.values())
    assert [land.code for land in found.elsewhere] == ["AQ", "GG"]
    drawn = {tile.code: tile.value for tile in found.tiles if tile.value}
    assert drawn == {code: value for code, value in NUMBERS.items() if code not in ("AQ", "GG")}
    assert found.sentence.startswith("421 organizations in 6 countries. Most are in United Kingdom (194),")


@pytest.mark.parametrize("highest", [1, 2, 3, 4, 9, 10, 57, 194, 1000, 48_213, 2_500_000])
def test_every_number_has_the_shade_that_the_key_gives_it(highest: int) -> None:
    values = sorted({1, 2, highest // 2 or 1, highest})
    codes = ["GB", "DE", "FR", "ES"][: len(values)]
    found = tile_map(dict(zip(codes, values, strict=True)), title="", one="person", many="people")
    steps = [next(tile.step for tile in found.tiles if tile.code == code) for code in codes]
    assert steps == sorted(steps)
    assert steps[-1] == found.shades[-1].step <= 5
    assert [shade.step for shade in found.shades] == list(range(len(found.shades)))
    assert found.shades[-1].words.endswith("or more") and found.shades[0].words == "none"
    for value, step in zip(values, steps, strict=True):
        low, _, high = found.shades[step].words.replace(",", "").replace(" or more", " to 9999999").partition(" to ")
        assert int(low) <= value <= int(high or low)


def test_numbers_are_short_enough_for_a_tile(app: Flask) -> None:
    found = tile_map({"GB": 9_999, "DE": 56_789, "FR": 1_234_567}, title="")
    assert {tile.short for tile in found.tiles if tile.value} == {"9,999", "56k", "1.2m"}
    with app.app_context(), speaking("de"):
        assert "1,2M" in {tile.short for tile in found.tiles}


def test_nothing_yet_is_said() -> None:
    found = tile_map({}, title="", one="person", many="people")
    assert (found.sentence, found.lands, [shade.words for shade in found.shades]) == (
        "None yet from any country.",
        (),
        ["none"],
    )
    assert tile_map({"MT": 1}, title="").sentence == "1 organization, all in Malta."
