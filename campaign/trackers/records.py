"""The record of a sponsor in a line, for pages that are about something else."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from campaign.db import db
from campaign.trackers.facts import Register
from campaign.trackers.law import PUBLISHED_VERSION
from campaign.trackers.laws import LAWS
from campaign.trackers.models import Standing, TrackedSponsor
from campaign.trackers.queries import newest_judged, sponsor_by_slug
from campaign.trackers.refusals import NoSuchSponsor


@dataclass(frozen=True)
class RecordLine:
    """What one register says of a sponsor on one day, all its names together, under version 1 of the rules.

    `slug` is the name under which most of its trials are due there.
    """

    register: Register
    law: str
    data_date: date
    slug: str
    due: int
    unreported: int
    version: str


def canonical_sponsor(slug: str) -> TrackedSponsor:
    """The sponsor at a slug, or the one that it is the same as. Refuses an unknown one."""
    sponsor = sponsor_by_slug(slug)
    if sponsor is None:
        raise NoSuchSponsor
    return sponsor if sponsor.same_as_id is None else db.session.get_one(TrackedSponsor, sponsor.same_as_id)


def same_sponsors(sponsor_id: int) -> set[int]:
    """The sponsor, the one that it is the same as, and all that are the same as that one."""
    meant = db.session.scalar(select(TrackedSponsor.same_as_id).where(TrackedSponsor.id == sponsor_id)) or sponsor_id
    return {meant, *db.session.scalars(select(TrackedSponsor.id).where(TrackedSponsor.same_as_id == meant))}


def record_lines(sponsor_ids: Collection[int]) -> dict[int, list[RecordLine]]:
    """The newest record of each sponsor in each register that has it, by the id that was asked; a read per register."""
    if not sponsor_ids:
        return {}
    canonical = func.coalesce(TrackedSponsor.same_as_id, TrackedSponsor.id)
    asked = dict(
        db.session.execute(select(TrackedSponsor.id, canonical).where(TrackedSponsor.id.in_(sponsor_ids))).all()
    )
    found: dict[int, list[RecordLine]] = defaultdict(list)
    for register, law in LAWS.items():
        newest = newest_judged(register)
        if newest is None:
            continue
        rows = db.session.execute(
            select(canonical, TrackedSponsor.slug, Standing.due, Standing.reported)
            .join(Standing, Standing.sponsor_id == TrackedSponsor.id)
            .where(
                Standing.snapshot_id == newest.id,
                Standing.rule_version == PUBLISHED_VERSION,
                canonical.in_(set(asked.values())),
            )
            .order_by(Standing.due.desc(), TrackedSponsor.slug)
        )
        standing: dict[int, list[tuple[str, int, int]]] = defaultdict(list)
        for meant, slug, due, reported in rows:
            standing[meant].append((slug, due, reported))
        for meant, names in standing.items():
            due = sum(each[1] for each in names)
            unreported = due - sum(each[2] for each in names)
            line = RecordLine(register, law.name, newest.data_date, names[0][0], due, unreported, PUBLISHED_VERSION)
            found[meant].append(line)
    return {sponsor_id: found[meant] for sponsor_id, meant in asked.items() if meant in found}
