"""Public pages and pictures for passing a petition on. None of them writes anything."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Flask, current_app, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from campaign.accounts.site import site_facts
from campaign.campaigns.queries import CampaignFacts, campaign_facts
from campaign.campaigns.referrals import CODE
from campaign.clock import now
from campaign.config import Settings
from campaign.organizations.directory.history import shown_organization
from campaign.organizations.merged import kept_slug
from campaign.organizations.refusals import NoSuchOrganization
from campaign.signatures.queries import counts
from campaign.signatures.sharing.badge import CountBadge, badge_drawing, badge_json, count_badge, draw_badge
from campaign.signatures.sharing.picture import (
    campaign_picture,
    draw_campaign,
    draw_organization,
    organization_picture,
)
from campaign.signatures.sharing.qr import qr_file, qr_path
from campaign.signatures.sharing.queries import signed_by_link, suggested_words
from campaign.web.headers import kept_for_all
from campaign.web.language import current_language, language_of_address, public_address, speaking
from campaign.web.pictures import for_every_site, kept_picture

blueprint = Blueprint("sharing", __name__)


def install(app: Flask) -> None:
    """Make the private figure of a link known to templates."""
    app.jinja_env.globals["signed_by_link"] = signed_by_link


def _via() -> str:
    """The code of somebody's own link that is passed on, if the address says one."""
    asked = request.args.get("via", "")
    return asked if CODE.fullmatch(asked) else ""


def campaign_address(campaign: CampaignFacts, via: str = "") -> str:
    """The public address of a campaign in the language at hand, under somebody's own link if there is one."""
    address = public_address(f"/c/{campaign.slug}", current_language())
    return f"{address}?via={via}" if via else address


def _host() -> str:
    settings: Settings = current_app.extensions["settings"]
    return settings.host


@blueprint.get("/c/<slug>/share")
def share(slug: str) -> ResponseReturnValue:
    """Everything with which to pass a petition on; `?via=` makes it somebody's own link."""
    campaign, via = campaign_facts(slug), _via()
    address = campaign_address(campaign, via)
    words = suggested_words((campaign.id, current_language()))
    return kept_for_all(
        render_template(
            "signatures/sharing/share.html",
            campaign=campaign,
            counts=counts(campaign.id),
            phase=campaign.phase(now()),
            via=via or None,
            address=address,
            words=words or campaign.title,
            qr=qr_path(address),
        )
    )


@blueprint.get("/c/<slug>/flyer")
def flyer(slug: str) -> ResponseReturnValue:
    """A sheet of A4 to print and hang up."""
    campaign, via = campaign_facts(slug), _via()
    address = campaign_address(campaign, via)
    return kept_for_all(
        render_template(
            "signatures/sharing/flyer.html",
            campaign=campaign,
            counts=counts(campaign.id),
            phase=campaign.phase(now()),
            via=via or None,
            qr=qr_path(address),
            shown_address=campaign_address(campaign).partition("://")[2],
        )
    )


def _in_language_of_address(answer: Callable[..., ResponseReturnValue]) -> Callable[..., ResponseReturnValue]:
    """What one address of a picture shows does not depend on who asks."""

    def speak(**arguments: Any) -> ResponseReturnValue:
        with speaking(language_of_address()):
            return answer(**arguments)

    speak.__name__, speak.__doc__ = answer.__name__, answer.__doc__
    return speak


@blueprint.get("/c/<slug>/share.png")
@_in_language_of_address
def picture(slug: str) -> ResponseReturnValue:
    """The campaign with its count, 1200 x 630 pixels."""
    campaign = campaign_facts(slug)

    def draw() -> bytes:
        return draw_campaign(campaign_picture(campaign, counts(campaign.id), site_facts().name, now()))

    return for_every_site(kept_picture(("campaign", campaign.id, current_language()), draw), "image/png")


@blueprint.get("/organizations/<slug>/share.png")
@_in_language_of_address
def organization_share(slug: str) -> ResponseReturnValue:
    """An organization with what it supports and that count, 1200 x 630 pixels."""
    shown = shown_organization(slug)
    if shown is None:
        kept = kept_slug(slug)
        if kept is not None:
            return redirect(url_for("sharing.organization_share", slug=kept))
        raise NoSuchOrganization("No campaign here lists an organization at this address, and none did.")

    def draw() -> bytes:
        figures = counts(shown.supports[0].campaign.id)
        return draw_organization(organization_picture(shown, figures, site_facts().name))

    key = "organization", shown.organization.id, current_language()
    return for_every_site(kept_picture(key, draw), "image/png")


@blueprint.get("/c/<slug>/qr.svg")
@_in_language_of_address
def qr_svg(slug: str) -> ResponseReturnValue:
    """The QR code of a campaign's address, or with `?via=` of somebody's own link."""
    campaign = campaign_facts(slug)
    return for_every_site(qr_file(campaign_address(campaign, _via()), "svg", campaign.title), "image/svg+xml", 3600)


@blueprint.get("/c/<slug>/qr.png")
@_in_language_of_address
def qr_png(slug: str) -> ResponseReturnValue:
    """The same as PNG."""
    campaign = campaign_facts(slug)
    return for_every_site(qr_file(campaign_address(campaign, _via()), "png", campaign.title), "image/png", 3600)


def _badge(campaign: CampaignFacts) -> CountBadge:
    return count_badge(
        campaign,
        counts(campaign.id),
        "organizations" if request.args.get("count") == "organizations" else "people",
        "dark" if request.args.get("style") == "dark" else "light",
    )


@blueprint.get("/c/<slug>/badge.svg")
@_in_language_of_address
def badge_svg(slug: str) -> ResponseReturnValue:
    """The count as a badge: `?style=dark` for dark pages, `?count=organizations` for those who support it."""
    drawn = badge_drawing(_badge(campaign_facts(slug)))
    return for_every_site(render_template("signatures/sharing/badge.svg", drawn=drawn), "image/svg+xml")


@blueprint.get("/c/<slug>/badge.png")
@_in_language_of_address
def badge_png(slug: str) -> ResponseReturnValue:
    """The same as PNG, at twice the size."""
    campaign = campaign_facts(slug)
    badge = _badge(campaign)
    key = "badge", campaign.id, badge.label, badge.value, badge.theme, badge.accent, current_language()
    return for_every_site(kept_picture(key, lambda: draw_badge(badge)), "image/png")


@blueprint.get("/c/<slug>/badge.json")
@_in_language_of_address
def badge_data(slug: str) -> ResponseReturnValue:
    """The same as data, in the form that shields.io reads."""
    campaign = campaign_facts(slug)
    data = jsonify(badge_json(_badge(campaign), campaign.title, campaign_address(campaign)))
    return for_every_site(data.get_data(), "application/json")
