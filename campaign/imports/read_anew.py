"""Read anew: a person saw that the letters were read wrongly, and says how they are written."""

from datetime import datetime

from campaign.audit.record import Actor, record
from campaign.campaigns.models import Campaign
from campaign.db import db, transaction
from campaign.imports.file_pieces import read_file
from campaign.imports.guess_columns import guess_columns
from campaign.imports.held import hold, slug_of
from campaign.imports.lines import drop_rows
from campaign.imports.models import BatchState, ImportBatch
from campaign.imports.refusals import NoSuchBatch, NotATable, WrongMoment
from campaign.imports.tables.fault import TableFault
from campaign.imports.tables.read_table import read_table
from campaign.imports.targets import TARGETS
from campaign.imports.upload import store_preview

READABLE = (BatchState.MAPPING, BatchState.CHECKED)


def read_anew(batch_id: int, encoding: str, actor: Actor, now: datetime) -> ImportBatch:
    """Read the kept file in another encoding, before it is taken in. Raises NoSuchBatch, WrongMoment, NotATable."""
    found = db.session.get(ImportBatch, batch_id, populate_existing=True)
    if found is None:
        raise NoSuchBatch
    campaign = db.session.get_one(Campaign, found.campaign_id)
    data = read_file(db.session(), found, campaign.public_id)
    if data is None:
        raise WrongMoment
    try:
        table = read_table(data, encoding)
    except TableFault as fault:
        raise NotATable(f"{fault} Nothing was changed.") from None
    with transaction() as session:
        batch = hold(session, batch_id, READABLE)
        drop_rows(session, batch_id)
        batch.state, batch.encoding, batch.rows = BatchState.MAPPING, table.encoding, table.rows_in_all
        batch.columns = list(table.headings)
        kept = {name: heading for name, heading in batch.mapping.items() if heading in table.headings}
        batch.mapping = guess_columns(TARGETS[batch.target], batch.source, table.headings) | kept
        store_preview(batch, table)
        record(
            actor.id, actor.name, "import.read_anew", slug_of(session, batch), now, campaign_id=batch.campaign_id,
            subject=f"import_batch {batch.id}", encoding=table.encoding,
        )  # fmt: skip
    return batch
