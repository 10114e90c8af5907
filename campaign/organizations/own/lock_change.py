"""Take hold of a change and of the support that it is about, always in one order, so that decisions queue up."""

from sqlalchemy.orm import Session

from campaign.organizations.models import Change, Support
from campaign.organizations.refusals import NoSuchChange


def lock_change(session: Session, change_id: int) -> tuple[Change, Support]:
    """Both rows, locked, fresh, within the caller's transaction. Raises NoSuchChange."""
    found = session.get(Change, change_id)
    if found is None:
        raise NoSuchChange
    support = session.get_one(Support, found.support_id, with_for_update=True, populate_existing=True)
    change = session.get(Change, change_id, with_for_update=True, populate_existing=True)
    if change is None:
        raise NoSuchChange
    session.refresh(support.organization)
    return change, support
