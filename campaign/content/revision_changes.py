"""What one revision of a page changes against another, line by line."""

from campaign.content.models import Revision
from campaign.web.line_changes import FieldChange, line_changes

_PARTS = (("title", "Title"), ("summary", "Summary"), ("body", "Text"))


def revision_changes(old: Revision, new: Revision) -> list[FieldChange]:
    """The parts that differ, in reading order."""
    return [
        FieldChange(label, True, line_changes(getattr(old, name), getattr(new, name)))
        for name, label in _PARTS
        if getattr(old, name) != getattr(new, name)
    ]
