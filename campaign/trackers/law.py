"""What every law has in common for the store and the pages: one shape of rules, verdicts and figures.

The laws themselves are in `rules/`; `law_eu.py`, `law_fdaaa.py` and `law_ctis.py` put them into this shape and
`laws.py` lists them.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Protocol

from campaign.trackers.facts import Register
from campaign.trackers.models import SponsorKind
from campaign.trackers.names import NameTable, sponsor_slug
from campaign.trackers.rules.eu_figures import UnknownName
from campaign.trackers.rules.state import State
from campaign.trackers.rules.verdict import Step, Switch

PUBLISHED_VERSION: Final = "1"
CORRECTED_VERSION: Final = "2"


@dataclass(frozen=True, slots=True)
class Judged:
    """A verdict in the words that all laws share, and the law's own `status`. Days are whole days."""

    state: State
    status: str
    trial_class: str
    results_due: bool
    has_results: bool
    due_date: date | None
    days_late: int | None
    finable_days: int | None
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class HeadlineFigures:
    """A register's figures; `figures` in the original tracker's field names, ready for JSON."""

    total: int
    due: int
    reported: int
    inconsistent: int
    percent: float | None
    figures: dict[str, Any]


@dataclass(frozen=True, slots=True)
class StandingFigures:
    """A sponsor's figures. `relations` is what the published list says of name, parents and children."""

    slug: str
    name: str
    kind: SponsorKind
    total: int
    due: int
    reported: int
    reported_late: int
    inconsistent: int
    days_late: int
    finable_days: int
    percent: float | None
    rank: int | None
    major: bool
    relations: dict[str, Any] | None


class Count(Protocol):
    """Adds up verdicts one by one."""

    def add(self, trial: Any, verdict: Any) -> list[str]:
        """Count one trial; answers the slugs of the sponsors it counts under."""

    def headline(self) -> HeadlineFigures:
        """The register's figures."""

    def standings(self) -> Iterable[StandingFigures]:
        """All sponsors, by slug."""

    def unknown_names(self) -> tuple[UnknownName, ...]:
        """Names that nobody has placed yet."""


class Law(Protocol):
    """One law over one register. `Any` stands for its own facts, rules and verdicts."""

    register: Register
    # As pages call it: "European Union", "EU Clinical Trials Register", "EudraCT".
    name: str
    source: str
    number_name: str
    # One sentence: what the law asks.
    asks: str
    # Whether the published version 1 reproduces an original tracker, and which.
    original: str
    switches: tuple[Switch, ...]
    # The law's own word for a trial that was covered and is no longer, or is gone from the register.
    left_status: str

    def versions(self, as_of: date) -> Mapping[str, Any]:
        """The rules by version, "1" as published on that day, "2" with every correction."""

    def switched(self, as_of: date) -> Mapping[str, Any]:
        """Version 1 with one switch turned, by the switch's field."""

    def judge(self, trial: Any, as_of: date, rules: Any) -> Any:
        """The law's own verdict."""

    def told(self, verdict: Any) -> Judged:
        """The verdict in shared words."""

    def count(self, names: NameTable, as_of: date, rules: Any) -> Count:
        """An empty count."""

    def identifier(self, trial: Any) -> str:
        """The trial's number in the register."""

    def about(self, trial: Any) -> "About":
        """What lists and searches need to know of a trial."""

    def address(self, identifier: str) -> str:
        """Where the register shows the trial."""


@dataclass(frozen=True, slots=True)
class About:
    """What lists and searches show of a trial; `crossings` are its numbers in other registers."""

    title: str
    condition: str
    phase: str
    sponsor_names: tuple[str, ...]
    crossings: tuple[str, ...]


def address_slug(name: str) -> str:
    """The slug of a sponsor as it stands in addresses; a name without Latin letters gets one from its hash."""
    return sponsor_slug(name) or f"x{hashlib.sha256(name.encode()).hexdigest()[:12]}"


class Kinds:
    """Which kind of sponsor each one is, from what its trials say: the kind that most of them say."""

    def __init__(self) -> None:
        self._said: dict[str, Counter[SponsorKind]] = {}

    def add(self, slug: str, kind: SponsorKind) -> None:
        """Note what one trial says."""
        self._said.setdefault(slug, Counter())[kind] += 1

    def of(self, slug: str) -> SponsorKind:
        """The answer; a tie is mixed, silence unknown."""
        said = self._said.get(slug, Counter())
        known = [(number, kind) for kind, number in said.items() if kind is not SponsorKind.UNKNOWN]
        if not known:
            return SponsorKind.UNKNOWN
        most = max(number for number, _ in known)
        winners = [kind for number, kind in known if number == most]
        return winners[0] if len(winners) == 1 else SponsorKind.MIXED
