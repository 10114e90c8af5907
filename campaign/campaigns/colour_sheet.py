"""A campaign's free colour as a stylesheet of its own, since no page carries inline style.

One rule: elements with `data-campaign="<slug>"` (the `<html>` of the campaign's pages, its entry on others) have that
colour instead of an ink. Its address changes with the colour, so browsers may keep it for a year.
"""

from typing import Protocol

from flask import Blueprint, Flask, Response, abort, request
from flask.typing import ResponseReturnValue

from campaign.campaigns.queries import campaign_facts
from campaign.web.contrast import shown

blueprint = Blueprint("colour_sheet", __name__)


class Coloured(Protocol):
    """What has a campaign's address and colour."""

    @property
    def slug(self) -> str:
        """The last part of the campaign's address."""

    @property
    def colour(self) -> str:
        """Its free colour, or empty."""


def colour_sheet(campaign: Coloured) -> str:
    """The address of a campaign's stylesheet, the same in every language; empty when one of the inks is its colour."""
    return f"/c/{campaign.slug}/colour.css?v={campaign.colour[1:]}" if campaign.colour else ""


def rule(name: str, colour: str) -> str:
    """The stylesheet: the colour for parts marked with this name, and what older browsers show, which is light."""
    light = shown(colour, "light")
    chosen = f'[data-campaign="{name}"]'
    return (
        f"{chosen}{{--campaign:{colour}}}\n"
        "@supports not (color:oklch(from red l c h)){"
        f"{chosen}{{--accent:{light.accent};--tint:{light.tint};--tint-2:{light.tint_2}}}}}\n"
    )


@blueprint.get("/c/<slug>/colour.css")
def sheet(slug: str) -> ResponseReturnValue:
    """The colour of a public campaign."""
    campaign = campaign_facts(slug)
    if not campaign.colour:
        abort(404)
    response = Response(rule(campaign.slug, campaign.colour), mimetype="text/css")
    newest = request.args.get("v") == campaign.colour[1:]
    response.headers["Cache-Control"] = f"public, max-age={31536000 if newest else 60}"
    response.add_etag()
    response.make_conditional(request)
    return response


def install(app: Flask) -> None:
    """Make the address known to templates."""
    app.jinja_env.globals["colour_sheet"] = colour_sheet
