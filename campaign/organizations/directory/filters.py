"""What a visitor of the directory asks for. Pure."""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from campaign.organizations.models import Authority, Capacity, OrganizationKind


class Sort(StrEnum):
    """The order of the list."""

    NEWEST = "newest"
    NAME = "name"
    COUNTRY = "country"


class Stands(StrEnum):
    """Whether supporters are listed now, or left or lapsed."""

    LISTED = "listed"
    GONE = "left"


# What narrows the list, in the order in which pages name it.
PARTS = ("words", "letter", "kinds", "countries", "grades", "years")


@dataclass(frozen=True)
class Filters:
    """Empty means any. `words` are searched for in name, website, identifiers and statement."""

    words: str = ""
    letter: str = ""
    kinds: tuple[OrganizationKind, ...] = ()
    countries: tuple[str, ...] = ()
    grades: tuple[Authority, ...] = ()
    years: tuple[int, ...] = ()
    capacity: Capacity = Capacity.ON_BEHALF
    stands: Stands = Stands.LISTED
    sort: Sort = Sort.NEWEST

    @property
    def active(self) -> list[str]:
        """Which parts narrow the list."""
        return [part for part in PARTS if getattr(self, part)]

    def without(self, part: str) -> "Filters":
        """The same with one part dropped."""
        empty: dict[str, Any] = {part: "" if part in ("words", "letter") else ()}
        return replace(self, **empty)

    def standing(self, stands: Stands) -> "Filters":
        """The same for those who are listed, or for those who are not any more."""
        return replace(self, stands=stands)
