"""What a supporter shows of itself on other sites: its badge, and a page for a frame."""

from dataclasses import dataclass

from flask import current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from campaign.campaigns.queries import CampaignFacts, campaign_facts, campaign_facts_of
from campaign.config import Settings
from campaign.organizations.models import Support, SupportState
from campaign.organizations.own.badge import SIZE, Badge, badge_of, badge_png, drawing
from campaign.organizations.own.queries import newest_support_of, supporter_of
from campaign.organizations.refusals import NoSuchBadge
from campaign.web.headers import framed_by_anybody, kept_for_all
from campaign.web.inks import Theme
from campaign.web.language import gettext, language_of_address, speaking
from campaign.web.pictures import for_every_site, kept_picture

KEPT_SECONDS = 300


def badge_svg(slug: str) -> ResponseReturnValue:
    """A supporter's badge for one campaign (`?campaign=`, else the newest), light or dark (`?theme=dark`)."""
    with speaking(language_of_address()):
        badge = _asked(slug)
    page = render_template("organizations/own/badge.svg", drawn=drawing(badge, _theme()))
    return for_every_site(page, "image/svg+xml", KEPT_SECONDS)


def badge_picture(slug: str) -> ResponseReturnValue:
    """The same as PNG."""
    with speaking(language_of_address()):
        badge = _asked(slug)
    theme = _theme()
    picture = kept_picture(("support badge", badge, theme), lambda: badge_png(badge, theme), KEPT_SECONDS)
    return for_every_site(picture, "image/png", KEPT_SECONDS)


def embed(campaign_slug: str, slug: str) -> ResponseReturnValue:
    """A supporter's standing as a page for a frame on its own site: no script, no cookie, no form."""
    campaign = campaign_facts(campaign_slug)
    support = _supporter(campaign, slug)
    html = render_template(
        "organizations/own/embed.html",
        campaign=campaign,
        support=support,
        badge=badge_of(support, campaign, _settings().host),
        stands=support.state == SupportState.APPROVED,
    )
    return framed_by_anybody(kept_for_all(html, KEPT_SECONDS))


@dataclass(frozen=True)
class Snippet:
    """Something to copy into another page: what it is for, the address of what it shows, its HTML."""

    label: str
    dark: bool
    address: str
    code: str


def badge_snippets(support: Support, campaign: CampaignFacts) -> list[Snippet]:
    """The badge for light and for dark pages."""
    home = _settings().base_url + url_for("signatures.page", slug=campaign.slug)
    found = []
    for label, theme in ((gettext("For light pages"), None), (gettext("For dark pages"), "dark")):
        address = url_for("own.badge_svg", slug=support.organization.slug, campaign=campaign.slug, theme=theme)
        picture = Markup('<img src="{}" width="{}" height="{}" alt="{}">').format(
            _settings().base_url + address, *SIZE, _says(support, campaign)
        )
        code = Markup('<a href="{}">{}</a>').format(home, picture)
        found.append(Snippet(label, theme == "dark", address, str(code)))
    return found


def frame_snippet(support: Support, campaign: CampaignFacts) -> Snippet:
    """The page for a frame."""
    address = url_for("own.embed", campaign_slug=campaign.slug, slug=support.organization.slug)
    code = Markup('<iframe src="{}" width="480" height="280" title="{}" loading="lazy"></iframe>').format(
        _settings().base_url + address, _says(support, campaign)
    )
    return Snippet(gettext("Frame"), False, address, str(code))


def _says(support: Support, campaign: CampaignFacts) -> str:
    return gettext(
        "%(organization)s supports %(petition)s", organization=support.organization.name, petition=campaign.title
    )


def _settings() -> Settings:
    settings: Settings = current_app.extensions["settings"]
    return settings


def _theme() -> Theme:
    return "dark" if request.args.get("theme") == "dark" else "light"


def _supporter(campaign: CampaignFacts, slug: str) -> Support:
    support = supporter_of(campaign.id, slug)
    if support is None:
        raise NoSuchBadge
    return support


def _asked(slug: str) -> Badge:
    asked = request.args.get("campaign")
    support = _supporter(campaign_facts(asked), slug) if asked is not None else newest_support_of(slug)
    campaign = campaign_facts_of(support.campaign_id) if support is not None else None
    if support is None or campaign is None:
        raise NoSuchBadge
    return badge_of(support, campaign, _settings().host)
