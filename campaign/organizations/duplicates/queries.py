"""Reading what a merge would do."""

from campaign.db import db
from campaign.organizations.duplicates.plan_merge import Plan, plan_merge
from campaign.organizations.duplicates.refusals import CannotMerge
from campaign.organizations.shared import Reviews


def preview(away_id: int, kept_id: int, reviews: Reviews) -> tuple[Plan | None, str]:
    """What merging would do, or None and the sentence why it cannot be done. Raises NoSuchOrganization."""
    try:
        return plan_merge(db.session(), away_id, kept_id, reviews), ""
    except CannotMerge as no:
        return None, no.sentence
