"""Break an export off: whoever took it went away, or something of ours failed, before the last byte."""

from datetime import datetime

from campaign.audit.record import record
from campaign.campaigns.models import Campaign
from campaign.db import transaction
from campaign.exports.models import Export, ExportState
from campaign.exports.refusals import NoSuchExport


def break_export(export_id: int, rows: int, now: datetime) -> Export:
    """Record that `rows` rows were handed over; the last of them may not have arrived. Raises NoSuchExport."""
    with transaction() as session:
        export = session.get(Export, export_id, with_for_update=True, populate_existing=True)
        if export is None:
            raise NoSuchExport
        campaign = session.get_one(Campaign, export.campaign_id)
        export.state, export.rows, export.finished_at = ExportState.BROKEN, rows, now
        record(
            export.staff_id,
            export.actor,
            "export.broken",
            campaign.slug,
            now,
            campaign_id=campaign.id,
            subject=f"export {export.id}",
            export=export.id,
            rows=rows,
        )
    return export
