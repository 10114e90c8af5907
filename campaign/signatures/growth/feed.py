"""The log of corrections as an Atom feed."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Final
from urllib.parse import urlsplit

from flask import current_app

from campaign.campaigns.corrections import CAUSES, FIGURES, PublicCorrection
from campaign.campaigns.queries import CampaignFacts
from campaign.config import Settings
from campaign.web.atom import Entry, atom_feed, tag_uri
from campaign.web.language import canonical_address, current_language, gettext, public_address, said

MOST: Final = 100
# Part of every id: must stay as it is for ever, whatever else changes (RFC 4151).
_SINCE: Final = date(2026, 11, 27)


def corrections_feed(campaign: CampaignFacts, lines: Sequence[PublicCorrection]) -> bytes:
    """The newest lines, in the language at hand; each is dated by its day alone."""
    page = public_address(f"/c/{campaign.slug}/corrections", current_language())
    return atom_feed(
        [_entry(campaign, line, page) for line in lines],
        id=_tag(campaign.id),
        title=gettext("Corrections: %(title)s", title=campaign.title),
        author=campaign.controller,
        link=page,
        self_link=canonical_address(),
        updated=_midnight(lines[0].day) if lines else campaign.opened_at or campaign.published_at,
    )


def _entry(campaign: CampaignFacts, line: PublicCorrection, page: str) -> Entry:
    return Entry(
        id=_tag(campaign.id, str(line.id)),
        updated=_midnight(line.day),
        link=f"{page}#c{line.id}",
        title=gettext("%(figure)s: %(change)s", figure=said(FIGURES[line.figure]), change=f"{line.change:+d}"),
        summary=" ".join(filter(None, (f"{said(CAUSES[line.cause])}.", line.note))),
    )


def _midnight(day: str) -> datetime:
    return datetime.combine(date.fromisoformat(day), datetime.min.time(), UTC)


def _tag(campaign_id: int, *path: str) -> str:
    settings: Settings = current_app.extensions["settings"]
    return tag_uri(urlsplit(settings.base_url).hostname or "", _SINCE, "corrections", str(campaign_id), *path)
