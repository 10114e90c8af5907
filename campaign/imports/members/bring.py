"""An umbrella brings a list of its members in from its own page. Nobody is written to before staff have agreed."""

from datetime import datetime

from sqlalchemy import func, select

from campaign.audit.record import Actor
from campaign.db import db
from campaign.imports.map_columns import map_columns
from campaign.imports.models import BatchState, ImportBatch, Source, Target
from campaign.imports.refusals import MappingIncomplete, TooManyLists
from campaign.imports.upload import Arrival, upload
from campaign.organizations.models import Support

OPEN = (BatchState.MAPPING, BatchState.CHECKED)
MOST_OPEN = 3


def bring(support: Support, filename: str, data: bytes, actor: Actor, now: datetime) -> ImportBatch:
    """Read a list for the umbrella that a support is of, and begin the dry run if its headings are understood.

    What is not understood waits for staff, who say which column is what. Raises NotATable, AlreadyHere, CampaignNotFit,
    TooManyLists while three of its lists wait for staff.
    """
    waiting = db.session.scalar(
        select(func.count()).where(
            ImportBatch.umbrella_id == support.organization_id,
            ImportBatch.campaign_id == support.campaign_id,
            ImportBatch.state.in_(OPEN),
        )
    )
    if (waiting or 0) >= MOST_OPEN:
        raise TooManyLists
    batch = upload(
        Arrival(
            campaign_id=support.campaign_id,
            target=Target.ORGANIZATIONS,
            source=Source.UMBRELLA,
            filename=filename,
            data=data,
            umbrella_id=support.organization_id,
        ),
        actor,
        now,
    )
    try:
        return map_columns(batch.id, batch.mapping, {}, actor, now)
    except MappingIncomplete:
        return batch
