"""Frames on other people's pages, the page that hands out their code, and oEmbed.

Count and button have no form and may be framed by anybody. The form may be framed by the sites that the campaign names;
it is the same form, through the same gate, and needs no script and no cookie.
"""

from flask import Blueprint, Response, abort, current_app, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from campaign.accounts.site import site_facts
from campaign.campaigns.addresses import moved_to
from campaign.campaigns.queries import CampaignFacts, campaign_facts
from campaign.campaigns.refusals import NoSuchCampaign
from campaign.clock import now
from campaign.config import Settings
from campaign.embed.frames import LEAST_WIDTH, FrameWish, Show, Theme, frame_code, link_code, read_frame_wish
from campaign.embed.oembed import page_of, size
from campaign.signatures.page import fresh_token, next_goal
from campaign.signatures.queries import counts
from campaign.signatures.refusals import TooMany
from campaign.signatures.taking import Again, take_signature
from campaign.web.charts import thermometer
from campaign.web.errors import NotFound
from campaign.web.errors import answer as answer_with
from campaign.web.headers import framed_by, framed_by_anybody, kept_for_all
from campaign.web.language import offered, prefix, public_address, speaking

blueprint = Blueprint("embed", __name__)


class NotEmbeddable(NotFound):
    """There is no petition of ours at this address, so there is nothing to show of it."""


class OnlyJson(NotFound):
    """Only JSON is given here: ask with format=json."""

    status = 501
    title = "Only JSON is given here"


@blueprint.get("/embed/<slug>")
def frame(slug: str) -> ResponseReturnValue:
    """Count, button or form, as `?show=` says."""
    campaign, wish = campaign_facts(slug), read_frame_wish(request.args)
    if wish.show == Show.FORM:
        answer = kept_for_all(_form(campaign, wish, form_token=fresh_token(campaign, now())), 5)
        return framed_by(answer, campaign.frame_origins)
    figures, goal = counts(campaign.id), next_goal(campaign.goal, counts(campaign.id).people)
    html = render_template(
        "embed/button.html" if wish.show == Show.BUTTON else "embed/count.html",
        campaign=campaign,
        wish=wish,
        counts=figures,
        goal=goal,
        chart=thermometer(figures.people, goal),
        phase=campaign.phase(now()),
    )
    return framed_by_anybody(kept_for_all(html, 60))


def _form(campaign: CampaignFacts, wish: FrameWish, **more: object) -> str:
    return render_template(
        "embed/form.html",
        campaign=campaign,
        wish=wish,
        phase=campaign.phase(now()),
        action=url_for("embed.take", slug=campaign.slug, **wish.as_url()),
        **more,
    )


@blueprint.post("/embed/<slug>/sign")
def take(slug: str) -> ResponseReturnValue:
    """Take a signature from a frame: as on the campaign's own page, and the answer stays in the frame."""
    campaign, wish = campaign_facts(slug), read_frame_wish(request.args)
    try:
        taken = take_signature(campaign)
    except TooMany as no:
        # In the frame too: a page that may not be framed would show nothing, and nobody would know.
        refused = answer_with(no.status, no.heading, no.sentence, retry_after=no.retry_after)
        return framed_by(refused, campaign.frame_origins)
    if isinstance(taken, Again):
        answer = taken.answer(_form(taken.campaign, wish, **taken.context))
        return framed_by(answer, campaign.frame_origins)
    return redirect(url_for("embed.check_mail", slug=campaign.slug, **wish.as_url()), 303)


@blueprint.get("/embed/<slug>/check-mail")
def check_mail(slug: str) -> ResponseReturnValue:
    """What to do next, in the frame; true for everybody who may see it."""
    campaign, wish = campaign_facts(slug), read_frame_wish(request.args)
    settings: Settings = current_app.extensions["settings"]
    html = render_template("embed/check_mail.html", campaign=campaign, wish=wish, sender=settings.sender)
    return framed_by(kept_for_all(html, 60), campaign.frame_origins)


@blueprint.get("/c/<slug>/embed")
def code(slug: str) -> ResponseReturnValue:
    """The code to copy, with what it shows beside it."""
    campaign, wish = campaign_facts(slug), read_frame_wish(request.args)
    path = url_for("embed.frame", slug=campaign.slug, **wish.as_url())
    settings: Settings = current_app.extensions["settings"]
    address = f"{settings.base_url}{path}"
    return kept_for_all(
        render_template(
            "embed/code.html",
            campaign=campaign,
            wish=wish,
            shows=Show,
            themes=Theme,
            path=path,
            address=address,
            code=frame_code(address, campaign.title, wish.height),
            link=link_code(settings.base_url + url_for("signatures.page", slug=campaign.slug), campaign.title),
            least_width=LEAST_WIDTH,
        )
    )


@blueprint.get("/oembed")
def oembed() -> ResponseReturnValue:
    """The count of a petition as a frame, for programs that ask by the address of its page. Raises NotEmbeddable."""
    settings: Settings = current_app.extensions["settings"]
    if request.args.get("format", "json") != "json":
        raise OnlyJson
    page = page_of(request.args.get("url", ""), settings.base_url)
    if page is None:
        raise NotEmbeddable
    language, slug = page
    with speaking(language or offered()[0]):
        try:
            campaign = _campaign_at(slug)
        except NoSuchCampaign:
            raise NotEmbeddable from None
        answer = _rich(campaign, language, *size(_pixels("maxwidth"), _pixels("maxheight")))
    answer.headers["Cache-Control"] = "public, max-age=300, stale-while-revalidate=3600"
    answer.headers["Access-Control-Allow-Origin"] = "*"
    answer.add_etag()
    return answer.make_conditional(request)


def _campaign_at(slug: str) -> CampaignFacts:
    """The campaign at an address, or the one that was there before it was renamed. Raises NoSuchCampaign."""
    try:
        return campaign_facts(slug)
    except NoSuchCampaign:
        now_at = moved_to(slug)
        if now_at is None:
            raise
        return campaign_facts(now_at)


def _rich(campaign: CampaignFacts, language: str, width: int, height: int) -> Response:
    settings: Settings = current_app.extensions["settings"]
    address = f"{settings.base_url}{prefix(language) if language else ''}/embed/{campaign.slug}"
    html = frame_code(address, campaign.title, height, width=width)
    return jsonify(
        version="1.0",
        type="rich",
        title=campaign.title,
        author_name=campaign.controller,
        provider_name=site_facts().name,
        provider_url=public_address("/", language) if language else f"{settings.base_url}/",
        cache_age=300,
        width=width,
        height=height,
        html=html.replace("<iframe ", '<iframe sandbox="allow-popups allow-popups-to-escape-sandbox" ', 1),
    )


def _pixels(name: str) -> int | None:
    """A number of pixels from the address; none when it is missing. Answers 400 to what is no number."""
    arguments: MultiDict[str, str] = request.args
    text = arguments.get(name)
    if text is None:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) < 6):
        abort(400)
    return int(text)
