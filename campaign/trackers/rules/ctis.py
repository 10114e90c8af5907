"""When a trial in CTIS, the EU's portal for clinical trials since 2022, owes its results, and how late they are.

Law: Regulation (EU) No 536/2014, Article 37(4): whatever the outcome, the sponsor hands in a summary of the results
within one year of the end of the trial in all member states concerned, together with a summary for laypersons
(contents: Annexes IV and V). The end of a trial is defined in Article 2(2)(26) and notified under Article 37(1) and
37(2). No earlier tracker has figures that these rules must reproduce: version 1 is our own reading of the Regulation,
version 2 adds the named switches.

What the portal does not say, these rules cannot weigh: a later day that the protocol allows for scientific reasons
(Article 37(4)); the end that the law supposes for a trial halted for two years; a deferral of publication, which
sponsors could ask for until June 2024, so that a summary may have been handed in and not be shown; whether the first
summary is that of an interim analysis. The sponsor of such a trial should tell us.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from campaign.trackers.facts import CtisCountry, CtisStatus, CtisTrial
from campaign.trackers.rules.verdict import Step, Switch, Verdict, months_after, years_after

DEADLINE: Final = "Regulation (EU) No 536/2014, Article 37(4)"
NOTIFIED_END: Final = "Regulation (EU) No 536/2014, Article 37(1) and (2)"
END_OF_TRIAL: Final = "Regulation (EU) No 536/2014, Article 2(2)(26)"
SUMMARY: Final = "Regulation (EU) No 536/2014, Article 37(4) and Annex IV"
LAY_SUMMARY: Final = "Regulation (EU) No 536/2014, Article 37(4) and Annex V"
PAEDIATRIC: Final = "Regulation (EC) No 1901/2006, Article 41(2); 2009/C 28/01, section 2.2.2; 2012/C 302/03"


@dataclass(frozen=True, slots=True)
class CtisRules:
    """One version of the rules, as data."""

    version: str
    # How many days beyond the deadline a trial is not yet called due. None: the law gives none, and the portal says on
    # which day a summary was handed in, so one that takes a while to appear still counts from that day.
    margin_days: int = 0
    # Version 2.
    paediatric_six_months: bool = False


VERSION_1: Final = CtisRules("1")
SWITCHES: Final = (
    Switch(
        "paediatric_six_months",
        "Trials with anyone under 18 report within six months of their end. The Regulation on CTIS gives every trial a"
        " year; the six months are in guidance for the register before it, which regulators still apply. A sponsor may"
        " justify a year, which the portal does not show.",
        PAEDIATRIC,
    ),
)
VERSION_2: Final = replace(VERSION_1, version="2", paediatric_six_months=True)
VERSIONS: Final = {rules.version: rules for rules in (VERSION_1, VERSION_2)}


class CtisTrialStatus(StrEnum):
    """What we call a trial in CTIS."""

    NOT_COVERED = "not-covered"
    ONGOING = "ongoing"
    ENDED_NOT_DUE = "ended-not-due"
    REPORTED_EARLY = "reported-early"
    REPORTED = "reported"
    REPORTED_LATE = "reported-late"
    OVERDUE = "overdue"
    INCONSISTENT = "inconsistent"

    @property
    def due(self) -> bool:
        """Whether the deadline has passed: reported, reported late or overdue."""
        return self in _DUE


_DUE = frozenset({CtisTrialStatus.REPORTED, CtisTrialStatus.REPORTED_LATE, CtisTrialStatus.OVERDUE})
_NEVER_AUTHORISED = frozenset({CtisStatus.UNDER_EVALUATION, CtisStatus.NOT_AUTHORISED, CtisStatus.CANCELLED})
# Over, if it ever began.
_WITHDRAWN = frozenset({CtisStatus.EXPIRED, CtisStatus.REVOKED})
_RUNNING = frozenset(
    {
        CtisStatus.AUTHORISED_RECRUITMENT_PENDING,
        CtisStatus.AUTHORISED_RECRUITING,
        CtisStatus.ONGOING_RECRUITING,
        CtisStatus.ONGOING_RECRUITMENT_ENDED,
    }
)
# The words of the portal's former shape, as far as they decide anything.
_WORDS: Final = {
    "under evaluation": CtisStatus.UNDER_EVALUATION,
    "authorised, not started": CtisStatus.AUTHORISED_RECRUITMENT_PENDING,
    "authorised, recruitment pending": CtisStatus.AUTHORISED_RECRUITMENT_PENDING,
    "authorised, recruiting": CtisStatus.AUTHORISED_RECRUITING,
    "ongoing": CtisStatus.ONGOING_RECRUITING,
    "ongoing, recruiting": CtisStatus.ONGOING_RECRUITING,
    "ongoing, recruitment ended": CtisStatus.ONGOING_RECRUITMENT_ENDED,
    "temporarily halted": CtisStatus.TEMPORARILY_HALTED,
    "halted": CtisStatus.TEMPORARILY_HALTED,
    "suspended": CtisStatus.SUSPENDED,
    "ended": CtisStatus.ENDED,
    "expired": CtisStatus.EXPIRED,
    "lapsed": CtisStatus.EXPIRED,
    "revoked": CtisStatus.REVOKED,
    "not authorised": CtisStatus.NOT_AUTHORISED,
    "cancelled": CtisStatus.CANCELLED,
}
_STATUS_FIELD: Final = "ctPublicStatusCode"
_END_FIELD: Final = "endDateEU"
_MEMBER_STATES_FIELD: Final = "events.trialEvents.events"
_SUMMARY_FIELD: Final = "results.summaryResults.submissionDate"
_RECEIVED_FIELD: Final = "resultsFirstReceived"
_LAY_FIELD: Final = "results.laypersonResults.submissionDate"


@dataclass(frozen=True, slots=True)
class CtisVerdict(Verdict):
    """A trial in CTIS on one day. `has_results` is about the summary of results; it alone decides.

    `days_late` counts from the deadline to the summary, or to the day of the verdict while there is none; None if the
    trial is not late.
    """

    status: CtisTrialStatus
    days_late: int | None
    has_lay_summary: bool


def assess(trial: CtisTrial, as_of: date, rules: CtisRules = VERSION_1) -> CtisVerdict:
    """Judge one trial on a day: scope, end, deadline, summary, lay summary, status, with every step.

    What the record dates after `as_of` has not happened yet: neither an end nor a summary.
    """
    stated = stated_status(trial)
    covered, scope = _scope(trial, stated)
    reported, summary, summary_field = _summary(trial, as_of)
    lay = trial.lay_summary_submitted
    has_lay = lay is not None and lay <= as_of
    if not covered:
        return CtisVerdict(
            trial.ct_number,
            rules.version,
            as_of,
            False,
            reported,
            None,
            (scope,),
            CtisTrialStatus.NOT_COVERED,
            None,
            has_lay,
        )
    end, consistent, end_step = _end(trial, stated, as_of)
    due, deadline_step = due_date(trial, end, rules)
    steps = [scope, end_step, deadline_step]
    owed = False
    if due is not None:
        last = due + timedelta(days=rules.margin_days)
        owed = as_of > last
        steps.append(Step("due", "yes" if owed else "not yet", "as of", as_of, last, DEADLINE))
    steps.append(_lay_summary_step(lay if has_lay else None, due))
    status = _status(consistent, end, owed, due, reported, summary, rules)
    steps.append(Step("status", status.value, summary_field, summary or reported, summary, SUMMARY))
    late = None
    if due is not None and status in {CtisTrialStatus.REPORTED_LATE, CtisTrialStatus.OVERDUE}:
        late = ((summary or as_of) - due).days
        steps.append(Step("days late", str(late), summary_field, late, due, DEADLINE))
    return CtisVerdict(
        trial.ct_number,
        rules.version,
        as_of,
        owed,
        reported,
        due,
        tuple(steps),
        status,
        late,
        has_lay,
    )


def stated_status(trial: CtisTrial) -> CtisStatus | None:
    """The portal's own status, by its code or, in its former shape, by its words; None if it gives no known one."""
    return trial.status or _WORDS.get(trial.status_text.strip().lower())


def due_date(trial: CtisTrial, end: date | None, rules: CtisRules = VERSION_1) -> tuple[date | None, Step]:
    """The deadline: one year after the end (Article 37(4)), or six months for trials on children if the switch is on.

    Without an end there is none. Where the record does not give the age of the subjects, a paediatric investigation
    plan stands for it.
    """
    if end is None:
        return None, Step("deadline", "none before the end", _END_FIELD, None, None, DEADLINE)
    on_children = trial.includes_pip if trial.under_18 is None else trial.under_18
    if rules.paediatric_six_months and on_children:
        due = months_after(end, 6)
        return due, Step("deadline", "six months after the end", _END_FIELD, end, due, PAEDIATRIC)
    due = years_after(end, 1)
    return due, Step("deadline", "one year after the end", _END_FIELD, end, due, DEADLINE)


def _started(trial: CtisTrial) -> bool:
    return trial.start is not None or any(country.started is not None for country in trial.countries)


def _scope(trial: CtisTrial, stated: CtisStatus | None) -> tuple[bool, Step]:
    """Whether there is a trial to report: one that was authorised, and began if its authorisation is gone.

    Without a subject there is no last visit of a last subject (Article 2(2)(26)). The portal gives planned numbers of
    subjects only, so an authorisation that expired or was revoked counts as unused where no start is recorded at all.
    """
    value = trial.status_text if stated is None else stated.name.lower().replace("_", " ")
    if stated in _NEVER_AUTHORISED:
        return False, Step("scope", "not covered, not authorised", _STATUS_FIELD, value, None, END_OF_TRIAL)
    if stated in _WITHDRAWN and not _started(trial):
        return False, Step("scope", "not covered, never started", _STATUS_FIELD, value, None, END_OF_TRIAL)
    return True, Step("scope", "covered", _STATUS_FIELD, value, trial.start, DEADLINE)


def _end(trial: CtisTrial, stated: CtisStatus | None, as_of: date) -> tuple[date | None, bool, Step]:
    """The end in all member states concerned (Article 37(2)), whether the record agrees with itself, and the step.

    The day the portal gives for the whole trial, else the last of those notified by the member states, if all have
    one. The record contradicts itself if the trial is over without any such day, or running with one.
    """
    end, field = trial.end, _END_FIELD
    if end is None:
        end, field = _last_end(trial.countries), _MEMBER_STATES_FIELD
    if end is not None and end <= as_of:
        if stated in _RUNNING:
            return None, False, Step("end", "a day of end, but running", field, end, end, NOTIFIED_END)
        return end, True, Step("end", "ended", field, end, end, NOTIFIED_END)
    if end is None and (stated is CtisStatus.ENDED or stated in _WITHDRAWN):
        return None, False, Step("end", "over, but no day of end", _END_FIELD, None, None, NOTIFIED_END)
    return None, True, Step("end", "not yet", field, end, None, NOTIFIED_END)


def _last_end(countries: tuple[CtisCountry, ...]) -> date | None:
    """The last end among the member states, if every one where the trial may have begun has one (Article 37(2))."""
    unused = _NEVER_AUTHORISED | _WITHDRAWN
    days = [
        country.ended
        for country in countries
        if country.ended is not None or country.started is not None or country.status_code not in unused
    ]
    known = [day for day in days if day is not None]
    return max(known) if known and len(known) == len(days) else None


def _summary(trial: CtisTrial, as_of: date) -> tuple[bool, date | None, str]:
    """Whether the summary of results was handed in, on which day if one is given, and the field that says so.

    A list of trials only says that there are results, seldom since when. That counts as the summary unless the record
    shows that it was something else: a lay summary or a study report.
    """
    day, field = trial.summary_submitted, _SUMMARY_FIELD
    if day is None and trial.lay_summary_submitted is None and trial.report_submitted is None:
        day, field = trial.results_first_received, _RECEIVED_FIELD
        if day is None and trial.results_received:
            return True, None, field
    if day is None or day > as_of:
        return False, None, _SUMMARY_FIELD
    return True, day, field


def _lay_summary_step(lay: date | None, due: date | None) -> Step:
    """The summary for laypersons (Article 37(4), Annex V). Shown, but deciding nothing.

    It accompanies the summary of results and makes nobody late by itself: a tracker of results asks whether the results
    are there.
    """
    late = lay is not None and due is not None and lay > due
    outcome = "none" if lay is None else "handed in late" if late else "handed in"
    return Step("lay summary", outcome, _LAY_FIELD, lay, due, LAY_SUMMARY)


def _status(
    consistent: bool,
    end: date | None,
    owed: bool,
    due: date | None,
    reported: bool,
    summary: date | None,
    rules: CtisRules,
) -> CtisTrialStatus:
    """The status, first that applies (Article 37(4)).

    Inconsistent; results before the deadline has passed; running; ended; then on time, late or overdue. A summary
    without a day counts as on time.
    """
    if not consistent:
        return CtisTrialStatus.INCONSISTENT
    if not owed or due is None:
        if reported:
            return CtisTrialStatus.REPORTED_EARLY
        return CtisTrialStatus.ONGOING if end is None else CtisTrialStatus.ENDED_NOT_DUE
    if not reported:
        return CtisTrialStatus.OVERDUE
    in_time = summary is None or summary <= due + timedelta(days=rules.margin_days)
    return CtisTrialStatus.REPORTED if in_time else CtisTrialStatus.REPORTED_LATE
