"""The desk's own pages: home, one campaign's figures, the list of campaigns, one campaign with all it has gathered."""

from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from campaign.accounts.permissions import Permission, may, mine, needs
from campaign.campaigns.edit import missing_particulars
from campaign.campaigns.models import Campaign, CampaignState
from campaign.campaigns.publish import missing_words
from campaign.campaigns.queries import all_campaigns, campaign_for_desk, newest_titles, texts_of
from campaign.campaigns.refusals import NoSuchCampaign
from campaign.clock import now
from campaign.content.lists import pages_to_publish
from campaign.content.models import Page as ContentPage
from campaign.desk.progress import Progress, progress
from campaign.desk.queries import (
    CampaignCounts,
    Figures,
    counts_by_campaign,
    figures,
    signatures_by_text,
    unfinished_campaigns,
)
from campaign.desk.waiting import Urgency, what_waits
from campaign.text import folded, tidy
from campaign.web.charts import per_day, share_bars
from campaign.web.countries import country_name
from campaign.web.formats import number
from campaign.web.paging import Page, page_number
from campaign.web.sorting import Sorting, read_sorting
from campaign.web.sparks import spark

MOST_AT_HOME = 12
CAMPAIGNS_A_PAGE = 25

blueprint = Blueprint("overview", __name__)


@blueprint.get("", strict_slashes=False)
@needs(Permission.SEE_DESK)
def today() -> ResponseReturnValue:
    """What waits for this person and how each campaign does; with a campaign in the URL, that one's figures."""
    moment = now()
    campaigns = [campaign for campaign in all_campaigns() if may_see(campaign)]
    titles = newest_titles()
    if slug := request.args.get("campaign"):
        named = next((campaign for campaign in campaigns if campaign.slug == slug), None)
        if named is None:
            raise NoSuchCampaign
        return render_template(
            "desk/figures.html",
            now=moment,
            campaign=named,
            titles=titles,
            campaigns=campaigns,
            **_told(figures(named.id, moment)),
        )
    at_work = [campaign for campaign in campaigns if campaign.state != CampaignState.DRAFT]
    # Open ones first; the rest is in the list of campaigns.
    at_work.sort(key=lambda campaign: (campaign.state != CampaignState.OPEN, -campaign.id))
    done = progress(moment)
    shown = at_work[:MOST_AT_HOME]
    only = at_work[0] if len(at_work) == 1 else None
    return render_template(
        "desk/today.html",
        now=moment,
        campaigns=campaigns,
        titles=titles,
        rows=[(campaign, row := done.get(campaign.id, Progress()), _line(row)) for campaign in shown],
        more=len(at_work) - len(shown),
        waits=what_waits(moment),
        urgencies=Urgency,
        unfinished=unfinished_campaigns(
            [campaign for campaign in campaigns if may(Permission.EDIT_CAMPAIGNS, campaign.id)], moment
        ),
        pages_to_publish=pages_to_publish(mine(ContentPage.campaign_id, Permission.WRITE_CONTENT)),
        campaign=only,
        **(_told(figures(only.id, moment)) if only is not None else {}),
    )


def may_see(campaign: Campaign) -> bool:
    """What is somebody's to work on; drafts are for those who write them."""
    wanted = Permission.EDIT_CAMPAIGNS if campaign.state == CampaignState.DRAFT else Permission.SEE_DESK
    return may(wanted, campaign.id)


def _line(row: Progress) -> Any:
    first, *_, last = row.weeks
    return spark(
        row.per_day, f"Confirmed per day: {number(first)} in the first of four weeks, {number(last)} in the last"
    )


def _told(shown: Figures) -> dict[str, Any]:
    """What the templates need to draw the figures of one campaign."""
    waiting = shown.week_entries - shown.week_confirmed - shown.week_held - shown.week_struck_out
    steps = [
        ("Form sent and accepted", shown.week_entries),
        ("Letter taken by the mail host", shown.week_handed_over),
        ("Confirmed and counted", shown.week_confirmed),
        *([("Held, a person looks", shown.week_held)] if shown.week_held else []),
        *([("Struck out", shown.week_struck_out)] if shown.week_struck_out else []),
        ("Not confirmed yet", max(0, waiting)),
    ]
    return {
        "figures": shown,
        "growth": per_day(shown.per_day, today=shown.as_of.date()),
        "steps": share_bars(steps, shown.week_entries),
        "countries": share_bars([(country_name(code), n) for code, n in shown.countries], shown.people),
        "referrals": share_bars(list(shown.referrals), shown.people),
    }


@blueprint.get("/campaigns")
@needs(Permission.EDIT_CAMPAIGNS)
def campaigns() -> ResponseReturnValue:
    """Every campaign with its state and counts; filtered, sorted and paged by URL."""
    titles, counts, nothing = newest_titles(), counts_by_campaign(), CampaignCounts()
    words = tidy(request.args.get("q", ""))[:100]
    asked = request.args.get("state", "")
    state = CampaignState(asked) if asked in set(CampaignState) else None
    every = [campaign for campaign in all_campaigns() if may(Permission.EDIT_CAMPAIGNS, campaign.id)]
    found = [
        campaign
        for campaign in every
        if (state is None or campaign.state == state)
        and all(word in folded(f"{titles[campaign.id]} {campaign.slug}") for word in folded(words).split())
    ]
    sorting = read_sorting("-newest", "title", "state", "-people", "-pending", "-organizations", "until")
    _sort(found, sorting, titles, counts)
    last = max(1, -(-len(found) // CAMPAIGNS_A_PAGE))
    at = min(page_number(), last)
    rows = found[(at - 1) * CAMPAIGNS_A_PAGE : at * CAMPAIGNS_A_PAGE]
    return render_template(
        "desk/campaigns.html",
        now=now(),
        page=Page(rows, at, len(found), CAMPAIGNS_A_PAGE),
        any=bool(every),
        words=words,
        state=state,
        states=CampaignState,
        sorting=sorting,
        titles=titles,
        counts=counts,
        nothing=nothing,
    )


def _sort(
    campaigns: list[Campaign], sorting: Sorting, titles: dict[int, str], counts: dict[int, CampaignCounts]
) -> None:
    nothing = CampaignCounts()

    def key(campaign: Campaign) -> Any:
        count = counts.get(campaign.id, nothing)
        return {
            "newest": campaign.id,
            "title": folded(titles[campaign.id]),
            "state": campaign.state.value,
            "people": count.people,
            "pending": count.pending,
            "organizations": count.organizations,
            "until": campaign.retention_until.isoformat() if campaign.retention_until else "",
        }[sorting.by]

    campaigns.sort(key=key, reverse=sorting.falling)


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


@blueprint.get("/keyboard")
@needs(Permission.SEE_DESK)
def keyboard() -> ResponseReturnValue:
    """The keys of the desk, and the switch that turns them off in this browser."""
    return render_template("desk/keyboard.html")
