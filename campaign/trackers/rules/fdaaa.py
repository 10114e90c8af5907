"""When a trial under the US law owes its results, and how late they are.

Law: 42 U.S.C. 282(j)(3)(E); 42 CFR 11.42 and 11.44: results within one year of primary completion, the day of the last
data for the main outcome; later with a certificate of delay (until two years after it was handed in) or an extension.
Posting within 30 days of being handed in: 42 CFR 11.52; quality control: 42 CFR 11.64(b). Fine: 21 U.S.C.
333(f)(3)(B), 45 CFR 102.3. Version 1 is the FDAAA TrialsTracker to the letter, version 2 corrects it at the named
switches, and "papers" is the stricter rule of the two papers on it: due after one calendar year, nothing on top.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from campaign.trackers.facts import FdaaaTrial, Submission
from campaign.trackers.rules.fdaaa_scope import TrialClass, classify
from campaign.trackers.rules.verdict import Step, Switch, Verdict, years_after

# The fine a day that the original tracker froze in February 2018 (45 CFR 102.3 as of 2017), in US dollars.
FINE_A_DAY: Final = 11_569

DEADLINE: Final = "42 CFR 11.44(a)"
CERTIFICATE: Final = "42 CFR 11.44(b), (c), (e)"
QUALITY_CONTROL: Final = "42 CFR 11.64(b)"
POSTING: Final = "42 CFR 11.52"
FINE: Final = "21 U.S.C. 333(f)(3)(B); 45 CFR 102.3"


@dataclass(frozen=True, slots=True)
class FdaaaRules:
    """One version of the rules, as data."""

    version: str
    # How many days beyond the deadline a trial is not yet called due: quality control takes up to 30 days to show.
    margin_days: int = 30
    # How many days late a trial without a submission may be before it is called late.
    grace_days: int = 30
    # How many days late costs nothing: the law gives 30 days after a notice, the tracker counts them from the deadline.
    unfined_days: int = 30
    # The deadline shown: a calendar year after completion, or 365 days.
    calendar_year: bool = False
    # A trial resubmitted after a cancellation is as late as its first submission, not as its latest.
    first_submission_counts: bool = False


VERSION_1: Final = FdaaaRules("1")
SWITCHES: Final = (
    Switch(
        "first_submission_counts",
        "Results that were handed in, cancelled and handed in again count from the first time, the date that the"
        " register itself goes on to publish.",
        QUALITY_CONTROL,
    ),
)
VERSION_2: Final = replace(VERSION_1, version="2", first_submission_counts=True)
# Lancet 2020;395:361 and JAMA Intern Med 2021;181:1128: due after one calendar year, nothing on top.
PAPERS: Final = FdaaaRules("papers", margin_days=0, grace_days=0, calendar_year=True)
VERSIONS: Final = {rules.version: rules for rules in (VERSION_1, VERSION_2, PAPERS)}


class FdaaaStatus(StrEnum):
    """What the FDAAA TrialsTracker calls a trial."""

    ONGOING = "ongoing"
    REPORTED = "reported"
    REPORTED_LATE = "reported-late"
    OVERDUE = "overdue"
    OVERDUE_CANCELLED = "overdue-cancelled"
    NO_LONGER_ACT = "no-longer-act"


@dataclass(frozen=True, slots=True)
class FdaaaVerdict(Verdict):
    """A trial under the US law on one day. A trial that the law does not cover has no status and is never due."""

    trial_class: TrialClass
    status: FdaaaStatus | None
    days_late: int | None
    finable_days: int | None

    @property
    def fine_usd(self) -> int:
        """What the government could have imposed, in US dollars, at the frozen daily rate.

        As if its notice had come on the day the results were due; the law starts to count 30 days after the notice.
        """
        return (self.finable_days or 0) * FINE_A_DAY


@dataclass(frozen=True, slots=True)
class Lateness:
    """How late the results are. `days_late` is None if they are not late, `finable_days` if none of the days costs."""

    status: FdaaaStatus
    days_late: int | None
    finable_days: int | None
    steps: tuple[Step, ...]


def assess(trial: FdaaaTrial, as_of: date, rules: FdaaaRules = VERSION_1) -> FdaaaVerdict:
    """Judge one trial on a day: whether the law covers it, deadline, status, days late, finable days, every step.

    `as_of` is the day the facts were true on; submissions after it are not looked for.
    """
    trial_class, steps = classify(trial)
    if trial_class is TrialClass.NONE:
        return FdaaaVerdict(
            trial.nct_id,
            rules.version,
            as_of,
            False,
            trial.has_results,
            None,
            tuple(steps),
            trial_class,
            None,
            None,
            None,
        )
    due, deadline_step = due_date(trial, rules)
    owed, due_step = results_due(trial, as_of, rules)
    late = lateness(owed, due, trial.results_submitted, trial.submissions, as_of, rules)
    return FdaaaVerdict(
        trial.nct_id,
        rules.version,
        as_of,
        owed,
        trial.has_results,
        due,
        (*steps, deadline_step, due_step, *late.steps),
        trial_class,
        late.status,
        late.days_late,
        late.finable_days,
    )


def due_date(trial: FdaaaTrial, rules: FdaaaRules = VERSION_1) -> tuple[date | None, Step]:
    """The deadline shown for a trial (42 CFR 11.44(a)); with a certificate two years later (11.44(b), (c), (e)).

    The original tracker adds 365 days, not a year, so it is a day early over a leap day; with a certificate it adds
    three calendar years to completion. The law ends a certified delay two years after the certificate was handed in, or
    earlier, and an extension on the day it was granted to. The register does not say which of these it is, so each
    counts in full.
    """
    completion = trial.available_completion
    field = "statusModule.primaryCompletionDateStruct.date"
    if completion is None:
        return None, Step("deadline", "none without a completion date", field, None, None, DEADLINE)
    if trial.certificate is not None:
        due = years_after(completion, 3)
        outcome = "three years after completion, with a certificate"
        return due, Step("deadline", outcome, "statusModule.dispFirstSubmitDate", trial.certificate, due, CERTIFICATE)
    due = years_after(completion, 1) if rules.calendar_year else completion + timedelta(days=365)
    return due, Step("deadline", "one year after completion", field, completion, due, DEADLINE)


def results_due(trial: FdaaaTrial, as_of: date, rules: FdaaaRules = VERSION_1) -> tuple[bool, Step]:
    """Whether results are owed on this day (42 CFR 11.44): a year, or three with a certificate, and 30 days on."""
    completion = trial.available_completion
    if completion is None:
        return False, Step("due", "no", "statusModule.primaryCompletionDateStruct.date", None, None, DEADLINE)
    years, paragraph = (1, DEADLINE) if trial.certificate is None else (3, CERTIFICATE)
    last = years_after(completion, years) + timedelta(days=rules.margin_days)
    owed = as_of > last
    return owed, Step("due", "yes" if owed else "not yet", "as of", as_of, last, paragraph)


def lateness(
    owed: bool,
    due: date | None,
    posted: date | None,
    submissions: Sequence[Submission],
    as_of: date,
    rules: FdaaaRules = VERSION_1,
) -> Lateness:
    """Status, days late and finable days of a covered trial (42 CFR 11.44, 11.64(b); 21 U.S.C. 333(f)(3)(B)).

    `posted` is the day that results now on the register were first submitted. A trial that is not due has no days late.
    """
    if not owed or due is None:
        if posted is not None:
            return _answer(FdaaaStatus.REPORTED, None, None, rules, "resultsFirstSubmitDate", posted, DEADLINE)
        return _answer(FdaaaStatus.ONGOING, None, None, rules, "resultsFirstSubmitDate", None, DEADLINE)
    if posted is not None:
        late = _days(posted, due)
        status = FdaaaStatus.REPORTED_LATE if late else FdaaaStatus.REPORTED
        return _answer(status, late, late, rules, "resultsFirstSubmitDate", posted, DEADLINE)
    if submissions:
        return _in_quality_control(due, submissions, as_of, rules)
    late = _days_with_grace(as_of, due, rules)
    status = FdaaaStatus.OVERDUE if late else FdaaaStatus.ONGOING
    return _answer(status, late, late, rules, "resultsFirstSubmitDate", None, POSTING)


def _in_quality_control(due: date, submissions: Sequence[Submission], as_of: date, rules: FdaaaRules) -> Lateness:
    """Results handed in and not yet posted (42 CFR 11.64(b)).

    A cancelled submission stops counting from the day of its cancellation, but never raises the fine: that rests on the
    very first submission.
    """
    chain = sorted(submissions, key=lambda submission: submission.submitted)
    first = chain[0].submitted
    least = _days(first, due)
    field = "derivedSection.miscInfoModule.submissionTracking.submissionInfos"
    if all(submission.cancelled is None for submission in chain):
        status = FdaaaStatus.REPORTED_LATE if least else FdaaaStatus.REPORTED
        return _answer(status, least, least, rules, f"{field}.releaseDate", first, QUALITY_CONTROL)
    restart = _restart(chain)
    if restart is None:
        late = _days_with_grace(as_of, due, rules)
        status = FdaaaStatus.OVERDUE_CANCELLED if late else FdaaaStatus.REPORTED
        cancelled = max(submission.cancelled for submission in chain if submission.cancelled is not None)
        return _answer(status, late, least, rules, f"{field}.unreleaseDate", cancelled, QUALITY_CONTROL)
    counted = first if rules.first_submission_counts else restart
    late = _days(counted, due)
    status = FdaaaStatus.REPORTED_LATE if late else FdaaaStatus.REPORTED
    return _answer(status, late, least, rules, f"{field}.releaseDate", counted, QUALITY_CONTROL)


def _restart(chain: Sequence[Submission]) -> date | None:
    """The earliest submission after the latest cancelled one; None if nothing came after it."""
    restart = None
    for submission in reversed(chain):
        if submission.cancelled is not None:
            return restart
        restart = submission.submitted
    return restart


def _answer(
    status: FdaaaStatus,
    late: int | None,
    least: int | None,
    rules: FdaaaRules,
    field: str,
    value: date | None,
    paragraph: str,
) -> Lateness:
    """Put status and days together; `least` are the days that certainly count, on which the fine rests."""
    steps = [Step("status", status.value, field, value, value, paragraph)]
    finable = None
    if late is not None:
        steps.append(Step("days late", str(late), field, late, value, paragraph))
        beyond = (least or 0) - rules.unfined_days
        finable = beyond if beyond > 0 else None
        if finable is not None:
            steps.append(Step("finable days", str(finable), field, finable, None, FINE))
    return Lateness(status, late, finable, tuple(steps))


def _days(day: date, due: date) -> int | None:
    """Whole days past the deadline; None if on time."""
    days = (day - due).days
    return days if days > 0 else None


def _days_with_grace(day: date, due: date, rules: FdaaaRules) -> int | None:
    """The same, and None inside the days of grace too."""
    days = _days(day, due)
    return days if days is not None and days > rules.grace_days else None
