"""The table of what becomes of a letter after a try."""

from datetime import UTC, datetime, timedelta

import pytest

from campaign.mail.models import MessageState as State
from campaign.mail.verdict import verdict
from campaign.mail.wire import Fate, Outcome

ASKED = datetime(2026, 3, 3, 10, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("fate", "attempts", "unknowns", "after", "state", "wait", "unknowns_then"),
    [
        (Fate.TAKEN, 1, 0, 0, State.SENT, None, 0),
        (Fate.NEVER, 1, 0, 0, State.FAILED, None, 0),
        (Fate.NOT_OWED, 1, 0, 0, State.DROPPED, None, 0),
        (Fate.NOT_NOW, 1, 0, 0, State.WAITING, 1, 0),
        (Fate.NOT_NOW, 2, 0, 0, State.WAITING, 2, 0),
        (Fate.NOT_NOW, 3, 0, 0, State.WAITING, 5, 0),
        (Fate.NOT_NOW, 4, 0, 0, State.WAITING, 15, 0),
        (Fate.NOT_NOW, 5, 0, 0, State.WAITING, 60, 0),
        (Fate.NOT_NOW, 70, 0, 71, State.WAITING, 60, 0),
        (Fate.NOT_NOW, 71, 0, 71.5, State.STUCK, None, 0),
        (Fate.UNKNOWN, 1, 0, 0, State.WAITING, 1, 1),
        (Fate.UNKNOWN, 3, 2, 0, State.WAITING, 5, 3),
        (Fate.UNKNOWN, 4, 3, 0, State.STUCK, None, 4),
        (Fate.UNWRITABLE, 4, 0, 0, State.WAITING, 15, 0),
        (Fate.UNWRITABLE, 5, 0, 0, State.STUCK, None, 0),
        (Fate.UNTOUCHED, 1, 0, 0, State.WAITING, 0, 0),
    ],
)
def test_a_try_is_judged(
    fate: Fate, attempts: int, unknowns: int, after: float, state: State, wait: int | None, unknowns_then: int
) -> None:
    now = ASKED + timedelta(hours=after)
    judged = verdict(Outcome(fate, "note"), attempts=attempts, unknowns=unknowns, created_at=ASKED, now=now)
    assert (judged.state, judged.unknowns) == (state, unknowns_then)
    assert judged.due_at == (None if wait is None else now + timedelta(minutes=wait))


def test_a_letter_that_was_not_begun_keeps_its_tries() -> None:
    judged = verdict(Outcome(Fate.UNTOUCHED), attempts=3, unknowns=1, created_at=ASKED, now=ASKED)
    assert (judged.attempts, judged.unknowns) == (2, 1)
