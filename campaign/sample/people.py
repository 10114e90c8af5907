"""The sample's people: made from a seed, so that the same seed makes the same people."""

import itertools
import math
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from campaign.sample.names import NAMINGS
from campaign.sample.places import PLACES
from campaign.sample.words import COMMENTS, PROFESSIONS

LAUNCH = datetime(2013, 1, 9, tzinfo=UTC)
# Days on which the campaign was in the news: the day, how many times an ordinary day it brought, days until half is left.
BURSTS = (
    (datetime(2013, 1, 9, tzinfo=UTC), 160.0, 9),
    (datetime(2013, 9, 12, tzinfo=UTC), 45.0, 7),
    (datetime(2014, 4, 2, tzinfo=UTC), 60.0, 8),
    (datetime(2015, 4, 14, tzinfo=UTC), 90.0, 6),
    (datetime(2016, 11, 3, tzinfo=UTC), 35.0, 10),
    (datetime(2018, 9, 12, tzinfo=UTC), 70.0, 7),
    (datetime(2020, 5, 20, tzinfo=UTC), 50.0, 16),
    (datetime(2022, 1, 31, tzinfo=UTC), 30.0, 8),
    (datetime(2024, 6, 18, tzinfo=UTC), 28.0, 9),
    (datetime(2026, 5, 2, tzinfo=UTC), 40.0, 12),
)
UNCONFIRMED_SHARE = 1500 / 95_000
LINK_DAYS = 6.9  # an unconfirmed entry is deleted after seven days
HOSTS = ("example.org", "example.com", "example.net")  # reserved for examples (RFC 2606); no mail ever arrives


@dataclass(frozen=True, slots=True)
class Person:
    """One invented signatory. `confirmed_at` is None for somebody who has not pressed the button yet."""

    number: int
    name: str
    country: str
    city: str
    profession: str
    comment: str
    shows_name: bool
    wants_updates: bool
    to_partner: bool
    signed_at: datetime
    confirmed_at: datetime | None

    @property
    def email(self) -> str:
        """An address that nobody has."""
        return f"person{self.number}@{HOSTS[self.number % 3]}"


def people(confirmed: int, seed: int, now: datetime) -> Iterator[Person]:
    """`confirmed` people who confirmed and 1.6 for every hundred who have not yet, in the order in which they signed."""
    chance = random.Random(seed)
    moments = [(moment, True) for moment in _moments(chance, confirmed, now)]
    waiting = round(confirmed * UNCONFIRMED_SHARE)
    moments += [(now - timedelta(days=LINK_DAYS * chance.random()), False) for _ in range(waiting)]
    moments.sort()
    places = chance.choices(PLACES, [place.weight for place in PLACES], k=len(moments))
    for number, ((moment, is_confirmed), place) in enumerate(zip(moments, places, strict=True), 1):
        naming = NAMINGS[chance.choice(place.namings)]
        says = chance.random()
        delay = timedelta(seconds=40 + chance.expovariate(1 / 5400))
        yield Person(
            number=number,
            name=naming.name(chance.choice(naming.given), chance.choice(naming.family)),
            country=place.country,
            city=chance.choice(place.cities) if chance.random() < 0.46 else "",
            profession=chance.choice(PROFESSIONS) if chance.random() < 0.31 else "",
            comment=chance.choice(COMMENTS) if says < 0.07 else "",
            shows_name=chance.random() < 0.58,
            wants_updates=chance.random() < 0.34,
            to_partner=chance.random() < 0.036,
            signed_at=moment,
            confirmed_at=min(moment + min(delay, timedelta(days=6)), now) if is_confirmed else None,
        )


def _moments(chance: random.Random, number: int, now: datetime) -> list[datetime]:
    """Moments from the launch until ten minutes ago: a slow ebb, quiet nights and weekends, and the bursts."""
    days = max(1, (now - LAUNCH).days)
    weights = [
        math.exp(-day / 2200) * (0.7 if (LAUNCH + timedelta(days=day)).weekday() > 4 else 1.0) for day in range(days)
    ]
    for start, times, half in BURSTS:
        for day in range(max(0, (start - LAUNCH).days), days):
            age = day - (start - LAUNCH).days
            if age > 12 * half:
                break
            weights[day] += times * 0.5 ** (age / half)
    chosen = chance.choices(range(days), cum_weights=list(itertools.accumulate(weights)), k=number)
    latest = now - timedelta(minutes=10)
    return [
        min(LAUNCH + timedelta(days=day, seconds=int(chance.triangular(0, 86399, 57_000))), latest) for day in chosen
    ]
