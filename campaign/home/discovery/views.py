"""Files for machines that find things: the map of the site, the rules for robots, feeds."""

from flask import Blueprint, Response
from flask.typing import ResponseReturnValue

from campaign.campaigns.queries import campaign_facts
from campaign.home.discovery.feed import campaign_feed, site_feed
from campaign.home.discovery.sitemap import sitemap, sitemap_part
from campaign.web.atom import MEDIA_TYPE
from campaign.web.headers import kept_for_all
from campaign.web.kept import kept
from campaign.web.language import current_language, offered, public_address

blueprint = Blueprint("discovery", __name__)

_MAP_SECONDS = 600
_FEED_SECONDS = 60
# Not for robots: the desk, what mailed links open (each is one person's), previews, answers to forms, searches.
_KEPT_OUT = (
    "/desk",
    "/s/",
    "/o/",
    "/own/",
    "/member/",
    "/officer/",
    "/invitation/",
    "/setup/",
    "/preview/",
    "/mine",
    "/trackers/alerts/",
    "/trackers/search",
    "/search",
    "/c/*/check-mail",
    "/c/*/code",
    "/c/*/thanks",
    "/c/*/not-me",
)


@blueprint.get("/sitemap.xml")
def whole_map() -> ResponseReturnValue:
    """Every public page, or the parts in which they are listed."""
    return _map(kept(("sitemap", tuple(offered()), "whole"), _MAP_SECONDS, sitemap))


@blueprint.get("/sitemap-<int:number>.xml")
def part_of_map(number: int) -> ResponseReturnValue:
    """One part of the list of pages."""
    return _map(kept(("sitemap", tuple(offered()), number), _MAP_SECONDS, lambda: sitemap_part(number)))


def _map(xml: str) -> Response:
    answer = kept_for_all(xml, _MAP_SECONDS)
    answer.headers["Content-Type"] = "application/xml; charset=utf-8"
    return answer


@blueprint.get("/robots.txt")
def robots() -> ResponseReturnValue:
    """What is not for robots, and where the map is."""
    prefixes = ("", *(f"/{language}" for language in offered()))
    lines = [
        "User-agent: *",
        *(f"Disallow: {prefix}{path}" for prefix in prefixes for path in _KEPT_OUT),
        "",
        f"Sitemap: {public_address('/sitemap.xml', offered()[0])}",
        "",
    ]
    answer = kept_for_all("\n".join(lines), 3600)
    answer.headers["Content-Type"] = "text/plain; charset=utf-8"
    return answer


@blueprint.get("/feed.atom")
def feed() -> ResponseReturnValue:
    """News, campaigns that opened, milestones, and resources."""
    return _feed(kept(("site feed", current_language()), _FEED_SECONDS, site_feed))


@blueprint.get("/c/<slug>/feed.atom")
def feed_of_campaign(slug: str) -> ResponseReturnValue:
    """The same of one campaign."""
    campaign = campaign_facts(slug)
    key = ("campaign feed", campaign.id, current_language())
    return _feed(kept(key, _FEED_SECONDS, lambda: campaign_feed(campaign)))


def _feed(atom: bytes) -> Response:
    answer = kept_for_all(atom.decode(), _FEED_SECONDS)
    answer.headers["Content-Type"] = MEDIA_TYPE
    answer.headers["Access-Control-Allow-Origin"] = "*"
    return answer
