"""The words of promises: where one stands, what happened to it, what a letter says. Pure."""

from dataclasses import dataclass
from datetime import date, timedelta

from campaign.organizations.commitments.models import Act
from campaign.organizations.commitments.queries import PublicPromise, PublicStep
from campaign.organizations.commitments.rules import days_late
from campaign.organizations.models import Commitment, CommitmentState
from campaign.web.formats import day, number
from campaign.web.language import N_, gettext, ngettext

STATES: dict[CommitmentState, str] = {
    CommitmentState.PROPOSED: N_("Waits to be read"),
    CommitmentState.OPEN: N_("Open"),
    CommitmentState.MET: N_("Kept"),
    CommitmentState.LATE: N_("Late"),
    CommitmentState.LAPSED: N_("Given up"),
    CommitmentState.DECLINED: N_("Not published"),
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
        on = gettext("on %(day)s", day=day(one.met_on)) if one.met_on is not None else ""
        return Standing("late" if one.late_by else "ok", _kept(one.late_by), on)
    under_review = gettext("Evidence is under review") if one.evidence_waits else ""
    if one.state == CommitmentState.LATE:
        return Standing("over", _late((today - one.due_on).days), under_review)
    if one.state == CommitmentState.LAPSED:
        return Standing("", _ended(one), under_review)
    if one.due_on < today:
        ago = (today - one.due_on).days
        return Standing(
            "wait",
            gettext("Evidence is under review"),
            ngettext("Was due %(num)s day ago", "Was due %(num)s days ago", ago, num=number(ago)),
        )
    return Standing("wait", _due(one.due_on, today), under_review)


def _kept(late_by: int) -> str:
    if not late_by:
        return gettext("Kept")
    return ngettext("Kept, %(num)s day late", "Kept, %(num)s days late", late_by, num=number(late_by))


def _late(days: int) -> str:
    return ngettext("%(num)s day late", "%(num)s days late", days, num=number(days))


def _due(due_on: date, today: date) -> str:
    left = (due_on - today).days
    if not left:
        return gettext("Due today")
    if left > 90:
        return gettext("Open")
    return ngettext("Due in %(num)s day", "Due in %(num)s days", left, num=number(left))


def _ended(one: PublicPromise) -> str:
    if one.ended_by == Act.ENDED:
        if one.support_state == "left":
            return gettext("Given up when it left")
        return gettext("Ended, as its support was not renewed")
    return gettext("Lapsed") if one.ended_by == Act.LAPSED else gettext("Given up")


def told(step: PublicStep) -> str:
    """One line of a promise's public history, as a sentence."""
    on = day(step.due_on) if step.due_on is not None else ""
    if step.act == Act.LATE and step.by_staff:
        return gettext("A reviewer marked it as late")
    return gettext(_TOLD[step.act], day=on)


_TOLD: dict[Act, str] = {
    Act.PROPOSED: N_("The organization stated it, to be done by %(day)s"),
    Act.PUBLISHED: N_("A reviewer read it and made it public"),
    Act.EVIDENCE: N_("The organization handed in evidence"),
    Act.MET: N_("A reviewer accepted the evidence: kept"),
    Act.NOT_YET: N_("A reviewer read the evidence: it does not show yet that the promise is kept"),
    Act.DATE_MOVED: N_("The organization asked for a new date, and a reviewer agreed: now due by %(day)s"),
    Act.DATE_KEPT: N_("The organization asked to move it to %(day)s; a reviewer kept the date"),
    Act.LATE: N_("Its day was over, and it was not kept: late"),
    Act.LAPSED: N_("A reviewer ended it: nothing will come of it"),
    Act.GAVE_UP: N_("The organization gave it up"),
    Act.ENDED: N_("It ended with the organization’s support"),
    Act.REOPENED: N_("A reviewer opened it again"),
    Act.UNDONE: N_("A reviewer took that decision back"),
}


# The same for reviewers and for the organization itself, who see every line.
STEPS: dict[Act, str] = {
    Act.PROPOSED: N_("Stated by the organization"),
    Act.PUBLISHED: N_("Published"),
    Act.DECLINED: N_("Not published"),
    Act.EVIDENCE: N_("Evidence handed in"),
    Act.MET: N_("Judged as kept"),
    Act.NOT_YET: N_("Judged as not kept yet"),
    Act.DATE_ASKED: N_("New date asked for"),
    Act.DATE_MOVED: N_("New date agreed"),
    Act.DATE_KEPT: N_("New date refused"),
    Act.REMINDED: N_("Reminded by letter"),
    Act.LATE: N_("Late"),
    Act.LAPSED: N_("Ended by a reviewer"),
    Act.GAVE_UP: N_("Given up by the organization"),
    Act.ENDED: N_("Ended with its support"),
    Act.REOPENED: N_("Opened again"),
    Act.UNDONE: N_("Last decision taken back"),
}


def news(act: Act, name: str) -> str:
    """The title of an entry of the feed."""
    return gettext(_NEWS[act], name=name)


_NEWS: dict[Act, str] = {
    Act.PUBLISHED: N_("%(name)s promised"),
    Act.MET: N_("%(name)s kept a promise"),
    Act.LATE: N_("%(name)s is late with a promise"),
    Act.LAPSED: N_("A promise of %(name)s lapsed"),
    Act.GAVE_UP: N_("%(name)s gave a promise up"),
    Act.ENDED: N_("A promise of %(name)s ended with its support"),
    Act.DATE_MOVED: N_("%(name)s has a new date for a promise"),
    Act.REOPENED: N_("A promise of %(name)s is open again"),
}


@dataclass(frozen=True)
class LetterWords:
    """What the letter about one thing that happened says."""

    subject: str
    opening: str
    after: str


LETTERS: dict[Act, LetterWords] = {
    Act.PUBLISHED: LetterWords(
        N_("Your promise is public"),
        N_("a reviewer has read your promise, and it is public from now on."),
        N_("When it is done, hand in the address of a page that shows it. We write to you 30 days before the day."),
    ),
    Act.DECLINED: LetterWords(
        N_("Your promise was not published"),
        N_("a reviewer has read your promise, and has not made it public. Nobody but you and us has seen it."),
        N_("You can state it again in other words."),
    ),
    Act.MET: LetterWords(
        N_("Your promise counts as kept"),
        N_("a reviewer has accepted your evidence. The promise is shown as kept, with a link to the evidence."),
        N_("Thank you."),
    ),
    Act.NOT_YET: LetterWords(
        N_("Your evidence is not enough yet"),
        N_(
            "a reviewer has read your evidence. It does not show yet that the promise is kept; the words below are "
            "public."
        ),
        N_("You can hand in other evidence at any time."),
    ),
    Act.DATE_MOVED: LetterWords(
        N_("Your promise has its new date"),
        N_("a reviewer has agreed to the new date. The one that you promised first stays visible beside it."),
        N_("When it is done, hand in the address of a page that shows it."),
    ),
    Act.DATE_KEPT: LetterWords(
        N_("Your promise keeps its date"),
        N_("a reviewer has not agreed to a new date; the one that you promised holds. The words below are public."),
        N_("You can ask again, or hand in evidence at any time."),
    ),
    Act.LATE: LetterWords(
        N_("Your promise is late"),
        N_("the day of your promise is over, and it is not known to be kept. It is shown as late."),
        N_("Hand in the address of a page that shows that it is done, ask for a new date, or give the promise up."),
    ),
    Act.LAPSED: LetterWords(
        N_("Your promise was ended"),
        N_("a reviewer has ended your promise: it is shown as given up. The words below are public."),
        N_("If we have it wrong, write to us within 30 days."),
    ),
    Act.REOPENED: LetterWords(
        N_("Your promise is open again"),
        N_("a reviewer has opened your promise again. The words below are public."),
        N_("You can hand in evidence, or ask for a new date."),
    ),
    Act.UNDONE: LetterWords(
        N_("A decision on your promise was taken back"),
        N_("a reviewer has taken the last decision on your promise back. It stands as it did before."),
        N_("If something is to be done, we write to you again."),
    ),
    Act.REMINDED: LetterWords(
        N_("Your promise is due soon"),
        N_("the day of a promise of yours is coming."),
        N_("If it is done, hand in the address of a page that shows it. If it needs longer, ask for a new date now."),
    ),
}


def undo_days(span: timedelta) -> str:
    """'30 days'."""
    return ngettext("%(num)s day", "%(num)s days", span.days, num=number(span.days))


def own_standing(one: Commitment, today: date, *, evidence_waits: bool) -> Standing:
    """Where a promise stands, for the organization itself and for reviewers."""
    words = gettext(STATES[one.state])
    remarks = []
    if one.state == CommitmentState.MET and one.met_on is not None:
        words = _kept(days_late(one.due_on, one.met_on))
        remarks.append(gettext("On %(day)s.", day=day(one.met_on)))
    elif one.state == CommitmentState.OPEN:
        words = _due(one.due_on, today) if one.due_on >= today else gettext("Open, its day is over")
    elif one.state == CommitmentState.LATE:
        words = _late((today - one.due_on).days)
    if evidence_waits and one.state != CommitmentState.MET:
        remarks.append(gettext("Evidence waits for a reviewer."))
    if one.asked_due_on is not None:
        remarks.append(gettext("Asked to move it to %(day)s.", day=day(one.asked_due_on)))
    mark = {
        CommitmentState.MET: "ok",
        CommitmentState.LATE: "over",
        CommitmentState.LAPSED: "",
        CommitmentState.DECLINED: "",
    }.get(one.state, "wait")
    return Standing(mark, words, " ".join(remarks))
