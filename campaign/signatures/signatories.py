"""Reading signatures for the desk: one page of one campaign's list, with masked addresses.

Only the rows of the page are opened. Nothing here looks across campaigns.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, UnaryExpression, func, select

from campaign.campaigns.models import Campaign, CampaignText, Referral
from campaign.db import db
from campaign.sealed import unseal
from campaign.signatures.models import Signature, SignatureState
from campaign.text import mask_address
from campaign.web.paging import Page

PAGE_SIZE = 50


class Order(StrEnum):
    """How the list is sorted, as the URL says it."""

    NEWEST = "-day"
    OLDEST = "day"
    COUNTRY = "country"
    COUNTRY_BACK = "-country"


@dataclass(frozen=True)
class SignatoryFilter:
    """Which signatures of a campaign to list; None means any. Days are UTC, both included."""

    state: SignatureState | None = None
    country: str | None = None
    text_id: int | None = None
    first_day: date | None = None
    last_day: date | None = None
    batch_id: int | None = None
    referral_id: int | None = None
    last_entry: int | None = None  # none that came after this one

    @property
    def narrow(self) -> bool:
        """Whether anything is left out."""
        return self != SignatoryFilter()


@dataclass(frozen=True)
class Signatory:
    """One row of the list. `name` is None while the signer keeps it sealed; `address` is masked."""

    entry: int
    name: str | None
    address: str
    country: str
    signed_at: datetime
    state: SignatureState
    version: int
    language: str
    shown: bool
    updates: bool
    partners: int
    held_because: str


def signatories(campaign: Campaign, wanted: SignatoryFilter, order: Order, number: int) -> Page:
    """One page of `Signatory`; a number past the end gives the last page.

    Counting, filtering and sorting read one index; the rows of the page alone are fetched and opened.
    """
    where = conditions(campaign.id, wanted)
    total = db.session.execute(select(func.count()).select_from(Signature).where(*where)).scalar_one()
    number = min(number, max(1, -(-total // PAGE_SIZE)))
    ids = db.session.scalars(
        select(Signature.id).where(*where).order_by(*_ordering(order)).limit(PAGE_SIZE).offset((number - 1) * PAGE_SIZE)
    ).all()
    return Page(signatories_by_entry(campaign, ids), number, total, PAGE_SIZE)


def signatories_by_entry(campaign: Campaign, entries: Sequence[int]) -> list[Signatory]:
    """These entries of a campaign as the desk shows them, in this order; the missing are left out."""
    rows = {
        signature.id: (signature, version, language)
        for signature, version, language in db.session.execute(
            select(Signature, CampaignText.version, CampaignText.language)
            .join(CampaignText, CampaignText.id == Signature.text_id)
            .where(Signature.id.in_(entries), Signature.campaign_id == campaign.id)
        )
    }
    return [_signatory(campaign, *rows[id_]) for id_ in entries if id_ in rows]


def conditions(campaign_id: int, wanted: SignatoryFilter) -> list[ColumnElement[bool]]:
    """The filter as SQL."""
    conditions: list[ColumnElement[bool]] = [Signature.campaign_id == campaign_id]
    if wanted.state is not None:
        conditions.append(Signature.state == wanted.state)
    if wanted.country is not None:
        conditions.append(Signature.country == wanted.country)
    if wanted.text_id is not None:
        conditions.append(Signature.text_id == wanted.text_id)
    if wanted.last_entry is not None:
        conditions.append(Signature.id <= wanted.last_entry)
    if wanted.batch_id is not None:
        conditions.append(Signature.batch_id == wanted.batch_id)
    if wanted.referral_id is not None:
        conditions.append(Signature.referral_id == wanted.referral_id)
        # Whom one signer's link brought is nobody's to look up.
        conditions.append(Signature.referral_id.in_(select(Referral.id).where(Referral.signature_id.is_(None))))
    if wanted.first_day is not None:
        conditions.append(Signature.created_at >= _start_of(wanted.first_day))
    if wanted.last_day is not None and wanted.last_day < date.max:
        conditions.append(Signature.created_at < _start_of(wanted.last_day + timedelta(days=1)))
    return conditions


def filter_as_json(wanted: SignatoryFilter) -> dict[str, Any]:
    """A filter as it is kept with a decision; what is not asked for is left out."""
    return {name: value if isinstance(value, int) else str(value) for name, value in vars(wanted).items() if value}


def filter_from_json(kept: dict[str, Any]) -> SignatoryFilter:
    """What `filter_as_json` made."""
    values = dict(kept)
    values |= {name: date.fromisoformat(kept[name]) for name in ("first_day", "last_day") if name in kept}
    if "state" in kept:
        values["state"] = SignatureState(kept["state"])
    return SignatoryFilter(**values)


def _start_of(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def _ordering(order: Order) -> tuple[UnaryExpression[Any], ...]:
    newest_first = (Signature.created_at.desc(), Signature.id.desc())
    match order:
        case Order.NEWEST:
            return newest_first
        case Order.OLDEST:
            return (Signature.created_at.asc(), Signature.id.asc())
        case Order.COUNTRY:
            return (Signature.country.asc(), *newest_first)
        case Order.COUNTRY_BACK:
            return (Signature.country.desc(), *newest_first)


def _signatory(campaign: Campaign, signature: Signature, version: int, language: str) -> Signatory:
    person = unseal("signature", campaign.public_id, signature.public_id, signature.sealed)
    return Signatory(
        entry=signature.id,
        name=signature.public_name,
        address=mask_address(person["email"]) if person.get("email") else "",
        country=signature.country,
        signed_at=signature.created_at,
        state=signature.state,
        version=version,
        language=language,
        shown=signature.public_name is not None,
        updates=signature.wants_updates,
        partners=len(signature.shared_with),
        held_because=signature.held_because or "",
    )


def versions_of(campaign_id: int) -> Sequence[tuple[int, int, str]]:
    """Id, version and language of every published text of a campaign, newest first."""
    rows = db.session.execute(
        select(CampaignText.id, CampaignText.version, CampaignText.language)
        .where(CampaignText.campaign_id == campaign_id, CampaignText.published_at.is_not(None))
        .order_by(CampaignText.version.desc(), CampaignText.language)
    )
    return [(id_, version, language) for id_, version, language in rows]
