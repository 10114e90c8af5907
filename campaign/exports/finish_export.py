"""Finish an export: its last byte was handed over."""

from datetime import datetime

from campaign.audit.record import record
from campaign.campaigns.models import Campaign
from campaign.db import transaction
from campaign.exports.models import Export, ExportState
from campaign.exports.refusals import NoSuchExport


def finish_export(export_id: int, rows: int, sha256: str, now: datetime) -> Export:
    """Complete the record with the number of rows and the digest (hexadecimal) of all bytes. Raises NoSuchExport."""
    with transaction() as session:
        export = session.get(Export, export_id, with_for_update=True, populate_existing=True)
        if export is None:
            raise NoSuchExport
        campaign = session.get_one(Campaign, export.campaign_id)
        export.state, export.rows, export.sha256, export.finished_at = ExportState.FINISHED, rows, sha256, now
        record(
            export.staff_id,
            export.actor,
            "export.finished",
            campaign.slug,
            now,
            campaign_id=campaign.id,
            subject=f"export {export.id}",
            export=export.id,
            rows=rows,
            sha256=sha256,
        )
    return export
