"""What a new version of a text changes, line by line, for the person who is about to publish it."""

from campaign.campaigns.models import CampaignText
from campaign.web.line_changes import FieldChange, line_changes

_PARTS = (
    ("title", "Title", True),
    ("addressee", "Addressed to", True),
    ("lead", "Lead", False),
    ("ask", "The ask", True),
    ("why", "Why it matters", False),
)


def text_changes(old: CampaignText, new: CampaignText) -> list[FieldChange]:
    """The parts that differ between two versions, in reading order."""
    return [
        FieldChange(label, signed, line_changes(getattr(old, name), getattr(new, name)))
        for name, label, signed in _PARTS
        if getattr(old, name) != getattr(new, name)
    ]
