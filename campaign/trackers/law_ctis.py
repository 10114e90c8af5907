"""CTIS under Regulation (EU) No 536/2014, in the shape that all laws share."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any, Final

from campaign.trackers.facts import CtisTrial, Register
from campaign.trackers.law import About, HeadlineFigures, Judged, StandingFigures
from campaign.trackers.models import SponsorKind
from campaign.trackers.names import NameTable
from campaign.trackers.rules.ctis import (
    SWITCHES,
    VERSION_1,
    VERSION_2,
    CtisRules,
    CtisTrialStatus,
    CtisVerdict,
    assess,
)
from campaign.trackers.rules.ctis_figures import CtisCount, CtisSponsor, slug_of
from campaign.trackers.rules.eu_figures import UnknownName
from campaign.trackers.rules.state import State
from campaign.trackers.rules.verdict import Switch

_STATES: Final = {
    CtisTrialStatus.NOT_COVERED: State.NOT_COVERED,
    CtisTrialStatus.REPORTED: State.REPORTED,
    CtisTrialStatus.REPORTED_LATE: State.REPORTED_LATE,
    CtisTrialStatus.OVERDUE: State.OVERDUE,
    CtisTrialStatus.INCONSISTENT: State.INCONSISTENT,
}


class CtisLaw:
    """Regulation (EU) No 536/2014, Article 37(4), over CTIS."""

    register: Register = Register.CTIS
    name = "European Union, CTIS"
    source = "Clinical Trials Information System"
    number_name = "EU CT"
    asks = "A year after a trial ends in all countries, a summary of its results must be in the EU’s new portal."
    original = ""
    switches: tuple[Switch, ...] = SWITCHES
    left_status = "left"

    def versions(self, as_of: date) -> Mapping[str, CtisRules]:
        """Version 1 is our own reading of the Regulation, as no other tracker published one; version 2 its switches."""
        return {"1": VERSION_1, "2": VERSION_2}

    def switched(self, as_of: date) -> Mapping[str, CtisRules]:
        """Version 1 with one switch turned."""
        changes: dict[str, Any] = {switch.field: True for switch in SWITCHES}
        return {field: replace(VERSION_1, **{field: value}) for field, value in changes.items()}

    def judge(self, trial: CtisTrial, as_of: date, rules: CtisRules) -> CtisVerdict:
        """The law's own verdict."""
        return assess(trial, as_of, rules)

    def told(self, verdict: CtisVerdict) -> Judged:
        """The verdict in shared words."""
        return Judged(
            _STATES.get(verdict.status, State.NOT_DUE),
            verdict.status.value,
            "",
            verdict.results_due,
            verdict.has_results,
            verdict.due_date,
            verdict.days_late,
            None,
            verdict.steps,
        )

    def count(self, names: NameTable, as_of: date, rules: CtisRules) -> "_Count":
        """An empty count; by the primary sponsor as the portal writes it."""
        return _Count(as_of, rules)

    def identifier(self, trial: CtisTrial) -> str:
        """The EU CT number."""
        return trial.ct_number

    def about(self, trial: CtisTrial) -> About:
        """What lists and searches need."""
        others = tuple(number for number in (trial.nct_id, trial.eudract_number) if number)
        return About(trial.title, "", trial.phase_text or trial.phase_code, (trial.sponsor,), others)

    def address(self, identifier: str) -> str:
        """The portal's page of the trial."""
        return f"https://euclinicaltrials.eu/ctis-public/view/{identifier}"


class _Count:
    def __init__(self, as_of: date, rules: CtisRules) -> None:
        self._count = CtisCount(as_of, rules)
        self._as_of = as_of

    def add(self, trial: CtisTrial, verdict: CtisVerdict) -> list[str]:
        self._count.add(trial, verdict)
        return [] if verdict.status is CtisTrialStatus.NOT_COVERED else [slug_of(trial)]

    def headline(self) -> HeadlineFigures:
        found = self._count.figures().headline
        names = (
            *("total", "due", "reported", "reported_on_time", "reported_late", "reported_early", "overdue"),
            *("inconsistent", "ongoing", "ended_not_due", "percent_reported", "days_late", "without_lay_summary"),
        )
        figures: dict[str, Any] = {name: getattr(found, name) for name in names}
        figures["data_date"] = self._as_of.isoformat()
        percent = found.percent_reported
        return HeadlineFigures(found.total, found.due, found.reported, found.inconsistent, percent, figures)

    def standings(self) -> Iterable[StandingFigures]:
        return (_standing(sponsor) for sponsor in self._count.figures().sponsors)

    def unknown_names(self) -> tuple[UnknownName, ...]:
        return ()


def _standing(sponsor: CtisSponsor) -> StandingFigures:
    tally = sponsor.tally
    kinds = {True: SponsorKind.COMPANY, False: SponsorKind.NON_COMMERCIAL, None: SponsorKind.UNKNOWN}
    return StandingFigures(
        sponsor.slug,
        sponsor.name or "No sponsor named",
        kinds[sponsor.is_commercial],
        tally.total,
        tally.due,
        tally.reported,
        tally.reported_late,
        tally.inconsistent,
        tally.days_late,
        0,
        tally.percent_reported,
        None,
        False,
        None,
    )
