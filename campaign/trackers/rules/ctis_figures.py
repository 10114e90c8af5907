"""Sponsors and headline of CTIS, from verdicts."""

from dataclasses import dataclass, field
from datetime import date
from typing import Final

from campaign.trackers.facts import CtisTrial
from campaign.trackers.names import sponsor_slug
from campaign.trackers.rules.ctis import VERSION_1, CtisRules, CtisTrialStatus, CtisVerdict

# The slug of trials whose record names no sponsor.
NO_SPONSOR: Final = "no-sponsor-named"


@dataclass(slots=True)
class CtisTally:
    """Counts over verdicts, added up one by one. Trials that the law does not cover are left out."""

    total: int = 0
    # Running; early reporters count under their own head, whether running or ended.
    ongoing: int = 0
    ended_not_due: int = 0
    reported_early: int = 0
    reported_on_time: int = 0
    reported_late: int = 0
    overdue: int = 0
    inconsistent: int = 0
    days_late: int = 0
    # Due and reported, without the summary for laypersons.
    without_lay_summary: int = 0

    def add(self, verdict: CtisVerdict) -> None:
        """Count one verdict."""
        status = verdict.status
        if status is CtisTrialStatus.NOT_COVERED:
            return
        self.total += 1
        self.ongoing += status is CtisTrialStatus.ONGOING
        self.ended_not_due += status is CtisTrialStatus.ENDED_NOT_DUE
        self.reported_early += status is CtisTrialStatus.REPORTED_EARLY
        self.reported_on_time += status is CtisTrialStatus.REPORTED
        self.reported_late += status is CtisTrialStatus.REPORTED_LATE
        self.overdue += status is CtisTrialStatus.OVERDUE
        self.inconsistent += status is CtisTrialStatus.INCONSISTENT
        self.days_late += verdict.days_late or 0
        self.without_lay_summary += status.due and verdict.has_results and not verdict.has_lay_summary

    @property
    def reported(self) -> int:
        """Due and reported, on time or late; early reporters count once their deadline has passed."""
        return self.reported_on_time + self.reported_late

    @property
    def due(self) -> int:
        """Overdue or reported, the deadline having passed."""
        return self.overdue + self.reported

    @property
    def not_due(self) -> int:
        """Running, or ended and inside the deadline, with or without early results."""
        return self.ongoing + self.ended_not_due + self.reported_early

    @property
    def percent_reported(self) -> float | None:
        """Reported of due to one decimal; None if nothing is due."""
        return round(100 * self.reported / self.due, 1) if self.due else None


@dataclass(slots=True)
class CtisSponsor:
    """A primary sponsor's record. `is_commercial` is None where the portal does not say."""

    slug: str
    name: str
    is_commercial: bool | None
    tally: CtisTally = field(default_factory=CtisTally)


@dataclass(frozen=True, slots=True)
class CtisFigures:
    """The headline and the sponsors, by slug, of one day under one version of the rules."""

    as_of: date
    rule_version: str
    headline: CtisTally
    sponsors: tuple[CtisSponsor, ...]


class CtisCount:
    """Adds verdicts up by sponsor and over all; one pass, memory grows with sponsors alone."""

    __slots__ = ("_as_of", "_headline", "_rule_version", "_sponsors")

    def __init__(self, as_of: date, rules: CtisRules = VERSION_1) -> None:
        self._as_of = as_of
        self._rule_version = rules.version
        self._headline = CtisTally()
        self._sponsors: dict[str, CtisSponsor] = {}

    def add(self, trial: CtisTrial, verdict: CtisVerdict) -> None:
        """Count one trial, under its primary sponsor and over all, unless the law does not cover it.

        Sponsors are told apart by the slug of their name. Of several spellings the first in the alphabet is shown, so
        the order of trials does not matter; one that is commercial on any trial is commercial.
        """
        if verdict.status is CtisTrialStatus.NOT_COVERED:
            return
        self._headline.add(verdict)
        name = trial.sponsor.strip()
        slug = slug_of(trial)
        sponsor = self._sponsors.setdefault(slug, CtisSponsor(slug, name, trial.is_commercial))
        sponsor.name = min(sponsor.name, name)
        if trial.is_commercial is not None:
            sponsor.is_commercial = bool(sponsor.is_commercial) or trial.is_commercial
        sponsor.tally.add(verdict)

    def figures(self) -> CtisFigures:
        """What has been added so far."""
        sponsors = tuple(self._sponsors[slug] for slug in sorted(self._sponsors))
        return CtisFigures(self._as_of, self._rule_version, self._headline, sponsors)


def slug_of(trial: CtisTrial) -> str:
    """The sponsor's slug: of its name, of the portal's key where the name has no Latin letter, or that of no name."""
    return sponsor_slug(trial.sponsor) or sponsor_slug(trial.sponsor_key) or NO_SPONSOR
