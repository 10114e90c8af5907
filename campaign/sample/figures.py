"""The sample's figures beside its count: days that are over, milestones, and two corrections."""

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaign.campaigns.corrections import LOG_BEGAN, REINSTATED, STRUCK_OUT, note_correction
from campaign.campaigns.models import Campaign, Measure, Milestone
from campaign.organizations.directory.queries import counts_as_organization
from campaign.organizations.models import Support
from campaign.signatures.growth.keep_days import days_until
from campaign.signatures.growth.keep_for_good import write_days
from campaign.signatures.growth.queries import organizations_by_day, people_by_day
from campaign.signatures.milestones.rules import SUGGESTED
from campaign.signatures.models import Signature, SignatureState

SHOWN: Final = 4  # milestones that were reached
ORGANIZATIONS: Final = (10, 100, 500, 1000)


def add_figures(session: Session, campaign: Campaign, now: datetime) -> None:
    """Keep the days, reach the milestones that its people and organizations have passed, and note two corrections."""
    counted, approvals = people_by_day(campaign.id), organizations_by_day(campaign.id)
    write_days(session, campaign.id, days_until(counted, now.date()), days_until(approvals, now.date()))
    people = (Signature.campaign_id == campaign.id, Signature.state == SignatureState.CONFIRMED)
    confirmed = select(Signature.confirmed_at).where(*people).order_by(Signature.confirmed_at, Signature.id)
    approved = (
        select(Support.approved_at)
        .where(Support.campaign_id == campaign.id, counts_as_organization())
        .order_by(Support.approved_at, Support.id)
    )
    for measure, figures, moments in (
        (Measure.PEOPLE, SUGGESTED, confirmed),
        (Measure.ORGANIZATIONS, ORGANIZATIONS, approved),
    ):
        made = []
        for threshold in figures:
            reached_at = session.scalars(moments.offset(threshold - 1).limit(1)).first()
            value = threshold if reached_at is not None else None
            made.append(
                Milestone(
                    campaign_id=campaign.id,
                    measure=measure,
                    threshold=threshold,
                    reached_at=reached_at,
                    reached_value=value,
                    created_at=campaign.created_at,
                )
            )
            if reached_at is None:
                break
        session.add_all(made[-SHOWN - 1 :])
    opened = campaign.opened_at or campaign.created_at
    note_correction(campaign.id, opened, Measure.PEOPLE, 0, LOG_BEGAN)
    struck, back = now - timedelta(days=12), now - timedelta(days=9)
    if struck > opened:
        note = "Confirmed from one network within minutes. Their owners were written to."
        note_correction(campaign.id, struck, Measure.PEOPLE, -14, STRUCK_OUT, note)
        note_correction(campaign.id, back, Measure.PEOPLE, 3, REINSTATED, "Three of them wrote back: an office.")
    session.flush()
