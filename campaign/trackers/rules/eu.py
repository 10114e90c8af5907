"""When a trial in the EU Clinical Trials Register owes its results.

Law: Regulation (EC) No 726/2004, Article 57(2), Regulation (EC) No 1901/2006, Article 41(2), and Commission Guideline
2012/C 302/03 on both: results within one year of the end of the trial, since 21 July 2014 and for earlier trials too.
Six months for trials on children: Commission Guideline 2009/C 28/01, section 2.2.2. The end of a trial: Directive
2001/20/EC, Article 10(c). Phase I trials outside a paediatric investigation plan are not made public: Commission
Guideline 2008/C 168/02. Version 1 is the EU TrialsTracker to the letter, version 2 corrects it at the named switches.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from campaign.trackers.facts import EuTrial, TrialStatus
from campaign.trackers.rules.verdict import Step, Switch, Verdict, months_after, years_after

DEADLINE: Final = "Regulation (EC) No 726/2004, Article 57(2); 2012/C 302/03"
PAEDIATRIC: Final = "Regulation (EC) No 1901/2006, Article 41(2); 2009/C 28/01, section 2.2.2; 2012/C 302/03"
PHASE_ONE: Final = "Regulation (EC) No 726/2004, Article 57(2); 2008/C 168/02"
END_OF_TRIAL: Final = "Directive 2001/20/EC, Article 10(c)"
METHOD: Final = "BMJ 2018;362:k3218, methods"


@dataclass(frozen=True, slots=True)
class EuRules:
    """One version of the rules, or the edition of it that held on some day, as data."""

    version: str
    # How long beyond the deadline a trial is not called due: what is handed in takes weeks to appear.
    margin_days: int = 28
    # The year that may pass: a calendar year, or 365 days.
    calendar_year: bool = True
    # Phase I trials outside a paediatric plan are not made public and never due.
    phase_one_exempt: bool = True
    # Contradictions in the record come before the exemption.
    errors_first: bool = False
    # Trials with protocols outside the EU and EEA are told apart and counted as inconsistent.
    outside_eu_apart: bool = True
    # Version 2.
    frozen_left_out: bool = False
    transitioned_left_out: bool = False
    paediatric_six_months: bool = False


VERSION_1: Final = EuRules("1")
SWITCHES: Final = (
    Switch(
        "frozen_left_out",
        "The United Kingdom's part of a trial, frozen in the register since it left the EU, is not waited for: the"
        " other countries decide.",
        "Withdrawal Agreement, Articles 126 and 127 (until 31 December 2020)",
    ),
    Switch(
        "transitioned_left_out",
        "A country's part that went on in the new portal, CTIS, is not waited for once the register gives the end of"
        " the whole trial; without such a date the trial counts as running.",
        "Regulation (EU) No 536/2014, Article 98",
    ),
    Switch(
        "paediatric_six_months",
        "Trials with anyone under 18 report within six months of their end; a sponsor may justify a year, which the"
        " register does not show.",
        PAEDIATRIC,
    ),
)
VERSION_2: Final = replace(
    VERSION_1, version="2", frozen_left_out=True, transitioned_left_out=True, paediatric_six_months=True
)
VERSIONS: Final = {rules.version: rules for rules in (VERSION_1, VERSION_2)}


def version_1_on(scraped: date) -> EuRules:
    """Version 1 as the EU TrialsTracker had it on the day it read the register; today's version 1 for every later day.

    21 days of margin until 21 November 2017; the phase I exemption since 8 November 2017; contradictions before the
    exemption until January 2019; 365 days for a year until mid-2021. Files published before 2019 do not say which
    protocols are from outside the EU, so telling those apart, as the tracker has since, changes nothing in them.
    """
    return replace(
        VERSION_1,
        margin_days=28 if scraped > date(2017, 11, 21) else 21,
        calendar_year=scraped >= date(2021, 6, 1),
        phase_one_exempt=scraped >= date(2017, 11, 8),
        errors_first=scraped < date(2019, 1, 10),
    )


class EuStatus(StrEnum):
    """What the EU TrialsTracker calls a trial."""

    OUTSIDE_EU = "outside-eu"
    PARTLY_OUTSIDE_EU = "partly-outside-eu"
    EXEMPT = "exempt"
    EXEMPT_WITH_RESULTS = "exempt-with-results"
    ERROR_ONGOING_HAS_COMP_DATE = "error-ongoing-has-comp-date"
    ONGOING = "ongoing"
    ONGOING_REPORTED_EARLY = "ongoing-reported-early"
    ERROR_COMPLETED_NO_COMP_DATE = "error-completed-no-comp-date"
    COMPLETED_NOT_DUE = "completed-not-due"
    COMPLETED_REPORTED_EARLY = "completed-reported-early"
    REPORTED = "reported"
    COMPLETED_DUE = "completed-due"
    OTHER = "other"
    NO_TRIAL_STATUS = "no-trial-status"

    @property
    def group(self) -> "EuGroup":
        """The one of the three groups on the page that the status belongs to."""
        if self in _DUE:
            return EuGroup.DUE
        return EuGroup.INCONSISTENT if self in _INCONSISTENT else EuGroup.NOT_DUE


class EuGroup(StrEnum):
    """The three groups of the sponsor page."""

    DUE = "due"
    INCONSISTENT = "inconsistent"
    NOT_DUE = "not due"


_DUE = frozenset({EuStatus.REPORTED, EuStatus.COMPLETED_DUE})
_INCONSISTENT = frozenset(
    {
        EuStatus.ERROR_ONGOING_HAS_COMP_DATE,
        EuStatus.ERROR_COMPLETED_NO_COMP_DATE,
        EuStatus.NO_TRIAL_STATUS,
        EuStatus.OUTSIDE_EU,
        EuStatus.PARTLY_OUTSIDE_EU,
    }
)


@dataclass(frozen=True, slots=True)
class EuVerdict(Verdict):
    """A trial under EU law on one day. `results_due` is the tracker's `results_expected`."""

    status: EuStatus
    # All its protocols ended prematurely.
    terminated: bool

    @property
    def group(self) -> EuGroup:
        """Due, inconsistent or not due."""
        return self.status.group

    @property
    def label(self) -> str:
        """The status as published, with the tags for early ends and for results of inconsistent trials."""
        tags = [self.status.value]
        if self.group is EuGroup.INCONSISTENT and self.has_results:
            tags.append("and reported results")
        return " ".join(["Terminated,", *tags] if self.terminated else tags)


def assess(trial: EuTrial, as_of: date, rules: EuRules = VERSION_1) -> EuVerdict:
    """Judge one trial on the day the register was read: status, whether results are due, the deadline, every step."""
    standing, steps = _standing(trial, rules)
    exempt = _exempt(trial, rules)
    owed, due, due_steps = _results_expected(trial, standing, as_of, rules)
    status, status_step = _status(trial, standing, exempt, owed, rules)
    return EuVerdict(
        trial.trial_id,
        rules.version,
        as_of,
        owed,
        trial.has_results,
        due,
        (*steps, *due_steps, status_step),
        status,
        trial.all_terminated,
    )


def due_date_cutoff(as_of: date, rules: EuRules = VERSION_1, *, paediatric: bool = False) -> date:
    """Trials that ended before this day owe results on `as_of` (2012/C 302/03, and the tracker's margin)."""
    margin = timedelta(days=rules.margin_days)
    if paediatric and rules.paediatric_six_months:
        return months_after(as_of, -6) - margin
    return (years_after(as_of, -1) if rules.calendar_year else as_of - timedelta(days=365)) - margin


def _standing(trial: EuTrial, rules: EuRules) -> tuple[TrialStatus, list[Step]]:
    """Whether the whole trial runs or has ended, from its countries (Directive 2001/20/EC, Article 10(c)).

    Each country has a protocol of its own in the register. Version 2 leaves some of them out.
    """
    field = "P. End of Trial Status"
    given = trial.trial_status
    counts = trial.protocols
    if counts is None or not (rules.frozen_left_out or rules.transitioned_left_out):
        return given, [Step("protocols", given.name.lower().replace("_", " "), field, given.value, None, END_OF_TRIAL)]
    frozen = counts.frozen if rules.frozen_left_out else 0
    transitioned = counts.transitioned if rules.transitioned_left_out else 0
    waited_for = counts.total - frozen - transitioned
    found = standing_of(waited_for, counts.ongoing, counts.ended, counts.blank) if waited_for else TrialStatus.OTHER
    if transitioned and not trial.comp_date and found is TrialStatus.ENDED:
        found = TrialStatus.ONGOING
    outcome = found.name.lower().replace("_", " ")
    paragraph = "; ".join(switch.paragraph for switch in SWITCHES[:2])
    left_out = f"{frozen} frozen, {transitioned} transitioned of {counts.total}"
    return found, [Step("protocols", outcome, field, left_out, None, paragraph)]


def standing_of(total: int, ongoing: int, ended: int, blank: int) -> TrialStatus:
    """The trial's status from the counts of its protocols, first that applies (Directive 2001/20/EC, Article 10(c)).

    All ongoing or restarted; all completed or ended prematurely; some of them; all blank; anything else.
    """
    if ongoing == total:
        return TrialStatus.ONGOING
    if ended == total:
        return TrialStatus.ENDED
    if ended:
        return TrialStatus.PARTLY_ENDED
    return TrialStatus.BLANK if blank == total else TrialStatus.OTHER


def _phase_one_alone(trial: EuTrial) -> bool:
    """Phase I in every country and no paediatric investigation plan (2008/C 168/02)."""
    return trial.phase == 1 and not trial.includes_pip


def _exempt(trial: EuTrial, rules: EuRules) -> bool:
    if not rules.phase_one_exempt:
        return False
    return _phase_one_alone(trial) if trial.exempt_stated is None else trial.exempt_stated


def _results_expected(
    trial: EuTrial, standing: TrialStatus, as_of: date, rules: EuRules
) -> tuple[bool, date | None, list[Step]]:
    """Whether results are due, and the deadline (2012/C 302/03; six months: 2009/C 28/01, section 2.2.2)."""
    field = "P. Date of the global end of the trial"
    end = trial.max_end_date
    if standing is not TrialStatus.ENDED or end is None or not trial.comp_date:
        return False, None, [Step("deadline", "none before the end", field, end, None, DEADLINE)]
    if rules.phase_one_exempt and _phase_one_alone(trial):
        return False, None, [Step("deadline", "none, phase I alone", "E.7.1", True, None, PHASE_ONE)]
    paediatric = rules.paediatric_six_months and _on_children(trial)
    due = months_after(end, 6) if paediatric else years_after(end, 1)
    cutoff = due_date_cutoff(as_of, rules, paediatric=paediatric)
    paragraph = PAEDIATRIC if paediatric else DEADLINE
    outcome = "six months after the end" if paediatric else "one year after the end"
    owed = end < cutoff
    return (
        owed,
        due,
        [
            Step("deadline", outcome, field, end, due, paragraph),
            Step("due", "yes" if owed else "not yet", field, end, cutoff, METHOD),
        ],
    )


def _on_children(trial: EuTrial) -> bool:
    """Whether six months hold (2009/C 28/01, section 2.2.2): with anyone under 18 among the subjects.

    A trial of adults keeps its year even in a paediatric investigation plan (European Medicines Agency, Trial results:
    modalities and timing of posting). Where a file leaves the age out, the plan stands for it.
    """
    return trial.includes_pip if trial.under_18 is None else trial.under_18


def _status(trial: EuTrial, standing: TrialStatus, exempt: bool, owed: bool, rules: EuRules) -> tuple[EuStatus, Step]:
    """The status, first that applies (BMJ 2018;362:k3218, methods)."""
    results = trial.has_results
    found: EuStatus | None = None
    if rules.outside_eu_apart and (trial.only_non_eu or trial.contains_non_eu):
        found = EuStatus.OUTSIDE_EU if trial.only_non_eu else EuStatus.PARTLY_OUTSIDE_EU
        return found, Step("status", found.value, "EudraCT Number with country", "3rd", None, METHOD)
    if rules.errors_first:
        found = _error(trial, standing)
    if found is None and exempt:
        found = EuStatus.EXEMPT_WITH_RESULTS if results else EuStatus.EXEMPT
        return found, Step("status", found.value, "E.7.1", True, None, PHASE_ONE)
    found = found or _error(trial, standing)
    if found is not None:
        return found, Step("status", found.value, "P. End of Trial Status", standing.value, trial.max_end_date, METHOD)
    if standing is TrialStatus.OTHER:
        return EuStatus.OTHER, Step("status", "other", "P. End of Trial Status", standing.value, None, METHOD)
    if standing is not TrialStatus.ENDED:
        found = EuStatus.ONGOING_REPORTED_EARLY if results else EuStatus.ONGOING
    elif owed:
        found = EuStatus.REPORTED if results else EuStatus.COMPLETED_DUE
    else:
        found = EuStatus.COMPLETED_REPORTED_EARLY if results else EuStatus.COMPLETED_NOT_DUE
    return found, Step("status", found.value, "Trial results", results, None, METHOD)


def _error(trial: EuTrial, standing: TrialStatus) -> EuStatus | None:
    """What the record contradicts or leaves out, if anything (BMJ 2018;362:k3218, methods)."""
    if standing is TrialStatus.PARTLY_ENDED and trial.comp_date:
        return EuStatus.ERROR_ONGOING_HAS_COMP_DATE
    if standing is TrialStatus.ENDED and not trial.comp_date:
        return EuStatus.ERROR_COMPLETED_NO_COMP_DATE
    return EuStatus.NO_TRIAL_STATUS if standing is TrialStatus.BLANK else None
