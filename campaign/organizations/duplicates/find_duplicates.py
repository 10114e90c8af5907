"""Which organizations may be the same as the one of an application, and why."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, or_, select, tuple_

from campaign.db import db
from campaign.organizations.identifiers import spelled_identifier
from campaign.organizations.merged import not_merged_away
from campaign.organizations.models import Identifier, IdentifierScheme, Organization, Support, SupportState
from campaign.organizations.names import alike
from campaign.organizations.shared_hosts import is_shared
from campaign.organizations.website import has_own_domain
from campaign.organizations.wording import SCHEMES

MOST = 8


@dataclass
class Duplicate:
    """An organization that may be the same, with the reasons, strongest first, and its support that may be seen."""

    organization: Organization
    reasons: list[str] = field(default_factory=list)
    supports: Sequence[Support] = ()


def find_duplicates(support: Support, mine: ColumnElement[bool], limit: int = MOST) -> list[Duplicate]:
    """Organizations that may be the one of an application: by identifier, by domain, by name.

    Only what the public sees or what fits `mine` (a condition on Support) is looked at, and of their support only that.
    """
    organization = support.organization
    visible = or_(mine, Support.state == SupportState.APPROVED)
    others = {
        row.id: row
        for row in db.session.execute(
            select(Organization.id, Organization.name_key, Organization.domain).where(
                Organization.id.in_(select(Support.organization_id).where(visible)),
                Organization.id != organization.id,
                not_merged_away(),
            )
        )
    }
    reasons: dict[int, list[str]] = defaultdict(list)
    for id_, scheme, value in _by_identifier(organization):
        if id_ in others:
            reasons[id_].append(f"the same {SCHEMES[scheme]}, {spelled_identifier(scheme, value)}")
    if organization.domain and has_own_domain(organization.website):
        below, above = f".{organization.domain}", _above(organization.domain)
        for id_, other in others.items():
            if other.domain == organization.domain:
                reasons[id_].append(f"the same website, {organization.domain}")
            elif other.domain.endswith(below) or other.domain in above:
                reasons[id_].append(f"a website under the same domain, {other.domain}")
    likeness = alike(organization.name_key, {other.name_key for other in others.values()})
    for id_, other in others.items():
        if other.name_key in likeness:
            reasons[id_].append(likeness[other.name_key])
    return _fetch(reasons, visible, limit)


def _above(domain: str) -> list[str]:
    """The domains above one, as far as they can belong to one organization."""
    labels = domain.split(".")
    above = [".".join(labels[start:]) for start in range(1, len(labels) - 1)]
    return [each for each in above if not is_shared(each)]


def _by_identifier(organization: Organization) -> Sequence[tuple[int, IdentifierScheme, str]]:
    own = [(each.scheme, each.value) for each in organization.identifiers]
    if not own:
        return []
    return db.session.execute(
        select(Identifier.organization_id, Identifier.scheme, Identifier.value)
        .where(tuple_(Identifier.scheme, Identifier.value).in_(own))
        .order_by(Identifier.organization_id, Identifier.scheme)
    ).all()


_STRENGTH = (
    "the same ROR",
    "the same Register",
    "the same Wiki",
    "the same website",
    "the same Other",
    "the same name",
)


def _strength(reasons: Sequence[str]) -> tuple[int, int]:
    strongest = min(
        (rank for reason in reasons for rank, start in enumerate(_STRENGTH) if reason.startswith(start)),
        default=len(_STRENGTH),
    )
    return strongest, -len(reasons)


def _fetch(reasons: dict[int, list[str]], visible: ColumnElement[bool], limit: int) -> list[Duplicate]:
    chosen = sorted(reasons, key=lambda id_: (_strength(reasons[id_]), id_))[:limit]
    organizations = {
        each.id: each for each in db.session.scalars(select(Organization).where(Organization.id.in_(chosen)))
    }
    supports: dict[int, list[Support]] = defaultdict(list)
    for support in db.session.scalars(
        select(Support).where(Support.organization_id.in_(chosen), visible).order_by(Support.id)
    ):
        supports[support.organization_id].append(support)
    return [Duplicate(organizations[id_], reasons[id_], supports[id_]) for id_ in chosen]
