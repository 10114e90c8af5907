"""An organization states what it will do, and by when. Nobody sees it before a reviewer has read it."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from campaign.db import transaction
from campaign.organizations.commitments.history import LIVE, add_step
from campaign.organizations.commitments.models import Act
from campaign.organizations.commitments.refusals import CannotPromise, DayOutOfReach, SamePromise, TooManyPromises
from campaign.organizations.commitments.rules import MOST_LIVE, can_be_promised
from campaign.organizations.models import Capacity, Commitment, Support, SupportState
from campaign.tokens import new_public_id


@dataclass(frozen=True)
class Promise:
    """What an organization will do, in its own words, and the day by which it is done."""

    words: str
    due_on: date


def can_promise(support: Support) -> bool:
    """Whether an organization can state promises: listed, and itself speaking."""
    return support.state == SupportState.APPROVED and support.capacity == Capacity.ON_BEHALF


def promise(support_id: int, stated: Promise, now: datetime) -> Commitment:
    """Record a promise; it waits for a reviewer.

    One support has at most ten that are neither kept nor given up. Raises CannotPromise, DayOutOfReach,
    TooManyPromises, SamePromise (the form was sent twice).
    """
    with transaction() as session:
        # The lock lets promises of one support queue up, so the limit holds.
        support = session.get(Support, support_id, with_for_update={"of": Support}, populate_existing=True)
        if support is None or not can_promise(support):
            raise CannotPromise
        if not can_be_promised(stated.due_on, now.date()):
            raise DayOutOfReach
        live = session.scalars(
            select(Commitment.promise).where(Commitment.support_id == support_id, Commitment.state.in_(LIVE))
        ).all()
        if stated.words in live:
            raise SamePromise
        if len(live) >= MOST_LIVE:
            raise TooManyPromises
        commitment = Commitment(
            public_id=new_public_id(),
            campaign_id=support.campaign_id,
            support_id=support_id,
            promise=stated.words,
            due_on=stated.due_on,
            created_at=now,
        )
        session.add(commitment)
        session.flush()
        add_step(session, commitment, Act.PROPOSED, now, due_on=stated.due_on)
    return commitment
