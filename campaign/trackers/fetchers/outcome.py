"""What a fetch tells on its way, what it answers, and the two ways in which it ends early."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Final

from campaign.trackers.facts import Register

# What people call them.
NAMES: Final[Mapping[Register, str]] = {
    Register.FDAAA: "ClinicalTrials.gov",
    Register.CTIS: "CTIS",
    Register.EU: "The EU tracker",
}
# A register is changed while it is read, so a few records may be missing; more than this share may not.
_MAY_BE_MISSING: Final = 0.005


class FetchError(Exception):
    """A fetch that cannot go on, in a sentence for the operator: which register, what happened, what to do.

    `status` is the HTTP status of a refusal; None for what may pass, and for what is no matter of HTTP.
    """

    def __init__(self, sentence: str, status: int | None = None) -> None:
        super().__init__(sentence)
        self.status = status


class Stopped(Exception):
    """The caller's `stop()` said so. What is on disk is whole, and the next fetch goes on from there."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a fetch is. `total` is what the register says there is, None while unknown; `what` is a phrase for
    people."""

    done: int
    total: int | None
    what: str


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a fetch answers.

    `data_date` is the day the data was true, None if the register does not say. `paths` are the files by role
    ("studies", "trials", "names", "records"), empty unless the fetch is `complete` or `not_modified`: what is not whole
    is not for the importer. `count` and `total` are what was fetched and what the register says there is. `said` are
    sentences for the operator: why it is not complete, what was begun anew, what is missing.
    """

    register: Register
    data_date: date | None = None
    paths: Mapping[str, tuple[Path, ...]] = field(default_factory=dict)
    complete: bool = False
    not_modified: bool = False
    count: int = 0
    total: int | None = None
    said: tuple[str, ...] = ()


def what_is_missing(count: int, total: int | None, what: str) -> str | None:
    """Why so many records are not the whole register, in a sentence, or None if they may be."""
    if count == 0:
        return f"The register answered with no {what} at all. Nothing is handed on; try again later."
    if total is None:
        return f"The register does not say how many {what} it has, so nobody can tell whether {count:,} are all."
    if count < total * (1 - _MAY_BE_MISSING):
        return f"Only {count:,} of {total:,} {what} came. Nothing is handed on; fetch again later."
    return None
