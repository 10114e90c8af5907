"""Promises for tests, made by the verbs, in an open application context."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from campaign.accounts.models import RoleName
from campaign.audit.record import Actor
from campaign.db import db
from campaign.organizations.commitments.deciding import Decision
from campaign.organizations.commitments.hand_in import Evidence, hand_in
from campaign.organizations.commitments.history import newest_step_id
from campaign.organizations.commitments.promise import Promise, promise
from campaign.organizations.commitments.publish import publish
from campaign.organizations.models import Commitment, Support
from tests.factories.accounts import staff

STATED = datetime(2026, 4, 1, 9, 0, tzinfo=UTC)
READ = STATED + timedelta(days=1)
DUE = date(2026, 9, 1)
WORDS = "Report the results of our four overdue trials."


def reviewer() -> Actor:
    """A member of staff who reviews."""
    person = staff(RoleName.REVIEWER)
    return Actor(person.id, person.email)


def decision(commitment: Commitment, note: str = "") -> Decision:
    """A decision by somebody who has seen all that happened."""
    return Decision(commitment.id, newest_step_id(db.session(), commitment.id), note)


def proposed(support: Support, words: str = WORDS, due_on: date = DUE, now: datetime = STATED) -> Commitment:
    """A promise that no reviewer has read."""
    return promise(support.id, Promise(words, due_on), now)


def published(support: Support, words: str = WORDS, due_on: date = DUE, now: datetime = STATED) -> Commitment:
    """A public promise, read a day after it was stated."""
    commitment = proposed(support, words, due_on, now)
    return publish(decision(commitment), reviewer(), now + timedelta(days=1))


def with_evidence(support: Support, now: datetime, url: str = "https://fennmark.example/r", **more: Any) -> Commitment:
    """A public promise with evidence that waits."""
    commitment = published(support, **more)
    return hand_in(support.id, commitment.public_id, Evidence(url, "The list."), now)
