"""A trial in words: its verdict in a sentence, its facts as a list, what is uncertain, and what changed."""

import json
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from campaign.trackers.facts import CtisTrial, EuTrial, FdaaaTrial, RegistryDate, SponsorStatus, TrialStatus, last_day
from campaign.trackers.facts_json import TrialFacts
from campaign.trackers.law import Judged
from campaign.trackers.law_fdaaa import phase_words
from campaign.trackers.rules.fdaaa import VERSION_1, assess
from campaign.trackers.rules.fdaaa_scope import TrialClass
from campaign.trackers.rules.state import State
from campaign.trackers.words.steps import class_words, status_words
from campaign.web.formats import counted, day, number

Pair = tuple[str, str]


def registry_day(when: RegistryDate | None, *, estimated: bool = False) -> str:
    """A date as exactly as the register gives it, and whether it is only expected."""
    if when is None:
        return "not given"
    return (day(when) if isinstance(when, date) else str(when)) + (", estimated" if estimated else "")


def in_a_sentence(facts: TrialFacts, told: Judged, as_of: date) -> str:
    """Where the trial stands on `as_of`, and why, in two sentences at most."""
    if told.state is State.NOT_COVERED:
        return "The law does not ask for its results. The steps below say why."
    if isinstance(facts, EuTrial):
        return _eu_sentence(facts, told)
    if isinstance(facts, FdaaaTrial):
        return _us_sentence(facts, told, as_of)
    return _ctis_sentence(told)


def _due(told: Judged) -> str:
    return "" if told.due_date is None else day(told.due_date)


def _eu_sentence(facts: EuTrial, told: Judged) -> str:
    protocols = facts.number_of_countries
    end = "" if facts.max_end_date is None else day(facts.max_end_date)
    if protocols == 1:
        ended = f"The only country protocol says that the trial has ended, on {end}."
    else:
        all_of_them = "Both" if protocols == 2 else f"All {number(protocols)}"
        ended = f"{all_of_them} country protocols say that the trial has ended, the last of them on {end}."
    sentences = {
        "completed-due": f"{ended} A summary of the results was due on {_due(told)}; the register shows none.",
        "reported": f"{ended} A summary of the results was due on {_due(told)}, and the register shows it.",
        "completed-not-due": f"{ended} A summary of the results is due on {_due(told)}, or has only just been due.",
        "completed-reported-early": f"{ended} The register shows a summary of the results, before anybody had to ask.",
        "exempt": "A phase I trial on adults, outside a paediatric plan: its results need not be public.",
        "exempt-with-results": "A phase I trial on adults, outside a paediatric plan: its results need not be public. "
        "The register shows them all the same.",
        "ongoing": "It has not ended in every country, so no results are due yet.",
        "ongoing-reported-early": "It has not ended in every country. The register shows results already.",
        "other": "The protocols are neither all ongoing nor all ended, so no results are due under this rule.",
        "outside-eu": "All its protocols are for countries outside the EU and EEA. Its record is counted apart.",
        "partly-outside-eu": "A protocol of it is for a country outside the EU and EEA. Its record is counted apart.",
        "error-ongoing-has-comp-date": "A country says that the trial has ended everywhere, another that it goes on. "
        "While the record contradicts itself, nobody can say when the results are due.",
        "error-completed-no-comp-date": "Every country says that the trial has ended, and none says when. "
        "While the date is missing, nobody can say when the results are due.",
        "no-trial-status": "No protocol says whether the trial goes on. Nobody can say when the results are due.",
    }
    return sentences.get(told.status, "")


def _us_sentence(facts: FdaaaTrial, told: Judged, as_of: date) -> str:
    completion = facts.available_completion
    if completion is None:
        return "The record gives no completion date, so no day on which results are due follows from it."
    start = f"Its completion date is {day(completion)}"
    if facts.certificate is not None:
        start += ", and a certificate gives it two more years"
    asked = f"{start}. Results were due on {_due(told)}"
    first = min((each.submitted for each in facts.submissions), default=None)
    if told.status == "overdue":
        return f"{asked}; the register shows none, and none are in quality control."
    if told.status == "overdue-cancelled":
        return f"{asked}. They were handed in on {day(first or as_of)}, cancelled, and not handed in again."
    if told.status in ("reported", "reported-late"):
        if facts.results_submitted is None and first is not None:
            return f"{asked}. They were first handed in on {day(first)} and are in quality control."
        if not told.results_due and facts.results_submitted is not None:
            return f"{start}. Results are due on {_due(told)}, and were handed in on {day(facts.results_submitted)}."
        return f"{asked} and were handed in on {day(facts.results_submitted or as_of)}."
    return f"{start}. Results are due on {_due(told)}, and the rule waits 30 days more before it calls them late."


def _ctis_sentence(told: Judged) -> str:
    return {
        "ongoing": "It has not ended in every member state concerned, so no results are due yet.",
        "ended-not-due": f"It has ended. A summary of the results is due on {_due(told)}.",
        "reported-early": "The portal shows a summary of the results, before it was due.",
        "reported": f"It has ended. A summary of the results was due on {_due(told)}, and the portal shows it.",
        "reported-late": f"It has ended. A summary of the results was due on {_due(told)} and came after that day.",
        "overdue": f"It has ended. A summary of the results was due on {_due(told)}; the portal shows none.",
        "inconsistent": "The record contradicts itself about the end of the trial. "
        "Nobody can say when the results are due.",
    }.get(told.status, "")


def facts_list(facts: TrialFacts) -> list[Pair]:
    """What the register says of a trial, as label and words; what it leaves out is left out."""
    pairs = _us_facts(facts) if isinstance(facts, FdaaaTrial) else _eu_facts(facts) if isinstance(facts, EuTrial) else (
        _ctis_facts(facts)
    )  # fmt: skip
    return [(label, words) for label, words in pairs if words]


def _us_facts(facts: FdaaaTrial) -> list[Pair]:
    start = registry_day(facts.start)
    primary = registry_day(facts.primary_completion, estimated=facts.primary_completion_estimated)
    completion = registry_day(facts.completion, estimated=facts.completion_estimated)
    flags = [
        word
        for word, flag in (("a drug", facts.is_fda_regulated_drug), ("a device", facts.is_fda_regulated_device))
        if flag
    ]
    return [
        ("Condition", "; ".join(facts.conditions)),
        ("Phase", phase_words(facts.phases)),
        ("Countries", ", ".join(facts.countries)),
        ("Closed sites in", ", ".join(facts.removed_countries)),
        ("Participants", "" if facts.participants is None else number(facts.participants)),
        ("Status", facts.overall_status.replace("_", " ").capitalize()),
        ("Product regulated by the FDA", " and ".join(flags)),
        ("Started", start),
        ("Primary completion", primary),
        ("Completion", completion),
        ("Certificate", _certificate(facts)),
        ("Results handed in", "" if facts.results_submitted is None else day(facts.results_submitted)),
        ("Results posted", "" if facts.results_posted is None else day(facts.results_posted)),
        ("In quality control", _control(facts)),
        ("FDA notice", "The FDA has told the sponsor of a violation" if facts.has_violation else ""),
        ("Collaborators", ", ".join(facts.collaborators)),
    ]


def _certificate(facts: FdaaaTrial) -> str:
    if facts.certificate is None:
        return ""
    return (
        f"Asked for on {day(facts.certificate)}. The sponsor says that the product is not approved yet, or that it "
        "seeks a new use, or has asked for more time. The register does not publish which, so it counts for two years."
    )


def _control(facts: FdaaaTrial) -> str:
    if facts.has_results or not facts.submissions:
        return ""
    told = []
    for each in facts.submissions:
        words = f"handed in {day(each.submitted)}"
        if each.cancelled is not None:
            words += ", cancelled" + (
                ", on a day the register does not give" if each.cancellation_inferred else f" {day(each.cancelled)}"
            )
        elif each.returned is not None:
            words += f", returned {day(each.returned)}"
        told.append(words)
    words = "; ".join(told)
    return words[:1].upper() + words[1:]


def _eu_facts(facts: EuTrial) -> list[Pair]:
    plan = "There is one, so the trial is public in every phase" if facts.includes_pip else ""
    return [
        ("Phase", str(facts.phase or "")),
        ("Country protocols", number(facts.number_of_countries)),
        ("Where they stand", _standing(facts.trial_status)),
        ("Earliest end", "" if facts.min_end_date is None else day(facts.min_end_date)),
        ("Latest end", "" if facts.max_end_date is None else day(facts.max_end_date)),
        ("Ended early", "In every country" if facts.all_terminated else "In some" if facts.any_terminated else ""),
        ("Paediatric plan", plan),
        ("Under 18", "" if facts.under_18 is None else "Yes" if facts.under_18 else "No"),
        ("Sponsor is", _sponsor_status(facts.sponsor_status)),
    ]


def _standing(status: TrialStatus) -> str:
    return {
        TrialStatus.ONGOING: "All ongoing",
        TrialStatus.ENDED: "All ended",
        TrialStatus.PARTLY_ENDED: "Some ended",
        TrialStatus.OTHER: "Neither all ongoing nor all ended",
        TrialStatus.BLANK: "Not said",
    }[status]


def _sponsor_status(status: SponsorStatus) -> str:
    return {
        SponsorStatus.COMMERCIAL: "Commercial",
        SponsorStatus.NON_COMMERCIAL: "Non-commercial",
        SponsorStatus.MIXED: "Commercial in some protocols, not in others",
        SponsorStatus.BLANK: "",
    }[status]


def _ctis_facts(facts: CtisTrial) -> list[Pair]:
    return [
        ("Phase", facts.phase_text),
        ("Countries", ", ".join(country.name for country in facts.countries)),
        ("Participants planned", "" if facts.participants is None else number(facts.participants)),
        ("Started", "" if facts.start is None else day(facts.start)),
        ("Ended", "" if facts.end is None else day(facts.end)),
        ("Summary of results", "" if facts.summary_submitted is None else day(facts.summary_submitted)),
        ("Summary for laypersons", "" if facts.lay_summary_submitted is None else day(facts.lay_summary_submitted)),
        ("Study report", "" if facts.report_submitted is None else day(facts.report_submitted)),
        ("Moved from EudraCT", "Yes" if facts.is_transitioned else ""),
    ]


def uncertainties(facts: TrialFacts, told: Judged, as_of: date) -> list[Pair]:
    """What in a verdict rests on less than a plain statement of the register: a heading and a sentence each."""
    if isinstance(facts, FdaaaTrial):
        return _us_uncertainties(facts, told, as_of)
    found = []
    if isinstance(facts, EuTrial):
        if facts.protocols is not None and facts.protocols.frozen:
            protocols = counted(facts.protocols.frozen, "protocol", "protocols")
            found.append(
                (
                    "A protocol that nobody can bring up to date",
                    (
                        f"{protocols} of the United Kingdom stands as it stood when it left the EU. Version 1 of the "
                        "rules waits for it, version 2 does not."
                    ),
                )
            )
        if facts.protocols is None:
            found.append(
                (
                    "Only totals over the protocols",
                    (
                        "The copy of the register says how many protocols ended, not which. What single countries say "
                        "cannot be shown here."
                    ),
                )
            )
        if facts.max_end_date is not None and facts.max_end_date > as_of:
            found.append(
                (
                    "An end that lies ahead",
                    f"The record gives {day(facts.max_end_date)} as the global end, after the day of the data.",
                )
            )
    return found


def _us_uncertainties(facts: FdaaaTrial, told: Judged, as_of: date) -> list[Pair]:
    found = []
    if told.trial_class == TrialClass.PACT.value:
        flagged = facts.is_fda_regulated_drug or facts.is_fda_regulated_device
        basis = (
            "the register marks its product as one that the FDA regulates, and it started before 18 January 2017"
            if flagged
            else "the register does not say whether the FDA regulates its product; the kind of intervention, a site in "
            "the United States and the former flag speak for it"
        )
        found.append(("Probably covered, not surely", f"It counts as a probable applicable trial because {basis}."))
    if facts.is_unapproved_device:
        found.append(
            (
                "A device that is not approved",
                (
                    "Results on a device that was never approved may wait until it is. The register then keeps "
                    "the record back, or shows it late."
                ),
            )
        )
    completion, estimated = facts.available_completion, facts.primary_completion_estimated
    if facts.primary_completion is None:
        estimated = facts.completion_estimated
    if completion is None:
        found.append(("No completion date", "Without one no day follows on which results are due."))
    elif estimated and last_day(completion) < as_of:
        found.append(
            (
                "An estimated date that has passed",
                (
                    f"The completion date, {day(completion)}, lies in the past and is still marked as estimated. It "
                    "binds like an actual one until the sponsor corrects it."
                ),
            )
        )
    elif estimated:
        found.append(("An estimated date", f"The completion date, {day(completion)}, is an estimate and may move."))
    if facts.has_major_comments:
        known = (
            "It has published its reviewer’s major comments, as it does only for trials that it holds to be covered."
        )
        if told.trial_class == TrialClass.NONE.value:
            found.append(("The register disagrees", f"{known} By the record, our rule does not cover this one."))
        else:
            found.append(("The register agrees", f"{known} So do we."))
    return found


@dataclass(frozen=True, slots=True)
class Readings:
    """Two ways to count the days of results that were cancelled; None is not late."""

    first: date
    cancelled: date
    from_first: int | None
    as_published: int | None


def cancelled_readings(facts: TrialFacts, as_of: date) -> Readings | None:
    """How late cancelled results are from their first day, and as version 1 counts; None for all other trials.

    The register itself goes on to publish the first date: of 219 posted results with a cancellation all 219 did.
    """
    if not isinstance(facts, FdaaaTrial) or facts.has_results:
        return None
    days = [each.cancelled for each in facts.submissions if each.cancelled is not None]
    if not days:
        return None
    verdict = assess(facts, as_of, VERSION_1)
    if not verdict.results_due or verdict.due_date is None:
        return None
    first = min(each.submitted for each in facts.submissions)
    late = (first - verdict.due_date).days
    return Readings(first, max(days), late if late > 0 else None, verdict.days_late)


# Fields of the facts whose names do not speak for themselves.
_FIELDS: Final = {
    "trial_status": "Status of the protocols",
    "comp_date": "Protocols with a global end date",
    "max_end_date": "Latest end",
    "min_end_date": "Earliest end",
    "number_of_countries": "Country protocols",
    "has_results": "Results",
    "includes_pip": "Paediatric plan",
    "protocols": "Counts of protocols",
    "sponsor_names": "Sponsors",
    "sponsor_status": "Kind of sponsor",
    "primary_completion": "Primary completion",
    "primary_completion_estimated": "Primary completion is an estimate",
    "completion_estimated": "Completion is an estimate",
    "certificate": "Certificate asked for",
    "results_submitted": "Results handed in",
    "results_passed_control": "Results passed quality control",
    "results_posted": "Results posted",
    "submissions": "Submissions in quality control",
    "is_fda_regulated_drug": "Drug regulated by the FDA",
    "is_fda_regulated_device": "Device regulated by the FDA",
    "secondary_ids": "Other numbers",
    "summary_submitted": "Summary of results",
    "lay_summary_submitted": "Summary for laypersons",
}


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field that a register changed: what it said before and after; both empty where only the change is told."""

    field: str
    before: str
    after: str


def field_changes(before: str, after: str) -> list[FieldChange]:
    """What changed between two rows of facts as they are stored."""
    was, now = json.loads(before), json.loads(after)
    fields = sorted({*was, *now})
    return [field_change(each, was.get(each), now.get(each)) for each in fields if was.get(each) != now.get(each)]


def field_change(field: str, before: Any, after: Any) -> FieldChange:
    """One change for people; `before` and `after` are plain values as they are stored, None for a default."""
    name = _FIELDS.get(field, field.removeprefix("is_").replace("_", " ").capitalize())
    if field == "trial_status":
        return FieldChange(name, *(_standing(TrialStatus(each or 0)) for each in (before, after)))
    if field == "sponsor_status":
        kinds = [SponsorStatus.BLANK if each is None else SponsorStatus(each) for each in (before, after)]
        return FieldChange(name, *(_sponsor_status(each) or "not given" for each in kinds))
    if _nested(before) or _nested(after):
        return FieldChange(name, "", "")
    either_flag = isinstance(before, bool) or isinstance(after, bool)
    return FieldChange(name, _plain_words(before, flag=either_flag), _plain_words(after, flag=either_flag))


def _nested(value: Any) -> bool:
    return isinstance(value, dict) or (isinstance(value, list) and bool(value) and isinstance(value[0], dict))


def _plain_words(value: Any, *, flag: bool) -> str:
    if value is None:
        return "no" if flag else "not given"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return number(value)
    if isinstance(value, list):
        return ", ".join(str(each) for each in value) or "none"
    text = str(value)
    try:
        return day(date.fromisoformat(text)) if len(text) == 10 else text.replace("_", " ")
    except ValueError:
        return text


def headline(told: Judged) -> str:
    """The verdict in a few words, for a title: "overdue by 442 days"."""
    if told.state is State.OVERDUE and told.days_late:
        return f"overdue by {counted(told.days_late, 'day', 'days')}"
    if told.state is State.REPORTED_LATE and told.days_late:
        return f"reported {counted(told.days_late, 'day', 'days')} late"
    return {
        State.OVERDUE: "overdue",
        State.REPORTED: "reported",
        State.REPORTED_LATE: "reported late",
        State.NOT_DUE: "not due yet",
        State.INCONSISTENT: "the record contradicts itself",
        State.NOT_COVERED: "not covered",
        State.LEFT: "left the count",
    }[told.state]


@dataclass(frozen=True, slots=True)
class OtherRule:
    """What becomes of a verdict when a rule is changed."""

    says: str
    paragraph: str
    same: bool
    verdict: str
    why: str


def compared(says: str, paragraph: str, base: Judged, other: Judged) -> OtherRule:
    """Put a verdict under another rule beside the one under this."""
    moved = []
    if (base.state, base.status) != (other.state, other.status):
        moved.append(f"{status_words(other.status)} instead of {status_words(base.status)}")
    if base.due_date != other.due_date:
        days = [("no day" if each is None else day(each)) for each in (other.due_date, base.due_date)]
        moved.append(f"due {days[0]} instead of {days[1]}")
    if base.days_late != other.days_late:
        moved.append(f"{number(other.days_late or 0)} days late instead of {number(base.days_late or 0)}")
    if moved:
        why = "; ".join(moved)
        return OtherRule(says, paragraph, False, headline(other).capitalize(), why[:1].upper() + why[1:])
    touched = [step.rule for step, now in zip(base.steps, other.steps, strict=False) if step != now]
    why = "It asks differently, and the answer is the same" if touched else "Nothing in this record depends on it"
    return OtherRule(says, paragraph, True, "Same", why)


def class_pair(told: Judged) -> Pair | None:
    """Whether the US law covers it; None under the other laws."""
    return ("Class", class_words(told.trial_class)) if told.trial_class else None
