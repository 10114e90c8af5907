"""What else there is to see of the sample's organizations: some that have left or lapsed, second officers, changes that
wait for a reviewer, numbers in registers, and logos for dark pages. Made from a seed, and written with the sample."""

import io
import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from PIL import Image, ImageOps
from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from campaign.campaigns.models import Campaign
from campaign.organizations.approve import RENEWED_FOR
from campaign.organizations.logo import read_logo
from campaign.organizations.models import (
    Capacity,
    Change,
    ChangeState,
    Event,
    EventKind,
    Identifier,
    IdentifierScheme,
    Logo,
    Officer,
    Organization,
    Proof,
    ProofKind,
    Support,
    SupportState,
)
from campaign.organizations.officers.person import OfficerPerson, seal_officer
from campaign.organizations.public_values import public_values
from campaign.sample.groups import ROLES, Group, groups
from campaign.sample.names import NAMINGS

ONE_GONE_OF = 40  # for so many that are listed
NUMBERED = 0.4  # share that is in a register
_LIGHT = (232, 236, 234)
# What some ask to have changed of what the list says of them.
_CHANGES: tuple[dict[str, str], ...] = (
    {"statement": "We have published every result of ours, and we ask others to do the same."},
    {"kind": "civil_society", "statement": "Results belong to those who took part."},
    {"other": "SAMPLE 0000 0001"},
)


def gone_groups(approved: int, seed: int, now: datetime) -> Iterator[Group]:
    """One more organization for each forty that count: it was listed once. `settle_supporters` dates its end."""
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


def settle_supporters(session: Session, campaign: Campaign, seed: int, now: datetime) -> None:
    """Date the end of those that are gone, and give some second officers, changes that wait, numbers and dark logos, in
    the caller's transaction.
    """
    chance, campaign_id = random.Random(seed + 3), campaign.id
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
    others = random.Random(seed + 4)
    _second_officers(session, campaign, others)
    _changes(session, campaign_id, others, now)


def _second_officers(session: Session, campaign: Campaign, chance: random.Random) -> None:
    """Who confirmed where that is a proof."""
    supports = session.scalars(
        select(Support)
        .join(Proof, Proof.support_id == Support.id)
        .where(
            Support.campaign_id == campaign.id,
            Support.sealed.is_not(None),
            Proof.kind == ProofKind.SECOND_OFFICER,
        )
        .order_by(Support.id)
    ).all()
    for support in supports:
        naming = chance.choice(list(NAMINGS.values()))
        name = naming.name(chance.choice(naming.given), chance.choice(naming.family))
        named_at = support.confirmed_at or support.created_at
        officer = Officer(
            public_id=chance.randbytes(16), support_id=support.id, created_at=named_at, mails=1, mailed_at=named_at,
            confirmed_at=named_at,
        )  # fmt: skip
        email = f"second{support.id}@{support.organization.domain}"
        seal_officer(officer, campaign.id, campaign.public_id, OfficerPerson(name, chance.choice(ROLES), email))
        support.officer_asked_at = named_at
        session.add(officer)


def _changes(session: Session, campaign_id: int, chance: random.Random, now: datetime) -> None:
    listed = session.scalars(
        select(Support)
        .where(
            Support.campaign_id == campaign_id,
            Support.state == SupportState.APPROVED,
            Support.capacity == Capacity.ON_BEHALF,
            Support.approved_at < now - timedelta(days=10),
        )
        .order_by(Support.id)
    ).all()
    for support, wanted in zip(chance.sample(listed, min(len(listed), len(_CHANGES))), _CHANGES, strict=False):
        shown = public_values(support)
        values = {key: value for key, value in wanted.items() if shown[key] != value}
        asked_at = now - timedelta(hours=chance.uniform(2, 200))
        session.add(Change(support_id=support.id, values=values, state=ChangeState.WAITING, asked_at=asked_at))


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
        if support.state == SupportState.LAPSED:
            # Whatever lapses does so when a year is over.
            at = support.approved_at + max(1, (at - support.approved_at) // RENEWED_FOR) * RENEWED_FOR
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
