"""What a page of some kinds says besides its words, as a form hands it to a verb."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from campaign.content.models import EventFacts, Page, PartnerFacts


class PageFacts(Protocol):
    """Facts of one kind of page."""

    def write_to(self, page: Page) -> bool:
        """Put them onto a page of the session, within the caller's transaction; answers whether any changed."""


@dataclass(frozen=True, kw_only=True)
class EventDetails:
    """When and where an event is; times are instants, `zone` is the IANA name of the place's time."""

    starts_at: datetime
    ends_at: datetime | None = None
    zone: str = "UTC"
    place: str = ""
    online_url: str = ""
    cancelled: bool = False

    def write_to(self, page: Page) -> bool:
        """Each change raises the sequence, so that calendars take the new one."""
        if page.event is None:
            page.event = EventFacts(**vars(self), sequence=0)
            return True
        stored = {name: getattr(page.event, name) for name in vars(self)}
        if stored == vars(self):
            return False
        for name, value in vars(self).items():
            setattr(page.event, name, value)
        page.event.sequence += 1
        return True


@dataclass(frozen=True, kw_only=True)
class PartnerDetails:
    """Who a partner is."""

    website: str = ""
    role: str = ""
    organization_id: int | None = None

    def write_to(self, page: Page) -> bool:
        """Store what differs."""
        if page.partner is None:
            page.partner = PartnerFacts(**vars(self))
            return True
        changed = {name: value for name, value in vars(self).items() if getattr(page.partner, name) != value}
        for name, value in changed.items():
            setattr(page.partner, name, value)
        return bool(changed)
