"""What else there is to see of the sample's organizations: some that have left or lapsed, numbers in registers, and
logos for dark pages. Made from a seed, and written with the sample."""

import io
import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from PIL import Image, ImageOps
from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from campaign.organizations.logo import read_logo
from campaign.organizations.models import (
    Capacity,
    Event,
    EventKind,
    Identifier,
    IdentifierScheme,
    Logo,
    Organization,
    Support,
    SupportState,
)
from campaign.sample.groups import Group, groups

ONE_GONE_OF = 100  # for so many that are listed
NUMBERED = 0.4  # share that is in a register
_LIGHT = (232, 236, 234)


def gone_groups(approved: int, seed: int, now: datetime) -> Iterator[Group]:
    """One more organization for each hundred that count: it was listed once. `settle_supporters` dates its end."""
    wanted = approved // ONE_GONE_OF
    if not wanted:
        return
    known = {group.name for group in groups(approved, seed, now)}
    index = 0
    for group in groups(wanted * 3, seed + 7, now - timedelta(days=400)):
        if group.approved_at is None or group.capacity == Capacity.PERSONAL or group.name in known:
            continue
        state = SupportState.LEFT if index % 3 else SupportState.LAPSED
        yield replace(group, number=2 * approved + index, state=state, statement="", logo=None)
        index += 1
        if index == wanted:
            return


def settle_supporters(session: Session, campaign_id: int, seed: int, now: datetime) -> None:
    """Date the end of those that are gone, and give numbers and dark logos to some, in the caller's transaction."""
    chance = random.Random(seed + 3)
    _end(session, campaign_id, chance, now)
    supporters = session.execute(
        select(Organization.id, Organization.country)
        .join(Support, Support.organization_id == Organization.id)
        .where(Support.campaign_id == campaign_id, Support.approved_at.is_not(None))
        .order_by(Organization.id)
    ).all()
    # No register has such numbers, so that none leads to somebody who is real.
    numbers = [
        {"organization_id": id_, "scheme": IdentifierScheme.COMPANY, "value": f"{country}:SAMPLE-{id_:05}"}
        for id_, country in supporters
        if chance.random() < NUMBERED
    ]
    if numbers:
        session.execute(insert(Identifier), numbers)
    logos = session.scalars(
        select(Logo).where(Logo.organization_id.in_([id_ for id_, _ in supporters])).order_by(Logo.organization_id)
    ).all()
    for logo in logos[::2]:
        dark = read_logo(_for_dark_pages(logo.png))
        logo.dark_sha256, logo.dark_png, logo.dark_width, logo.dark_height = (
            dark.sha256, dark.png, dark.width, dark.height,
        )  # fmt: skip


def _end(session: Session, campaign_id: int, chance: random.Random, now: datetime) -> None:
    """As `leave` and `lapse` do: the dates stay, and whoever left is forgotten."""
    gone = session.scalars(
        select(Support)
        .where(Support.campaign_id == campaign_id, Support.state.in_((SupportState.LEFT, SupportState.LAPSED)))
        .order_by(Support.id)
    ).all()
    for support in gone:
        assert support.approved_at is not None
        at = support.approved_at + (now - support.approved_at) * chance.uniform(0.6, 0.95)
        session.execute(delete(Event).where(Event.support_id == support.id, Event.at >= at))
        support.renew_by = None
        if support.state == SupportState.LEFT:
            support.left_at = at
            support.sealed = support.contact_tag = support.application_tag = None
            session.add(Event(support_id=support.id, at=at, what=EventKind.LEFT))
        else:
            support.lapsed_at = at
            session.add(Event(support_id=support.id, at=at, what=EventKind.LAPSED))


def _for_dark_pages(png: bytes) -> bytes:
    """The same mark in a light ink on nothing."""
    with Image.open(io.BytesIO(png)) as image:
        strength = ImageOps.invert(image.convert("L"))
    mark = Image.new("RGBA", strength.size, (*_LIGHT, 0))
    mark.putalpha(strength)
    out = io.BytesIO()
    mark.save(out, "PNG")
    return out.getvalue()
