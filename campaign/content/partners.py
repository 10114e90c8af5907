"""Reading partners."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from sqlalchemy import select

from campaign.content.models import Page, PageKind, PartnerFacts
from campaign.content.organizations import listed_slugs
from campaign.content.queries import Reading, public_pages, readings
from campaign.db import db


@dataclass(frozen=True)
class PublicPartner:
    """A partner as the public reads it. `organization` is the address of its page among the supporters."""

    reading: Reading
    website: str
    role: str
    organization: str

    @property
    def host(self) -> str:
        """Its website in short."""
        return (urlsplit(self.website).hostname or "").removeprefix("www.")


def partners(now: datetime) -> list[PublicPartner]:
    """Every public partner, in the order that the desk gave them."""
    query = public_pages(now, PageKind.PARTNER).order_by(None).order_by(Page.place, Page.id)
    return _with_facts(readings(db.session.scalars(query).all()))


def partner_of(reading: Reading) -> PublicPartner:
    """The facts of one partner."""
    return _with_facts([reading])[0]


def _with_facts(found: Sequence[Reading]) -> list[PublicPartner]:
    facts = {
        each.page_id: each
        for each in db.session.scalars(
            select(PartnerFacts)
            .where(PartnerFacts.page_id.in_([reading.page_id for reading in found]))
            .execution_options(populate_existing=True)
        )
    }
    slugs = listed_slugs([each.organization_id for each in facts.values() if each.organization_id is not None])
    return [
        PublicPartner(
            reading,
            website=facts[reading.page_id].website if reading.page_id in facts else "",
            role=facts[reading.page_id].role if reading.page_id in facts else "",
            organization=slugs.get(facts[reading.page_id].organization_id or 0, "") if reading.page_id in facts else "",
        )
        for reading in found
    ]
