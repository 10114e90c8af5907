"""Feeds: of the whole site (news, campaigns that opened, milestones, resources) and of one campaign; newest first."""

from collections.abc import Sequence
from datetime import date
from typing import Final
from urllib.parse import urlsplit

from flask import current_app

from campaign.accounts.site import site_facts
from campaign.campaigns.queries import CampaignFacts, public_campaigns
from campaign.clock import now
from campaign.config import Settings
from campaign.content.models import Page, PageKind
from campaign.content.queries import public_pages, readings
from campaign.db import db
from campaign.signatures.milestones.queries import Reached, newest_reached
from campaign.signatures.milestones.wording import milestone_name, what_is_counted
from campaign.web.atom import Entry, atom_feed, tag_uri
from campaign.web.formats import number
from campaign.web.language import current_language, gettext, public_address

MOST: Final = 40
_SINCE: Final = date(2026, 11, 27)  # part of the entries' names, which never change


def site_feed() -> bytes:
    """The feed in the language at hand; what has no words in it stands in its own."""
    language, site = current_language(), site_facts()
    campaigns = public_campaigns()
    entries = [*_pages(), *_campaigns(campaigns), *_milestones(campaigns)]
    return _feed(
        entries,
        id=_name("site", language),
        title=gettext("Everything new at %(name)s", name=site.name),
        subtitle=site.about,
        author=site.name,
        link=public_address("/", language),
        self_link=public_address("/feed.atom", language),
    )


def campaign_feed(campaign: CampaignFacts) -> bytes:
    """The same of one campaign; its entries have the names that they have in the feed of the site."""
    language = current_language()
    return _feed(
        [*_pages(campaign.id), *_campaigns([campaign]), *_milestones([campaign])],
        id=_name("of campaign", campaign.public_id.hex(), language),
        title=campaign.title,
        subtitle=campaign.lead,
        author=campaign.controller,
        link=public_address(f"/c/{campaign.slug}", language),
        self_link=public_address(f"/c/{campaign.slug}/feed.atom", language),
    )


def _feed(entries: list[Entry], **head: str) -> bytes:
    entries.sort(key=lambda entry: (entry.updated, entry.id), reverse=True)
    kept = entries[:MOST]
    return atom_feed(kept, updated=max((entry.updated for entry in kept), default=now()), **head)


def _pages(campaign_id: int | None = None) -> list[Entry]:
    language = current_language()
    query = public_pages(now(), PageKind.NEWS, PageKind.RESOURCE).limit(MOST)
    if campaign_id is not None:
        query = query.where(Page.campaign_id == campaign_id)
    return [
        Entry(
            _name("page", reading.public_id.hex(), language),
            reading.updated_at,
            public_address(reading.path, language),
            reading.title,
            reading.summary,
        )
        for reading in readings(db.session.scalars(query).all())
    ]


def _campaigns(campaigns: Sequence[CampaignFacts]) -> list[Entry]:
    language = current_language()
    return [
        Entry(
            _name("campaign", campaign.public_id.hex(), language),
            campaign.opened_at,
            public_address(f"/c/{campaign.slug}", language),
            campaign.title,
            campaign.lead,
        )
        for campaign in campaigns
        if campaign.opened_at is not None
    ]


def _milestones(campaigns: Sequence[CampaignFacts]) -> list[Entry]:
    by_id = {campaign.id: campaign for campaign in campaigns}
    return [_milestone(one, by_id[campaign_id]) for campaign_id, one in newest_reached(tuple(by_id), MOST)]


def _milestone(one: Reached, campaign: CampaignFacts) -> Entry:
    """What was reached, with which count; dated by the day and moment at which it was, also if it has fallen since."""
    language = current_language()
    assert one.reached_at is not None
    said = [gettext("The count stood at %(figure)s then.", figure=number(one.reached_value or 0))]
    if one.is_fallen:
        said.append(gettext("It is below that now."))
    return Entry(
        _name("milestone", campaign.public_id.hex(), str(one.id), language),
        one.reached_at,
        public_address(f"/c/{campaign.slug}/data#milestones", language),
        f"{milestone_name(one.measure, one.threshold)}: {campaign.title}",
        " ".join([*said, what_is_counted(one.measure)]),
    )


def _name(*path: str) -> str:
    settings: Settings = current_app.extensions["settings"]
    return tag_uri(urlsplit(settings.base_url).hostname or "", _SINCE, *path)
