"""The fields of the registers' records in words, for what moved a trial."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from campaign.trackers.facts import Register, SponsorStatus, TrialStatus
from campaign.web.formats import day, number

_EU: Final = {
    "number_of_countries": "countries",
    "trial_status": "status over all countries",
    "comp_date": "countries that give the end of the whole trial",
    "min_end_date": "earliest end given",
    "max_end_date": "latest end given",
    "has_results": "results on the register",
    "includes_pip": "paediatric investigation plan",
    "phase": "phase",
    "exempt_stated": "exempt, as the file says",
    "single_blind": "single blind",
    "rare_disease": "rare disease",
    "bioequivalence_study": "bioequivalence study",
    "health_volunteers": "healthy volunteers",
    "any_terminated": "ended early in some country",
    "all_terminated": "ended early in every country",
    "contains_non_eu": "has records from outside the EU",
    "only_non_eu": "only records from outside the EU",
    "under_18": "people under 18",
    "sponsor_status": "kind of sponsor",
    "title": "title",
    "sponsor_names": "sponsors",
    "protocols": "countries by status",
}
_FDAAA: Final = {
    "title": "title",
    "study_type": "study type",
    "phases": "phase",
    "primary_purpose": "primary purpose",
    "overall_status": "status",
    "start": "start",
    "primary_completion": "primary completion",
    "primary_completion_estimated": "primary completion is an estimate",
    "completion": "completion",
    "completion_estimated": "completion is an estimate",
    "is_fda_regulated_drug": "FDA-regulated drug",
    "is_fda_regulated_device": "FDA-regulated device",
    "is_unapproved_device": "unapproved device",
    "was_fda_regulated": "FDA-regulated, by the flag of before 2017",
    "intervention_types": "interventions",
    "countries": "countries",
    "removed_countries": "countries removed",
    "certificate": "certificate of delay or extension",
    "results_submitted": "results first handed in",
    "results_passed_control": "results passed quality control",
    "results_posted": "results posted",
    "submissions": "submissions in quality control",
    "has_major_comments": "posted with the reviewer's major comments",
    "has_violation": "notice of violation",
    "sponsor": "lead sponsor",
    "sponsor_class": "class of sponsor",
    "collaborators": "collaborators",
    "conditions": "conditions",
    "participants": "participants",
    "secondary_ids": "other numbers",
}
_CTIS: Final = {
    "title": "title",
    "status": "status",
    "status_text": "status in words",
    "start": "start in the EU",
    "end": "end in the EU",
    "countries": "member states concerned",
    "sponsor": "sponsor",
    "sponsor_key": "sponsor's number",
    "sponsor_type": "type of sponsor",
    "is_commercial": "commercial sponsor",
    "phase_code": "phase",
    "phase_text": "phase in words",
    "includes_pip": "paediatric investigation plan",
    "under_18": "people under 18",
    "nct_id": "number in ClinicalTrials.gov",
    "eudract_number": "number in the former EU register",
    "is_transitioned": "came from the former EU register",
    "participants": "participants",
    "summary_submitted": "summary of results handed in",
    "lay_summary_submitted": "summary for laypersons handed in",
    "report_submitted": "study report handed in",
    "results_first_received": "results first received",
    "results_received": "results received",
}
FIELDS: Final[Mapping[Register, Mapping[str, str]]] = {
    Register.EU: _EU,
    Register.FDAAA: _FDAAA,
    Register.CTIS: _CTIS,
}
_TRIAL_STATUSES: Final = {
    TrialStatus.ONGOING: "ongoing in all",
    TrialStatus.ENDED: "ended in all",
    TrialStatus.PARTLY_ENDED: "ended in some",
    TrialStatus.OTHER: "other",
    TrialStatus.BLANK: "not given",
}
_SPONSOR_STATUSES: Final = {
    SponsorStatus.NON_COMMERCIAL: "non-commercial",
    SponsorStatus.COMMERCIAL: "commercial",
    SponsorStatus.MIXED: "mixed",
    SponsorStatus.BLANK: "not given",
}
# Members that hold their default are left out of stored facts; these are what a left-out one means.
_LEFT_OUT: Final[Mapping[str, Any]] = {
    "has_results": False,
    "trial_status": TrialStatus.ONGOING,
    "sponsor_status": SponsorStatus.BLANK,
    "comp_date": 0,
}
_LONGEST: Final = 80


def reason_words(register: Register, reason: Sequence[Any]) -> str:
    """One field that the register changed, [name, before, after] of stored facts, as a phrase."""
    name, before, after = reason
    label = FIELDS[register].get(name, str(name).replace("_", " "))
    if name in ("title", "protocols", "submissions", "countries") and (isinstance(before or after, str | list | dict)):
        if isinstance(before, list | dict) or isinstance(after, list | dict):
            return f"{label} changed"
        if name == "title":
            return "title reworded"
    return f"{label}: {_value(name, before)}, now {_value(name, after)}"


def reasons_words(register: Register, reasons: Sequence[Sequence[Any]], left: bool = False) -> str:
    """Why a trial moved, as a sentence; without any field it `left` with its record, or only time passed."""
    if not reasons and left:
        return "Its record is not in this copy of the register."
    if not reasons:
        return "Only time passed."
    said = "; ".join(reason_words(register, reason) for reason in reasons)
    return f"{said[:1].upper()}{said[1:]}."


def _value(name: str, value: Any) -> str:
    if value is None:
        value = _LEFT_OUT.get(name)
    if value is None:
        return "nothing"
    if name == "trial_status":
        return _TRIAL_STATUSES.get(value, str(value))
    if name == "sponsor_status":
        return _SPONSOR_STATUSES.get(value, str(value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return number(value)
    if isinstance(value, list):
        return _short(", ".join(str(each) for each in value)) or "nothing"
    text = str(value)
    try:
        return day(date.fromisoformat(text)) if len(text) == 10 else _short(text)
    except ValueError:
        return _short(text)


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
