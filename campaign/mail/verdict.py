"""What becomes of a letter after a try: the rules of trying again, as a pure function."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from campaign.mail.models import MessageState
from campaign.mail.wire import Fate, Outcome

WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 2, 5, 15, 60))
GIVE_UP = timedelta(hours=72)
UNKNOWNS = 3  # sent again at most so often while nobody knows whether it arrived
WRITINGS = 5  # tries with a letter that our own code cannot write


@dataclass(frozen=True)
class Verdict:
    """The new state of a letter. `due_at` is set while it is owed."""

    state: MessageState
    due_at: datetime | None
    unknowns: int
    attempts: int
    note: str | None


def verdict(outcome: Outcome, *, attempts: int, unknowns: int, created_at: datetime, now: datetime) -> Verdict:
    """Judge one try. `attempts` counts this one; `unknowns` are earlier tries that may have arrived."""

    def settled(state: MessageState) -> Verdict:
        return Verdict(state, None, unknowns, attempts, outcome.note)

    def again() -> Verdict:
        due_at = now + WAITS[min(max(attempts, 1), len(WAITS)) - 1]
        if due_at > created_at + GIVE_UP:
            return settled(MessageState.STUCK)
        return Verdict(MessageState.WAITING, due_at, unknowns, attempts, outcome.note)

    match outcome.fate:
        case Fate.TAKEN:
            return Verdict(MessageState.SENT, None, unknowns, attempts, None)
        case Fate.NEVER:
            return settled(MessageState.FAILED)
        case Fate.NOT_OWED:
            return settled(MessageState.DROPPED)
        case Fate.UNKNOWN:
            unknowns += 1
            return settled(MessageState.STUCK) if unknowns > UNKNOWNS else again()
        case Fate.UNWRITABLE:
            return settled(MessageState.STUCK) if attempts >= WRITINGS else again()
        case Fate.UNTOUCHED:
            return Verdict(MessageState.WAITING, now, unknowns, attempts - 1, outcome.note)
        case Fate.NOT_NOW:
            return again()
