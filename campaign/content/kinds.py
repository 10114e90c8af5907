"""The kinds of pages as the desk and the public name them, and what hooks in for each.

A kind with facts brings a form (`FactsForm`) and the template part that draws it; the part is included in the pages
that make and edit, with the form as `facts`.
"""

from dataclasses import dataclass

from campaign.content.facts_forms import EventForm, FactsForm, PartnerForm
from campaign.content.models import PageKind
from campaign.web.language import N_


@dataclass(frozen=True)
class Kind:
    """How a kind is called and what belongs to it."""

    label: str  # one of them, at the desk
    section: str  # where they stand, marked for translation: the name in the public navigation
    facts: type[FactsForm] | None = None
    facts_template: str = ""


KINDS: dict[PageKind, Kind] = {
    PageKind.NEWS: Kind("News", N_("News")),
    PageKind.PAGE: Kind("Free page", N_("Pages")),
    PageKind.EVENT: Kind("Event", N_("Events"), EventForm, "content/desk/event_facts.html"),
    PageKind.PARTNER: Kind("Partner", N_("Partners"), PartnerForm, "content/desk/partner_facts.html"),
    PageKind.RESOURCE: Kind("Resource", N_("Resources")),
    PageKind.LESSON: Kind("Lesson", N_("Learn")),
}
