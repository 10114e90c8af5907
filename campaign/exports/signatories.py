"""Reading signatories for a list: page after page, unsealed, with nothing held open in between.

A page is one short read of its own. Between two pages no transaction and no connection is held, so a slow download
neither keeps a writer waiting nor runs into a time limit of the database, and memory holds one page.
"""

import hashlib
from collections.abc import Iterator
from operator import itemgetter
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy import func as sql
from sqlalchemy.orm import InstrumentedAttribute

from campaign.campaigns.models import Campaign, CampaignText, ConsentWording
from campaign.cells import HOSTILE
from campaign.db import db
from campaign.exports.columns import ALL
from campaign.exports.models import Addresses, Export
from campaign.sealed import Opener
from campaign.signatures.models import Signature, SignatureState

PAGE = 2000
Row = tuple[str, ...]
YES_NO = ("no", "yes")


def pages(export: Export) -> Iterator[list[Row]]:
    """Rows of text cells, safe for a spreadsheet, in pages: who was confirmed when the export started and still is.

    In the order in which people signed. Raises KeyFault when the campaign's key is gone.
    """
    with db.engine.connect() as connection:
        public_id = connection.execute(select(Campaign.public_id).where(Campaign.id == export.campaign_id)).scalar_one()
        texts = {
            id_: (language, str(version), sha256 or "")
            for id_, language, version, sha256 in connection.execute(
                select(CampaignText.id, CampaignText.language, CampaignText.version, CampaignText.sha256).where(
                    CampaignText.campaign_id == export.campaign_id
                )
            )
        }
        wordings = {
            id_: hashlib.sha256(boxes["agree"].encode()).hexdigest()
            for id_, boxes in connection.execute(
                select(ConsentWording.id, ConsentWording.boxes).where(ConsentWording.campaign_id == export.campaign_id)
            )
        }
    opened = Opener("signature", public_id).open
    chosen = [ALL.index(column) for column in export.columns]
    pick = itemgetter(*chosen) if chosen != list(range(len(ALL))) else None
    query = (
        select(
            Signature.id,
            Signature.public_id,
            Signature.sealed,
            Signature.country,
            _moment(Signature.created_at),
            _moment(Signature.confirmed_at),
            Signature.text_id,
            Signature.wording_id,
            Signature.public_name.is_not(None),
            Signature.wants_updates,
            *([Signature.shared_with] if export.addresses == Addresses.PARTNER else []),
        )
        .where(
            Signature.campaign_id == export.campaign_id,
            Signature.state == SignatureState.CONFIRMED,
            Signature.confirmed_at <= export.started_at,
        )
        .order_by(Signature.id)
        .limit(PAGE)
    )
    last, entry = 0, 0
    while True:
        with db.engine.connect() as connection:
            found = connection.execute(query.where(Signature.id > last)).all()
        if not found:
            return
        rows: list[Row] = []
        for _, row_id, sealed, country, created, confirmed, text_id, wording_id, shown, updates, *shared in found:
            entry += 1
            person = opened(row_id, sealed)
            name, city = person["name"], person.get("city", "")
            profession, comment = person.get("profession", ""), person.get("comment", "")
            if export.addresses == Addresses.UPDATES:
                email = person["email"] if updates else ""
            elif export.addresses == Addresses.PARTNER:
                email = person["email"] if export.partner_id in shared[0] else ""
            else:
                email = ""
            language, version, text_sha256 = texts[text_id]
            row = (
                str(entry),
                f"'{name}" if name[:1] in HOSTILE else name,
                country,
                created[:10],
                confirmed,
                language,
                version,
                text_sha256,
                wordings[wording_id],
                YES_NO[bool(shown)],
                YES_NO[bool(updates)],
                f"'{city}" if city[:1] in HOSTILE else city,
                f"'{profession}" if profession[:1] in HOSTILE else profession,
                f"'{comment}" if comment[:1] in HOSTILE else comment,
                f"'{email}" if email[:1] in HOSTILE else email,
            )
            rows.append(pick(row) if pick else row)
        last = found[-1][0]
        yield rows


def _moment(column: InstrumentedAttribute[Any]) -> ColumnElement[str]:
    """A time as text, 2026-11-22T11:40:05Z, made by the database: a tenth of the cost of making it here."""
    if db.engine.dialect.name == "postgresql":
        return sql.to_char(sql.timezone("UTC", column), 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
    return sql.strftime("%Y-%m-%dT%H:%M:%SZ", column)
