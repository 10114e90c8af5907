"""ClinicalTrials.gov under the US law, in the shape that all laws share."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any, Final

from campaign.trackers.facts import FdaaaTrial, Register
from campaign.trackers.law import About, HeadlineFigures, Judged, StandingFigures, address_slug
from campaign.trackers.models import SponsorKind
from campaign.trackers.names import NameTable
from campaign.trackers.rules.eu_figures import UnknownName
from campaign.trackers.rules.fdaaa import (
    SWITCHES,
    VERSION_1,
    VERSION_2,
    FdaaaRules,
    FdaaaStatus,
    FdaaaVerdict,
    assess,
)
from campaign.trackers.rules.fdaaa_figures import FdaaaCount, FdaaaSponsor
from campaign.trackers.rules.state import State
from campaign.trackers.rules.verdict import Switch

# The classes of ClinicalTrials.gov for lead sponsors.
_KINDS: Final = {
    "INDUSTRY": SponsorKind.COMPANY,
    "NIH": SponsorKind.GOVERNMENT,
    "FED": SponsorKind.GOVERNMENT,
    "OTHER_GOV": SponsorKind.GOVERNMENT,
    "NETWORK": SponsorKind.NON_COMMERCIAL,
    "OTHER": SponsorKind.NON_COMMERCIAL,
    "INDIV": SponsorKind.INDIVIDUAL,
}
_STATES: Final = {
    FdaaaStatus.ONGOING: State.NOT_DUE,
    FdaaaStatus.REPORTED_LATE: State.REPORTED_LATE,
    FdaaaStatus.OVERDUE: State.OVERDUE,
    FdaaaStatus.OVERDUE_CANCELLED: State.OVERDUE,
    FdaaaStatus.NO_LONGER_ACT: State.LEFT,
    FdaaaStatus.REPORTED: State.REPORTED,
}
_EU_NUMBER: Final = re.compile(r"\b\d{4}-\d{6}-\d{2}(?:-\d{2})?\b", re.ASCII)


class FdaaaLaw:
    """42 U.S.C. 282(j) and 42 CFR Part 11 over ClinicalTrials.gov."""

    register: Register = Register.FDAAA
    name = "United States"
    source = "ClinicalTrials.gov"
    number_name = "NCT"
    asks = "A year after a covered trial is complete, its results must be on ClinicalTrials.gov."
    original = "the FDAAA TrialsTracker"
    switches: tuple[Switch, ...] = SWITCHES
    left_status = "no-longer-act"

    def versions(self, as_of: date) -> Mapping[str, FdaaaRules]:
        """Version 1 is the FDAAA TrialsTracker, version 2 corrects it."""
        return {"1": VERSION_1, "2": VERSION_2}

    def switched(self, as_of: date) -> Mapping[str, FdaaaRules]:
        """Version 1 with one switch turned."""
        changes: dict[str, Any] = {switch.field: True for switch in SWITCHES}
        return {field: replace(VERSION_1, **{field: value}) for field, value in changes.items()}

    def judge(self, trial: FdaaaTrial, as_of: date, rules: FdaaaRules) -> FdaaaVerdict:
        """The law's own verdict."""
        return assess(trial, as_of, rules)

    def told(self, verdict: FdaaaVerdict) -> Judged:
        """The verdict in shared words; early reporters count as reported, as in the original."""
        status = verdict.status
        return Judged(
            State.NOT_COVERED if status is None else _STATES[status],
            "" if status is None else status.value,
            verdict.trial_class.value,
            verdict.results_due,
            verdict.has_results,
            verdict.due_date,
            verdict.days_late,
            verdict.finable_days,
            verdict.steps,
        )

    def count(self, names: NameTable, as_of: date, rules: FdaaaRules) -> "_Count":
        """An empty count; by the lead sponsor as the register writes it, so the table of names is not asked."""
        return _Count(as_of, rules)

    def identifier(self, trial: FdaaaTrial) -> str:
        """The NCT number."""
        return trial.nct_id

    def about(self, trial: FdaaaTrial) -> About:
        """What lists and searches need; EudraCT and CTIS numbers stand among the secondary ids."""
        others = dict.fromkeys(number for each in trial.secondary_ids for number in _EU_NUMBER.findall(each))
        return About(
            trial.title, "; ".join(trial.conditions), phase_words(trial.phases), (trial.sponsor,), tuple(others)
        )

    def address(self, identifier: str) -> str:
        """The study's page."""
        return f"https://clinicaltrials.gov/study/{identifier}"


def phase_words(phases: tuple[str, ...]) -> str:
    """PHASE2, PHASE3 as "2/3"; NA, for trials without phases, as nothing."""
    return "/".join(phase.removeprefix("PHASE") for phase in phases if phase.startswith("PHASE")) or (
        "early 1" if phases == ("EARLY_PHASE1",) else ""
    )


class _Count:
    def __init__(self, as_of: date, rules: FdaaaRules) -> None:
        self._count = FdaaaCount(as_of, rules.version)
        self._as_of = as_of

    def add(self, trial: FdaaaTrial, verdict: FdaaaVerdict) -> list[str]:
        slug = self._count.add(trial.sponsor, trial.sponsor_class, verdict)
        return [] if slug is None else [slug or address_slug(trial.sponsor)]

    def headline(self) -> HeadlineFigures:
        found = self._count.figures().headline
        figures: dict[str, Any] = {
            "data_date": self._as_of.isoformat(),
            "total": found.total,
            "act": found.act,
            "pact": found.pact,
            "due": found.due,
            "reported": found.reported,
            "reported_on_time": found.reported_on_time,
            "reported_late": found.reported_late,
            "overdue": found.overdue,
            "overdue_cancelled": found.overdue_cancelled,
            "ongoing": found.ongoing,
            "percent_reported": found.percent_reported,
            "days_late": found.days_late,
            "finable_days": found.finable_days,
            "fine_usd": found.fine_usd,
        }
        return HeadlineFigures(found.total, found.due, found.reported, 0, found.percent_reported, figures)

    def standings(self) -> Iterable[StandingFigures]:
        return (_standing(sponsor) for sponsor in self._count.figures().sponsors)

    def unknown_names(self) -> tuple[UnknownName, ...]:
        return ()


def _standing(sponsor: FdaaaSponsor) -> StandingFigures:
    tally = sponsor.tally
    return StandingFigures(
        sponsor.slug or address_slug(sponsor.name),
        sponsor.name,
        _KINDS.get(sponsor.sponsor_class, SponsorKind.UNKNOWN),
        tally.total,
        tally.due,
        tally.reported,
        tally.reported_late,
        0,
        tally.days_late,
        tally.finable_days,
        tally.percent_reported,
        sponsor.rank,
        tally.total >= 1 and tally.due > 0,
        None,
    )
