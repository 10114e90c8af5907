"""Reading applications for the desk and for mailed links; what the public sees is read in `directory`."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, func, select

from campaign.db import db
from campaign.organizations.models import Identifier, Logo, Officer, Organization, Support, SupportState
from campaign.tokens import link_is_genuine, link_public_id

PURPOSE = "support"


def identifiers_of(organization_id: int) -> Sequence[Identifier]:
    """Under which numbers and names others know an organization."""
    return db.session.scalars(
        select(Identifier)
        .where(Identifier.organization_id == organization_id)
        .order_by(Identifier.scheme)
        .execution_options(populate_existing=True)
    ).all()


def public_logo(slug: str) -> Logo | None:
    """The logo of an organization that some campaign lists, or None."""
    return db.session.scalars(
        select(Logo)
        .join(Organization)
        .where(
            Organization.slug == slug,
            select(Support.id)
            .where(Support.organization_id == Organization.id, Support.state == SupportState.APPROVED)
            .exists(),
        )
    ).one_or_none()


def support_by_token(token: str) -> Support | None:
    """The application that a mailed link is for, or None when the link is forged, damaged or its row is gone."""
    public_id = link_public_id(token)
    if public_id is None:
        return None
    support = db.session.scalars(select(Support).where(Support.public_id == public_id)).one_or_none()
    if support is None or not link_is_genuine(token, PURPOSE, public_id, support.token_version):
        return None
    return support


def campaign_of_support(support_id: int, **_: object) -> int | None:
    """Id of the campaign that an application is for, or None when there is none. Other arguments do not matter."""
    return db.session.scalar(select(Support.campaign_id).where(Support.id == support_id))


def support_by_id(support_id: int) -> Support | None:
    """One application for the desk."""
    return db.session.get(Support, support_id)


def officer_of_support(support_id: int) -> Officer | None:
    """The second officer that a support has named, confirmed or not."""
    return db.session.scalars(
        select(Officer).where(Officer.support_id == support_id).execution_options(populate_existing=True)
    ).one_or_none()


def supports_by_id(ids: Sequence[int]) -> Sequence[Support]:
    """Applications by id, in no order."""
    return db.session.scalars(
        select(Support).where(Support.id.in_(ids)).execution_options(populate_existing=True)
    ).all()


def waiting_count(mine: ColumnElement[bool]) -> int:
    """How many applications wait for a person to decide, of campaigns that fit `mine`."""
    query = select(func.count()).select_from(Support).where(Support.state == SupportState.WAITING, mine)
    return db.session.execute(query).scalar_one()


def next_waiting(after: Support, mine: ColumnElement[bool]) -> int | None:
    """Id of the application that has waited longest, other than this one."""
    query = (
        select(Support.id)
        .where(Support.state == SupportState.WAITING, Support.id != after.id, mine)
        .order_by(Support.confirmed_at, Support.id)
        .limit(1)
    )
    return db.session.execute(query).scalar()


def organization_id_of_slug(slug: str) -> int | None:
    """Id of the organization at a slug, or None when there is none."""
    return db.session.scalar(select(Organization.id).where(Organization.slug == slug))
