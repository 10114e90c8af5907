"""The directory's filters as addresses carry them."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

from werkzeug.datastructures import MultiDict

from campaign.organizations.directory.filters import Filters, Sort, Stands
from campaign.organizations.directory.letters import OTHER, letter_of
from campaign.organizations.directory.roll import GroupBy
from campaign.organizations.models import Authority, Capacity, OrganizationKind
from campaign.text import folded, tidy
from campaign.web.countries import country_names

LONGEST = 100
MOST_WORDS = 6  # more than anybody looks for, and each costs
Choice = TypeVar("Choice", bound=StrEnum)


def read_filters(arguments: MultiDict[str, str]) -> Filters:
    """The directory's filters from an address; what is unknown is left out."""
    return Filters(
        words=" ".join(tidy(arguments.get("q", ""))[:LONGEST].split()[:MOST_WORDS]),
        letter=_letter(arguments.get("letter", "")),
        kinds=_several(OrganizationKind, arguments.getlist("kind")),
        countries=tuple(code for code in dict.fromkeys(arguments.getlist("country")) if code in country_names()),
        grades=_several(Authority, arguments.getlist("grade")),
        years=tuple(
            int(year) for year in dict.fromkeys(arguments.getlist("year")) if len(year) == 4 and year.isdecimal()
        ),
        capacity=Capacity.PERSONAL if arguments.get("speaks") == Capacity.PERSONAL.value else Capacity.ON_BEHALF,
        stands=Stands.GONE if arguments.get("stands") == Stands.GONE.value else Stands.LISTED,
        sort=next((sort for sort in Sort if sort.value == arguments.get("sort")), Sort.NEWEST),
    )


def filters_as_url(filters: Filters) -> dict[str, Any]:
    """The arguments of an address that asks for these filters."""
    asked = {
        "q": filters.words,
        "letter": filters.letter,
        "kind": [kind.value for kind in filters.kinds],
        "country": list(filters.countries),
        "grade": [grade.value for grade in filters.grades],
        "year": [str(year) for year in filters.years],
        "speaks": Capacity.PERSONAL.value if filters.capacity == Capacity.PERSONAL else "",
        "stands": Stands.GONE.value if filters.stands == Stands.GONE else "",
        "sort": "" if filters.sort == Sort.NEWEST else filters.sort.value,
    }
    return {key: value for key, value in asked.items() if value}


def read_grouping(arguments: MultiDict[str, str]) -> GroupBy:
    """By what the wall is grouped: kinds unless countries are asked for."""
    return "country" if arguments.get("by") == "country" else "kind"


def _several(kind: type[Choice], asked: Iterable[str]) -> tuple[Choice, ...]:
    known = {choice.value for choice in kind}
    return tuple(kind(value) for value in dict.fromkeys(asked) if value in known)


def _letter(text: str) -> str:
    """One letter as names are folded, # for the rest, or none."""
    if text == OTHER:
        return OTHER
    letter = letter_of(folded(text)[:1])
    return "" if letter == OTHER else letter


@dataclass(frozen=True)
class FrameWish:
    """What a frame on somebody's page shows: the newest `number` organizations, or all by name; with logos or not."""

    shows_all: bool = False
    number: int = 10
    logos: bool = True

    def as_url(self) -> dict[str, Any]:
        """The arguments of an address that asks for this."""
        asked: dict[str, Any] = {"show": "all"} if self.shows_all else {"n": self.number}
        return asked | ({} if self.logos else {"logos": "no"})


NUMBERS_IN_FRAME = (5, 10, 20, 40)


def read_frame_wish(arguments: MultiDict[str, str]) -> FrameWish:
    """What the address of a frame asks for; nonsense means the usual."""
    number = arguments.get("n", "")
    return FrameWish(
        shows_all=arguments.get("show") == "all",
        number=min(max(int(number), 1), 60) if number.isdecimal() and len(number) < 5 else 10,
        logos=arguments.get("logos") != "no",
    )
