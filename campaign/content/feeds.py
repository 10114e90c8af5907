"""What programs subscribe to: news as an Atom feed, events as a calendar."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Final
from urllib.parse import urlencode, urlsplit

from flask import current_app

from campaign.campaigns.queries import CampaignFacts
from campaign.config import Settings
from campaign.content.categories.queries import category_name
from campaign.content.events import Happening
from campaign.content.queries import Reading
from campaign.web.atom import Entry, atom_feed, tag_uri
from campaign.web.calendar import TimedEvent, calendar
from campaign.web.language import current_language, gettext, public_address

MOST: Final = 50
PRODUCT: Final = "-//Countersign//Events//EN"
# Part of every id: must stay as it is for ever, whatever else changes (RFC 4151).
_SINCE: Final = date(2026, 11, 27)
_EPOCH: Final = datetime(2026, 11, 27, tzinfo=UTC)


def news_feed(news: Sequence[Reading], site: str, campaign: CampaignFacts | None, category: str) -> bytes:
    """The newest news as Atom, in the language at hand; of one campaign or category where they are given."""
    language = current_language()
    asked = {"campaign": campaign.slug if campaign is not None else "", "category": category}
    query = urlencode({name: value for name, value in asked.items() if value})
    named = (campaign.title if campaign is not None else "", category_name(category) if category else "")
    about = [part for part in named if part]
    return atom_feed(
        [
            Entry(
                id=_tag("news", reading.public_id.hex()),
                updated=reading.updated_at,
                link=public_address(reading.path, language),
                title=reading.title,
                summary=reading.summary,
            )
            for reading in news
        ],
        id=_tag("news", language, *(f"{name}={value}" for name, value in asked.items() if value)),
        title=": ".join([gettext("News of %(site)s", site=site), *about]),
        author=site,
        link=public_address(f"/news{'?' if query else ''}{query}", language),
        self_link=public_address(f"/news/feed.atom{'?' if query else ''}{query}", language),
        updated=max((reading.updated_at for reading in news), default=_EPOCH),
    )


def events_calendar(events: Sequence[Happening], name: str) -> bytes:
    """Events as iCalendar; a cancelled one is among them and says so."""
    stamps = (event.reading.updated_at for event in events)
    return calendar(
        [
            TimedEvent(
                uid=f"{event.reading.public_id.hex()}@{_host()}",
                starts_at=event.facts.starts_at,
                ends_at=event.facts.ends_at,
                summary=event.reading.title,
                description="\n\n".join(part for part in (event.reading.summary, event.facts.online_url) if part),
                location=event.facts.place,
                url=public_address(event.reading.path, current_language()),
                sequence=event.facts.sequence,
                cancelled=event.facts.cancelled,
            )
            for event in events
        ],
        name=name,
        product=PRODUCT,
        now=max(stamps, default=_EPOCH),
    )


def _host() -> str:
    settings: Settings = current_app.extensions["settings"]
    return urlsplit(settings.base_url).hostname or ""


def _tag(*path: str) -> str:
    return tag_uri(_host(), _SINCE, *path)
