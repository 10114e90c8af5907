"""What a new version of a text changes, line by line, for whoever is about to publish it and for readers."""

from campaign.campaigns.models import CampaignText
from campaign.web.language import N_
from campaign.web.line_changes import FieldChange, line_changes

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
        FieldChange(label, signed, line_changes(getattr(old, name), getattr(new, name)))
        for name, label, signed in _PARTS
        if getattr(old, name) != getattr(new, name)
    ]
