"""Sponsors, ranking and headline under the US law, from verdicts."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from campaign.trackers.names import sponsor_slug
from campaign.trackers.rules.fdaaa import FINE_A_DAY, FdaaaStatus, FdaaaVerdict
from campaign.trackers.rules.fdaaa_scope import TrialClass


@dataclass(slots=True)
class FdaaaTally:
    """Counts over verdicts, added up one by one. Trials that the law does not cover, or no longer, are left out."""

    total: int = 0
    act: int = 0
    pact: int = 0
    ongoing: int = 0
    reported_on_time: int = 0
    reported_late: int = 0
    overdue_not_cancelled: int = 0
    overdue_cancelled: int = 0
    days_late: int = 0
    finable_days: int = 0

    def add(self, verdict: FdaaaVerdict) -> None:
        """Count one verdict."""
        status = verdict.status
        if status is None or status is FdaaaStatus.NO_LONGER_ACT:
            return
        self.total += 1
        self.act += verdict.trial_class is TrialClass.ACT
        self.pact += verdict.trial_class is TrialClass.PACT
        self.ongoing += status is FdaaaStatus.ONGOING
        self.reported_on_time += status is FdaaaStatus.REPORTED
        self.reported_late += status is FdaaaStatus.REPORTED_LATE
        self.overdue_not_cancelled += status is FdaaaStatus.OVERDUE
        self.overdue_cancelled += status is FdaaaStatus.OVERDUE_CANCELLED
        self.days_late += verdict.days_late or 0
        self.finable_days += verdict.finable_days or 0

    @property
    def overdue(self) -> int:
        """Due and not reported, cancelled ones included."""
        return self.overdue_not_cancelled + self.overdue_cancelled

    @property
    def reported(self) -> int:
        """Reported, on time or late; early reporters count."""
        return self.reported_on_time + self.reported_late

    @property
    def due(self) -> int:
        """Overdue or reported; trials inside the days of grace do not count."""
        return self.overdue + self.reported

    @property
    def percentage(self) -> int | None:
        """Reported of due as the ranking shows it, cut to whole percent; None if nothing is due."""
        return int(100 * self.reported / self.due) if self.due else None

    @property
    def percent_reported(self) -> float | None:
        """Reported of due to one decimal, as the front page shows it; None if nothing is due."""
        return round(100 * self.reported / self.due, 1) if self.due else None

    @property
    def fine_usd(self) -> int:
        """What the government could have imposed, in US dollars, at the frozen daily rate (21 U.S.C. 333(f)(3)(B))."""
        return self.finable_days * FINE_A_DAY


@dataclass(slots=True)
class FdaaaSponsor:
    """A lead sponsor's record. `rank` is None without anything due."""

    slug: str
    name: str
    is_industry: bool
    tally: FdaaaTally = field(default_factory=FdaaaTally)
    rank: int | None = None
    sponsor_class: str = ""


@dataclass(frozen=True, slots=True)
class FdaaaFigures:
    """The headline and the ranked sponsors of one day under one version of the rules."""

    as_of: date
    rule_version: str
    headline: FdaaaTally
    sponsors: tuple[FdaaaSponsor, ...]


@dataclass(frozen=True, slots=True)
class SponsoredVerdict:
    """A verdict and the trial's lead sponsor, as the register names it."""

    sponsor: str
    sponsor_class: str
    verdict: FdaaaVerdict


class FdaaaCount:
    """Adds verdicts up by lead sponsor and over all; memory grows with sponsors alone.

    Sponsors are told apart by the slug of their name and called as they are first met.
    """

    def __init__(self, as_of: date, rule_version: str) -> None:
        self._as_of, self._rule_version = as_of, rule_version
        self._headline = FdaaaTally()
        self._sponsors: dict[str, FdaaaSponsor] = {}
        self._by_name: dict[str, FdaaaSponsor] = {}

    def add(self, sponsor_name: str, sponsor_class: str, verdict: FdaaaVerdict) -> str | None:
        """Count one verdict; answers the slug of the sponsor it counts under, None if the law does not cover it."""
        if verdict.status is None or verdict.status is FdaaaStatus.NO_LONGER_ACT:
            return None
        self._headline.add(verdict)
        sponsor = self._by_name.get(sponsor_name)
        if sponsor is None:
            slug = sponsor_slug(sponsor_name)
            sponsor = self._sponsors.setdefault(
                slug, FdaaaSponsor(slug, sponsor_name, sponsor_class == "INDUSTRY", sponsor_class=sponsor_class)
            )
            self._by_name[sponsor_name] = sponsor
        sponsor.tally.add(verdict)
        return sponsor.slug

    def figures(self) -> FdaaaFigures:
        """What it comes to, sponsors by slug."""
        ranked = sorted(self._sponsors.values(), key=lambda sponsor: sponsor.slug)
        rank(ranked)
        return FdaaaFigures(self._as_of, self._rule_version, self._headline, tuple(ranked))


def figures(verdicts: Iterable[SponsoredVerdict], as_of: date, rule_version: str) -> FdaaaFigures:
    """Add verdicts up and rank, in one pass, see `FdaaaCount`."""
    count = FdaaaCount(as_of, rule_version)
    for item in verdicts:
        count.add(item.sponsor, item.sponsor_class, item.verdict)
    return count.figures()


def rank(sponsors: Iterable[FdaaaSponsor]) -> None:
    """Give every sponsor with a percentage its place, the highest first; equals share the better place (1, 1, 3)."""
    placed = [sponsor for sponsor in sponsors if sponsor.tally.percentage is not None]
    placed.sort(key=lambda sponsor: -(sponsor.tally.percentage or 0))
    for place, sponsor in enumerate(placed, start=1):
        before = placed[place - 2] if place > 1 else None
        level = before is not None and before.tally.percentage == sponsor.tally.percentage
        sponsor.rank = before.rank if before is not None and level else place
