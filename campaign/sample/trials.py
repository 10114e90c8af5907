"""The sample registers' trials: their whole lives, made from a seed, and what a register says of them on a day."""

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from campaign.sample.sponsors import Sponsor
from campaign.sample.trial_words import CONDITIONS, title
from campaign.trackers.facts import (
    CtisCountry,
    CtisStatus,
    CtisTrial,
    EuTrial,
    FdaaaTrial,
    ProtocolCounts,
    Submission,
    TrialStatus,
)
from campaign.trackers.rules.verdict import years_after

# No new trial comes to the EU's former register since then.
EU_CLOSED: Final = date(2023, 1, 31)
ACT_SINCE: Final = date(2017, 1, 18)
# When sponsors cleared old trials: a parliament asked, and universities were named. It ebbed away.
CLEARED: Final = (date(2021, 2, 1), date(2023, 6, 30))
SLACKENED: Final = date(2022, 6, 1)
IN_CONTROL: Final = timedelta(days=38)  # until results that were handed in are on the register
_COUNTRIES: Final = (
    "Austria",
    "Belgium",
    "Czechia",
    "Denmark",
    "France",
    "Germany",
    "Italy",
    "Poland",
    "Spain",
    "Sweden",
)


@dataclass(frozen=True, slots=True)
class Gap:
    """From when to when a trial was not on the register, or not as one that the law covers; None: it never came back."""

    since: date
    until: date | None

    def holds(self, day: date) -> bool:
        """Whether the trial is away on that day."""
        return self.since <= day and (self.until is None or day < self.until)


@dataclass(frozen=True, slots=True)
class EuLife:
    """An EU trial as it is when all is said, and when the register came to say it."""

    facts: EuTrial
    entered: date
    end_entered: date | None
    results: date | None
    gap: Gap | None

    def on(self, day: date) -> EuTrial | None:
        """What the register says on that day; None if it does not show the trial."""
        if day < self.entered or (self.gap is not None and self.gap.holds(day)):
            return None
        found = replace(self.facts, has_results=self.results is not None and self.results <= day)
        if self.end_entered is not None and self.end_entered <= day:
            return found
        running = self.facts.number_of_countries
        return replace(
            found,
            trial_status=TrialStatus.ONGOING,
            comp_date=0,
            min_end_date=None,
            max_end_date=None,
            all_terminated=False,
            any_terminated=False,
            protocols=ProtocolCounts(running, ongoing=running),
        )


@dataclass(frozen=True, slots=True)
class UsLife:
    """A study of ClinicalTrials.gov, likewise."""

    facts: FdaaaTrial
    entered: date
    planned: date  # the completion that was first foreseen
    submitted: date | None
    cancelled: date | None
    again: date | None  # when results were handed in again after that
    gap: Gap | None

    def on(self, day: date) -> FdaaaTrial | None:
        """What the register says on that day."""
        if day < self.entered:
            return None
        found = self.facts
        if self.gap is not None and self.gap.holds(day):
            found = replace(found, is_fda_regulated_drug=False, was_fda_regulated=False)
        completion = found.available_completion
        if completion is not None and completion > day:
            known = self.planned if self.planned > day else completion
            found = replace(
                found, primary_completion=known, primary_completion_estimated=True, overall_status="RECRUITING"
            )
        if found.certificate is not None and found.certificate > day:
            found = replace(found, certificate=None)
        if self.submitted is None or self.submitted > day:
            return found
        chain = [
            Submission(self.submitted, cancelled=self.cancelled if self.cancelled and self.cancelled <= day else None)
        ]
        if self.again is not None and self.again <= day:
            chain.append(Submission(self.again))
        last = self.submitted if self.cancelled is None else self.again
        posted = None if last is None else last + IN_CONTROL
        if posted is None or posted > day:
            return replace(found, submissions=tuple(chain))
        return replace(found, results_submitted=last, results_passed_control=posted, results_posted=posted)


@dataclass(frozen=True, slots=True)
class CtisLife:
    """A trial of CTIS, likewise."""

    facts: CtisTrial
    entered: date
    summary: date | None

    def on(self, day: date) -> CtisTrial | None:
        """What the portal says on that day."""
        if day < self.entered:
            return None
        found = self.facts
        if found.end is not None and found.end > day:
            found = replace(found, end=None, status=CtisStatus.ONGOING_RECRUITING)
        if self.summary is not None and self.summary <= day:
            found = replace(found, summary_submitted=self.summary, lay_summary_submitted=self.summary)
        return found


def _reported(chance: random.Random, ended: date, due: date, diligence: float, today: date) -> date | None:
    """When results come: some early, most in time, some late, some never; fewer since sponsors slackened."""
    share = diligence * (0.8 if due > SLACKENED else 1.0)
    luck = chance.random()
    if luck < share * 0.06:
        return ended + timedelta(days=chance.randint(30, 200))
    if luck < share * 0.62:
        return due - timedelta(days=chance.randint(2, 90))
    if luck < share:
        return due + timedelta(days=20 + int(chance.expovariate(1 / 240)))
    if due < SLACKENED and chance.random() < 0.72 * diligence:
        span = (CLEARED[1] - CLEARED[0]).days
        return max(CLEARED[0] + timedelta(days=chance.randrange(span)), due + timedelta(days=40))
    if due < today - timedelta(days=30) and chance.random() < 0.04:
        return today - timedelta(days=chance.randint(2, 40))  # the newest days have news too
    return None


def _days_ago(today: date, years: float) -> date:
    return today - timedelta(days=int(years * 365.25))


def eu_lives(everybody: Sequence[Sponsor], seed: int, today: date) -> list[EuLife]:
    """The EU register's trials, the same for the same seed and day."""
    chance = random.Random(seed + 11)
    lives: list[EuLife] = []
    for sponsor in everybody:
        for _ in range(sponsor.eu):
            number = len(lives)
            start = date(2010, 1, 1) + timedelta(days=int(chance.random() ** 0.8 * (EU_CLOSED - date(2010, 1, 1)).days))
            lives.append(_eu_life(chance, sponsor, number, start, today))
    return lives


def _eu_life(chance: random.Random, sponsor: Sponsor, number: int, start: date, today: date) -> EuLife:
    oddity = chance.choices(tuple(_ODDITIES), [share for share, _ in _ODDITIES.values()])[0]
    on_children = chance.random() < 0.08
    condition = chance.choice(CONDITIONS)
    countries = 1 + int(chance.expovariate(0.6 if sponsor.us_class == "INDUSTRY" else 1.8))
    ended = start + timedelta(days=chance.randint(500, 2500))
    if number % 17 == 5:
        # Enough of them come due in the next months, whatever day it is.
        ended = today - timedelta(days=365 - chance.randint(5, 185))
        start = min(start, EU_CLOSED, ended - timedelta(days=400))
    spellings = sponsor.eu_spellings
    facts = EuTrial(
        f"{start.year - chance.randint(0, 1)}-99{number:04}-{chance.randint(10, 99)}",
        countries,
        TrialStatus.ENDED,
        comp_date=countries,
        min_end_date=ended - timedelta(days=chance.randint(0, 90)) if countries > 1 else ended,
        max_end_date=ended,
        includes_pip=on_children and chance.random() < 0.7,
        phase=chance.choice((2, 2, 3, 3, 3, 4)),
        all_terminated=chance.random() < 0.07,
        under_18=on_children,
        sponsor_status=sponsor.eu_status,
        title=title(chance, condition, on_children=on_children),
        sponsor_names=(spellings[0] if chance.random() < 0.7 else chance.choice(spellings),),
        protocols=ProtocolCounts(countries, ended=countries),
    )
    due = years_after(ended, 1)
    results = _reported(chance, ended, due, sponsor.diligence, today)
    gap = None
    if number % 61 == 7:
        since = _days_ago(today, chance.uniform(0.1, 3))
        gap = Gap(since, since + timedelta(days=200) if number % 2 else None)
    entered = ended + timedelta(days=chance.randint(5, 120))
    if chance.random() < 0.08:
        entered = due + timedelta(days=chance.randint(100, 500))  # so that it becomes overdue at once
    return EuLife(_ODDITIES[oddity][1](facts), start - timedelta(days=50), entered, results, gap)


def _no_end_date(facts: EuTrial) -> EuTrial:
    return replace(facts, comp_date=0, min_end_date=None, max_end_date=None)


def _partly_ended(facts: EuTrial) -> EuTrial:
    total = facts.number_of_countries + 1
    counts = ProtocolCounts(total, ongoing=1, ended=total - 1)
    return replace(facts, number_of_countries=total, trial_status=TrialStatus.PARTLY_ENDED, protocols=counts)


def _frozen(facts: EuTrial) -> EuTrial:
    total = facts.number_of_countries + 1
    counts = ProtocolCounts(total, ended=total - 1, frozen=1)
    return replace(facts, number_of_countries=total, trial_status=TrialStatus.PARTLY_ENDED, protocols=counts)


def _transitioned(facts: EuTrial) -> EuTrial:
    total = facts.number_of_countries + 1
    counts = ProtocolCounts(total, ended=total - 1, transitioned=1)
    return replace(facts, number_of_countries=total, trial_status=TrialStatus.PARTLY_ENDED, protocols=counts)


def _blank(facts: EuTrial) -> EuTrial:
    counts = ProtocolCounts(facts.number_of_countries, blank=facts.number_of_countries)
    return replace(_no_end_date(facts), trial_status=TrialStatus.BLANK, protocols=counts)


_ODDITIES: Final[dict[str, tuple[float, Callable[[EuTrial], EuTrial]]]] = {
    "none": (75, lambda facts: facts),
    "no end date": (6, _no_end_date),
    "partly ended": (4, _partly_ended),
    "frozen": (4, _frozen),
    "transitioned": (2, _transitioned),
    "partly outside": (3, lambda facts: replace(facts, contains_non_eu=True)),
    "outside": (1, lambda facts: replace(facts, contains_non_eu=True, only_non_eu=True)),
    "blank": (1, _blank),
    "phase one": (4, lambda facts: replace(facts, phase=1, includes_pip=False, under_18=False)),
}


def us_lives(everybody: Sequence[Sponsor], abroad: Sequence[EuLife], seed: int, today: date) -> list[UsLife]:
    """ClinicalTrials.gov's studies; some are the same as a trial `abroad`, and name its number."""
    chance = random.Random(seed + 12)
    by_sponsor: dict[str, list[EuLife]] = {}
    for life in abroad:
        by_sponsor.setdefault(life.facts.sponsor_names[0], []).append(life)
    lives: list[UsLife] = []
    for sponsor in everybody:
        same = [life for spelling in sponsor.eu_spellings for life in by_sponsor.get(spelling, ())]
        chance.shuffle(same)
        for count in range(sponsor.us):
            twin = same[count] if count % 4 == 1 and count < len(same) else None
            lives.append(_us_life(chance, sponsor, len(lives), twin, today))
    return lives


def _us_life(chance: random.Random, sponsor: Sponsor, number: int, twin: EuLife | None, today: date) -> UsLife:
    on_children = chance.random() < 0.08
    condition = chance.choice(CONDITIONS)
    kind = chance.choices(("act", "pact", "outside"), (78, 15, 7))[0]
    if kind == "pact":
        start = ACT_SINCE - timedelta(days=chance.randint(30, 1000))
        ended = ACT_SINCE + timedelta(days=chance.randint(10, 1600))
    else:
        start = ACT_SINCE + timedelta(days=int(chance.random() ** 1.35 * (today - ACT_SINCE).days))
        ended = start + timedelta(days=chance.randint(250, 1500))
    if number % 15 == 4:
        ended = max(start + timedelta(days=60), today - timedelta(days=365 - chance.randint(5, 185)))
    is_device = sponsor.name.endswith(("Devices", "Implants"))
    stated = None if kind == "pact" else True
    facts = FdaaaTrial(
        f"NCT099{number:05}",
        title=twin.facts.title if twin else title(chance, condition, on_children=on_children),
        study_type="INTERVENTIONAL",
        phases=("NA",) if is_device else chance.choice((("PHASE2",), ("PHASE3",), ("PHASE3",), ("PHASE4",), ("PHASE1", "PHASE2"))),
        primary_purpose="TREATMENT",
        overall_status="TERMINATED" if chance.random() < 0.1 else "COMPLETED",
        start=start,
        primary_completion=ended,
        completion=ended + timedelta(days=chance.randint(0, 300)),
        is_fda_regulated_drug=None if stated is None else not is_device,
        is_fda_regulated_device=None if stated is None else is_device,
        was_fda_regulated=True if kind == "pact" and chance.random() < 0.8 else None,
        intervention_types=("DEVICE",) if is_device else ("DRUG",),
        countries=("United States",) if chance.random() < 0.7 else ("Canada", "United States"),
        sponsor=sponsor.us_name,
        sponsor_class=sponsor.us_class,
        conditions=(condition,),
        participants=chance.randint(12, 900),
        secondary_ids=(twin.facts.trial_id,) if twin else (),
        has_violation=number % 97 == 11,
    )  # fmt: skip
    if kind == "outside":
        facts = (
            replace(facts, phases=("PHASE1",)) if number % 2 else replace(facts, study_type="OBSERVATIONAL", phases=())
        )
    due = years_after(ended, 1)
    if chance.random() < 0.08:
        facts = replace(facts, certificate=due - timedelta(days=chance.randint(5, 60)))
        due = years_after(ended, 3)
    submitted = _reported(chance, ended, due, sponsor.diligence, today)
    cancelled = again = None
    if submitted is not None and chance.random() < 0.09:
        cancelled = submitted + timedelta(days=chance.randint(8, 30))
        again = cancelled + timedelta(days=chance.randint(60, 400)) if chance.random() < 0.5 else None
    gap = None
    if number % 71 == 9:
        since = _days_ago(today, chance.uniform(0.1, 2.5))
        gap = Gap(since, since + timedelta(days=260) if number % 2 else None)
    planned = ended - timedelta(days=chance.choice((0, 0, 90, 200, 400)))
    entered = max(start - timedelta(days=20), ACT_SINCE - timedelta(days=900))
    return UsLife(facts, entered, planned, submitted, cancelled, again, gap)


def ctis_lives(
    everybody: Sequence[Sponsor], abroad: Sequence[EuLife], number: int, seed: int, today: date
) -> list[CtisLife]:
    """`number` trials of the EU's new portal; some went over to it from the former register."""
    chance = random.Random(seed + 13)
    chosen = [each for each in everybody if each.eu >= 6]
    over = [life for life in abroad if life.facts.protocols is not None and life.facts.protocols.transitioned]
    lives = []
    for index in range(number):
        sponsor = chance.choice(chosen)
        start = max(date(2023, 2, 10), _days_ago(today, 3.6)) + timedelta(days=chance.randrange(500))
        ended = start + timedelta(days=chance.randint(120, 1100))
        twin = over[index] if index < len(over) and index < 5 else None
        on_children = chance.random() < 0.15
        facts = CtisTrial(
            f"{start.year - 1}-599{index:03}-{chance.randint(10, 99)}-00",
            title=twin.facts.title if twin else title(chance, chance.choice(CONDITIONS), on_children=on_children),
            status=CtisStatus.ENDED if index % 11 else CtisStatus.NOT_AUTHORISED,
            start=start if index % 11 else None,
            end=ended if index % 11 else None,
            countries=tuple(CtisCountry(name) for name in chance.sample(_COUNTRIES, chance.randint(1, 4))),
            sponsor=twin.facts.sponsor_names[0] if twin else sponsor.eu_spellings[0],
            sponsor_type="Pharmaceutical company" if sponsor.us_class == "INDUSTRY" else "Hospital/Clinic/Other health care facility",
            is_commercial=sponsor.us_class == "INDUSTRY",
            phase_text=chance.choice(("Therapeutic exploratory (Phase II)", "Therapeutic confirmatory (Phase III)")),
            under_18=on_children,
            eudract_number=twin.facts.trial_id if twin else "",
            is_transitioned=twin is not None,
            participants=chance.randint(20, 600),
        )  # fmt: skip
        summary = _reported(chance, ended, years_after(ended, 1), sponsor.diligence, today) if index % 11 else None
        lives.append(CtisLife(facts, start - timedelta(days=30), summary))
    return lives


def shown_on(lives: Sequence[EuLife | UsLife | CtisLife], day: date) -> Iterator[EuTrial | FdaaaTrial | CtisTrial]:
    """What a register says of all of them on a day."""
    for life in lives:
        found = life.on(day)
        if found is not None:
            yield found
