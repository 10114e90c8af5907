"""The feed of the whole site: news, campaigns that opened, resources; the newest first."""

from datetime import date
from typing import Final
from urllib.parse import urlsplit

from flask import current_app

from campaign.accounts.site import site_facts
from campaign.campaigns.queries import public_campaigns
from campaign.clock import now
from campaign.config import Settings
from campaign.content.models import PageKind
from campaign.content.queries import public_pages, readings
from campaign.db import db
from campaign.web.atom import Entry, atom_feed, tag_uri
from campaign.web.language import current_language, gettext, public_address

MOST: Final = 40
_SINCE: Final = date(2026, 11, 27)  # part of the entries' names, which never change


def site_feed() -> bytes:
    """The feed in the language at hand; what has no words in it stands in its own."""
    language = current_language()
    entries = [*_pages(), *_campaigns()]
    entries.sort(key=lambda entry: (entry.updated, entry.id), reverse=True)
    kept = entries[:MOST]
    site = site_facts()
    return atom_feed(
        kept,
        id=_name("site", language),
        title=gettext("Everything new at %(name)s", name=site.name),
        subtitle=site.about,
        author=site.name,
        link=public_address("/", language),
        self_link=public_address("/feed.atom", language),
        updated=max((entry.updated for entry in kept), default=now()),
    )


def _pages() -> list[Entry]:
    language = current_language()
    pages = db.session.scalars(public_pages(now(), PageKind.NEWS, PageKind.RESOURCE).limit(MOST)).all()
    return [
        Entry(
            _name("page", reading.public_id.hex(), language),
            reading.updated_at,
            public_address(reading.path, language),
            reading.title,
            reading.summary,
        )
        for reading in readings(pages)
    ]


def _campaigns() -> list[Entry]:
    language = current_language()
    return [
        Entry(
            _name("campaign", campaign.public_id.hex(), language),
            campaign.opened_at,
            public_address(f"/c/{campaign.slug}", language),
            campaign.title,
            campaign.lead,
        )
        for campaign in public_campaigns()
        if campaign.opened_at is not None
    ]


def _name(*path: str) -> str:
    settings: Settings = current_app.extensions["settings"]
    return tag_uri(urlsplit(settings.base_url).hostname or "", _SINCE, *path)
