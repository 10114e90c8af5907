"""The public page of a campaign's comments."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from campaign.campaigns.queries import campaign_facts
from campaign.signatures.voices.queries import VoiceFilter, shown_voices, voices_by_place
from campaign.web.countries import country_names
from campaign.web.headers import kept_for_all
from campaign.web.language import LANGUAGES
from campaign.web.paging import page_number

blueprint = Blueprint("voices", __name__)


@blueprint.get("/c/<slug>/voices")
def voices(slug: str) -> ResponseReturnValue:
    """Comments of those who asked for theirs to be shown, newest first; by country and language."""
    campaign = campaign_facts(slug)
    country, language = request.args.get("country", ""), request.args.get("language", "")
    wanted = VoiceFilter(
        country=country if country in country_names() else "", language=language if language in LANGUAGES else ""
    )
    there = voices_by_place(campaign.id)
    return kept_for_all(
        render_template(
            "signatures/voices/voices.html",
            campaign=campaign,
            page=shown_voices(campaign.id, wanted, page_number()),
            wanted=wanted,
            countries_there={country for country, _, _ in there},
            languages_there={language for _, language, _ in there if language},
            total=sum(number for _, _, number in there),
        ),
        10,
    )
