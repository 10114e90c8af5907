"""What a list can become: the part of an import that is about signatures, or about organizations.

The pipeline (upload, mapping, dry run, taking in, undoing) knows no more of them than this. A new kind of list is one
subclass of `ListTarget` and a line in `targets.py`.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy.orm import Session

from campaign.imports.models import ImportBatch, RowState, Source, Target
from campaign.text import mask_address


def mask_words(text: str) -> str:
    """Words as staff see them before they look: the first letter of each."""
    return " ".join(f"{word[:1]}•••" for word in text.split()[:6])


def mask_mail(text: str) -> str:
    """An address, or what stands in its place, as staff see it before they look."""
    return mask_address(text) if "@" in text else mask_words(text)


def in_clear(text: str) -> str:
    """What tells nobody who somebody is."""
    return text


@dataclass(frozen=True)
class Field:
    """Something a column can be. `guesses` are headings that mean it; `mask` hides a cell until somebody looks."""

    name: str
    label: str
    hint: str = ""
    guesses: tuple[str, ...] = ()
    mask: Callable[[str], str] = mask_words


class OptionKind(StrEnum):
    """How an option is asked for."""

    LINE = "line"
    WORDS = "words"
    CHOICE = "choice"
    TICK = "tick"


@dataclass(frozen=True)
class Option:
    """Something that holds for the whole list and is asked with the mapping. Its value is text; a tick is "yes"."""

    name: str
    label: str
    hint: str = ""
    kind: OptionKind = OptionKind.LINE
    longest: int = 200
    choices: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Job:
    """One list, as its target needs to know it: `mapping` is field -> heading, `options` name -> text."""

    batch_id: int
    batch_public_id: bytes
    campaign_id: int
    campaign_public_id: bytes
    source: Source
    mapping: Mapping[str, str]
    options: Mapping[str, str]
    collected_on: date | None
    created_at: datetime
    umbrella_id: int | None = None


@dataclass(frozen=True)
class Line:
    """One line: its number in the file, and the tidied cell of each field that has a column; others are missing."""

    number: int
    cells: Mapping[str, str]

    def get(self, name: str) -> str:
        """The cell of a field; empty when it has no column."""
        return self.cells.get(name, "")


@dataclass(frozen=True)
class Finding:
    """What is to be said of one line: GOOD, WARNED, FAULTY or DUPLICATE, and sentences without personal data."""

    state: RowState = RowState.GOOD
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Taken:
    """What became of one line that was to be taken in: `became_id` with TAKEN, else FAULTY or DUPLICATE and why."""

    state: RowState
    became_id: int | None = None
    remarks: tuple[str, ...] = field(default=())


class ListTarget(ABC):
    """One list on its way in. An instance serves one pass over it, so it may remember what it saw."""

    target: ClassVar[Target]
    what: ClassVar[tuple[str, str]]  # one of them, many of them: ("signature", "signatures")

    def __init__(self, job: Job) -> None:
        self.job = job

    @classmethod
    @abstractmethod
    def fields(cls, source: Source) -> Sequence[Field]:
        """What a column of a list from there can be, in the order in which it is asked."""

    @classmethod
    def presets(cls, source: Source) -> Mapping[str, tuple[str, ...]]:
        """Headings as this source writes them, by field; they go before the guesses of the fields."""
        return {}

    @classmethod
    def options(cls, batch: ImportBatch) -> Sequence[Option]:
        """What holds for the whole list and has to be asked."""
        return ()

    @classmethod
    def mapping_faults(
        cls, batch: ImportBatch, mapping: Mapping[str, str], options: Mapping[str, str]
    ) -> dict[str, str]:
        """What is missing or does not fit: a sentence by name of field or option; empty when it can go on."""
        return {}

    @abstractmethod
    def check_rows(self, session: Session, lines: Sequence[Line]) -> Sequence[Finding]:
        """A finding for each line, in the order of the file; writes nothing.

        Called for one part of the file after another, so what is here twice in the file can be told.
        """

    @abstractmethod
    def take_rows(self, session: Session, lines: Sequence[Line], now: datetime) -> Sequence[Taken]:
        """Take lines in that the dry run let pass, within the caller's transaction; what has changed since is told.

        Unique constraints, not a look beforehand, keep one thing from coming in twice.
        """

    @abstractmethod
    def undo_rows(self, session: Session, became_ids: Sequence[int], now: datetime) -> Mapping[int, str]:
        """Take back what became of lines, within the caller's transaction; answers what stays, and a sentence why."""

    def finished(self, session: Session, now: datetime) -> None:  # noqa: B027 - most have nothing to do
        """The last line was taken in; within the transaction that says so."""


def tidied_options(options: Mapping[str, Any]) -> dict[str, str]:
    """Options as stored: those that say something."""
    return {name: value for name, value in options.items() if isinstance(value, str) and value}
