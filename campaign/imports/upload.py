"""Upload: a list comes into the house. It is read and kept sealed; nothing is counted, written to or shown."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import PurePosixPath

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from campaign.audit.record import Actor, record
from campaign.campaigns.models import Campaign, CampaignState
from campaign.db import db, transaction
from campaign.imports.file_pieces import store_file
from campaign.imports.guess_columns import guess_columns
from campaign.imports.lines import job_of, seal_cells, store_rows
from campaign.imports.models import BatchState, ImportBatch, Source, Target
from campaign.imports.refusals import AlreadyHere, CampaignNotFit, NotATable
from campaign.imports.tables.fault import TableFault
from campaign.imports.tables.read_table import Table, read_table
from campaign.imports.targets import TARGETS
from campaign.keys import KeyFault, keys
from campaign.text import tidy, tidy_lines
from campaign.tokens import new_public_id

PREVIEWED = 5
_ONCE = "uq_import_batch_file"


@dataclass(frozen=True, kw_only=True)
class Arrival:
    """A list and where it comes from. `scan_sha256` is the digest of the scanned sheets, which are kept elsewhere."""

    campaign_id: int
    target: Target
    source: Source
    filename: str
    data: bytes
    place: str = ""
    collected_on: date | None = None
    keyed_by: str = ""
    scan_sha256: str = ""
    note: str = ""
    umbrella_id: int | None = None


def upload(arrival: Arrival, actor: Actor, now: datetime) -> ImportBatch:
    """Read the file and keep it, sealed, with what is known of it; columns are guessed by their headings.

    Raises NotATable with a sentence about the file, AlreadyHere, CampaignNotFit.
    """
    campaign = db.session.get(Campaign, arrival.campaign_id, populate_existing=True)
    if campaign is None or campaign.state == CampaignState.DRAFT:
        raise CampaignNotFit
    try:
        keys().campaign_key(campaign.public_id)
    except KeyFault:
        raise CampaignNotFit from None
    sha256 = hashlib.sha256(arrival.data).hexdigest()
    _refuse_second(arrival, sha256)
    try:
        table = read_table(arrival.data)
    except TableFault as fault:
        raise NotATable(f"{fault} Nothing was stored.") from None
    try:
        return _store(arrival, campaign, table, sha256, actor, now)
    except IntegrityError as error:
        if _ONCE not in str(error.orig) and "import_batch.sha256" not in str(error.orig):
            raise
        _refuse_second(arrival, sha256)
        raise


def _refuse_second(arrival: Arrival, sha256: str) -> None:
    first = db.session.scalar(
        select(ImportBatch.id).where(
            ImportBatch.campaign_id == arrival.campaign_id,
            ImportBatch.target == arrival.target,
            ImportBatch.sha256 == sha256,
            ImportBatch.state != BatchState.UNDONE,
        )
    )
    if first is not None:
        raise AlreadyHere(first)


def _store(arrival: Arrival, campaign: Campaign, table: Table, sha256: str, actor: Actor, now: datetime) -> ImportBatch:
    target = TARGETS[arrival.target]
    with transaction() as session:
        batch = ImportBatch(
            public_id=new_public_id(),
            campaign_id=campaign.id,
            target=arrival.target,
            source=arrival.source,
            filename=tidy(PurePosixPath(arrival.filename.replace("\\", "/")).name)[-120:] or "list",
            sha256=sha256,
            encoding=table.encoding,
            place=tidy(arrival.place),
            collected_on=arrival.collected_on,
            keyed_by=tidy(arrival.keyed_by),
            scan_sha256=arrival.scan_sha256,
            note=tidy_lines(arrival.note),
            columns=list(table.headings),
            mapping=guess_columns(target, arrival.source, table.headings),
            letters=table.letters,
            rows=table.rows_in_all,
            staff_id=actor.id,
            created_at=now,
            umbrella_id=arrival.umbrella_id,
        )
        session.add(batch)
        session.flush()
        store_file(session, batch, campaign.public_id, arrival.data)
        store_preview(batch, table)
        record(
            actor.id, actor.name, "import.uploaded", campaign.slug, now, campaign_id=campaign.id,
            subject=f"import_batch {batch.id}", target=batch.target.value, source=batch.source.value,
            rows=batch.rows, sha256=sha256,
        )  # fmt: skip
    return batch


def store_preview(batch: ImportBatch, table: Table) -> None:
    """Keep the first lines, sealed, for the page that asks which column is what; within the caller's transaction."""
    session = db.session()
    job = job_of(session, batch)
    first = [row for row, _ in zip(table.rows(), range(PREVIEWED), strict=False)]
    store_rows(
        session,
        [{"batch_id": batch.id, "number": number, "sealed": seal_cells(job, number, cells)} for number, cells in first],
    )
