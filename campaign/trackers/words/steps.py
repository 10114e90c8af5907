"""The steps of a verdict in words: what a rule asks, what it found, and which step decided."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from campaign.trackers.facts import Register, TrialStatus
from campaign.trackers.rules.changes import Change
from campaign.trackers.rules.fdaaa_scope import TrialClass
from campaign.trackers.rules.state import State
from campaign.trackers.rules.verdict import Step, Value
from campaign.web.formats import day, number

QUESTIONS: Final[dict[str, str]] = {
    # The US law.
    "study type": "Is it a clinical trial, not an observation?",
    "phase": "Is it of a phase that the law covers?",
    "purpose": "Is it more than a feasibility study of a device?",
    "not withdrawn": "Was it not withdrawn before anybody took part?",
    "start date": "Is there a start date?",
    "start": "When did it start?",
    "completion": "Was it completed on or after 18 January 2017?",
    "regulated product": "Does it study a product that the FDA regulates?",
    "former flag": "Was it not marked as unregulated before 2017?",
    "intervention": "Is the intervention of a kind that the FDA regulates?",
    "place": "Is there a site in the United States?",
    "finable days": "For how many days could a fine have been imposed?",
    # EU law.
    "protocols": "Where do the country protocols stand?",
    "scope": "Is there a trial to report?",
    "end": "Has it ended in every member state concerned?",
    "lay summary": "Is there a summary for laypersons? It is shown, and decides nothing.",
    # All.
    "deadline": "When are the results due?",
    "due": "Has that day passed, with the margin that the rule gives?",
    "status": "So where does it stand?",
    "days late": "How many days late is it?",
}
STATUS_WORDS: Final[dict[str, str]] = {
    "outside-eu": "held only outside the EU and EEA",
    "partly-outside-eu": "held partly outside the EU and EEA",
    "exempt": "exempt as a phase I trial",
    "exempt-with-results": "exempt as a phase I trial, with results all the same",
    "error-ongoing-has-comp-date": "the record contradicts itself: still going on, yet with a date of the global end",
    "ongoing": "ongoing",
    "ongoing-reported-early": "ongoing, with results already",
    "error-completed-no-comp-date": "the record contradicts itself: ended everywhere, without a date of the global end",
    "completed-not-due": "ended, not due yet",
    "completed-reported-early": "ended, with results before they are due",
    "reported": "reported",
    "completed-due": "ended, and the results are overdue",
    "other": "neither ongoing nor ended",
    "no-trial-status": "no protocol says where the trial stands",
    "reported-late": "reported late",
    "overdue": "overdue",
    "overdue-cancelled": "overdue: handed in, cancelled, and not handed in again",
    "no-longer-act": "no longer covered",
    "not-covered": "not covered",
    "ended-not-due": "ended, not due yet",
    "reported-early": "reported before it was due",
    "inconsistent": "the record contradicts itself",
    "left": "no longer in the register",
    "": "not covered",
}
_STANDING: Final = {
    TrialStatus.ONGOING: "ongoing in all",
    TrialStatus.ENDED: "ended in all",
    TrialStatus.PARTLY_ENDED: "ended in some",
    TrialStatus.OTHER: "neither ongoing nor ended in all",
    TrialStatus.BLANK: "not said in any",
}
_PROTOCOL_STATUS: Final = "P. End of Trial Status"


@dataclass(frozen=True, slots=True)
class ToldStep:
    """A step for people: `decides` marks the one that settled the verdict, `tone` is "yes", "no" or nothing."""

    question: str
    answer: str
    field: str
    value: str
    when: str
    paragraph: str
    decides: bool
    tone: str


def status_words(status: str) -> str:
    """A law's own word for a status, in plain English; a word that nobody has translated stays as it is."""
    return STATUS_WORDS.get(status, status.replace("-", " "))


def told_steps(steps: tuple[Step, ...], state: State) -> list[ToldStep]:
    """The steps in the order in which the rule takes them; the one that gives the status decides, else the last."""
    deciding = next((i for i, step in enumerate(steps) if step.rule == "status"), len(steps) - 1)
    tones = {State.OVERDUE: "no", State.REPORTED: "yes", State.REPORTED_LATE: "yes"}
    return [
        ToldStep(
            QUESTIONS.get(step.rule, step.rule.capitalize()),
            _answer(step),
            step.field,
            value_words(step.value, step.field),
            _when(step),
            step.paragraph,
            i == deciding,
            tones.get(state, "") if i == deciding else "",
        )
        for i, step in enumerate(steps)
    ]


def _when(step: Step) -> str:
    """The day that a step came to, unless the value says it already."""
    if step.date is None or step.date == step.value or step.rule == "days late":
        return ""
    if step.rule == "due":
        # The EU tracker compares ends with a cut-off, the other rules compare the day of the data with a last day.
        before = step.field.startswith("P. ")
        return (
            f"It counts as passed for ends before {day(step.date)}" if before else f"The last day was {day(step.date)}"
        )
    return day(step.date)


def _answer(step: Step) -> str:
    if step.rule == "status":
        words = status_words(step.outcome)
    elif step.rule in ("days late", "finable days"):
        words = number(int(step.outcome))
    elif step.rule == "protocols":
        words = {standing.name.lower().replace("_", " "): words for standing, words in _STANDING.items()}.get(
            step.outcome, step.outcome
        )
    else:
        words = step.outcome
    return words[:1].upper() + words[1:]


def value_words(value: Value, field: str = "") -> str:
    """A value of a register for people; what it leaves out is said to be left out."""
    if value is None or value in ("", ()):
        return "not given"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return day(value)
    if isinstance(value, tuple):
        return ", ".join(value)
    if isinstance(value, int):
        return _STANDING[TrialStatus(value)] if field == _PROTOCOL_STATUS else number(value)
    try:
        return day(date.fromisoformat(value)) if len(value) == 10 else value
    except ValueError:
        return value


def change_words(register: Register, change: Change) -> str:
    """What happened to a trial. The EU register does not say when results came, so none are said to be in time."""
    if change is Change.REPORTED_ON_TIME and register is Register.EU:
        return "Reported"
    return change.value[:1].upper() + change.value[1:]


def class_words(trial_class: str) -> str:
    """Whether the US law covers a trial, in words."""
    return {
        TrialClass.ACT: "Applicable clinical trial (ACT)",
        TrialClass.PACT: "Probable applicable clinical trial (pACT)",
        TrialClass.NONE: "Not an applicable clinical trial",
    }[TrialClass(trial_class)]


def law_words(register: Register) -> str:
    """The law over a register, as its name stands in sentences."""
    return {
        Register.FDAAA: "the US law",
        Register.EU: "EU law",
        Register.CTIS: "the EU regulation on clinical trials",
    }[register]
