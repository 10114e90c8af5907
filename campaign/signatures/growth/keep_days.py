"""Write down what each campaign counted on the days that are over, and again where that has changed since."""

from collections import Counter
from datetime import date, datetime

from sqlalchemy import select

from campaign.campaigns.corrections import LOG_BEGAN, log_begins, note_correction
from campaign.campaigns.models import Campaign, CampaignState, Measure
from campaign.db import FOR_EDIT, db, transaction
from campaign.signatures.growth.keep_for_good import write_days
from campaign.signatures.growth.queries import organizations_by_day, people_by_day


def keep_days(now: datetime) -> int:
    """Keep the days of every public campaign up to yesterday; answers how many were written.

    All days are counted again, so the first run fills in the past, and a day whose signatures were struck out or taken
    back is corrected. Of a campaign whose data was let go nothing is left to count: its days stay as they are.
    """
    campaigns = db.session.scalars(select(Campaign.id).where(Campaign.state != CampaignState.DRAFT)).all()
    return sum(_keep(campaign_id, now) for campaign_id in campaigns)


def _keep(campaign_id: int, now: datetime) -> int:
    with transaction() as session:
        # Waits for whoever lets its data go; signing does not wait for this.
        campaign = session.get(Campaign, campaign_id, with_for_update=FOR_EDIT, populate_existing=True)
        if campaign is None:
            return 0
        if log_begins(campaign_id) is None:
            note_correction(campaign_id, now, Measure.PEOPLE, 0, LOG_BEGAN)
        if campaign.people_let_go:
            return 0
        people, organizations = people_by_day(campaign_id), organizations_by_day(campaign_id)
        today = now.date()
        return write_days(session, campaign_id, days_until(people, today), days_until(organizations, today))


def days_until(days: Counter[date], today: date) -> Counter[date]:
    """The days that are over."""
    return Counter({day: number for day, number in days.items() if day < today})
