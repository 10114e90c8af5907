"""Look at every milestone: fire what was crossed, and note what has fallen or risen again."""

from collections.abc import Mapping, Sequence
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
from campaign.signatures.milestones.ranked import highest_first, same_count
from campaign.signatures.milestones.rules import Step, step
from campaign.signatures.milestones.wording import milestone_name, what_is_counted
from campaign.web.formats import moment, number
from campaign.web.language import gettext, public_address, speaking

MILESTONE = "signatures.milestone"


def reach_milestones(now: datetime) -> int:
    """Go through the milestones of every public campaign; answers how many fired.

    Each fires once, however often and by however many workers this runs: what fires it, its draft and its letters are
    one transaction, and the row is taken only while `reached_at` is empty. What one look fires of a campaign is told
    together: one letter to each address, and one draft.
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
        fired = highest_first([one for one in rows if _take(session, one, values, now)])
        if fired:
            _tell(session, session.get_one(Campaign, campaign_id), fired, now)
        return len(fired)


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
        session.refresh(milestone)
        return bool(taken)
    return False


def _tell(session: Session, campaign: Campaign, fired: Sequence[Milestone], now: datetime) -> None:
    """What one look owes for all that it fired: a letter to each address, one draft, and a line of the log for each."""
    drafted = [one for one in fired if one.drafts_news]
    if drafted:
        _draft_news(session, campaign, drafted, now)
    told: dict[str, list[int]] = {}
    for one in fired:
        addresses = addresses_of(one)
        for address in addresses:
            told.setdefault(address, []).append(one.id)
        record(
            TIMETABLE.id, TIMETABLE.name, "milestone.reached", campaign.slug, now, campaign_id=campaign.id,
            subject=f"campaign {campaign.id}", measure=one.measure.value, threshold=one.threshold,
            value=one.reached_value, letters=len(addresses), drafted=one.drafts_news,
        )  # fmt: skip
    for address, milestones in told.items():
        message = post(MILESTONE, 0, now, campaign_id=campaign.id, priority=Priority.NOTICE)
        message.sealed = seal_for_site(
            Message.__tablename__, message.public_id, {"email": address, "milestones": milestones}
        )
        session.flush()
        message.about_id = message.id


def _draft_news(session: Session, campaign: Campaign, drafted: Sequence[Milestone], now: datetime) -> None:
    """A draft in the campaign's own language about the highest: which count it was, when, and what else was reached."""
    title = session.scalars(select(CampaignText.title).where(CampaignText.id == campaign.text_id)).one()
    with speaking(campaign.language):
        first, *others = same_count(drafted)
        paragraphs = [_counted(first[0], now)]
        if more := [*first[1:], *(one for group in others for one in group)]:
            names = [f"- {milestone_name(one.measure, one.threshold)}" for one in more]
            paragraphs += [gettext("Reached at the same time:"), "\n".join(names)]
        paragraphs += [
            f"{milestone_name(group[0].measure, group[0].threshold)}. {_counted(group[0], now)}" for group in others
        ]
        page = public_address(f"/c/{campaign.slug}", campaign.language)
        words = PageWords(
            title=milestone_name(first[0].measure, first[0].threshold),
            summary=gettext("A milestone of “%(title)s”.", title=title),
            body="\n\n".join([*paragraphs, f"[{_plain(title)}]({page})"]),
        )
    highest = first[0]
    slug = free_slug(session, PageKind.NEWS, f"{campaign.slug}-{highest.threshold}-{highest.measure.value}")
    new = NewPage(
        kind=PageKind.NEWS, slug=slug, words=words, language=campaign.language, campaign_id=campaign.id
    )  # fmt: skip
    add_page(session, new, TIMETABLE, now)


def _counted(milestone: Milestone, now: datetime) -> str:
    """Which count it was, and where it stood."""
    assert milestone.reached_value is not None
    stood = gettext(
        "On %(moment)s the count stood at %(value)s.", moment=moment(now), value=number(milestone.reached_value)
    )
    return f"{stood} {what_is_counted(milestone.measure)}"


def _plain(title: str) -> str:
    """A title as Markdown shows it: nothing of it is markup."""
    return "".join(f"\\{char}" if char in "\\[]()*_`<>!#" else char for char in title)
