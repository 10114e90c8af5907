"""Sponsors and headline under EU law, from verdicts, as the EU TrialsTracker publishes them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from campaign.trackers.facts import EuTrial
from campaign.trackers.names import NameTable, sponsor_slug
from campaign.trackers.rules.eu import VERSION_1, EuGroup, EuRules, EuVerdict, due_date_cutoff

# A sponsor with as many trials is a major one, since 18 September 2017.
MAJOR: Final = 50
UNKNOWN_SPONSOR: Final = "Unknown Sponsor"


@dataclass(frozen=True, slots=True)
class Related:
    """A parent or child of a sponsor."""

    slug: str
    name: str


@dataclass(frozen=True, slots=True)
class EuSponsorFigures:
    """One sponsor, in the field names of the tracker's `all_sponsors.json`. A percentage of nothing is None."""

    slug: str
    sponsor_name: str
    parents: tuple[Related, ...]
    children: tuple[Related, ...]
    total_trials: int
    total_due: int
    total_reported: int
    inconsistent_trials: int
    major: int

    @property
    def total_unreported(self) -> int:
        """Due without results."""
        return self.total_due - self.total_reported

    @property
    def not_yet_due_trials(self) -> int:
        """Neither due nor inconsistent."""
        return self.total_trials - self.total_due - self.inconsistent_trials

    @property
    def percent_reported(self) -> float | None:
        """Due trials with results."""
        return percent(self.total_reported, self.total_due)

    @property
    def percent_unreported(self) -> float | None:
        """Due trials without results."""
        return percent(self.total_unreported, self.total_due)

    @property
    def percent_bad_data(self) -> float | None:
        """Inconsistent trials of all."""
        return percent(self.inconsistent_trials, self.total_trials)


@dataclass(frozen=True, slots=True)
class EuHeadline:
    """The headline, in the field names of the tracker's `headline.json`."""

    scrape_date: date
    due_date_cutoff: date
    total_trials: int
    due_trials: int
    due_trials_with_results: int
    inconsistent_trials: int
    all_sponsors_count: int
    major_sponsors_count: int

    @property
    def due_trials_without_results(self) -> int:
        """Due without results."""
        return self.due_trials - self.due_trials_with_results

    @property
    def percent_with_results(self) -> float | None:
        """Due trials with results; None if none is due."""
        return round(self.due_trials_with_results / self.due_trials * 100, 1) if self.due_trials else None

    @property
    def percent_inconsistent(self) -> float | None:
        """Inconsistent trials of all; None without trials."""
        return round(self.inconsistent_trials / self.total_trials * 100, 1) if self.total_trials else None


@dataclass(frozen=True, slots=True)
class UnknownName:
    """A sponsor name that the table does not know yet, and on which trials it stands."""

    raw_name: str
    trial_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EuFigures:
    """The headline and all sponsors, by slug. Unknown names are listed and block nothing."""

    headline: EuHeadline
    sponsors: tuple[EuSponsorFigures, ...]
    unknown_names: tuple[UnknownName, ...]


class _Count:
    """What one sponsor's trials come to while they are added up."""

    __slots__ = ("due", "inconsistent", "names", "parents", "reported", "trials")

    def __init__(self) -> None:
        self.trials = self.due = self.reported = self.inconsistent = 0
        self.names: set[str] = set()
        # Parent slug to the first trial that says so, and the name it gives.
        self.parents: dict[str, tuple[str, str]] = {}

    def add(self, verdict: EuVerdict) -> None:
        self.trials += 1
        group = verdict.group
        self.due += group is EuGroup.DUE
        self.reported += group is EuGroup.DUE and verdict.has_results
        self.inconsistent += group is EuGroup.INCONSISTENT


class EuCount:
    """Adds verdicts up by sponsor and over all; every trial comes once, in any order.

    A trial counts once under every sponsor that one of its names means. A parent without trials of its own is listed
    with zeros; a child's trials are never added to the parent's.
    """

    def __init__(self, names: NameTable, as_of: date, rules: EuRules = VERSION_1, major_from: int = MAJOR) -> None:
        self._names, self._as_of, self._rules, self._major_from = names, as_of, rules, major_from
        self._counts: dict[str, _Count] = {}
        self._parent_names: dict[str, str] = {}
        self._unknown: dict[str, list[str]] = {}
        self._total = self._due = self._reported = self._inconsistent = 0

    def add(self, trial: EuTrial, verdict: EuVerdict) -> list[str]:
        """Count one trial; answers the slugs of the sponsors it counts under, each once."""
        self._total += 1
        self._due += verdict.results_due
        self._reported += verdict.results_due and verdict.has_results
        self._inconsistent += verdict.group is EuGroup.INCONSISTENT
        counted: list[str] = []
        for raw_name in trial.sponsor_names:
            row = self._names.find(trial.trial_id, raw_name)
            if row is None:
                self._unknown.setdefault(raw_name, []).append(trial.trial_id)
                continue
            slug, parent = sponsor_slug(row.name), sponsor_slug(row.parent_name or row.name)
            count = self._counts.setdefault(slug, _Count())
            count.names.add(row.name)
            if parent != slug:
                said = (trial.trial_id, row.parent_name)
                count.parents[parent] = min(said, count.parents.get(parent, said))
                self._parent_names[parent] = max(row.parent_name, self._parent_names.get(parent, ""))
            if slug not in counted:
                counted.append(slug)
                count.add(verdict)
        return counted

    def figures(self) -> EuFigures:
        """What it comes to."""
        sponsors = _sponsors(dict(self._counts), self._parent_names, self._major_from)
        headline = EuHeadline(
            self._as_of,
            due_date_cutoff(self._as_of, self._rules),
            self._total,
            self._due,
            self._reported,
            self._inconsistent,
            len(sponsors),
            sum(sponsor.major for sponsor in sponsors),
        )
        rows = (UnknownName(name, tuple(sorted(ids))) for name, ids in sorted(self._unknown.items()))
        return EuFigures(headline, sponsors, tuple(rows))


def figures(
    judged: Iterable[tuple[EuTrial, EuVerdict]],
    names: NameTable,
    as_of: date,
    rules: EuRules = VERSION_1,
    major_from: int = MAJOR,
) -> EuFigures:
    """Add all verdicts up, see `EuCount`."""
    count = EuCount(names, as_of, rules, major_from)
    for trial, verdict in judged:
        count.add(trial, verdict)
    return count.figures()


def _sponsors(counts: dict[str, _Count], parent_names: dict[str, str], major_from: int) -> tuple[EuSponsorFigures, ...]:
    children: dict[str, list[Related]] = {}
    for slug in sorted(counts):
        for parent in counts[slug].parents:
            children.setdefault(parent, []).append(Related(slug, max(counts[slug].names)))
    for slug, name in parent_names.items():
        if slug not in counts:
            counts[slug] = _Count()
            counts[slug].names.add(name)
    return tuple(_sponsor(slug, counts[slug], children.get(slug, []), major_from) for slug in sorted(counts))


def _sponsor(slug: str, count: _Count, children: list[Related], major_from: int) -> EuSponsorFigures:
    # A slug may stand for several spellings. With trials the last in the alphabet is shown; so it was published.
    name = max(count.names)
    parents = sorted((trial_id, parent, parent_name) for parent, (trial_id, parent_name) in count.parents.items())
    return EuSponsorFigures(
        slug,
        name,
        tuple(Related(parent, parent_name) for _, parent, parent_name in parents),
        tuple(children),
        count.trials,
        count.due,
        count.reported,
        count.inconsistent,
        int(count.trials >= major_from and count.due > 0 and name != UNKNOWN_SPONSOR),
    )


def percent(part: int, whole: int) -> float | None:
    """Percent to one decimal, None of nothing; rounded as NumPy did for the published table, a half to even."""
    return round(part / whole * 100 * 10) / 10 if whole else None
