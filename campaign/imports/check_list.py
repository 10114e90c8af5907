"""The dry run: every line is looked at and nothing is changed. What it finds is the report."""

from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import islice

from sqlalchemy import func, select

from campaign.audit.record import record
from campaign.db import db, transaction
from campaign.imports.file_pieces import read_file
from campaign.imports.held import put_down, slug_of, still_ours
from campaign.imports.lines import Reader, drop_rows, job_of, seal_cells, store_rows
from campaign.imports.models import BatchState, ImportRow
from campaign.imports.tables.fault import TableFault
from campaign.imports.tables.read_table import read_table
from campaign.imports.targets import TARGETS

PART = 1000
Cells = tuple[int, tuple[str, ...]]


def check_list(batch_id: int, attempt: int, clock: Callable[[], datetime]) -> None:
    """Check all lines of a leased batch and store the report, a thousand lines a transaction.

    If it breaks off it begins anew: it changes nothing but its own report. Raises TableFault if the file is gone.
    """
    with transaction() as session:
        batch = still_ours(session, batch_id, attempt, BatchState.MAPPING, clock())
        if batch is None:
            return
        drop_rows(session, batch_id)
        batch.reached = 0
        job = job_of(session, batch)
        columns, encoding = list(batch.columns), batch.encoding
    data = read_file(db.session(), batch, job.campaign_public_id)
    if data is None:
        raise TableFault("The file is no longer kept. Choose it again.")
    table, target, reader = read_table(data, encoding), TARGETS[batch.target](job), Reader(job, columns)
    for part in _parts(table.rows()):
        lines = [reader.line(number, cells) for number, cells in part]
        sealed = [seal_cells(job, number, cells) for number, cells in part]
        with transaction() as session:
            batch = still_ours(session, batch_id, attempt, BatchState.MAPPING, clock())
            if batch is None:
                return
            findings = target.check_rows(session, lines)
            store_rows(
                session,
                [
                    {
                        "batch_id": batch_id,
                        "number": line.number,
                        "sealed": closed,
                        "state": finding.state,
                        "remarks": list(finding.remarks),
                    }
                    for line, closed, finding in zip(lines, sealed, findings, strict=True)
                ],
            )
            batch.reached = lines[-1].number
    _finish(batch_id, attempt, clock())


def _parts(rows: Iterator[Cells]) -> Iterator[list[Cells]]:
    while part := list(islice(rows, PART)):
        yield part


def _finish(batch_id: int, attempt: int, now: datetime) -> None:
    with transaction() as session:
        batch = still_ours(session, batch_id, attempt, BatchState.MAPPING, now)
        if batch is None:
            return
        batch.state = BatchState.CHECKED
        put_down(batch)
        found = session.execute(
            select(ImportRow.state, func.count()).where(ImportRow.batch_id == batch_id).group_by(ImportRow.state)
        )
        record(
            None, "worker", "import.checked", slug_of(session, batch), now, campaign_id=batch.campaign_id,
            subject=f"import_batch {batch_id}", found={state.value: count for state, count in found},
        )  # fmt: skip
