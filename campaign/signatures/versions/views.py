"""Public pages about the versions of a campaign's text."""

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from campaign.campaigns.queries import campaign_facts
from campaign.campaigns.wording import text_to_sign
from campaign.signatures.versions.queries import (
    published_text,
    published_texts,
    said_of,
    signatures_by_text,
    text_in_force,
    versions_by_language,
)
from campaign.text import markdown_to_html
from campaign.web.headers import kept_for_all

blueprint = Blueprint("versions", __name__)


@blueprint.get("/c/<slug>/versions")
def versions(slug: str) -> ResponseReturnValue:
    """Every published version in every language: when, which digest, how many signed it, and what it changed."""
    campaign = campaign_facts(slug)
    by_language = versions_by_language(campaign, text_in_force(campaign.id))
    return kept_for_all(
        render_template(
            "signatures/versions/versions.html",
            campaign=campaign,
            by_language=by_language,
            alone=sum(map(len, by_language.values())) == 1,
            tally=signatures_by_text(campaign.id),
        ),
        10,
    )


@blueprint.get("/c/<slug>/versions/<language>/<int:version>")
def version(slug: str, language: str, version: int) -> ResponseReturnValue:
    """One version as it was signed, and how to check its digest. Raises NoSuchVersion."""
    campaign = campaign_facts(slug)
    text = published_text(campaign.id, language, version)
    tally, texts = signatures_by_text(campaign.id), published_texts(campaign.id)
    return kept_for_all(
        render_template(
            "signatures/versions/version.html",
            campaign=campaign,
            text=text,
            alone=len(texts) == 1,
            signatures=tally.by_text.get(text.id, 0),
            said=said_of(text.id, tally.by_text, alone=False),
            tally=tally,
            to_html=markdown_to_html,
        ),
        10,
    )


@blueprint.get("/c/<slug>/versions/<language>/<int:version>/text.txt")
def plain(slug: str, language: str, version: int) -> ResponseReturnValue:
    """Exactly the bytes whose SHA-256 is the digest, as a file. Raises NoSuchVersion."""
    campaign = campaign_facts(slug)
    text = published_text(campaign.id, language, version)
    response = Response(text_to_sign(text.title, text.addressee, text.ask).encode(), mimetype="text/plain")
    response.headers["Content-Disposition"] = (
        f'attachment; filename="{campaign.slug}-{text.language}-{text.version}.txt"'
    )
    response.headers["Content-Language"] = text.language
    response.headers["Cache-Control"] = "public, max-age=3600"
    response.set_etag(text.sha256 or "")
    return response.make_conditional(request)
