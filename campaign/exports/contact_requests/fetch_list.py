"""Fetch an approved list: before a byte leaves, who takes what and why is on record; afterwards, how it ended."""

from collections.abc import Callable, Generator
from datetime import datetime

from campaign.audit.record import record
from campaign.db import transaction
from campaign.exports.break_export import break_export
from campaign.exports.contact_requests.partner_rows import COLUMNS, partner_rows
from campaign.exports.contact_requests.queries import can_fetch, newest_request, partner_of
from campaign.exports.contact_requests.seal_list import seal_list
from campaign.exports.finish_export import finish_export
from campaign.exports.models import Addresses, Export
from campaign.exports.refusals import NotToFetch
from campaign.organizations.models import Support


def begin_fetch(support_id: int, now: datetime) -> tuple[Export, str]:
    """Write the export and its audit entry; answers it and the key to seal to. Raises NotToFetch."""
    with transaction() as session:
        support = session.get(Support, support_id, populate_existing=True)
        request = newest_request(support_id)
        partner = partner_of(support) if support is not None else None
        if support is None or request is None or partner is None or partner.id != request.partner_id:
            raise NotToFetch
        if not can_fetch(request, now):
            raise NotToFetch
        slug = support.organization.slug
        export = Export(
            campaign_id=support.campaign_id, staff_id=None, actor=f"organization {slug}", reason=request.purpose,
            file_format="csv.age", columns=list(COLUMNS), addresses=Addresses.PARTNER, partner_id=partner.id,
            started_at=now,
        )  # fmt: skip
        session.add(export)
        session.flush()
        record(
            None, export.actor, "export.started", slug, now, campaign_id=support.campaign_id,
            subject=f"contact_request {request.id}", export=export.id, columns=list(COLUMNS), partner=partner.id,
            recipient=request.recipient,
        )  # fmt: skip
    return export, request.recipient


def fetch_list(export: Export, recipient: str, clock: Callable[[], datetime]) -> Generator[bytes, None, None]:
    """The pieces of the sealed file; the record is completed after the last one is taken, or says that it broke off.

    Runs in an application context, outside any transaction.
    """
    rows = 0
    try:
        assert export.partner_id is not None
        sealed = seal_list(recipient, COLUMNS, partner_rows(export.campaign_id, export.partner_id, export.started_at))
        rows = sealed.rows
        yield from sealed.pieces()
    except BaseException:
        break_export(export.id, rows, clock())
        raise
    finish_export(export.id, rows, sealed.sha256, clock())
