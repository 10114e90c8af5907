"""What a new version of a text changes, line by line, for whoever is about to publish it and for readers."""

from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from campaign.campaigns.models import CampaignText
from campaign.web.language import N_


@dataclass(frozen=True)
class Line:
    """One line of a text: in both versions, only in the old one, or only in the new one."""

    kind: Literal["same", "gone", "new"]
    text: str


@dataclass(frozen=True)
class FieldChange:
    """A changed part of the text, its label marked for translation; `signed` when it is part of what one signs."""

    label: str
    signed: bool
    lines: tuple[Line, ...]


_PARTS = (
    ("title", N_("Title"), True),
    ("addressee", N_("Addressed to"), True),
    ("lead", N_("Lead"), False),
    ("ask", N_("The ask"), True),
    ("why", N_("Why it matters"), False),
    ("next_steps", N_("What happens next"), False),
)


def text_changes(old: CampaignText, new: CampaignText) -> list[FieldChange]:
    """The parts that differ between two versions, in reading order."""
    return [
        FieldChange(label, signed, _lines(getattr(old, name), getattr(new, name)))
        for name, label, signed in _PARTS
        if getattr(old, name) != getattr(new, name)
    ]


def _lines(old: str, new: str) -> tuple[Line, ...]:
    before, after = old.split("\n"), new.split("\n")
    lines: list[Line] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            lines += [Line("same", text) for text in before[i1:i2]]
        else:
            lines += [Line("gone", text) for text in before[i1:i2]]
            lines += [Line("new", text) for text in after[j1:j2]]
    return tuple(line for line in lines if line.text.strip())
