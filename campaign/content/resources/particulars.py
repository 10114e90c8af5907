"""What is typed about a resource, read into what is stored: a DOI, a date of issue, authors. Pure."""

import re
from dataclasses import dataclass
from datetime import date
from urllib.parse import quote

LONGEST_DOI = 200
MOST_AUTHORS = 50
# The prefix of ISO 26324 as it is given out, then anything printable that an address can carry.
_DOI = re.compile(r'10\.\d{4,9}/[^\s<>"{}|\\^`\x00-\x1f\x7f]+')
_BEFORE = re.compile(r"(?:https?://(?:dx\.)?doi\.org/|doi:\s*)", re.IGNORECASE)
_ISSUED = re.compile(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?")


class ParticularsFault(ValueError):
    """What was typed cannot be right; the message says why in words for the person who typed it."""


@dataclass(frozen=True)
class Issued:
    """A date of issue, as exact as it is known: a year, a month or a day."""

    year: int
    month: int | None = None
    day: int | None = None

    @property
    def first_day(self) -> date:
        """The day it means, or the first of those it may mean."""
        return date(self.year, self.month or 1, self.day or 1)


def read_doi(typed: str) -> str:
    """A DOI without what people put before it; empty stays empty. Raises ParticularsFault."""
    text = _BEFORE.sub("", typed.strip(), count=1)
    if text and (len(text) > LONGEST_DOI or not _DOI.fullmatch(text)):
        raise ParticularsFault("Enter the DOI as it was given out, like 10.5281/zenodo.1234567")
    return text


def doi_address(doi: str) -> str:
    """Where a DOI leads."""
    return f"https://doi.org/{quote(doi, safe='/:;()._-')}"


def read_issued(typed: str) -> str:
    """A date of issue as ISO 8601 has it: 2026, 2026-05 or 2026-05-04; empty stays empty. Raises ParticularsFault."""
    text = typed.strip()
    if text and issued_of(text) is None:
        raise ParticularsFault("Enter a year, a month or a day, like 2026, 2026-05 or 2026-05-04")
    return text


def issued_of(stored: str) -> Issued | None:
    """The date of issue that is stored; None when there is none, or none that the calendar has."""
    found = _ISSUED.fullmatch(stored)
    if found is None or not stored.isascii():
        return None
    issued = Issued(*(int(part) if part else None for part in found.groups()))  # type: ignore[arg-type]  # the year is there
    try:
        return issued if issued.first_day.year >= 1000 else None
    except ValueError:
        return None


def authors_of(stored: str) -> tuple[str, ...]:
    """The authors, one each: they are stored with semicolons between them."""
    return tuple(name for part in stored.split(";") if (name := part.strip()))


def read_authors(typed: str) -> str:
    """Authors as they are typed, one on each line or with semicolons between. Raises ParticularsFault."""
    names = authors_of(typed.replace("\n", ";"))
    if len(names) > MOST_AUTHORS:
        raise ParticularsFault(f"Name {MOST_AUTHORS} authors at most; these are {len(names)}")
    return "; ".join(names)
