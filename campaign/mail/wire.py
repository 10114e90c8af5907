"""What deliver says to a wire, and what a wire answers."""

from dataclasses import dataclass
from enum import Enum
from types import TracebackType
from typing import Protocol, Self


@dataclass(frozen=True)
class Envelope:
    """One letter ready to leave. `name` is fixed for the letter and sorts by when it was asked for."""

    name: str
    sender: str
    recipient: str
    content: bytes


class Fate(Enum):
    """What is known of a letter after one try."""

    TAKEN = "the mail host took it"
    NEVER = "the mail host, or we, will never take it"
    NOT_NOW = "it was not taken; a later try may do"
    UNKNOWN = "it may have been taken"
    UNWRITABLE = "our own code could not write it"
    NOT_OWED = "nobody is owed it any more"
    UNTOUCHED = "there was no time for it"


@dataclass(frozen=True)
class Outcome:
    """The fate of one letter, and a note for staff that names no address and quotes no server."""

    fate: Fate
    note: str | None = None


class ServerTrouble(Exception):
    """The mail host cannot be used now, whichever letter it is; `note` says at which step."""

    def __init__(self, note: str) -> None:
        super().__init__(note)
        self.note = note


class Wire(Protocol):
    """A way out of the house: a mail host, or the in-app mailbox."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def send(self, envelope: Envelope) -> Outcome:
        """Hand over one letter. Raises ServerTrouble when none can be handed over now."""
        ...
