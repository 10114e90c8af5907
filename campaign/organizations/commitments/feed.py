"""What happened to a campaign's promises, as an Atom feed."""

from datetime import date
from typing import Final
from urllib.parse import urlsplit

from flask import current_app

from campaign.campaigns.queries import CampaignFacts
from campaign.config import Settings
from campaign.organizations.commitments.open_data import promise_address, site_address
from campaign.organizations.commitments.queries import PublicPromise, PublicStep, recent_news
from campaign.organizations.commitments.wording import news
from campaign.web.atom import Entry, atom_feed, tag_uri
from campaign.web.formats import day
from campaign.web.language import gettext

MOST: Final = 100
# Part of every id: must stay as it is for ever, whatever else changes (RFC 4151).
_SINCE: Final = date(2026, 11, 27)


def promises_feed(campaign: CampaignFacts) -> bytes:
    """The last hundred changes, the newest first."""
    entries = [_entry(campaign, step, promise) for step, promise in recent_news(campaign.id, MOST)]
    page = f"/c/{campaign.slug}/promises"
    return atom_feed(
        entries,
        id=_tag("promises", str(campaign.id)),
        title=gettext("Promised and delivered: %(title)s", title=campaign.title),
        subtitle=gettext("What organizations that support this petition promised, and whether they did it."),
        author=campaign.controller,
        link=site_address(page),
        self_link=site_address(f"{page}.atom"),
        updated=entries[0].updated if entries else campaign.opened_at or campaign.published_at,
    )


def _entry(campaign: CampaignFacts, step: PublicStep, promise: PublicPromise) -> Entry:
    to_be_done = gettext("To be done by %(day)s.", day=day(step.due_on or promise.due_on))
    said = " " + gettext("A reviewer: %(words)s", words=step.note) if step.note else ""
    return Entry(
        id=_tag("promises", str(campaign.id), promise.id, str(step.id)),
        updated=step.at,
        link=promise_address(campaign.slug, promise),
        title=news(step.act, promise.name),
        summary=f"{promise.promise} {to_be_done}{said}",
    )


def _tag(*path: str) -> str:
    settings: Settings = current_app.extensions["settings"]
    return tag_uri(urlsplit(settings.base_url).hostname or "", _SINCE, *path)
