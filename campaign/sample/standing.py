"""How the sample's organizations stand: grades of authority with their proofs, numbers in registers, a history, and some
that have left or lapsed. Made from a seed, and written with the sample.

They have no day of renewal: nobody can answer a letter to them, and a sample does not shrink.
"""

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from campaign.organizations.models import (
    Authority,
    Capacity,
    Event,
    EventKind,
    Identifier,
    IdentifierScheme,
    Organization,
    Proof,
    ProofKind,
    Support,
    SupportState,
)
from campaign.organizations.website import host_of
from campaign.sample.groups import Group, groups
from campaign.web.formats import day

ONE_GONE_OF = 100  # for so many that are listed
_GRADES = {
    Authority.CLAIMED: (30, ()),
    Authority.DOMAIN: (34, (ProofKind.DOMAIN,)),
    Authority.SECOND_OFFICER: (13, (ProofKind.DOMAIN, ProofKind.SECOND_OFFICER)),
    Authority.PROOF: (14, (ProofKind.DOMAIN, ProofKind.DNS)),
    Authority.REVIEWED: (9, (ProofKind.DOMAIN, ProofKind.LETTER, ProofKind.REVIEW)),
}
# After how many days each proof came, about, and what the history says of it.
_CAME = {
    ProofKind.DOMAIN: (0, ""),
    ProofKind.SECOND_OFFICER: (4, "a second officer confirmed"),
    ProofKind.DNS: (9, "a record in its DNS was checked"),
    ProofKind.LETTER: (20, "a signed letter was checked"),
    ProofKind.REVIEW: (31, "reviewed by the campaign"),
}


def gone_groups(approved: int, seed: int, now: datetime) -> Iterator[Group]:
    """One more organization for each hundred that count: it was listed once. `settle_supporters` dates its end."""
    wanted = approved // ONE_GONE_OF
    known = {group.name for group in groups(approved, seed, now)} if wanted else set()
    candidates = groups(wanted * 3, seed + 7, now - timedelta(days=400)) if wanted else iter(())
    fitting = (
        group
        for group in candidates
        if group.approved_at and group.capacity == Capacity.ON_BEHALF and group.name not in known
    )
    for index, group in enumerate(fitting):
        if index == wanted:
            return
        state = SupportState.LEFT if index % 3 else SupportState.LAPSED
        yield replace(group, number=2 * approved + index, state=state, statement="", logo=None)


def settle_supporters(session: Session, campaign_id: int, seed: int, now: datetime) -> None:
    """Give every supporter that is or was listed its grade, proofs, numbers and history, in the caller's transaction."""
    chance = random.Random(seed + 3)
    rows = session.execute(
        select(
            Support.id, Support.state, Support.capacity, Support.approved_at, Organization.id, Organization.website,
            Organization.country,
        )
        .join(Organization)
        .where(Support.campaign_id == campaign_id, Support.approved_at.is_not(None))
        .order_by(Support.id)
    ).all()  # fmt: skip
    made: dict[Any, list[dict[str, Any]]] = {Support: [], Proof: [], Event: [], Identifier: []}
    for id_, state, capacity, approved_at, organization_id, website, country in rows:
        assert approved_at is not None
        made[Event].append({"support_id": id_, "at": approved_at, "what": EventKind.JOINED, "detail": ""})
        if capacity == Capacity.PERSONAL:
            continue
        grade = chance.choices(list(_GRADES), [weight for weight, _ in _GRADES.values()])[0]
        pace = chance.uniform(0.5, 1.5)
        for kind in _GRADES[grade][1]:
            at = min(approved_at + timedelta(days=_CAME[kind][0] * pace), now)
            evidence = _evidence(kind, host_of(website), at)
            made[Proof].append({"support_id": id_, "kind": kind, "evidence": evidence, "proved_at": at})
            if kind != ProofKind.DOMAIN:
                made[Event].append({"support_id": id_, "at": at, "what": EventKind.PROVED, "detail": _CAME[kind][1]})
        if chance.random() < 0.4:
            number = f"{country}:SAMPLE-{organization_id:05}"
            made[Identifier].append(
                {"organization_id": organization_id, "scheme": IdentifierScheme.COMPANY, "value": number}
            )
        ends: dict[str, datetime | None] = {"left_at": None, "lapsed_at": None}
        if state != SupportState.APPROVED:
            at = approved_at + (now - approved_at) * chance.uniform(0.6, 0.95)
            what = EventKind.LEFT if state == SupportState.LEFT else EventKind.LAPSED
            ends["left_at" if state == SupportState.LEFT else "lapsed_at"] = at
            made[Event].append({"support_id": id_, "at": at, "what": what, "detail": ""})
        made[Support].append({"id": id_, "authority": grade, **ends})
    if made[Support]:
        session.execute(update(Support), made[Support])
    for table in (Proof, Event, Identifier):
        if made[table]:
            session.execute(insert(table), made[table])
    session.execute(
        update(Support)
        .where(Support.campaign_id == campaign_id, Support.state == SupportState.LEFT)
        .values(sealed=None, contact_tag=None, application_tag=None)
        .execution_options(synchronize_session=False)
    )


def _evidence(kind: ProofKind, host: str, at: datetime) -> str:
    return {
        ProofKind.DOMAIN: host,
        ProofKind.DNS: f"TXT record of {host}",
        ProofKind.LETTER: f"letter of {day(at - timedelta(days=6))}",
    }.get(kind, "")
