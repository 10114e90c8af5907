"""What decisions about many signatures have in common: which they are about, how they are carried out and taken back.

A signature's `was` says what it was before it was set aside: `pending` for a held one, anything countable for one that
was struck out. `decision_id` names the decision that moved it last, so an undo touches nothing that was moved since.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, bindparam, case, func, literal, null, select, text, update
from sqlalchemy.orm import Session

from campaign.audit.record import Actor, record
from campaign.campaigns.corrections import (
    REINSTATED,
    REINSTATING_UNDONE,
    RELEASED,
    RELEASING_UNDONE,
    STRIKING_UNDONE,
    note_correction,
)
from campaign.campaigns.corrections import STRUCK_OUT as STRIKING_OUT
from campaign.campaigns.models import Measure
from campaign.db import UtcDateTime, db
from campaign.mail.models import Priority
from campaign.mail.post import DELIVER, letter_sql
from campaign.queue import wake
from campaign.signatures.confirm import THANK_YOU
from campaign.signatures.models import Decision, DecisionState, Signature, SignatureState, Verdict
from campaign.signatures.refusals import NoSuchDecision
from campaign.signatures.signatories import SignatoryFilter, conditions, filter_as_json, filter_from_json

STRUCK_OUT = "signatures.struck_out"
ALONE = 25  # up to so many in 24 hours one person strikes out alone; beyond, a second one must agree
A_DAY = timedelta(hours=24)
AGREE_WITHIN = timedelta(days=7)

# Which signatures a verdict can be about.
ABOUT: dict[Verdict, tuple[SignatureState, ...]] = {
    Verdict.RELEASE: (SignatureState.HELD,),
    Verdict.INVALIDATE: (SignatureState.HELD, SignatureState.CONFIRMED, SignatureState.IMPORTED, SignatureState.PAPER),
    Verdict.REINSTATE: (SignatureState.INVALIDATED,),
}
_BEFORE_HELD = case((Signature.was == SignatureState.HELD, literal(SignatureState.PENDING.value)), else_=null())
_MOVES: dict[Verdict, dict[str, Any]] = {
    Verdict.RELEASE: {"state": SignatureState.CONFIRMED, "was": null()},
    Verdict.INVALIDATE: {"state": SignatureState.INVALIDATED, "was": Signature.state},
    Verdict.REINSTATE: {"state": Signature.was, "was": _BEFORE_HELD},
}
_BACK: dict[Verdict, dict[str, Any]] = {
    Verdict.RELEASE: {"state": SignatureState.HELD, "was": SignatureState.PENDING},
    Verdict.INVALIDATE: {"state": Signature.was, "was": _BEFORE_HELD},
    Verdict.REINSTATE: {"state": SignatureState.INVALIDATED, "was": Signature.state},
}
_CAUSE = {Verdict.RELEASE: RELEASED, Verdict.INVALIDATE: STRIKING_OUT, Verdict.REINSTATE: REINSTATED}
_CAUSE_OF_UNDOING = {
    Verdict.RELEASE: RELEASING_UNDONE,
    Verdict.INVALIDATE: STRIKING_UNDONE,
    Verdict.REINSTATE: REINSTATING_UNDONE,
}
# Which public figure a signature is part of: the count, or one beside it.
_FIGURES = {SignatureState.CONFIRMED: "", SignatureState.IMPORTED: "lists", SignatureState.PAPER: "paper"}
# Who is written to: whose held signature counts now, or whose confirmed or held one does not any more.
_LETTERS = {
    Verdict.RELEASE: (THANK_YOU, "signature.state = 'confirmed'"),
    Verdict.INVALIDATE: (STRUCK_OUT, "signature.was IN ('confirmed', 'held')"),
}


@dataclass(frozen=True)
class Chosen:
    """Which signatures of one campaign: entries by id, or all that match a filter."""

    entries: tuple[int, ...] = ()
    matching: SignatoryFilter | None = None

    def as_json(self) -> dict[str, Any]:
        """How it is kept with the decision."""
        return {"entries": list(self.entries)} if self.matching is None else {"filter": filter_as_json(self.matching)}

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> "Chosen":
        """What `as_json` made."""
        return cls(tuple(kept.get("entries", ())), filter_from_json(kept["filter"]) if "filter" in kept else None)


def touched(campaign_id: int, verdict: Verdict, chosen: Chosen) -> dict[SignatureState, int]:
    """How many signatures a decision would move now, by the state they are in."""
    rows = db.session.execute(
        select(Signature.state, func.count()).where(*_which(campaign_id, verdict, chosen)).group_by(Signature.state)
    )
    return dict(rows.all())


def needs_two(campaign_id: int, verdict: Verdict, number: int, staff_id: int | None, now: datetime) -> bool:
    """Whether a second person must agree to this decision about `number` signatures.

    What the same person struck out alone in the last 24 hours, and nobody has undone, counts too: else many would be
    done in small pieces.
    """
    if verdict != Verdict.INVALIDATE:
        return False
    alone = db.session.scalar(
        select(func.coalesce(func.sum(Decision.signatures), 0)).where(
            Decision.campaign_id == campaign_id,
            Decision.verdict == Verdict.INVALIDATE,
            Decision.state == DecisionState.DONE,
            Decision.staff_id == staff_id,
            Decision.second == "",
            Decision.done_at > now - A_DAY,
        )
    )
    return number + (alone or 0) > ALONE


def entries_touched(campaign_id: int, verdict: Verdict, chosen: Chosen) -> Sequence[int]:
    """Which entries a decision would move now, oldest first."""
    return db.session.scalars(
        select(Signature.id).where(*_which(campaign_id, verdict, chosen)).order_by(Signature.id)
    ).all()


def _which(campaign_id: int, verdict: Verdict, chosen: Chosen) -> list[ColumnElement[bool]]:
    about: list[ColumnElement[bool]] = [Signature.campaign_id == campaign_id, Signature.state.in_(ABOUT[verdict])]
    if chosen.matching is not None:
        return [*about, *conditions(campaign_id, chosen.matching)]
    return [*about, Signature.id.in_(chosen.entries)]


def carry_out(session: Session, decision: Decision, now: datetime) -> None:
    """Move the signatures that a decision is about now, and owe the letters, within the caller's transaction."""
    chosen = Chosen.from_json(decision.wanted)
    result = session.execute(
        update(Signature)
        .where(*_which(decision.campaign_id, decision.verdict, chosen))
        .values(decision_id=decision.id, **_MOVES[decision.verdict])
        .returning(Signature.state, Signature.was)
        .execution_options(synchronize_session=False)
    ).all()
    decision.signatures, decision.done_at = len(result), now
    # What was struck out changed the figure of what it was; anything else that of what it is now.
    figures = Counter(was if state == SignatureState.INVALIDATED else state for state, was in result)
    sign = -1 if decision.verdict == Verdict.INVALIDATE else 1
    _note_corrections(decision, _CAUSE[decision.verdict], figures, sign, now, decision.wanted.get("public_note", ""))
    kind, whom = _LETTERS.get(decision.verdict, ("", ""))
    if kind and (decision.tells or decision.verdict == Verdict.RELEASE):
        _owe_letters(session, decision.id, kind, whom, now)


def _owe_letters(session: Session, decision_id: int, kind: str, whom: str, now: datetime) -> None:
    # A public id for each letter is made in the database: 95,000 of them would not travel.
    random = "randomblob(16)" if session.get_bind().dialect.name == "sqlite" else "uuid_send(gen_random_uuid())"
    statement = letter_sql("signature.id", "signature.campaign_id").replace(":message_id", random)
    session.execute(
        text(f"{statement} FROM signature WHERE decision_id = :decision_id AND {whom}").bindparams(
            bindparam("now", type_=UtcDateTime())
        ),
        {"kind": kind, "priority": Priority.BULK.value, "now": now, "decision_id": decision_id},
    )
    wake(DELIVER)


def _note_corrections(
    decision: Decision, cause: str, figures: Counter[SignatureState | None], sign: int, now: datetime, note: str = ""
) -> None:
    """A line of the public log for each figure that changed; held ones are in none."""
    for state, beside in _FIGURES.items():
        note_correction(
            decision.campaign_id, now, Measure.PEOPLE, sign * figures[state], cause, note, beside=beside
        )  # fmt: skip


def take_back(session: Session, decision: Decision, now: datetime) -> int:
    """Make the signatures that a decision moved last what they were, within the caller's transaction; how many."""
    result = session.execute(
        update(Signature)
        .where(Signature.decision_id == decision.id)
        .values(decision_id=None, **_BACK[decision.verdict])
        .returning(Signature.state, Signature.was)
        .execution_options(synchronize_session=False)
    ).all()
    if decision.verdict == Verdict.RELEASE:
        figures = Counter[SignatureState | None]({SignatureState.CONFIRMED: len(result)})
    else:
        figures = Counter(was if state == SignatureState.INVALIDATED else state for state, was in result)
    sign = 1 if decision.verdict == Verdict.INVALIDATE else -1
    _note_corrections(decision, _CAUSE_OF_UNDOING[decision.verdict], figures, sign, now)
    return len(result)


def locked_decision(session: Session, decision_id: int) -> Decision:
    """A decision, kept from others until the caller's transaction ends. Raises NoSuchDecision."""
    decision = session.get(Decision, decision_id, with_for_update=True, populate_existing=True)
    if decision is None:
        raise NoSuchDecision
    return decision


def note_decision(decision: Decision, act: str, actor: Actor, now: datetime) -> None:
    """Write the audit entry of an act about a decision, within the caller's transaction."""
    record(
        actor.id, actor.name, act, f"{decision.verdict.value} of {decision.signatures}", now,
        campaign_id=decision.campaign_id, subject=f"decision {decision.id}",
        signatures=decision.signatures, reason=decision.reason, told=decision.tells,
    )  # fmt: skip
