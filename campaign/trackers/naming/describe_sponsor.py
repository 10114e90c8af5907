"""Say of a sponsor what no register says: its country, and which other sponsor it is."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaign.audit.record import Actor, record
from campaign.db import transaction
from campaign.trackers.models import TrackedSponsor
from campaign.trackers.refusals import NoSuchSponsor, NotTheSame, UnknownCountry
from campaign.web.countries import country_names


def describe_sponsor(slug: str, country: str, same_as: str, actor: Actor, now: datetime) -> TrackedSponsor:
    """Set a sponsor's country (ISO 3166-1, or empty) and the slug of the sponsor that it is the same as (or empty).

    Refuses unknown sponsors and countries, a sponsor that is the same as itself, and chains.
    """
    if country and country not in country_names():
        raise UnknownCountry
    with transaction() as session:
        sponsor = _held(session, slug)
        other = _held(session, same_as) if same_as else None
        if other is not None:
            if other.id == sponsor.id:
                raise NotTheSame("This is the sponsor itself. Name another one, or leave the field empty.")
            if other.same_as_id is not None:
                raise NotTheSame(f"{other.name} is itself the same as another sponsor. Name that one.")
            alias = session.scalar(select(TrackedSponsor.name).where(TrackedSponsor.same_as_id == sponsor.id).limit(1))
            if alias is not None:
                raise NotTheSame(f"{alias} is the same as this sponsor. Change that first.")
        meant = other.id if other is not None else None
        if (sponsor.country, sponsor.same_as_id) != (country, meant):
            sponsor.country, sponsor.same_as_id = country, meant
            record(
                actor.id, actor.name, "tracker_sponsor.described", sponsor.slug, now,
                subject=f"tracker_sponsor {sponsor.id}", country=country,
                same_as=other.slug if other is not None else "",
            )  # fmt: skip
    return sponsor


def _held(session: Session, slug: str) -> TrackedSponsor:
    found = session.scalar(
        select(TrackedSponsor)
        .where(TrackedSponsor.slug == slug)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if found is None:
        raise NoSuchSponsor
    return found
