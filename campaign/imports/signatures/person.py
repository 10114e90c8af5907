"""One line of a list read as a person who signed: pure, a line in, a person and remarks out."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from campaign.imports.countries import country_code
from campaign.imports.models import RowState, Source
from campaign.imports.signatures.days import Ambiguous, DayOrder, read_day
from campaign.imports.target import Finding, Line
from campaign.text import LOOKS_LIKE_LINK, Address, AddressFault, folded, read_address

LONGEST_NAME, LONGEST_WORDS, LONGEST_COMMENT = 120, 100, 400
EARLIEST = date(1990, 1, 1)
# Lists of these may lack addresses: paper has room for few, and this platform keeps them to itself.
WITHOUT_ADDRESS = (Source.PAPER, Source.CHANGE_ORG)
_YES = frozenset(
    {"yes", "y", "true", "t", "1", "x", "on", "ja", "j", "oui", "o", "si", "s", "sim", "tak", "ano", "wahr", "vrai"}
    | {"checked", "subscribed", "opted in", "opt in", "agree", "i agree", "✓", "✔"}
)
_NO = frozenset(
    {"", "no", "n", "false", "f", "0", "off", "nein", "non", "nao", "não", "nie", "ne", "falsch", "faux", "unchecked"}
    | {"unsubscribed", "not subscribed", "opted out", "bouncing", "spam complaint", "none", "null", "na"}
)


@dataclass(frozen=True)
class Person:
    """Somebody who signed elsewhere. `signed_on` is None when the list does not say it."""

    name: str
    address: Address | None
    country: str
    city: str = ""
    profession: str = ""
    comment: str = ""
    signed_on: date | None = None
    show_name: bool = False
    updates: bool = False
    language: str = ""

    @property
    def sheet_key(self) -> str:
        """What the same line of a sheet, typed twice, has in common; it can be no e-mail address."""
        return f"sheet\0{folded(self.name)}\0{folded(self.city)}\0{self.country}"


class Said(StrEnum):
    """Remarks. None repeats what the line says."""

    NO_NAME = "There is no name."
    ODD_NAME = "The name has no letter in it."
    LONG_NAME = "The name has more than 120 characters."
    LINK_NAME = "The name holds a web address."
    NO_ADDRESS = "There is no e-mail address."
    ODD_ADDRESS = "The e-mail address cannot be right."
    NO_COUNTRY = "There is no country. Choose one for the whole list if all are from there."
    ODD_COUNTRY = "The country is not known under this spelling."
    ODD_DAY = "The day of the signature cannot be read, so the day of the whole list is taken."
    TWO_DAYS = "The day of the signature can be read two ways. Say for the whole list which comes first, day or month."
    FUTURE_DAY = "The day of the signature lies in the future."
    OLD_DAY = "The day of the signature lies before 1990."
    LONG_COMMENT = "The comment has more than 400 characters and is left out."
    LONG_CITY = "The city has more than 100 characters and is left out."
    LONG_PROFESSION = "The profession has more than 100 characters and is left out."
    ODD_YES = "It is not clear whether a box was ticked, so it counts as not ticked."
    BARE = "Without an e-mail address it cannot be told whether this person has signed on the web too."


@dataclass(frozen=True)
class Reading:
    """What a whole list says besides its lines."""

    source: Source
    order: DayOrder | None
    country: str
    updates_words: bool  # whether the exact words of the box for news are known
    latest: date


def read_person(line: Line, how: Reading) -> tuple[Person | None, Finding]:
    """The person of a line, or None with a FAULTY finding; else GOOD or WARNED."""
    faults: list[str] = []
    warnings: list[str] = []
    name = line.get("name") or " ".join(part for part in (line.get("first_name"), line.get("last_name")) if part)
    if fault := _name_fault(name):
        faults.append(fault)
    address = _address(line.get("email"), how, faults, warnings)
    country = _country(line.get("country"), how, faults)
    signed_on = _day(line.get("signed_on"), how, faults, warnings)
    show_name = _ticked(line.get("show_name"), warnings)
    updates = _ticked(line.get("updates"), warnings) and how.updates_words
    short = {
        "city": (LONGEST_WORDS, Said.LONG_CITY),
        "profession": (LONGEST_WORDS, Said.LONG_PROFESSION),
        "comment": (LONGEST_COMMENT, Said.LONG_COMMENT),
    }
    words = {field: line.get(field) for field in short}
    for field, (longest, remark) in short.items():
        if len(words[field]) > longest:
            words[field] = ""
            warnings.append(remark)
    if faults:
        return None, Finding(RowState.FAULTY, tuple(faults))
    language = line.get("language").lower()[:2]
    person = Person(
        name, address, country, **words, signed_on=signed_on, show_name=show_name, updates=updates, language=language
    )
    return person, Finding(RowState.WARNED if warnings else RowState.GOOD, tuple(warnings))


def _name_fault(name: str) -> str | None:
    if not name:
        return Said.NO_NAME
    if len(name) > LONGEST_NAME:
        return Said.LONG_NAME
    if not name.isalpha() and not any(char.isalpha() for char in name):
        return Said.ODD_NAME
    return Said.LINK_NAME if LOOKS_LIKE_LINK.search(name) else None


def _address(text: str, how: Reading, faults: list[str], warnings: list[str]) -> Address | None:
    if not text:
        (warnings if how.source in WITHOUT_ADDRESS else faults).append(
            Said.BARE if how.source in WITHOUT_ADDRESS else Said.NO_ADDRESS
        )
        return None
    try:
        return read_address(text)
    except AddressFault:
        faults.append(Said.ODD_ADDRESS)
        return None


def _country(text: str, how: Reading, faults: list[str]) -> str:
    if not text:
        if not how.country:
            faults.append(Said.NO_COUNTRY)
        return how.country
    code = country_code(text)
    if code is None:
        faults.append(Said.ODD_COUNTRY)
    return code or ""


def _day(text: str, how: Reading, faults: list[str], warnings: list[str]) -> date | None:
    if not text:
        return None
    try:
        found = read_day(text, how.order)
    except Ambiguous:
        faults.append(Said.TWO_DAYS)
        return None
    if found is None:
        warnings.append(Said.ODD_DAY)
    elif found > how.latest:
        faults.append(Said.FUTURE_DAY)
    elif found < EARLIEST:
        faults.append(Said.OLD_DAY)
    return found


def _ticked(text: str, warnings: list[str]) -> bool:
    said = folded(text) if text not in ("✓", "✔") else text
    if said in _YES:
        return True
    if said not in _NO and Said.ODD_YES not in warnings:
        warnings.append(Said.ODD_YES)
    return False
