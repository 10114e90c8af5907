"""Look at every milestone: fire what was crossed, and note what has fallen or risen again."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from campaign.audit.record import TIMETABLE, record
from campaign.campaigns.models import Campaign, CampaignState, CampaignText, Measure, Milestone
from campaign.content.create_page import NewPage, PageWords, add_page
from campaign.content.free_slug import free_slug
from campaign.content.models import PageKind
from campaign.db import db, transaction
from campaign.mail.models import Message, Priority
from campaign.mail.post import post
from campaign.sealed import seal_for_site
from campaign.signatures.milestones.queries import addresses_of, figures, milestones_of
from campaign.signatures.milestones.rules import Step, step
from campaign.signatures.milestones.wording import milestone_name, what_is_counted
from campaign.web.formats import moment, number
from campaign.web.language import gettext, public_address, speaking

MILESTONE = "signatures.milestone"


def reach_milestones(now: datetime) -> int:
    """Go through the milestones of every public campaign; answers how many fired.

    Each fires once, however often and by however many workers this runs: what fires it, its draft and its letters are
    one transaction, and the row is taken only while `reached_at` is empty.
    """
    campaigns = db.session.scalars(
        select(Milestone.campaign_id)
        .distinct()
        .join(Campaign, Campaign.id == Milestone.campaign_id)
        .where(Campaign.state != CampaignState.DRAFT)
        .order_by(Milestone.campaign_id)
    ).all()
    return sum(_of_campaign(campaign_id, now) for campaign_id in campaigns)


def _of_campaign(campaign_id: int, now: datetime) -> int:
    # Most minutes nothing has happened, and then nothing is locked.
    known = milestones_of(campaign_id)
    values = figures(campaign_id, sorted({one.measure for one in known}))
    due = [one.id for one in known if _step(one, values) != Step.NOTHING]
    if not due:
        return 0
    with transaction() as session:
        rows = session.scalars(
            select(Milestone)
            .where(Milestone.id.in_(due))
            .order_by(Milestone.threshold, Milestone.id)
            .with_for_update(skip_locked=True)
            .execution_options(populate_existing=True)
        ).all()
        values = figures(campaign_id, sorted({one.measure for one in rows}))
        return sum(_take(session, one, values, now) for one in rows)


def _step(milestone: Milestone, values: Mapping[Measure, int]) -> Step:
    value = values.get(milestone.measure)
    if value is None:
        return Step.NOTHING
    reached, fallen = milestone.reached_at is not None, milestone.fallen_at is not None
    return step(value, milestone.threshold, was_reached=reached, is_fallen=fallen)


def _take(session: Session, milestone: Milestone, values: Mapping[Measure, int], now: datetime) -> bool:
    """Do what the figure does to one locked milestone; answers whether it fired."""
    todo = _step(milestone, values)
    if todo == Step.FALL:
        milestone.fallen_at = now
    elif todo == Step.RISE:
        milestone.fallen_at = None
    elif todo == Step.FIRE:
        value = values[milestone.measure]
        taken = session.execute(
            update(Milestone)
            .where(Milestone.id == milestone.id, Milestone.reached_at.is_(None))
            .values(reached_at=now, reached_value=value)
            .returning(Milestone.id)
            .execution_options(synchronize_session=False)
        ).all()
        if taken:
            _fire(session, milestone, value, now)
            return True
    return False


def _fire(session: Session, milestone: Milestone, value: int, now: datetime) -> None:
    campaign = session.get_one(Campaign, milestone.campaign_id)
    if milestone.drafts_news:
        _draft_news(session, campaign, milestone, value, now)
    addresses = addresses_of(milestone)
    for address in addresses:
        message = post(MILESTONE, 0, now, campaign_id=campaign.id, priority=Priority.NOTICE)
        message.sealed = seal_for_site(
            Message.__tablename__, message.public_id, {"email": address, "milestone": milestone.id}
        )
        session.flush()
        message.about_id = message.id
    record(
        TIMETABLE.id, TIMETABLE.name, "milestone.reached", campaign.slug, now, campaign_id=campaign.id,
        subject=f"campaign {campaign.id}", measure=milestone.measure.value, threshold=milestone.threshold,
        value=value, letters=len(addresses), drafted=milestone.drafts_news,
    )  # fmt: skip


def _draft_news(session: Session, campaign: Campaign, milestone: Milestone, value: int, now: datetime) -> None:
    """A draft in the campaign's own language that says which count it was, and when."""
    title = session.scalars(select(CampaignText.title).where(CampaignText.id == campaign.text_id)).one()
    with speaking(campaign.language):
        name = milestone_name(milestone.measure, milestone.threshold)
        counted = gettext(
            "On %(moment)s the count stood at %(value)s.", moment=moment(now), value=number(value)
        )  # fmt: skip
        page = public_address(f"/c/{campaign.slug}", campaign.language)
        body = f"{counted} {what_is_counted(milestone.measure)}\n\n[{_plain(title)}]({page})"
        words = PageWords(title=name, summary=gettext("A milestone of “%(title)s”.", title=title), body=body)
    slug = free_slug(session, PageKind.NEWS, f"{campaign.slug}-{milestone.threshold}-{milestone.measure.value}")
    new = NewPage(
        kind=PageKind.NEWS, slug=slug, words=words, language=campaign.language, campaign_id=campaign.id
    )  # fmt: skip
    add_page(session, new, TIMETABLE, now)


def _plain(title: str) -> str:
    """A title as Markdown shows it: nothing of it is markup."""
    return "".join(f"\\{char}" if char in "\\[]()*_`<>!#" else char for char in title)
