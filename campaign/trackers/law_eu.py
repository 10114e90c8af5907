"""The EU Clinical Trials Register under EU law, in the shape that all laws share."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from campaign.trackers.facts import EuTrial, Register, SponsorStatus
from campaign.trackers.law import About, HeadlineFigures, Judged, Kinds, StandingFigures, address_slug
from campaign.trackers.models import SponsorKind
from campaign.trackers.names import NameTable
from campaign.trackers.rules.eu import (
    SWITCHES,
    VERSION_2,
    EuGroup,
    EuRules,
    EuStatus,
    EuVerdict,
    assess,
    version_1_on,
)
from campaign.trackers.rules.eu_figures import EuCount, EuFigures, EuSponsorFigures, Related, UnknownName
from campaign.trackers.rules.state import State
from campaign.trackers.rules.verdict import Switch

_KINDS = {
    SponsorStatus.COMMERCIAL: SponsorKind.COMPANY,
    SponsorStatus.NON_COMMERCIAL: SponsorKind.NON_COMMERCIAL,
    SponsorStatus.MIXED: SponsorKind.MIXED,
    SponsorStatus.BLANK: SponsorKind.UNKNOWN,
}
_STATES = {EuStatus.REPORTED: State.REPORTED, EuStatus.COMPLETED_DUE: State.OVERDUE}


class EuLaw:
    """Regulation (EC) No 726/2004, Article 57(2), over the register of Directive 2001/20/EC."""

    register: Register = Register.EU
    name = "European Union"
    source = "EU Clinical Trials Register"
    number_name = "EudraCT"
    asks = "Twelve months after a trial ends, a summary of its results must be in the public register."
    original = "the EU TrialsTracker"
    switches: tuple[Switch, ...] = SWITCHES
    left_status = "left"

    def versions(self, as_of: date) -> Mapping[str, EuRules]:
        """Version 1 as the EU TrialsTracker had it on that day, and version 2."""
        return {"1": version_1_on(as_of), "2": VERSION_2}

    def switched(self, as_of: date) -> Mapping[str, EuRules]:
        """Version 1 with one switch turned."""
        changes: dict[str, Any] = {switch.field: True for switch in SWITCHES}
        return {field: replace(version_1_on(as_of), **{field: value}) for field, value in changes.items()}

    def judge(self, trial: EuTrial, as_of: date, rules: EuRules) -> EuVerdict:
        """The law's own verdict."""
        return assess(trial, as_of, rules)

    def told(self, verdict: EuVerdict) -> Judged:
        """The verdict in shared words. The register does not say when results came, so none is told to be late."""
        state = _STATES.get(verdict.status)
        if state is None:
            state = State.INCONSISTENT if verdict.group is EuGroup.INCONSISTENT else State.NOT_DUE
        late = (verdict.as_of - verdict.due_date).days if state is State.OVERDUE and verdict.due_date else None
        return Judged(
            state,
            verdict.status.value,
            "",
            verdict.results_due,
            verdict.has_results,
            verdict.due_date,
            late,
            None,
            verdict.steps,
        )

    def count(self, names: NameTable, as_of: date, rules: EuRules) -> "_Count":
        """An empty count."""
        return _Count(names, as_of, rules)

    def identifier(self, trial: EuTrial) -> str:
        """The EudraCT number."""
        return trial.trial_id

    def about(self, trial: EuTrial) -> About:
        """What lists and searches need. The register's summary names no condition and no other register."""
        return About(trial.title, "", str(trial.phase or ""), trial.sponsor_names, ())

    def address(self, identifier: str) -> str:
        """The search for the number, which lists every country's protocol."""
        return f"https://www.clinicaltrialsregister.eu/ctr-search/search?query={identifier}"


class _Count:
    def __init__(self, names: NameTable, as_of: date, rules: EuRules) -> None:
        self._count = EuCount(names, as_of, rules)
        self._rules = rules
        self._kinds = Kinds()
        self._days_late: dict[str, int] = {}
        self._done: EuFigures | None = None

    def _figures(self) -> EuFigures:
        """What it came to, added up once."""
        if self._done is None:
            self._done = self._count.figures()
        return self._done

    def add(self, trial: EuTrial, verdict: EuVerdict) -> list[str]:
        self._done = None
        slugs = self._count.add(trial, verdict)
        late = 0
        if verdict.status is EuStatus.COMPLETED_DUE and verdict.due_date is not None:
            late = (verdict.as_of - verdict.due_date).days
        for slug in slugs:
            self._kinds.add(slug, _KINDS[trial.sponsor_status])
            self._days_late[slug] = self._days_late.get(slug, 0) + late
        return slugs

    def headline(self) -> HeadlineFigures:
        found = self._figures().headline
        figures = {
            "scrape_date": found.scrape_date.isoformat(),
            "due_date_cutoff": found.due_date_cutoff.isoformat(),
            "total_trials": found.total_trials,
            "due_trials": found.due_trials,
            "due_trials_with_results": found.due_trials_with_results,
            "due_trials_without_results": found.due_trials_without_results,
            "percent_with_results": found.percent_with_results,
            "inconsistent_trials": found.inconsistent_trials,
            "percent_inconsistent": found.percent_inconsistent,
            "all_sponsors_count": found.all_sponsors_count,
            "major_sponsors_count": found.major_sponsors_count,
        }
        return HeadlineFigures(
            found.total_trials,
            found.due_trials,
            found.due_trials_with_results,
            found.inconsistent_trials,
            found.percent_with_results,
            figures,
        )

    def standings(self) -> Iterable[StandingFigures]:
        return (self._standing(sponsor) for sponsor in self._figures().sponsors)

    def unknown_names(self) -> tuple[UnknownName, ...]:
        return self._figures().unknown_names

    def _standing(self, sponsor: EuSponsorFigures) -> StandingFigures:
        relations = {"parents": _pairs(sponsor.parents), "children": _pairs(sponsor.children)}
        return StandingFigures(
            sponsor.slug or address_slug(sponsor.sponsor_name),
            sponsor.sponsor_name,
            self._kinds.of(sponsor.slug),
            sponsor.total_trials,
            sponsor.total_due,
            sponsor.total_reported,
            0,
            sponsor.inconsistent_trials,
            self._days_late.get(sponsor.slug, 0),
            0,
            sponsor.percent_reported,
            None,
            bool(sponsor.major),
            relations if any(relations.values()) else None,
        )


def _pairs(related: tuple[Related, ...]) -> list[list[str]]:
    return [[each.slug, each.name] for each in related]
