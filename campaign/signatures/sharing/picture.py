"""Share pictures of campaigns and of organizations: what they say, and how it is drawn."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from campaign.campaigns.queries import CampaignFacts
from campaign.organizations.directory.history import ShownOrganization
from campaign.organizations.models import SupportState
from campaign.organizations.wording import KINDS
from campaign.signatures.page import next_goal
from campaign.signatures.queries import Counts
from campaign.web.countries import country_name
from campaign.web.formats import day, number
from campaign.web.inks import accent
from campaign.web.language import current_language, direction, gettext, ngettext, said
from campaign.web.share_frame import ROOM, ShareFrame

_TRACK: Final = "#dfe3e1"  # --d-none of static/countersign.css


@dataclass(frozen=True)
class CampaignPicture:
    """What the picture of a campaign says, in the language at hand."""

    kicker: str
    title: str
    people: int
    goal: int  # 0 once it is closed
    signed: str
    supported: str  # empty when no organization supports it
    progress: str
    as_of: str
    site: str
    accent: str
    rtl: bool


def as_of(moment: datetime) -> str:
    """The day on which a figure was true."""
    return gettext("As of %(day)s", day=day(moment))


def people_signed(people: int) -> str:
    """What stands beside the number of people."""
    return ngettext("person has signed", "people have signed", people)


def organizations_support(organizations: int) -> str:
    """How many organizations support it."""
    return ngettext(
        "%(count)s organization supports it",
        "%(count)s organizations support it",
        organizations,
        count=number(organizations),
    )


def campaign_picture(campaign: CampaignFacts, counts: Counts, site: str, moment: datetime) -> CampaignPicture:
    """What the picture of a campaign says now."""
    closed = campaign.phase(moment) == "closed"
    goal = 0 if closed else next_goal(campaign.goal, counts.people)
    to_whom = {"addressee": campaign.addressee}
    return CampaignPicture(
        kicker=gettext("Sample petition, invented, to %(addressee)s", **to_whom)
        if campaign.is_sample
        else gettext("A petition to %(addressee)s", **to_whom),
        title=campaign.title,
        people=counts.people,
        goal=goal,
        signed=people_signed(counts.people),
        supported=organizations_support(counts.organizations) if counts.organizations else "",
        progress=gettext("Final count") if closed else gettext("The goal is %(goal)s", goal=number(goal)),
        as_of=as_of(counts.as_of),
        site=site,
        accent=accent(campaign.ink, campaign.colour, "light"),
        rtl=direction(current_language()) == "rtl",
    )


def draw_campaign(says: CampaignPicture) -> bytes:
    """A campaign as a PNG of 1200 x 630 pixels."""
    frame = ShareFrame(accent=says.accent, rtl=says.rtl)
    frame.name(says.kicker, says.title, says.site)
    end = frame.line(0, 420, number(says.people), "serif", 136, says.accent)
    room = ROOM - end - 36
    if says.supported:
        frame.line(end + 36, 368, says.signed, "strong", 36, frame.colours["ink"], room)
        frame.line(end + 36, 416, says.supported, "strong", 36, frame.colours["ink"], room)
    else:
        frame.line(end + 36, 416, says.signed, "strong", 36, frame.colours["ink"], room)
    frame.bar(458, 485, 0, ROOM, _TRACK)
    share = min(says.people / says.goal, 1.0) if says.goal else 1.0
    if share:
        frame.bar(458, 485, 0, max(ROOM * share, 1.0), says.accent)
    frame.line(0, 526, says.progress, "strong", 28, frame.colours["ink"])
    frame.foot(says.site, says.as_of)
    return frame.png()


@dataclass(frozen=True)
class OrganizationPicture:
    """What the picture of an organization says, in the language at hand."""

    kicker: str
    name: str
    stance: str
    people: int
    signed: str
    as_of: str
    site: str
    accent: str
    rtl: bool


def organization_picture(shown: ShownOrganization, counts: Counts, site: str) -> OrganizationPicture:
    """What the picture of an organization says now, about its newest support; `counts` are of that campaign."""
    newest, organization = shown.supports[0], shown.organization
    campaign = newest.campaign
    kind, country = said(KINDS[organization.kind]), country_name(organization.country)
    words = {"kind": kind, "country": country}
    return OrganizationPicture(
        kicker=gettext("Sample, invented: %(kind)s, %(country)s", **words)
        if campaign.is_sample
        else gettext("%(kind)s, %(country)s", **words),
        name=organization.name,
        stance=stance(newest.support.state, campaign.title, personally=newest.personally),
        people=counts.people,
        signed=people_signed(counts.people),
        as_of=as_of(counts.as_of),
        site=site,
        accent=accent(campaign.ink, campaign.colour, "light"),
        rtl=direction(current_language()) == "rtl",
    )


def stance(state: SupportState, title: str, *, personally: bool) -> str:
    """How an organization stands to a campaign."""
    if state == SupportState.LEFT:
        return gettext("no longer supports “%(title)s”", title=title)
    if state == SupportState.LAPSED:
        return gettext("has not renewed its support of “%(title)s”", title=title)
    if personally:
        return gettext("Somebody affiliated with it supports “%(title)s” personally", title=title)
    return gettext("supports “%(title)s”", title=title)


def draw_organization(says: OrganizationPicture) -> bytes:
    """An organization as a PNG of 1200 x 630 pixels."""
    frame = ShareFrame(accent=says.accent, rtl=says.rtl)
    frame.name(says.kicker, says.name, says.site)
    frame.line(0, 350, says.stance, "strong", 36, frame.colours["ink"])
    end = frame.line(0, 494, number(says.people), "serif", 120, says.accent)
    frame.line(end + 30, 490, says.signed, "strong", 36, frame.colours["ink"], ROOM - end - 30)
    frame.foot(says.site, says.as_of)
    return frame.png()
