"""The desk's own pages: today, the list of campaigns, and one campaign with all that it has gathered."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from campaign.accounts.permissions import Permission, may, needs
from campaign.campaigns.edit import missing_particulars
from campaign.campaigns.models import Campaign, CampaignState
from campaign.campaigns.publish import missing_words
from campaign.campaigns.queries import all_campaigns, campaign_for_desk, newest_titles, texts_of
from campaign.campaigns.refusals import NoSuchCampaign
from campaign.clock import now
from campaign.desk.queries import (
    CampaignCounts,
    counts_by_campaign,
    figures,
    signatures_by_text,
    unfinished_campaigns,
    waiting,
)
from campaign.web.charts import per_day, share_bars
from campaign.web.countries import country_name

blueprint = Blueprint("overview", __name__)


@blueprint.get("", strict_slashes=False)
@needs(Permission.SEE_DESK)
def today() -> ResponseReturnValue:
    """How a campaign does today, and what waits for a person."""
    moment = now()
    campaigns = [campaign for campaign in all_campaigns() if _may_see(campaign)]
    chosen = _chosen(campaigns)
    shown = figures(chosen.id, moment) if chosen is not None else None
    return render_template(
        "desk/today.html",
        now=moment,
        campaigns=campaigns,
        titles=newest_titles(),
        campaign=chosen,
        figures=shown,
        growth=per_day(shown.per_day, today=shown.as_of.date()) if shown is not None else None,
        steps=_steps(shown.week_entries, shown.week_handed_over, shown.week_confirmed) if shown is not None else (),
        countries=share_bars([(country_name(code), n) for code, n in shown.countries], shown.people) if shown else (),
        waiting=waiting(),
        unfinished=unfinished_campaigns(
            [campaign for campaign in campaigns if may(Permission.EDIT_CAMPAIGNS, campaign.id)], moment
        ),
    )


def _may_see(campaign: Campaign) -> bool:
    """What is somebody's to work on; drafts are for those who write them."""
    wanted = Permission.EDIT_CAMPAIGNS if campaign.state == CampaignState.DRAFT else Permission.SEE_DESK
    return may(wanted, campaign.id)


def _chosen(campaigns: list[Campaign]) -> Campaign | None:
    """The campaign that the URL names, else the newest open one, else the newest. Raises NoSuchCampaign."""
    if slug := request.args.get("campaign"):
        named = next((campaign for campaign in campaigns if campaign.slug == slug), None)
        if named is None:
            raise NoSuchCampaign
        return named
    is_open = (campaign for campaign in campaigns if campaign.state == CampaignState.OPEN)
    return next(is_open, campaigns[0] if campaigns else None)


def _steps(entries: int, handed_over: int, confirmed: int) -> tuple[object, ...]:
    rows = [
        ("Form sent and accepted", entries),
        ("Letter taken by the mail host", handed_over),
        ("Confirmed", confirmed),
        ("Not confirmed yet", entries - confirmed),
    ]
    return share_bars(rows, entries)


@blueprint.get("/campaigns")
@needs(Permission.EDIT_CAMPAIGNS)
def campaigns() -> ResponseReturnValue:
    """Every campaign with its state and counts."""
    return render_template(
        "desk/campaigns.html",
        now=now(),
        campaigns=[campaign for campaign in all_campaigns() if may(Permission.EDIT_CAMPAIGNS, campaign.id)],
        titles=newest_titles(),
        counts=counts_by_campaign(),
        nothing=CampaignCounts(),
    )


@blueprint.get("/campaigns/<int:campaign_id>")
@needs(Permission.EDIT_CAMPAIGNS)
def campaign(campaign_id: int) -> ResponseReturnValue:
    """One campaign: where it stands, what is missing, its versions, and what can be done."""
    found = campaign_for_desk(campaign_id)
    texts = texts_of(found.id, found.language)
    draft = texts[0] if texts[0].published_at is None else None
    missing = missing_particulars(found)
    if draft is not None and found.text_id is None:
        missing += missing_words(draft)
    return render_template(
        "desk/campaign.html",
        now=now(),
        campaign=found,
        texts=texts,
        draft=draft,
        missing=missing,
        counts=counts_by_campaign().get(found.id, CampaignCounts()),
        by_text=signatures_by_text(found.id),
    )
