"""Reading second officers."""

from collections.abc import Sequence

from sqlalchemy import select

from campaign.db import db
from campaign.organizations.models import Officer, Support
from campaign.tokens import link_is_genuine, link_public_id

PURPOSE = "officer"


def officer_by_token(token: str) -> tuple[Officer, Support] | None:
    """Whom a mailed link asks, and about which support; None when it is forged, revoked, or its row is gone."""
    public_id = link_public_id(token)
    if public_id is None:
        return None
    row = db.session.execute(
        select(Officer, Support)
        .join(Support, Support.id == Officer.support_id)
        .where(Officer.public_id == public_id)
        .execution_options(populate_existing=True)
    ).one_or_none()
    if row is None or not link_is_genuine(token, PURPOSE, public_id, row.Officer.token_version):
        return None
    return row.Officer, row.Support


def officers_by_id(ids: Sequence[int]) -> Sequence[tuple[Officer, Support]]:
    """Officers with their support, in no order."""
    rows = db.session.execute(
        select(Officer, Support)
        .join(Support, Support.id == Officer.support_id)
        .where(Officer.id.in_(ids))
        .execution_options(populate_existing=True)
    )
    return [(row.Officer, row.Support) for row in rows]
