"""A map of the world in equal tiles, one a country: numbers by country in, places and shades out.

Every country gets the same room, so a small one is seen as well as a large one, and no border is drawn that somebody
disputes. `templates/parts/charts.html` draws what `tile_map` answers as SVG, with its key; the table is part of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from campaign.web.charts import thinned
from campaign.web.countries import country_name
from campaign.web.formats import decimal, listed, number
from campaign.web.language import gettext, ngettext

SIDE = 40  # of a tile with the gap after it, in units of the drawing
STEPS = 5

# Roughly where countries lie: each has the neighbours that it has on a globe, as far as squares allow. Codes are those
# of ISO 3166-1, and XK for Kosovo as Unicode has it. What has no tile is listed beside the map.
_WORLD = """
.. .. .. .. .. .. GL .. IS .. .. .. NO SE FI .. .. .. .. .. .. .. .. .. .. .. .. ..
CA .. .. .. .. .. .. .. .. FO .. .. DK .. EE .. .. RU .. .. .. .. .. .. .. .. .. ..
US .. .. BM .. .. .. .. IE GB .. NL .. .. LV .. .. .. .. .. .. .. .. .. .. .. .. ..
MX .. .. BS .. .. .. .. .. .. .. BE DE PL LT BY .. .. .. .. .. .. .. .. .. .. .. ..
GT BZ .. CU HT DO PR .. .. .. FR LU CZ SK .. UA .. .. .. KZ .. .. .. .. .. .. .. ..
SV HN .. JM .. KN AG .. .. .. AD CH AT HU RO MD .. .. .. UZ KG .. MN .. .. .. .. ..
.. NI .. .. .. GP DM .. PT ES MC LI SI HR RS BG .. GE .. TM TJ .. CN .. KP .. .. ..
.. CR .. .. .. MQ LC .. .. .. SM IT BA ME XK MK TR AM AZ .. AF .. .. .. KR JP .. ..
.. .. PA .. .. VC BB .. .. .. VA MT .. AL GR .. CY SY IQ IR PK NP BT MO HK TW .. ..
.. .. CO VE .. GD TT .. .. MA .. DZ TN LY EG .. LB JO KW .. .. IN BD MM LA VN .. ..
.. .. EC GY SR GF .. .. EH MR ML .. NE TD SD ER IL PS SA BH QA LK .. TH KH .. PH ..
.. .. PE .. BR .. CV SN GM GN BF BJ NG CF SS ET DJ .. YE OM AE MV .. MY BN .. PW ..
.. .. .. BO PY .. .. GW SL CI GH TG CM CG UG KE SO .. .. .. .. .. .. SG ID TL FM MH
.. .. CL AR UY .. .. .. LR .. ST GQ GA CD RW TZ .. SC .. .. .. .. .. .. .. PG NR KI
.. .. .. .. .. .. .. .. .. .. .. .. AO ZM BI MW .. KM .. .. .. .. .. .. .. SB TV WS
.. .. .. .. .. .. .. .. .. .. .. .. NA BW ZW MZ .. MG MU .. .. .. .. .. AU VU FJ TO
.. .. .. .. .. .. .. .. .. .. .. .. .. ZA LS SZ .. .. RE .. .. .. .. .. .. NC CK PF
.. .. .. .. .. .. .. .. .. .. .. .. .. .. .. .. .. .. .. .. .. .. .. .. .. .. NZ ..
"""


@dataclass(frozen=True)
class Tile:
    """One country: its place in units of the drawing, its number, and its shade from 0 (none) to 5."""

    code: str
    name: str
    x: int
    y: int
    value: int
    step: int

    @property
    def short(self) -> str:
        """The number as it fits into a tile: 1,234, 56k, 1.2m."""
        if self.value < 10_000:
            return number(self.value)
        if self.value < 1_000_000:
            return gettext("%(thousands)sk", thousands=self.value // 1000)
        return gettext("%(millions)sm", millions=decimal(self.value / 1_000_000))


@dataclass(frozen=True)
class Shade:
    """One entry of the key: the shade, and which numbers have it."""

    step: int
    words: str


@dataclass(frozen=True)
class Land:
    """One row of the table: a country with its number, and whether it has a tile."""

    code: str
    name: str
    value: int
    has_tile: bool


@dataclass(frozen=True)
class TileMap:
    """The map with its key and its table, most first. `key` makes ids unique on the page."""

    key: str
    title: str
    sentence: str
    width: int
    height: int
    tiles: tuple[Tile, ...]
    shades: tuple[Shade, ...]
    lands: tuple[Land, ...]

    @property
    def total(self) -> int:
        """The sum of all countries, those without a tile too."""
        return sum(land.value for land in self.lands)

    @property
    def elsewhere(self) -> tuple[Land, ...]:
        """Countries with a number and without a tile."""
        return tuple(land for land in self.lands if not land.has_tile)

    @property
    def elsewhere_words(self) -> str:
        """The same as a list in words."""
        return listed([f"{land.name} ({number(land.value)})" for land in self.elsewhere])


def tile_map(
    numbers: Mapping[str, int],
    *,
    title: str,
    one: str = "",
    many: str = "",
    key: str = "map",
) -> TileMap:
    """The map of numbers by country code; countries with none are drawn empty.

    `one` and `many` name what is counted, as messages that the caller has marked for translation with `ngettext`; empty
    for organizations. Pages that are read from right to left show the same map: west is left on theirs too.
    """
    columns, rows, places = _places()
    bounds = _bounds(max(numbers.values(), default=0))
    tiles = tuple(
        Tile(code, country_name(code), x * SIDE, y * SIDE, numbers.get(code, 0), _step(numbers.get(code, 0), bounds))
        for code, (x, y) in places.items()
    )
    lands = tuple(
        Land(code, country_name(code), value, code in places)
        for code, value in sorted(numbers.items(), key=lambda pair: (-pair[1], country_name(pair[0])))
        if value
    )
    return TileMap(
        key, title, _sentence(lands, one, many), columns * SIDE, rows * SIDE, tiles, _shades(bounds), lands,
    )  # fmt: skip


@cache
def _places() -> tuple[int, int, dict[str, tuple[int, int]]]:
    """Columns, rows, and the place of each code."""
    rows = [line.split() for line in _WORLD.strip().splitlines()]
    places = {code: (x, y) for y, row in enumerate(rows) for x, code in enumerate(row) if code != ".."}
    return len(rows[0]), len(rows), places


def _bounds(highest: int) -> list[int]:
    """From which number on each shade begins: 1, and up to four more round numbers until `highest`."""
    nice = [step * 10**power for power in range(len(str(highest))) for step in (1, 2, 5) if step * 10**power <= highest]
    return [nice[index] for index in thinned(len(nice), STEPS)]


def _step(value: int, bounds: list[int]) -> int:
    return sum(value >= bound for bound in bounds)


def _shades(bounds: list[int]) -> tuple[Shade, ...]:
    spans = [
        number(low) if high - low == 1 else gettext("%(low)s to %(high)s", low=number(low), high=number(high - 1))
        for low, high in pairwise(bounds)
    ]
    last = [gettext("%(number)s or more", number=number(bounds[-1]))] if bounds else []
    return tuple(Shade(step, words) for step, words in enumerate([gettext("none"), *spans, *last]))


def _sentence(lands: tuple[Land, ...], one: str, many: str) -> str:
    if not lands:
        return gettext("None yet from any country.")
    whole = sum(land.value for land in lands)
    noun = ngettext(one, many, whole) if one else ngettext("organization", "organizations", whole)
    total = f"{number(whole)} {noun}"
    if len(lands) == 1:
        return gettext("%(total)s, all in %(country)s.", total=total, country=lands[0].name)
    most = [f"{land.name} ({number(land.value)})" for land in lands[:3]]
    return ngettext(
        "%(total)s in %(countries)s country. Most are in %(most)s.",
        "%(total)s in %(countries)s countries. Most are in %(most)s.",
        len(lands),
        total=total,
        countries=number(len(lands)),
        most=listed(most),
    )
