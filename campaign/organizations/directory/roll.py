"""All who support a campaign or did, read at one moment; every number and list of a page is worked out from it. Pure.

An entry is light: what pages filter, count and sort by. The words of the few that a page shows are read afterwards.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal, NamedTuple

from campaign.organizations.directory.filters import PARTS, Filters, Sort, Stands
from campaign.organizations.directory.letters import LATIN, OTHER, letter_of, name_order
from campaign.organizations.models import Authority, Capacity, OrganizationKind, SupportState
from campaign.organizations.wording import KINDS
from campaign.web.countries import country_name
from campaign.web.language import gettext

GroupBy = Literal["kind", "country"]
Facet = list[tuple[Any, int]]


class Entry(NamedTuple):
    """One supporter: who stands or stood on the list. `year` is that of joining; `found`: the words were met.

    State, capacity, kind and grade are plain text, equal to the members of their enumerations: there may be thousands.
    """

    id: int
    state: str
    capacity: str
    kind: str
    country: str
    grade: str
    year: int
    name_key: str
    found: bool


@dataclass(frozen=True)
class SupporterCounts:
    """How many stand behind a campaign: organizations, people who sign personally with an affiliation, countries of the
    organizations, and organizations that have left or were not renewed."""

    organizations: int
    personal: int
    countries: int
    left: int
    lapsed: int

    @property
    def gone(self) -> int:
        """Organizations that were counted once and are not any more."""
        return self.left + self.lapsed


@dataclass(frozen=True)
class Letter:
    """One letter of the jump from A to Z, and how many names stand under it."""

    letter: str
    number: int


@dataclass(frozen=True)
class Group:
    """Supporters of one kind or country: the value, how many there are, and on which page the first one stands."""

    value: str
    label: str
    number: int
    page: int


@dataclass(frozen=True)
class Roll:
    """The supporters of one campaign, those listed or gone last first."""

    entries: Sequence[Entry]

    @cached_property
    def counts(self) -> SupporterCounts:
        """What every page shows."""
        stands = Counter((entry.state, entry.capacity) for entry in self.entries)
        ours = Capacity.ON_BEHALF
        return SupporterCounts(
            organizations=stands[SupportState.APPROVED, ours],
            personal=stands[SupportState.APPROVED, Capacity.PERSONAL],
            countries=len(
                {
                    entry.country
                    for entry in self.entries
                    if entry.state == SupportState.APPROVED and entry.capacity == ours
                }
            ),
            left=stands[SupportState.LEFT, ours],
            lapsed=stands[SupportState.LAPSED, ours],
        )

    def choose(self, filters: Filters) -> "Chosen":
        """What the filters leave."""
        tests = _tests(filters)
        whole: list[Entry] = []
        all_but: dict[str, list[Entry]] = {part: [] for part in PARTS}
        listed = filters.stands == Stands.LISTED
        for entry in self.entries:
            if entry.capacity != filters.capacity or (entry.state == SupportState.APPROVED) != listed:
                continue
            failed = [part for part, passes in tests if not passes(entry)]
            if not failed:
                whole.append(entry)
            elif len(failed) == 1:
                all_but[failed[0]].append(entry)
        return Chosen(filters, _sorted(whole, filters.sort), all_but)


@dataclass(frozen=True)
class Chosen:
    """Supporters under some filters, in their order; `all_but` holds those that one part alone keeps out."""

    filters: Filters
    entries: Sequence[Entry]
    all_but: dict[str, list[Entry]]

    def how_many_without(self, part: str) -> int:
        """How many there would be without one part of the filters."""
        return len(self.entries) + len(self.all_but[part])

    @property
    def kinds(self) -> Facet:
        """Kinds and their numbers under all the other filters, most first; what is chosen is there even with none."""
        return self._facet("kinds", lambda entry: entry.kind)

    @property
    def countries(self) -> Facet:
        """The same for country codes."""
        return self._facet("countries", lambda entry: entry.country)

    @property
    def grades(self) -> Facet:
        """The same for grades of authority, the strongest first."""
        order = list(Authority)
        return sorted(self._facet("grades", lambda entry: entry.grade), key=lambda pair: -order.index(pair[0]))

    @property
    def years(self) -> Facet:
        """The same for years of joining, the newest first."""
        return sorted(self._facet("years", lambda entry: entry.year), reverse=True)

    @property
    def letters(self) -> list[Letter]:
        """A to Z, the letters of other alphabets that are there, and `#` if the rest is not empty."""
        found = Counter(letter_of(entry.name_key[:1]) for entry in self._under("letter"))
        if self.filters.letter:
            found.setdefault(self.filters.letter, 0)
        others = sorted(letter for letter in found if letter not in LATIN and letter != OTHER)
        shown = [*LATIN, *others, *([OTHER] if OTHER in found else [])]
        return [Letter(letter, found[letter]) for letter in shown]

    @property
    def by_country(self) -> dict[str, int]:
        """Numbers by country code, for the map: under all filters but that of countries."""
        return {country: number for country, number in self.countries if number}

    def grouped(self, by: GroupBy, size: int) -> tuple[list[Entry], list[Group]]:
        """The entries by group and name, and the groups, largest first, with the page each begins on."""
        numbers = Counter[str](entry.kind if by == "kind" else entry.country for entry in self.entries)
        labels = {value: group_label(by, value) for value in numbers}
        order = sorted(numbers, key=lambda value: (-numbers[value], labels[value]))
        place = {value: index for index, value in enumerate(order)}
        ordered = sorted(self.entries, key=_by_name)
        ordered.sort(key=lambda entry: place[entry.kind if by == "kind" else entry.country])
        groups, before = [], 0
        for value in order:
            groups.append(Group(value, labels[value], numbers[value], before // size + 1))
            before += numbers[value]
        return ordered, groups

    def _under(self, part: str) -> Iterable[Entry]:
        yield from self.entries
        yield from self.all_but[part]

    def _facet(self, part: str, value_of: Callable[[Entry], Any]) -> Facet:
        found = Counter(map(value_of, self._under(part)))
        for value in getattr(self.filters, part):
            found.setdefault(value, 0)
        return sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))


def group_label(by: GroupBy, value: str) -> str:
    """The name of a group."""
    return gettext(KINDS[OrganizationKind(value)]) if by == "kind" else country_name(value)


def _tests(filters: Filters) -> list[tuple[str, Callable[[Entry], bool]]]:
    """The parts that narrow, each with what an entry must pass."""
    every: dict[str, Callable[[Entry], bool]] = {
        "words": lambda entry: entry.found,
        "letter": lambda entry: letter_of(entry.name_key[:1]) == filters.letter,
        "kinds": lambda entry: entry.kind in filters.kinds,
        "countries": lambda entry: entry.country in filters.countries,
        "grades": lambda entry: entry.grade in filters.grades,
        "years": lambda entry: entry.year in filters.years,
    }
    return [(part, every[part]) for part in filters.active]


def _sorted(entries: list[Entry], sort: Sort) -> list[Entry]:
    if sort == Sort.NEWEST:
        return entries
    entries.sort(key=_by_name)
    if sort == Sort.COUNTRY:
        names = {code: country_name(code) for code in {entry.country for entry in entries}}
        entries.sort(key=lambda entry: names[entry.country])
    return entries


def _by_name(entry: Entry) -> tuple[int, str]:
    return name_order(entry.name_key)
