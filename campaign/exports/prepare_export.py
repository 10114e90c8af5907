"""Prepare an export: before the first row leaves, who takes what and why is on record."""

from dataclasses import dataclass
from datetime import datetime

from campaign.audit.record import Actor, record
from campaign.campaigns.models import Campaign, Partner
from campaign.campaigns.refusals import NoSuchCampaign
from campaign.db import transaction
from campaign.exports.columns import ALL, EMAIL, PLAIN
from campaign.exports.models import Addresses, Export
from campaign.exports.refusals import NoSuchColumn, NoSuchPartner, ReasonMissing


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which list somebody wants, and why. `partner_id` says whose box, when `addresses` is PARTNER."""

    campaign_id: int
    reason: str
    columns: tuple[str, ...] = PLAIN
    addresses: Addresses = Addresses.NOBODY
    partner_id: int | None = None


def prepare_export(wanted: Wanted, actor: Actor, now: datetime) -> Export:
    """Write the export and its audit entry. The list holds who was confirmed at `now`; `stream_export` hands it over.

    The column `email` comes with `addresses` and never by itself. Whether the actor may take addresses is asked at the
    door. Raises NoSuchCampaign, NoSuchColumn, NoSuchPartner, ReasonMissing.
    """
    reason = wanted.reason.strip()
    if not reason:
        raise ReasonMissing
    if not wanted.columns or not set(wanted.columns) <= set(PLAIN):
        raise NoSuchColumn
    chosen = {*wanted.columns, *(() if wanted.addresses == Addresses.NOBODY else (EMAIL,))}
    columns = [column for column in ALL if column in chosen]
    partner_id = wanted.partner_id if wanted.addresses == Addresses.PARTNER else None
    with transaction() as session:
        campaign = session.get(Campaign, wanted.campaign_id)
        if campaign is None:
            raise NoSuchCampaign
        if wanted.addresses == Addresses.PARTNER:
            partner = session.get(Partner, partner_id) if partner_id is not None else None
            if partner is None or partner.campaign_id != campaign.id:
                raise NoSuchPartner
        export = Export(
            campaign_id=campaign.id,
            staff_id=actor.id,
            actor=actor.name,
            reason=reason,
            file_format="csv",
            columns=columns,
            addresses=wanted.addresses,
            partner_id=partner_id,
            started_at=now,
        )
        session.add(export)
        session.flush()
        record(
            actor.id,
            actor.name,
            "export.started",
            campaign.slug,
            now,
            campaign_id=campaign.id,
            subject=f"export {export.id}",
            export=export.id,
            columns=columns,
            addresses=wanted.addresses.value,
            partner=partner_id,
        )
    return export
