"""Who speaks for an organization on its own page: the contact or the second officer, known by a mailed link alone."""

from dataclasses import dataclass

from sqlalchemy import select

from campaign.audit.record import Actor
from campaign.db import db
from campaign.organizations.models import Officer, Support, SupportState
from campaign.tokens import link_is_genuine, link_public_id, make_link_token
from campaign.web.language import current_language, public_address

CONTACT = "own page"
OFFICER = "own page of officer"
# Before that there is nothing of theirs to look after; after it nobody speaks for the organization any more.
# Who acts, in the audit log, when nobody of the staff does.
ITSELF = Actor(None, "the organization itself")
HAVE_A_PAGE = (SupportState.WAITING, SupportState.APPROVED, SupportState.LAPSED)


@dataclass(frozen=True)
class Speaker:
    """One support and who looks after it here: its contact, or its second `officer`."""

    support: Support
    officer: Officer | None = None


def speaker_by_token(token: str) -> Speaker | None:
    """Who a link to an own page is for; None when it is forged, revoked, or the support has no page (any more)."""
    public_id = link_public_id(token)
    if public_id is None:
        return None
    support = db.session.scalars(
        select(Support).where(Support.public_id == public_id).execution_options(populate_existing=True)
    ).one_or_none()
    if support is not None:
        genuine = link_is_genuine(token, CONTACT, public_id, support.token_version)
        return Speaker(support) if genuine and support.state in HAVE_A_PAGE else None
    officer = db.session.scalars(
        select(Officer).where(Officer.public_id == public_id).execution_options(populate_existing=True)
    ).one_or_none()
    if officer is None or officer.confirmed_at is None:
        return None
    support = db.session.get_one(Support, officer.support_id, populate_existing=True)
    genuine = link_is_genuine(token, OFFICER, public_id, officer.token_version)
    return Speaker(support, officer) if genuine and support.state in HAVE_A_PAGE else None


def own_page_token(support: Support, officer: Officer | None = None) -> str:
    """The token of the own page's link, for the contact or the second officer."""
    if officer is not None:
        return make_link_token(OFFICER, officer.public_id, officer.token_version)
    return make_link_token(CONTACT, support.public_id, support.token_version)


def own_page_link(support: Support, officer: Officer | None = None) -> str:
    """The address of the own page, for the letter to the contact or the second officer."""
    return public_address(f"/own/{own_page_token(support, officer)}", current_language())
