"""The words of promises: where one stands, what happened to it, what a letter says. Pure."""

from dataclasses import dataclass
from datetime import date, timedelta

from campaign.organizations.commitments.models import Act
from campaign.organizations.commitments.queries import PublicPromise, PublicStep
from campaign.organizations.commitments.rules import days_late
from campaign.organizations.models import Commitment, CommitmentState
from campaign.web.formats import counted, day

STATES: dict[CommitmentState, str] = {
    CommitmentState.PROPOSED: "Waits to be read",
    CommitmentState.OPEN: "Open",
    CommitmentState.MET: "Kept",
    CommitmentState.LATE: "Late",
    CommitmentState.LAPSED: "Given up",
    CommitmentState.DECLINED: "Not published",
}
# What a file for machines says; these words stay as they are.
MACHINE_STATES: dict[CommitmentState, str] = {
    CommitmentState.OPEN: "open",
    CommitmentState.MET: "kept",
    CommitmentState.LATE: "late",
    CommitmentState.LAPSED: "given_up",
}


@dataclass(frozen=True)
class Standing:
    """Where a promise stands: the mark beside it, the words, and a remark below them."""

    mark: str
    words: str
    remark: str = ""


def standing(one: PublicPromise, today: date) -> Standing:
    """Where a public promise stands on a day, in words that need no colour."""
    if one.state == CommitmentState.MET:
        on = f"on {day(one.met_on)}" if one.met_on is not None else ""
        late = one.late_by
        return Standing("late", f"Kept, {_days(late)} late", on) if late else Standing("ok", "Kept", on)
    under_review = "Evidence is under review" if one.evidence_waits else ""
    if one.state == CommitmentState.LATE:
        return Standing("over", f"{_days((today - one.due_on).days)} late", under_review)
    if one.state == CommitmentState.LAPSED:
        return Standing("", _ended(one), under_review)
    if one.due_on < today:
        return Standing("wait", "Evidence is under review", f"Was due {_days((today - one.due_on).days)} ago")
    return Standing("wait", _due(one.due_on, today), under_review)


def _days(number: int) -> str:
    return counted(number, "day", "days")


def _due(due_on: date, today: date) -> str:
    left = (due_on - today).days
    if not left:
        return "Due today"
    return f"Due in {_days(left)}" if left <= 90 else "Open"


def _ended(one: PublicPromise) -> str:
    if one.ended_by == Act.ENDED:
        return "Given up when it left" if one.support_state == "left" else "Ended, as its support was not renewed"
    return "Lapsed" if one.ended_by == Act.LAPSED else "Given up"


def told(step: PublicStep) -> str:
    """One line of a promise's public history, as a sentence."""
    on = f" {day(step.due_on)}" if step.due_on is not None else ""
    late = "A reviewer marked it as late" if step.by_staff else "Its day was over, and it was not kept: late"
    return {
        Act.PROPOSED: f"The organization stated it, to be done by{on}",
        Act.PUBLISHED: "A reviewer read it and made it public",
        Act.EVIDENCE: "The organization handed in evidence",
        Act.MET: "A reviewer accepted the evidence: kept",
        Act.NOT_YET: "A reviewer read the evidence: it does not show yet that the promise is kept",
        Act.DATE_MOVED: f"The organization asked for a new date, and a reviewer agreed: now due by{on}",
        Act.DATE_KEPT: f"The organization asked to move it to{on}; a reviewer kept the date",
        Act.LATE: late,
        Act.LAPSED: "A reviewer ended it: nothing will come of it",
        Act.GAVE_UP: "The organization gave it up",
        Act.ENDED: "It ended with the organization’s support",
        Act.REOPENED: "A reviewer opened it again",
        Act.UNDONE: "A reviewer took that decision back",
    }[step.act]


# The same for reviewers and for the organization itself, who see every line.
STEPS: dict[Act, str] = {
    Act.PROPOSED: "Stated by the organization",
    Act.PUBLISHED: "Published",
    Act.DECLINED: "Not published",
    Act.EVIDENCE: "Evidence handed in",
    Act.MET: "Judged as kept",
    Act.NOT_YET: "Judged as not kept yet",
    Act.DATE_ASKED: "New date asked for",
    Act.DATE_MOVED: "New date agreed",
    Act.DATE_KEPT: "New date refused",
    Act.REMINDED: "Reminded by letter",
    Act.LATE: "Late",
    Act.LAPSED: "Ended by a reviewer",
    Act.GAVE_UP: "Given up by the organization",
    Act.ENDED: "Ended with its support",
    Act.REOPENED: "Opened again",
    Act.UNDONE: "Last decision taken back",
}


def news(act: Act, name: str) -> str:
    """The title of an entry of the feed."""
    return {
        Act.PUBLISHED: f"{name} promised",
        Act.MET: f"{name} kept a promise",
        Act.LATE: f"{name} is late with a promise",
        Act.LAPSED: f"A promise of {name} lapsed",
        Act.GAVE_UP: f"{name} gave a promise up",
        Act.ENDED: f"A promise of {name} ended with its support",
        Act.DATE_MOVED: f"{name} has a new date for a promise",
        Act.REOPENED: f"A promise of {name} is open again",
    }[act]


@dataclass(frozen=True)
class LetterWords:
    """What the letter about one thing that happened says."""

    subject: str
    opening: str
    after: str


LETTERS: dict[Act, LetterWords] = {
    Act.PUBLISHED: LetterWords(
        "Your promise is public",
        "a reviewer has read your promise, and it is public from now on.",
        "When it is done, hand in the address of a page that shows it. We write to you 30 days before the day.",
    ),
    Act.DECLINED: LetterWords(
        "Your promise was not published",
        "a reviewer has read your promise, and has not made it public. Nobody but you and us has seen it.",
        "You can state it again in other words.",
    ),
    Act.MET: LetterWords(
        "Your promise counts as kept",
        "a reviewer has accepted your evidence. The promise is shown as kept, with a link to the evidence.",
        "Thank you.",
    ),
    Act.NOT_YET: LetterWords(
        "Your evidence is not enough yet",
        "a reviewer has read your evidence. It does not show yet that the promise is kept; the words below are public.",
        "You can hand in other evidence at any time.",
    ),
    Act.DATE_MOVED: LetterWords(
        "Your promise has its new date",
        "a reviewer has agreed to the new date. The one that you promised first stays visible beside it.",
        "When it is done, hand in the address of a page that shows it.",
    ),
    Act.DATE_KEPT: LetterWords(
        "Your promise keeps its date",
        "a reviewer has not agreed to a new date; the one that you promised holds. The words below are public.",
        "You can ask again, or hand in evidence at any time.",
    ),
    Act.LATE: LetterWords(
        "Your promise is late",
        "the day of your promise is over, and it is not known to be kept. It is shown as late.",
        "Hand in the address of a page that shows that it is done, ask for a new date, or give the promise up.",
    ),
    Act.LAPSED: LetterWords(
        "Your promise was ended",
        "a reviewer has ended your promise: it is shown as given up. The words below are public.",
        "If we have it wrong, write to us within 30 days.",
    ),
    Act.REOPENED: LetterWords(
        "Your promise is open again",
        "a reviewer has opened your promise again. The words below are public.",
        "You can hand in evidence, or ask for a new date.",
    ),
    Act.UNDONE: LetterWords(
        "A decision on your promise was taken back",
        "a reviewer has taken the last decision on your promise back. It stands as it did before.",
        "If something is to be done, we write to you again.",
    ),
    Act.REMINDED: LetterWords(
        "Your promise is due soon",
        "the day of a promise of yours is coming.",
        "If it is done, hand in the address of a page that shows it. If it needs longer, ask for a new date now.",
    ),
}


def undo_days(span: timedelta) -> str:
    """'30 days'."""
    return _days(span.days)


def own_standing(one: Commitment, today: date, *, evidence_waits: bool) -> Standing:
    """Where a promise stands, for the organization itself and for reviewers."""
    words = STATES[one.state]
    remarks = []
    if one.state == CommitmentState.MET and one.met_on is not None:
        late = days_late(one.due_on, one.met_on)
        words = f"Kept, {_days(late)} late" if late else "Kept"
        remarks.append(f"on {day(one.met_on)}")
    elif one.state == CommitmentState.OPEN:
        words = _due(one.due_on, today) if one.due_on >= today else "Open, its day is over"
    elif one.state == CommitmentState.LATE:
        words = f"{_days((today - one.due_on).days)} late"
    if evidence_waits and one.state != CommitmentState.MET:
        remarks.append("evidence waits for a reviewer")
    if one.asked_due_on is not None:
        remarks.append(f"asked to move it to {day(one.asked_due_on)}")
    mark = {
        CommitmentState.MET: "ok",
        CommitmentState.LATE: "over",
        CommitmentState.LAPSED: "",
        CommitmentState.DECLINED: "",
    }.get(one.state, "wait")
    remark = ", ".join(remarks)
    return Standing(mark, words, f"{remark[:1].upper()}{remark[1:]}")
