"""Reading the people who ticked one partner's box, page after page, unsealed, with nothing held open in between."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import select

from campaign.campaigns.models import Campaign, ConsentWording
from campaign.cells import guarded
from campaign.db import db
from campaign.exports.contact_requests.queries import perhaps_shared
from campaign.sealed import Opener
from campaign.signatures.models import Signature, SignatureState

COLUMNS = ("name", "email", "country", "signed_on", "consent")
PAGE = 2000
Row = tuple[str, ...]


def partner_rows(campaign_id: int, partner_id: int, until: datetime) -> Iterator[list[Row]]:
    """Rows of text cells, safe for a spreadsheet, in the order of `COLUMNS`: exactly those who ticked the box, whose
    signature was confirmed by `until` and still is. Raises KeyFault when the campaign's key is gone.
    """
    with db.engine.connect() as connection:
        public_id = connection.execute(select(Campaign.public_id).where(Campaign.id == campaign_id)).scalar_one()
        wordings = {
            id_: dict(boxes["partners"]).get(partner_id, "")
            for id_, boxes in connection.execute(
                select(ConsentWording.id, ConsentWording.boxes).where(ConsentWording.campaign_id == campaign_id)
            )
        }
    opened = Opener("signature", public_id).open
    query = (
        select(
            Signature.id,
            Signature.public_id,
            Signature.sealed,
            Signature.country,
            Signature.created_at,
            Signature.wording_id,
            Signature.shared_with,
        )
        .where(
            Signature.campaign_id == campaign_id,
            Signature.state == SignatureState.CONFIRMED,
            Signature.confirmed_at <= until,
            perhaps_shared(partner_id),
        )
        .order_by(Signature.id)
        .limit(PAGE)
    )
    last = 0
    while True:
        with db.engine.connect() as connection:
            found = connection.execute(query.where(Signature.id > last)).all()
        if not found:
            return
        rows = []
        for _, row_id, sealed, country, created, wording_id, shared in found:
            if partner_id not in shared:
                continue
            person = opened(row_id, sealed)
            cells = (person["name"], person["email"], country, created.date().isoformat(), wordings[wording_id])
            rows.append(tuple(guarded(cell) for cell in cells))
        last = found[-1][0]
        yield rows
