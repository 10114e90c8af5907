"""Which trials the US law covers: applicable clinical trials (ACT) and probable ones (pACT).

Law: section 402(j)(1)(A) of the Public Health Service Act, 42 U.S.C. 282(j)(1)(A), as amended by section 801 of the
Food and Drug Administration Amendments Act of 2007 (FDAAA); final rule 42 CFR 11.22(b), in force since 18 January 2017.
"""

from datetime import date
from enum import StrEnum
from typing import Final

from campaign.trackers.facts import FdaaaTrial, RegistryDate, last_day
from campaign.trackers.rules.verdict import Step

EFFECTIVE: Final = date(2017, 1, 18)

ACT_RULE: Final = "42 CFR 11.22(b)"
PACT_RULE: Final = "42 U.S.C. 282(j)(1)(A)"
STILL_RUNNING: Final = "42 CFR 11.42"
PACT_METHOD: Final = "Lancet 2020;395:361, methods (pACT)"

COVERED_PHASES: Final = frozenset(
    {("PHASE1", "PHASE2"), ("PHASE2",), ("PHASE2", "PHASE3"), ("PHASE3",), ("PHASE4",), ("NA",)}
)
COVERED_INTERVENTIONS: Final = frozenset(
    {"DRUG", "DEVICE", "BIOLOGICAL", "GENETIC", "RADIATION", "COMBINATION_PRODUCT", "DIAGNOSTIC_TEST"}
)
US_PLACES: Final = frozenset(
    {
        *("United States", "American Samoa", "Guam", "Northern Mariana Islands", "Puerto Rico"),
        *("U.S. Virgin Islands", "Virgin Islands (U.S.)"),
    }
)


class TrialClass(StrEnum):
    """Whether the law covers a trial: surely, probably, or not."""

    ACT = "ACT"
    PACT = "pACT"
    NONE = "none"


def classify(trial: FdaaaTrial) -> tuple[TrialClass, list[Step]]:
    """ACT, pACT or none, with the steps up to the one that decided.

    An applicable clinical trial (42 CFR 11.22(b)) is interventional, of phase 1/2 to 4 or without phases (N/A, as for
    devices), no device feasibility study, not withdrawn, studies a product that the FDA regulates and started on or
    after 18 January 2017. The law also asks for a site in the US, an American licence for research, or a product
    exported from the US; the register does not publish all of these, so the regulated product stands for them.

    A probable one started earlier and completed on or after that day. Before 2017 the register had one flag for drugs
    and devices together; where it has neither of today's two, the former flag, the kind of intervention and a site in
    the US decide.
    """
    steps: list[Step] = []
    if not _common(trial, steps):
        return TrialClass.NONE, steps
    start = last_day(trial.start) if trial.start is not None else None
    regulated = _regulated(trial)
    if start is not None and start >= EFFECTIVE:
        steps.append(_started(trial.start, start, "on or after the effective date"))
        steps.append(_regulation_step(trial, regulated, ACT_RULE))
        return (TrialClass.ACT if regulated else TrialClass.NONE), steps
    steps.append(_started(trial.start, start, "before the effective date"))
    if not _completed_since(trial, steps):
        return TrialClass.NONE, steps
    steps.append(_regulation_step(trial, regulated, PACT_RULE))
    if regulated or (regulated is None and _probably_regulated(trial, steps)):
        return TrialClass.PACT, steps
    return TrialClass.NONE, steps


def _common(trial: FdaaaTrial, steps: list[Step]) -> bool:
    """42 CFR 11.22(b): what applicable drug, device and biological trials have in common."""
    holds = trial.study_type == "INTERVENTIONAL"
    steps.append(_condition("study type", holds, "designModule.studyType", trial.study_type))
    if not holds:
        return False
    holds = trial.phases in COVERED_PHASES
    steps.append(_condition("phase", holds, "designModule.phases", trial.phases))
    if not holds:
        return False
    holds = trial.primary_purpose != "DEVICE_FEASIBILITY"
    steps.append(_condition("purpose", holds, "designModule.designInfo.primaryPurpose", trial.primary_purpose))
    if not holds:
        return False
    holds = trial.overall_status != "WITHDRAWN"
    steps.append(_condition("not withdrawn", holds, "statusModule.overallStatus", trial.overall_status))
    if not holds:
        return False
    if trial.start is None:
        steps.append(_condition("start date", False, "statusModule.startDateStruct.date", None))
    return trial.start is not None


def _condition(rule: str, holds: bool, field: str, value: str | tuple[str, ...] | None) -> Step:
    return Step(rule, "covered" if holds else "not covered", field, value, None, ACT_RULE)


def _started(given: RegistryDate | None, day: date | None, outcome: str) -> Step:
    return Step("start", outcome, "statusModule.startDateStruct.date", str(given), day, ACT_RULE)


def _regulated(trial: FdaaaTrial) -> bool | None:
    """Whether the product is one the FDA regulates; None where the register has neither flag."""
    drug, device = trial.is_fda_regulated_drug, trial.is_fda_regulated_device
    if drug or device:
        return True
    return None if drug is None and device is None else False


def _regulation_step(trial: FdaaaTrial, regulated: bool | None, paragraph: str) -> Step:
    flag = "isFdaRegulatedDrug" if trial.is_fda_regulated_drug else "isFdaRegulatedDevice"
    if regulated is None:
        return Step("regulated product", "not said", "oversightModule.isFdaRegulatedDrug", None, None, paragraph)
    outcome = "covered" if regulated else "not covered"
    return Step("regulated product", outcome, f"oversightModule.{flag}", regulated, None, paragraph)


def _completed_since(trial: FdaaaTrial, steps: list[Step]) -> bool:
    """42 CFR 11.42: a trial with a primary completion date on or after the day the rule took effect."""
    completion = trial.available_completion
    holds = completion is not None and completion >= EFFECTIVE
    which = (
        "primaryCompletionDateStruct" if trial.primary_completion or not trial.completion else "completionDateStruct"
    )
    given = trial.primary_completion or trial.completion
    outcome = "on or after the effective date" if holds else "not on or after the effective date"
    value = None if given is None else str(given)
    steps.append(Step("completion", outcome, f"statusModule.{which}.date", value, completion, STILL_RUNNING))
    return holds


def _probably_regulated(trial: FdaaaTrial, steps: list[Step]) -> bool:
    """The method of the FDAAA TrialsTracker for trials without the flags of 2017 (Lancet 2020;395:361, methods)."""
    old = trial.was_fda_regulated is not False
    outcome = "covered" if old else "not covered"
    steps.append(
        Step("former flag", outcome, "is_fda_regulated (5 Jan 2017)", trial.was_fda_regulated, None, PACT_METHOD)
    )
    kinds = tuple(kind for kind in trial.intervention_types if kind in COVERED_INTERVENTIONS)
    outcome = "covered" if kinds else "not covered"
    steps.append(Step("intervention", outcome, "armsInterventionsModule.interventions.type", kinds, None, PACT_METHOD))
    places = tuple(country for country in trial.countries if country in US_PLACES)
    outcome = "covered" if places else "not covered"
    steps.append(Step("place", outcome, "contactsLocationsModule.locations.country", places, None, PACT_METHOD))
    return bool(old and kinds and places)
