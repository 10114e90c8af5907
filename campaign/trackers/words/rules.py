"""What the rules say of themselves: their docstrings, the fields of their rule sets with the comments above them, and
the editions of version 1."""

import dataclasses
import inspect
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from types import ModuleType
from typing import Any, Final

from campaign.trackers.facts import Register
from campaign.trackers.names import sponsor_slug
from campaign.trackers.rules import ctis, ctis_figures, eu, eu_figures, eu_protocols, fdaaa, fdaaa_figures, fdaaa_scope
from campaign.trackers.rules.changes import change

_FIRST_EDITION: Final = date(2017, 1, 1)
_LAST_EDITION: Final = date(2022, 1, 1)


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: its name in the code, a heading for people, and its docstring by paragraphs."""

    name: str
    heading: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Setting:
    """A field of a rule set: its name, the comment above it, and its value in versions 1 and 2."""

    name: str
    says: str
    first: str
    second: str


@dataclass(frozen=True, slots=True)
class DatedEdition:
    """From which day on version 1 was as it was, and what changed that day."""

    since: date
    settings: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class RuleBook:
    """Everything that one law's rules say."""

    opening: tuple[str, ...]
    rules: tuple[Rule, ...]
    settings: tuple[Setting, ...]
    editions: tuple[DatedEdition, ...]
    editions_note: tuple[str, ...]


_BOOKS: Final[dict[Register, tuple[ModuleType, Any, Any, tuple[tuple[str, Any], ...]]]] = {
    Register.EU: (
        eu,
        eu.VERSION_1,
        eu.VERSION_2,
        (
            ("From country records to a trial", eu_protocols.roll_up),
            ("Whether the whole trial runs or has ended", eu.standing_of),
            ("When a trial owes results", eu.due_date_cutoff),
            ("The verdict", eu.assess),
            ("Sponsors and headline", eu_figures.EuCount),
            ("Names of sponsors in addresses", sponsor_slug),
        ),
    ),
    Register.FDAAA: (
        fdaaa,
        fdaaa.VERSION_1,
        fdaaa.VERSION_2,
        (
            ("Which trials the law covers", fdaaa_scope.classify),
            ("The deadline", fdaaa.due_date),
            ("When results are owed", fdaaa.results_due),
            ("How late they are", fdaaa.lateness),
            ("The verdict", fdaaa.assess),
            ("Sponsors and headline", fdaaa_figures.FdaaaCount),
            ("Places", fdaaa_figures.rank),
            ("What changed since last time", change),
        ),
    ),
    Register.CTIS: (
        ctis,
        ctis.VERSION_1,
        ctis.VERSION_2,
        (
            ("The deadline", ctis.due_date),
            ("The verdict", ctis.assess),
            ("Sponsors and headline", ctis_figures.CtisCount),
        ),
    ),
}


@cache
def rule_book(register: Register) -> RuleBook:
    """The rules of a register in their own words."""
    module, first, second, rules = _BOOKS[register]
    is_eu = register is Register.EU
    return RuleBook(
        paragraphs_of(module),
        tuple(Rule(found.__name__, heading, paragraphs_of(found)) for heading, found in rules),
        tuple(_settings(first, second)),
        tuple(_editions(eu.version_1_on)) if is_eu else (),
        paragraphs_of(eu.version_1_on) if is_eu else (),
    )


def paragraphs_of(documented: Any) -> tuple[str, ...]:
    """A docstring by paragraphs, lines joined; none without one."""
    text = inspect.getdoc(documented) or ""
    return tuple(" ".join(each.split()) for each in re.split(r"\n\s*\n", text) if each.strip())


def _settings(first: Any, second: Any) -> list[Setting]:
    says = _comments(type(first))
    names = [field.name for field in dataclasses.fields(first) if field.name != "version"]
    return [
        Setting(name, says.get(name, ""), _plain(getattr(first, name)), _plain(getattr(second, name))) for name in names
    ]


def _comments(kind: type) -> dict[str, str]:
    """The comment above each field of a class, from its source; one comment may stand for the field below it alone."""
    found: dict[str, str] = {}
    said: list[str] = []
    for line in inspect.getsource(kind).splitlines():
        text = line.strip()
        if text.startswith("# "):
            said.append(text[2:])
        elif named := re.match(r"(\w+): ", text):
            joined = " ".join(said)
            found[named[1]] = "" if re.fullmatch(r"Version \d\.", joined) else joined
            said = []
        else:
            said = []
    return found


def _editions(edition_on: Callable[[date], Any]) -> list[DatedEdition]:
    """The days on which version 1 changed, found by asking for each day."""
    found = []
    before: Any = None
    for days in range((_LAST_EDITION - _FIRST_EDITION).days):
        day = _FIRST_EDITION + timedelta(days=days)
        rules = edition_on(day)
        if rules != before:
            found.append(DatedEdition(day, tuple(_differences(before, rules))))
            before = rules
    return found


def _differences(before: Any, after: Any) -> Sequence[tuple[str, str]]:
    names = [field.name for field in dataclasses.fields(after) if field.name != "version"]
    return [
        (name, _plain(getattr(after, name)))
        for name in names
        if before is None or getattr(before, name) != getattr(after, name)
    ]


def _plain(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)
