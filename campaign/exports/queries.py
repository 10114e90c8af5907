"""Reading exports: what can be taken out, and what was."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import aliased

from campaign.campaigns.models import Campaign, CampaignState, CampaignText, Partner
from campaign.campaigns.refusals import NoSuchCampaign
from campaign.db import db
from campaign.exports.models import Addresses, Export, ExportState
from campaign.exports.refusals import NoSuchExport, NoSuchPartner
from campaign.signatures.models import Signature, SignatureState
from campaign.web.paging import Page, paged
from campaign.web.sorting import Sorting


@dataclass(frozen=True)
class ListedCampaign:
    """A campaign that has opened, how many confirmed signatures it has, and its partners as pairs of id and name."""

    id: int
    slug: str
    title: str
    people: int
    partners: tuple[tuple[int, str], ...]


@dataclass(frozen=True)
class Taken:
    """One list that left, as the desk shows it. `rows` and `sha256` are None while they are not known."""

    id: int
    started_at: datetime
    actor: str
    slug: str
    reason: str
    columns: Sequence[str]
    addresses: Addresses
    partner: str | None
    state: ExportState
    rows: int | None
    sha256: str | None


def listed_campaigns() -> list[ListedCampaign]:
    """Campaigns that have opened, newest first; their signatories can be taken out."""
    people = (
        select(func.count())
        .select_from(Signature)
        .where(Signature.campaign_id == Campaign.id, Signature.state == SignatureState.CONFIRMED)
        .scalar_subquery()
    )
    rows = db.session.execute(
        select(Campaign, CampaignText.title, people)
        .join(CampaignText, CampaignText.id == Campaign.text_id)
        .where(Campaign.state != CampaignState.DRAFT)
        .order_by(Campaign.opened_at.desc(), Campaign.id.desc())
    )
    return [
        ListedCampaign(
            campaign.id,
            campaign.slug,
            title,
            count,
            tuple((partner.id, partner.name) for partner in campaign.partners),
        )
        for campaign, title, count in rows
    ]


def listed_campaign(slug: str) -> ListedCampaign:
    """The campaign with this slug, once it has opened. Raises NoSuchCampaign."""
    for campaign in listed_campaigns():
        if campaign.slug == slug:
            return campaign
    raise NoSuchCampaign(f"No campaign that has opened is called {slug}.")


def partner_named(campaign: ListedCampaign, name: str) -> int:
    """The id of a campaign's partner by its exact name. Raises NoSuchPartner, naming those there are."""
    for id_, partner in campaign.partners:
        if partner == name:
            return id_
    known = ", ".join(partner for _, partner in campaign.partners) or "none"
    raise NoSuchPartner(f"{campaign.slug} names no partner {name}. Its partners: {known}.")


COLUMNS: Mapping[str, ColumnElement[Any]] = {
    "when": Export.started_at,  # type: ignore[dict-item]  # a mapped column is one
    "rows": Export.rows,  # type: ignore[dict-item]
    "campaign": Campaign.slug,  # type: ignore[dict-item]
}


@dataclass(frozen=True)
class TakenFilter:
    """Which lists: of one campaign, in one state, or the one with a number. None means any."""

    campaign: str | None = None
    state: ExportState | None = None
    number: int | None = None


def exports_taken(wanted: TakenFilter, sorting: Sorting, number: int, mine: ColumnElement[bool]) -> Page:
    """One page of `Taken` of campaigns that fit `mine`."""
    query: Any = _taken().where(mine).order_by(sorting.order(COLUMNS).nulls_last(), Export.id.desc())
    if wanted.campaign is not None:
        query = query.where(Campaign.slug == wanted.campaign)
    if wanted.state is not None:
        query = query.where(Export.state == wanted.state)
    if wanted.number is not None:
        query = query.where(Export.id == wanted.number)
    page = paged(query, number=number, scalars=False)
    return Page([Taken(*row) for row in page.rows], page.number, page.total, page.size)


def export_taken(export_id: int) -> Taken:
    """One list that left. Raises NoSuchExport."""
    row = db.session.execute(_taken().where(Export.id == export_id)).first()
    if row is None:
        raise NoSuchExport
    return Taken(*row)


def campaign_of_export(export_id: int) -> int | None:
    """Id of the campaign that a list was of, or None when there was no such list."""
    return db.session.scalar(select(Export.campaign_id).where(Export.id == export_id))


def _taken() -> Select[Any]:
    partner = aliased(Partner)
    return (
        select(
            Export.id,
            Export.started_at,
            Export.actor,
            Campaign.slug,
            Export.reason,
            Export.columns,
            Export.addresses,
            partner.name,
            Export.state,
            Export.rows,
            Export.sha256,
        )
        .join(Campaign, Campaign.id == Export.campaign_id)
        .outerjoin(partner, partner.id == Export.partner_id)
    )
