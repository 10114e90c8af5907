"""The words of the room for staff: states of signatures, verdicts and decisions. Pure."""

from campaign.signatures.hold import Suspicion
from campaign.signatures.models import DecisionState, SignatureState, Verdict

STATES: dict[SignatureState, str] = {
    SignatureState.PENDING: "Pending",
    SignatureState.CONFIRMED: "Counted",
    SignatureState.HELD: "Held",
    SignatureState.INVALIDATED: "Struck out",
    SignatureState.IMPORTED: "Imported",
    SignatureState.PAPER: "On paper",
}
MARKS: dict[SignatureState, str] = {
    SignatureState.CONFIRMED: "ok",
    SignatureState.HELD: "wait",
    SignatureState.INVALIDATED: "over",
}
HELD_BRIEFLY = {Suspicion.FAST.value: "pressed within seconds", Suspicion.MANY.value: "many from one network"}
VERDICTS: dict[Verdict, str] = {
    Verdict.RELEASE: "Release",
    Verdict.INVALIDATE: "Strike out",
    Verdict.REINSTATE: "Take back",
}
DECISION_STATES: dict[DecisionState, str] = {
    DecisionState.PROPOSED: "Waits for a second person",
    DecisionState.DONE: "Done",
    DecisionState.UNDONE: "Undone",
    DecisionState.DROPPED: "Dropped",
}
