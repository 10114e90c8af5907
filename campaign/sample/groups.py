"""The sample's organizations: invented names, statements and marks, made from a seed."""

import io
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from PIL import Image, ImageDraw

from campaign.organizations.models import Capacity, OrganizationKind, ProofKind, SupportState
from campaign.sample.names import NAMINGS
from campaign.sample.people import LAUNCH
from campaign.sample.places import PLACES
from campaign.sample.words import ORGANIZATION_STATEMENTS
from campaign.text import slugify

# Towns and rivers that are on no map.
_BEGIN = (
    "Alder Amber Birch Brack Cinder Copper Corran Dun Elder Fallow Garnet Harrow Hazel Heron Ivel Juniper Kestrel Larch"
    " Linden Marl Merrow North Orrin Pell Quarry Rowan Sable Selk Tarn Tansy Ulver Vale Wester Willow Yarrow"
).split()
_END = (
    "beck bridge brook cliffe combe cross dene fell firth gate haven holm hurst mere mouth ness side stead thorpe water"
).split()

KINDS: dict[OrganizationKind, tuple[float, tuple[str, ...]]] = {
    OrganizationKind.PATIENTS: (
        26,
        (
            "{place} Patients’ League", "{place} Rare Conditions Network", "Living With Lupus {place}", "{place} Stroke Forum",
            "{place} Kidney Circle", "{place} Parents of Premature Babies", "Breathe {place}", "{place} Cancer Voices",
        ),
    ),
    OrganizationKind.PROFESSIONAL: (
        17,
        (
            "{place} Society of Physicians", "{place} College of Nurses", "{place} Pharmacists’ Association",
            "{place} Society for Medical Statistics", "{place} Midwives’ Union", "{place} Institute of Physiotherapy",
        ),
    ),
    OrganizationKind.UNIVERSITY: (12, ("University of {place}", "{place} Medical School", "{place} Institute of Public Health")),
    OrganizationKind.RESEARCH: (
        11, ("{place} Trials Unit", "{place} Centre for Evidence", "{place} Review Group", "{place} Institute for Health Research")
    ),
    OrganizationKind.CIVIL_SOCIETY: (9, ("{place} Transparency Watch", "Open Medicine {place}", "{place} Citizens’ Forum")),
    OrganizationKind.HOSPITAL: (6, ("{place} General Hospital", "{place} Children’s Hospital", "St Ursula’s, {place}")),
    OrganizationKind.FUNDER: (4, ("{place} Foundation for Health", "The {place} Trust")),
    OrganizationKind.PUBLISHER: (4, ("{place} Journal of Medicine", "{place} Open Press")),
    OrganizationKind.LIBRARY: (4, ("{place} Medical Library", "{place} Library of Life Sciences")),
    OrganizationKind.UMBRELLA: (3, ("Federation of {place} Patient Groups", "{place} Health Alliance")),
    OrganizationKind.UNION: (2, ("{place} Health Workers’ Union",)),
    OrganizationKind.COMPANY: (1, ("{place} Data Works", "{place} Biostatistics")),
    OrganizationKind.PUBLIC_BODY: (1, ("{place} Health Council",)),
    OrganizationKind.OTHER: (1, ("{place} Sceptics’ Society",)),
}  # fmt: skip
ROLES = (
    "Chair",
    "Director",
    "Director of research",
    "General secretary",
    "Head of policy",
    "President",
    "Secretary",
    "Trustee",
)
PERSONAL = 14  # of a thousand, people who sign personally and are listed, but not counted as an organization
WAITING = 5
LOGOS = 36
# How organizations of the sample prove who may speak for them, and how often.
_DOMAIN, _OFFICER = ProofKind.DOMAIN, ProofKind.SECOND_OFFICER
PROVED: tuple[tuple[ProofKind, ...], ...] = (
    (), (_DOMAIN,), (_DOMAIN, _OFFICER), (_DOMAIN, ProofKind.DNS), (ProofKind.LETTER,),
    (_DOMAIN, _OFFICER, ProofKind.REVIEW),
)  # fmt: skip
PROVED_WEIGHTS = (28, 42, 12, 9, 4, 5)
_INKS = ("#14532d", "#1e3a8a", "#7c2d12", "#581c87", "#134e4a", "#57370b", "#3f3f46", "#831843")


@dataclass(frozen=True)
class Group:
    """One invented organization and its support."""

    number: int
    name: str
    kind: OrganizationKind
    country: str
    website: str
    statement: str
    capacity: Capacity
    contact_name: str
    contact_role: str
    state: SupportState
    applied_at: datetime
    confirmed_at: datetime
    approved_at: datetime | None
    logo: bytes | None
    proofs: tuple[ProofKind, ...]

    @property
    def contact_email(self) -> str:
        """An address that nobody has."""
        host = self.website.partition("://")[2] if ProofKind.DOMAIN in self.proofs else "example.org"
        return f"contact{self.number}@{host}"


def groups(approved: int, seed: int, now: datetime) -> Iterator[Group]:
    """`approved` organizations that count, some more people who sign personally, and five that wait for review, by date."""
    chance, proving = random.Random(seed + 1), random.Random(seed + 2)
    personal = round(approved * PERSONAL / 1000)
    waiting = min(WAITING, approved)
    names = _names(chance)
    kinds, weights = list(KINDS), [weight for weight, _ in KINDS.values()]
    span = max(1.0, (now - LAUNCH).total_seconds() - 86400 * 30)
    applied = sorted(LAUNCH + timedelta(seconds=span * chance.random() ** 1.7) for _ in range(approved + personal))
    applied += sorted(now - timedelta(hours=chance.uniform(3, 100)) for _ in range(waiting))
    personally = set(chance.sample(range(approved + personal), personal))
    marked = set(chance.sample(range(approved), min(LOGOS, approved)))
    for number, moment in enumerate(applied):
        kind = chance.choices(kinds, weights)[0]
        place = chance.choices(PLACES, [each.weight for each in PLACES])[0]
        naming = NAMINGS[chance.choice(place.namings)]
        name = names(kind)
        is_waiting = number >= approved + personal
        confirmed = min(moment + timedelta(minutes=chance.uniform(2, 120)), now)
        yield Group(
            number=number + 1,
            name=name,
            kind=kind,
            country=place.country,
            website=f"https://{slugify(name, 40)}.example",
            statement=chance.choice(ORGANIZATION_STATEMENTS) if chance.random() < 0.55 else "",
            capacity=Capacity.PERSONAL if number in personally else Capacity.ON_BEHALF,
            contact_name=naming.name(chance.choice(naming.given), chance.choice(naming.family)),
            contact_role=chance.choice(ROLES),
            state=SupportState.WAITING if is_waiting else SupportState.APPROVED,
            applied_at=moment,
            confirmed_at=confirmed,
            approved_at=None if is_waiting else min(confirmed + timedelta(hours=chance.uniform(1, 70)), now),
            logo=_logo(name, chance) if number in marked else None,
            proofs=() if number in personally else proving.choices(PROVED, PROVED_WEIGHTS)[0],
        )


class _names:  # noqa: N801 - called like a function
    """Names that were not given before."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._given: set[str] = set()

    def __call__(self, kind: OrganizationKind) -> str:
        while True:
            place = self._chance.choice(_BEGIN) + self._chance.choice(_END)
            name = self._chance.choice(KINDS[kind][1]).format(place=place)
            if name not in self._given:
                self._given.add(name)
                return name


def _logo(name: str, chance: random.Random) -> bytes:
    """A plain mark as PNG: a shape in one ink."""
    ink = chance.choice(_INKS)
    image = Image.new("RGB", (240, 120), "white")
    draw = ImageDraw.Draw(image)
    shape = sum(map(ord, name)) % 4
    if shape == 0:
        draw.ellipse((72, 12, 168, 108), fill=ink)
        draw.ellipse((96, 36, 144, 84), fill="white")
    elif shape == 1:
        for step in range(5):
            draw.rectangle((40 + step * 34, 96 - step * 18, 62 + step * 34, 108), fill=ink)
    elif shape == 2:
        draw.polygon(((120, 10), (190, 108), (50, 108)), fill=ink)
        draw.polygon(((120, 58), (148, 98), (92, 98)), fill="white")
    else:
        draw.rectangle((66, 12, 174, 108), outline=ink, width=14)
        draw.line((66, 108, 174, 12), fill=ink, width=14)
    out = io.BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()
