"""Public pages of content: news, free pages, events, partners; pictures, and previews by link.

Resources and lessons have their own pages; what is common to all kinds is here and in `templates/content/parts.html`.
"""

from dataclasses import dataclass

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from campaign.accounts.site import site_facts
from campaign.campaigns.queries import CampaignFacts, campaign_facts, campaign_facts_of
from campaign.campaigns.refusals import NoSuchCampaign
from campaign.clock import now
from campaign.content.events import Happening, past, to_come, with_facts
from campaign.content.feeds import MOST, events_calendar, news_feed
from campaign.content.kinds import KINDS
from campaign.content.lead_on import lead_on
from campaign.content.media.queries import picture_with_data, pictures_in
from campaign.content.models import PageKind
from campaign.content.news import NewsFilters, all_news, news_page
from campaign.content.partners import partner_of, partners
from campaign.content.queries import (
    Reading,
    campaigns_with,
    categories,
    drafted,
    neighbours,
    reading,
)
from campaign.content.refusals import NoSuchPage, NoSuchPicture
from campaign.content.share_preview import previewed_page
from campaign.text import markdown_to_html
from campaign.web import atom
from campaign.web import calendar as ics
from campaign.web.headers import kept_for_all, private
from campaign.web.language import current_language, gettext, public_address
from campaign.web.paging import page_number

blueprint = Blueprint("content", __name__)
KEEP_SECONDS = 10


@blueprint.after_request
def previews_are_private(response: Response) -> Response:
    """What a link to a draft answers, refusals too, is for whoever was given it."""
    return private(response) if request.endpoint == "content.preview" else response


@dataclass(frozen=True)
class Found:
    """A page that is at an address, or the answer that leads to where it is now."""

    reading: Reading
    body: str
    campaign: CampaignFacts | None


def find_page(kind: PageKind, slug: str, endpoint: str) -> Found | Response:
    """The public page of a kind at an address, or a redirect (308) when it moved. Raises NoSuchPage, PageRetired."""
    try:
        found = reading(kind, slug, now())
    except NoSuchPage:
        return lead_on(kind, slug, endpoint)
    return shown(found)


def shown(found: Reading) -> Found:
    """A page with its text as HTML and its campaign."""
    of = campaign_facts_of(found.campaign_id) if found.campaign_id is not None else None
    return Found(found, markdown_to_html(found.body, pictures_in(found.body), top=2), of)


def _campaign_asked() -> CampaignFacts | None:
    slug = request.args.get("campaign", "")
    try:
        return campaign_facts(slug) if slug else None
    except NoSuchCampaign:
        raise NoSuchPage from None


def _filters() -> NewsFilters:
    campaign = _campaign_asked()
    return NewsFilters(
        campaign_id=campaign.id if campaign is not None else None,
        category=request.args.get("category", "").strip()[:60],
    )


@blueprint.get("/news")
def news() -> ResponseReturnValue:
    """All news, narrowed by category and campaign."""
    moment, filters, campaign = now(), _filters(), _campaign_asked()
    counted = campaigns_with(PageKind.NEWS, moment)
    known = [(facts, counted[id_]) for id_ in counted if (facts := campaign_facts_of(id_)) is not None]
    page, found = news_page(filters, page_number(), moment)
    html = render_template(
        "content/news.html",
        page=page,
        news=found,
        filters=filters,
        campaign=campaign,
        categories=categories(PageKind.NEWS, moment),
        campaigns=sorted(known, key=lambda each: each[0].title),
        titles={facts.id: facts for facts, _ in known},
    )
    return kept_for_all(html, KEEP_SECONDS)


@blueprint.get("/news/feed.atom")
def news_atom() -> ResponseReturnValue:
    """The newest news as a feed."""
    filters = _filters()
    found = all_news(filters, now(), MOST)
    feed = news_feed(found, site_facts().name, _campaign_asked(), filters.category)
    return _for_programs(feed, atom.MEDIA_TYPE)


def _for_programs(content: bytes, media_type: str, seconds: int = 300) -> Response:
    response = kept_for_all(content.decode(), seconds)
    response.headers["Content-Type"] = media_type
    response.headers["Content-Language"] = current_language()
    response.headers["Access-Control-Allow-Origin"] = "*"
    if not request.script_root:
        response.vary.update(("Accept-Language", "Cookie"))
    return response


@blueprint.get("/news/<slug>")
def article(slug: str) -> ResponseReturnValue:
    """One piece of news."""
    found = find_page(PageKind.NEWS, slug, ".article")
    if isinstance(found, Response):
        return found
    older, newer = neighbours(found.reading, now())
    return kept_for_all(render_template("content/article.html", **vars(found), older=older, newer=newer), KEEP_SECONDS)


@blueprint.get("/pages/<slug>")
def free_page(slug: str) -> ResponseReturnValue:
    """A page of the site's own: about us, imprint."""
    found = find_page(PageKind.PAGE, slug, ".free_page")
    if isinstance(found, Response):
        return found
    return kept_for_all(render_template("content/free_page.html", **vars(found)), KEEP_SECONDS)


@blueprint.get("/events")
def events() -> ResponseReturnValue:
    """What comes, and what was."""
    moment = now()
    html = render_template("content/events.html", coming=to_come(moment), past=past(moment))
    return kept_for_all(html, KEEP_SECONDS)


@blueprint.get("/events.ics")
def events_ics() -> ResponseReturnValue:
    """Every event as a calendar to subscribe to."""
    moment = now()
    return _calendar([*to_come(moment), *past(moment)], gettext("Events of %(site)s", site=site_facts().name))


def _calendar(found: list[Happening], name: str) -> Response:
    return _for_programs(events_calendar(found, name), ics.MEDIA_TYPE)


@blueprint.get("/events/<slug>")
def event(slug: str) -> ResponseReturnValue:
    """One event."""
    found = find_page(PageKind.EVENT, slug, ".event")
    if isinstance(found, Response):
        return found
    happening = with_facts([found.reading], now())
    if not happening:
        raise NoSuchPage
    return kept_for_all(render_template("content/event.html", **vars(found), event=happening[0]), KEEP_SECONDS)


@blueprint.get("/events/<slug>.ics")
def event_ics(slug: str) -> ResponseReturnValue:
    """One event for a calendar."""
    found = find_page(PageKind.EVENT, slug, ".event_ics")
    if isinstance(found, Response):
        return found
    response = _calendar(with_facts([found.reading], now()), found.reading.title)
    response.headers["Content-Disposition"] = f'attachment; filename="{found.reading.slug}.ics"'
    return response


@blueprint.get("/partners")
def partner_list() -> ResponseReturnValue:
    """Who the campaign works with."""
    return kept_for_all(render_template("content/partners.html", partners=partners(now())), KEEP_SECONDS)


@blueprint.get("/partners/<slug>")
def partner(slug: str) -> ResponseReturnValue:
    """One partner."""
    found = find_page(PageKind.PARTNER, slug, ".partner")
    if isinstance(found, Response):
        return found
    html = render_template("content/partner.html", **vars(found), partner=partner_of(found.reading))
    return kept_for_all(html, KEEP_SECONDS)


@blueprint.get("/media/<public_id>/<name>")
def media(public_id: str, name: str) -> ResponseReturnValue:
    """A picture of the site; what is at its address never changes."""
    asset = picture_with_data(public_id)
    if name != asset.name:
        raise NoSuchPicture
    response = Response(asset.data, mimetype=asset.media_type)
    response.set_etag(asset.sha256)
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response.make_conditional(request)


@blueprint.get("/preview/<token>")
def preview(token: str) -> ResponseReturnValue:
    """A draft for somebody who was sent a link to it."""
    page = previewed_page(token, now())
    found = shown(drafted(page))
    return render_template(
        "content/preview.html",
        **vars(found),
        section=KINDS[page.kind].section,
        state=page.state,
        addresses=[(language, public_address(f"/preview/{token}", language)) for language in found.reading.languages],
    )
