"""The list of supporters in a frame on other people's pages, and the page that hands out the code for it."""

from flask import current_app, render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from campaign.campaigns.queries import campaign_facts
from campaign.clock import now
from campaign.config import Settings
from campaign.organizations.directory.filters import Filters, Sort
from campaign.organizations.directory.forms import NUMBERS_IN_FRAME, FrameWish, read_frame_wish
from campaign.organizations.directory.open_data import COLUMNS
from campaign.organizations.directory.queries import roll, supporters
from campaign.organizations.views import blueprint
from campaign.organizations.wording import KINDS
from campaign.web.headers import framed_by_anybody, kept_for_all
from campaign.web.language import gettext
from campaign.web.paging import Page, page_number

FRAME_PAGE = 60  # names in a frame that shows all


def supporters_embed(slug: str) -> ResponseReturnValue:
    """The newest organizations, or all of them by name, with the count: no script, no cookie, nothing from others."""
    campaign, wish, moment = campaign_facts(slug), read_frame_wish(request.args), now()
    everybody = roll(campaign.id)
    entries = everybody.choose(Filters(sort=Sort.NAME if wish.shows_all else Sort.NEWEST)).entries
    size = FRAME_PAGE if wish.shows_all else wish.number
    number = min(page_number(), max(1, -(-len(entries) // size))) if wish.shows_all else 1
    page = Page(entries[(number - 1) * size : number * size], number, len(entries), size)
    html = render_template(
        "organizations/directory/embed.html",
        campaign=campaign,
        counts=everybody.counts,
        as_of=moment.replace(second=0, microsecond=0),
        wish=wish,
        page=page,
        rows=supporters(page.rows),
        kinds=KINDS,
    )
    return framed_by_anybody(kept_for_all(html, 300))


def _hang_outside(state: BlueprintSetupState) -> None:
    """Frames have addresses of their own, so that a proxy can let these and no others be framed."""
    state.app.add_url_rule(
        "/embed/<slug>/supporters", "organizations.supporters_embed", supporters_embed, methods=["GET"]
    )


blueprint.record_once(_hang_outside)


@blueprint.get("/c/<slug>/supporters/embed")
def embed_code(slug: str) -> ResponseReturnValue:
    """The code to copy, with what it shows beside it; and what the open data hold."""
    campaign, wish = campaign_facts(slug), read_frame_wish(request.args)
    settings: Settings = current_app.extensions["settings"]
    path = url_for("organizations.supporters_embed", slug=campaign.slug, **wish.as_url())
    return kept_for_all(
        render_template(
            "organizations/directory/embed_code.html",
            campaign=campaign,
            wish=wish,
            path=path,
            code=_code(
                settings.base_url + path,
                gettext("Organizations that support %(petition)s", petition=campaign.title),
                _height(wish),
            ),
            height=_height(wish),
            columns=COLUMNS,
            numbers=NUMBERS_IN_FRAME,
        )
    )


def _code(address: str, title: str, height: int) -> str:
    """What somebody copies into a page."""
    frame = Markup('<iframe src="{}" title="{}" width="100%" height="{}" loading="lazy"></iframe>')
    return str(frame.format(address, title, height))


def _height(wish: FrameWish) -> int:
    """How high the frame needs to be, in pixels, for names of usual length; what is longer scrolls within it."""
    rows = FRAME_PAGE if wish.shows_all else wish.number
    return min(960, 240 + rows * (74 if wish.logos else 60))
