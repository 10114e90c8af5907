"""What a new version of a text changes, line by line."""

from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal


@dataclass(frozen=True)
class Line:
    """One line of a text: in both versions, only in the old one, or only in the new one."""

    kind: Literal["same", "gone", "new"]
    text: str


@dataclass(frozen=True)
class FieldChange:
    """A changed part of a text, its label marked for translation; `signed` when it is part of what one signs."""

    label: str
    signed: bool
    lines: tuple[Line, ...]


def line_changes(old: str, new: str) -> tuple[Line, ...]:
    """The lines of both versions in reading order, without empty ones."""
    before, after = old.split("\n"), new.split("\n")
    lines: list[Line] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            lines += [Line("same", text) for text in before[i1:i2]]
        else:
            lines += [Line("gone", text) for text in before[i1:i2]]
            lines += [Line("new", text) for text in after[j1:j2]]
    return tuple(line for line in lines if line.text.strip())
