"""The days of people who are about to be let go, so that growth outlives their data."""

from collections import Counter
from datetime import date, datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from campaign.campaigns.corrections import LET_GO, note_correction
from campaign.campaigns.models import Campaign, DailyCount, Measure
from campaign.signatures.growth.queries import organizations_by_day, people_by_day, people_let_go_by_day
from campaign.signatures.models import Signature, SignatureState


def keep_for_good(session: Session, campaign: Campaign, now: datetime) -> None:
    """Write the days of every signature that counts, and say in the public log that they go; today's too.

    Within the caller's transaction, before the rows are deleted and before `people_let_go` is raised.
    """
    people = people_by_day(campaign.id) + people_let_go_by_day(campaign.id)
    write_days(session, campaign.id, people, organizations_by_day(campaign.id))
    note_correction(campaign.id, now, Measure.PEOPLE, 0, LET_GO)
    for state, beside in ((SignatureState.IMPORTED, "lists"), (SignatureState.PAPER, "paper")):
        gone = session.scalar(
            select(func.count()).where(Signature.campaign_id == campaign.id, Signature.state == state)
        )
        if gone:
            note_correction(campaign.id, now, Measure.PEOPLE, -gone, LET_GO, beside=beside)


def write_days(session: Session, campaign_id: int, people: Counter[date], organizations: Counter[date]) -> int:
    """Make the stored days of a campaign say exactly this; answers how many had to change."""
    stored = {
        row.day: row
        for row in session.scalars(
            select(DailyCount).where(DailyCount.campaign_id == campaign_id).execution_options(populate_existing=True)
        )
    }
    days = {*people, *organizations}
    changed = 0
    for day in sorted(days):
        row = stored.get(day)
        if row is None:
            session.add(
                DailyCount(campaign_id=campaign_id, day=day, people=people[day], organizations=organizations[day])
            )
            changed += 1
        elif (row.people, row.organizations) != (people[day], organizations[day]):
            row.people, row.organizations = people[day], organizations[day]
            changed += 1
    if gone := [day for day in stored if day not in days]:
        session.execute(
            delete(DailyCount).where(DailyCount.campaign_id == campaign_id, DailyCount.day.in_(gone)),
            execution_options={"synchronize_session": False},
        )
        changed += len(gone)
    session.flush()
    return changed
