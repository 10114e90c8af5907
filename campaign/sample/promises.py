"""The sample's promises: what some invented organizations said that they would do, in every state, from a seed."""

import random
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaign.campaigns.models import Campaign
from campaign.organizations.commitments.models import Act, CommitmentStep
from campaign.organizations.models import (
    Capacity,
    Commitment,
    CommitmentState,
    Event,
    EventKind,
    OrganizationKind,
    Support,
    SupportState,
)

ONE_IN: Final = 9  # organizations that promise something; of those that run trials, more do
_RUN_TRIALS: Final = (OrganizationKind.UNIVERSITY, OrganizationKind.HOSPITAL, OrganizationKind.RESEARCH)
_FIRST: Final = 8
LONG_AGO: Final = timedelta(days=1100)  # promises are newer than most of the support
_DAY: Final = timedelta(days=1)

# What is promised, and where on its site it can be seen when it is done.
_OF_TRIALISTS: Final = (
    ("Report the results of every trial of ours that is overdue.", "research/results"),
    ("Name one person who answers for registering and reporting our trials.", "research/contact"),
    ("Register every trial before the first participant, and publish its protocol.", "research/protocols"),
    ("Publish a list of all our trials since 2005, with the state of each.", "research/register"),
    ("Report within twelve months of the end, also when a trial ends early.", "research/policy"),
)
_OF_ALL: Final = (
    ("Write to every member about what registers of trials show, and what is missing.", "news/letter"),
    ("Ask each project that we support for its register number, and publish the list.", "projects"),
    ("Hold an open meeting on missing results, and publish what was said.", "events/missing-results"),
    ("Publish our own policy on open results, agreed by our board.", "about/policy"),
    ("Teach all new staff how to look up a trial and its results.", "training"),
)
_NOTES: Final = ("The list, kept up to date.", "Agreed by the board in the spring.", "", "With the minutes.")
_KEPT: Final = (
    "The page shows what was promised.",
    "Seen, complete.",
    "All of it is there, with dates.",
    "",
)
_LATE: Final = ("We asked twice. The page is still empty.", "Half of it is done; the rest has no date.", "")
_WANTING: Final = "The page announces it, but does not show it yet."


def add_promises(session: Session, campaign: Campaign, seed: int, now: datetime) -> int:
    """Add promises of listed organizations of the sample, within the caller's transaction; answers how many."""
    chance = random.Random(seed + 3)
    supports = session.scalars(
        select(Support)
        .where(
            Support.campaign_id == campaign.id,
            Support.state == SupportState.APPROVED,
            Support.capacity == Capacity.ON_BEHALF,
        )
        .order_by(Support.id)
    ).all()
    chosen = [support for support in supports if chance.random() * ONE_IN < 1]
    trialists = [support for support in supports if support.organization.kind in _RUN_TRIALS][:_FIRST]
    promising = sorted({support.id: support for support in (*trialists, *chosen)}.values(), key=lambda each: each.id)
    number = 0
    for place, support in enumerate(promising):
        own = _OF_TRIALISTS if support.organization.kind in _RUN_TRIALS else _OF_ALL
        for words, path in chance.sample(own, 2 if support in trialists else 1):
            _Life(session, support, chance, now).live(words, path, STORIES[(place + number) % len(STORIES)])
            number += 1
    session.flush()
    return number


STORIES: Final[Sequence[str]] = (
    "kept", "late", "open", "kept late", "evidence", "kept", "moved", "soon", "given up", "kept", "wanting", "proposed",
    "lapsed", "asked",
)  # fmt: skip


class _Life:
    """One promise from its statement to now; every day is a day that has come, but for those that are due."""

    def __init__(self, session: Session, support: Support, chance: random.Random, now: datetime) -> None:
        self._session = session
        self._support = support
        self._chance = chance
        self._now = now

    def live(self, words: str, path: str, story: str) -> None:
        """Write the promise with its history."""
        chance, now = self._chance, self._now
        listed = max(self._support.approved_at or self._support.created_at, now - LONG_AGO)
        stated = listed + (now - listed) * chance.uniform(0.05, 0.4)
        read = min(stated + chance.uniform(0.5, 5) * _DAY, now)
        past = (read + (now - read) * chance.uniform(0.4, 0.8)).date()
        to_come = now.date() + timedelta(days=chance.randrange(100, 700))
        soon = now.date() + timedelta(days=chance.randrange(5, 80))
        is_over = story in ("kept", "late", "kept late", "lapsed", "wanting", "moved")
        due_on = past if is_over else (soon if story in ("soon", "evidence", "asked") else to_come)
        one = Commitment(
            public_id=chance.randbytes(16),
            campaign_id=self._support.campaign_id,
            support_id=self._support.id,
            promise=words,
            due_on=due_on,
            created_at=stated,
        )
        self._session.add(one)
        self._session.flush()
        self._step(one, Act.PROPOSED, stated, due_on=due_on)
        if story == "proposed":
            return
        one.state = CommitmentState.OPEN
        one.reviewed_at = read
        self._step(one, Act.PUBLISHED, read, due_on=due_on)
        self._event(EventKind.PROMISED, read, words)
        after = self._between(read)
        url = f"{self._support.organization.website}/{path}"
        if story in ("kept", "kept late"):
            self._kept(one, url, late=story == "kept late")
        elif story == "evidence":
            self._evidence(one, url, max(after, now - 3 * _DAY))
        elif story in ("late", "wanting"):
            self._late(one, url, wanting=story == "wanting")
        elif story == "moved":
            self._moved(one, to_come)
        elif story == "asked":
            one.asked_due_on, one.asked_at = to_come, max(after, now - 5 * _DAY)
            note = "The person who does it is away until spring."
            self._step(one, Act.DATE_ASKED, one.asked_at, note=note, due_on=to_come)
        elif story == "given up":
            one.state = CommitmentState.LAPSED
            self._step(one, Act.GAVE_UP, after, due_on=one.due_on)
            self._event(EventKind.GAVE_UP, after, words)
        elif story == "lapsed":
            one.state, one.review_note = CommitmentState.LAPSED, "It told us that the project has ended."
            one.reviewed_at = self._after(one.due_on, 40)
            self._step(one, Act.LAPSED, one.reviewed_at, note=one.review_note, due_on=one.due_on)
            self._event(EventKind.GAVE_UP, one.reviewed_at, words)

    def _between(self, start: datetime) -> datetime:
        return start + (self._now - start) * self._chance.uniform(0.3, 0.7)

    def _after(self, day: date, days: int) -> datetime:
        """Some days after a day, and not after now."""
        at = datetime.combine(day, self._now.timetz()) + timedelta(days=days)
        return min(at, self._now)

    def _kept(self, one: Commitment, url: str, *, late: bool) -> None:
        handed_in = self._after(one.due_on, 25 if late else -3)
        handed_in = max(handed_in, one.reviewed_at or handed_in)
        if late:
            self._step(one, Act.LATE, self._after(one.due_on, 1), due_on=one.due_on)
            self._event(EventKind.LATE, self._after(one.due_on, 1), one.promise)
        self._evidence(one, url, handed_in)
        one.met_on = handed_in.date()
        one.state = CommitmentState.MET
        one.review_note = self._chance.choice(_KEPT)
        one.reviewed_at = min(handed_in + 2 * _DAY, self._now)
        self._step(one, Act.MET, one.reviewed_at, note=one.review_note)
        self._event(EventKind.MET, one.reviewed_at, one.promise)

    def _late(self, one: Commitment, url: str, *, wanting: bool) -> None:
        over = self._after(one.due_on, 1)
        if wanting:
            self._evidence(one, url, max(self._after(one.due_on, -2), one.reviewed_at or over))
            one.reviewed_at, one.review_note = over, _WANTING
            self._step(one, Act.NOT_YET, over, note=_WANTING)
        one.state = CommitmentState.LATE
        self._step(one, Act.LATE, over, due_on=one.due_on)
        self._event(EventKind.LATE, over, one.promise)
        note = self._chance.choice(_LATE)
        if note and not wanting:
            one.reviewed_at, one.review_note = self._after(one.due_on, 9), note
            self._step(one, Act.LATE, one.reviewed_at, note=note, due_on=one.due_on)

    def _moved(self, one: Commitment, to: date) -> None:
        asked = self._after(one.due_on, -6)
        asked = max(asked, one.reviewed_at or asked)
        self._step(one, Act.DATE_ASKED, asked, note="The new register is not ready.", due_on=to)
        answered = min(asked + 2 * _DAY, self._now)
        one.first_due_on, one.due_on = one.due_on, to
        self._step(one, Act.DATE_MOVED, answered, note="The work is well on its way.", due_on=to)
        one.review_note = "The work is well on its way."

    def _evidence(self, one: Commitment, url: str, at: datetime) -> None:
        one.evidence_url, one.evidence_note, one.evidence_at = url, self._chance.choice(_NOTES), at
        self._step(one, Act.EVIDENCE, at, note=one.evidence_note, url=url)

    def _step(
        self, one: Commitment, act: Act, at: datetime, *, note: str = "", url: str = "", due_on: date | None = None
    ) -> None:
        step = CommitmentStep(commitment_id=one.id, at=at, act=act, note=note, url=url, due_on=due_on)
        self._session.add(step)

    def _event(self, what: EventKind, at: datetime, words: str) -> None:
        self._session.add(Event(support_id=self._support.id, at=at, what=what, detail=words))
