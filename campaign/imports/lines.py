"""Lines of a list: sealed rows of the table, and what their cells mean."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import delete
from sqlalchemy.orm import Session

from campaign.campaigns.models import Campaign
from campaign.imports.file_pieces import row_name
from campaign.imports.models import ImportBatch, ImportRow, RowState
from campaign.imports.target import Job, Line, tidied_options
from campaign.sealed import Opener, seal
from campaign.text import tidy, tidy_lines

TABLE = "import_row"


def job_of(session: Session, batch: ImportBatch) -> Job:
    """A batch as its target needs to know it."""
    campaign = session.get_one(Campaign, batch.campaign_id)
    return Job(
        batch_id=batch.id,
        batch_public_id=batch.public_id,
        campaign_id=batch.campaign_id,
        campaign_public_id=campaign.public_id,
        source=batch.source,
        mapping=dict(batch.mapping),
        options=tidied_options(batch.options),
        collected_on=batch.collected_on,
        created_at=batch.created_at,
        umbrella_id=batch.umbrella_id,
    )


def seal_cells(job: Job, number: int, cells: Sequence[str]) -> bytes:
    """The cells of a line, sealed."""
    return seal(TABLE, job.campaign_public_id, row_name(job.batch_public_id, number), {"cells": list(cells)})


class Reader:
    """Turns cells and sealed rows of one batch into Lines."""

    def __init__(self, job: Job, columns: Sequence[str]) -> None:
        self._job = job
        self._places = [(name, columns.index(heading)) for name, heading in job.mapping.items() if heading in columns]
        self._opener = Opener(TABLE, job.campaign_public_id)

    def line(self, number: int, cells: Sequence[str]) -> Line:
        """A line from its cells as they stand in the file."""
        return Line(number, {name: _tidied(cells[place]) for name, place in self._places if place < len(cells)})

    def cells(self, number: int, sealed: bytes) -> list[str]:
        """The cells of a stored row. Raises KeyFault."""
        opened: list[str] = self._opener.open(row_name(self._job.batch_public_id, number), sealed)["cells"]
        return opened

    def stored(self, number: int, sealed: bytes) -> Line:
        """A line from its stored row. Raises KeyFault."""
        return self.line(number, self.cells(number, sealed))


def _tidied(cell: str) -> str:
    # Most cells are tidy already, and 95,000 lines have many.
    if cell.isascii() and cell.isprintable() and "  " not in cell and cell[:1] != " " and cell[-1:] != " ":
        return cell
    return tidy_lines(cell) if "\n" in cell or "\r" in cell else tidy(cell)


def store_rows(session: Session, rows: Iterable[Mapping[str, Any]]) -> None:
    """Insert rows within the caller's transaction, many at once."""
    values = [{"state": RowState.GOOD, "remarks": [], **row} for row in rows]
    if values:
        session.execute(ImportRow.__table__.insert(), values)  # type: ignore[attr-defined]  # a Table has insert


def drop_rows(session: Session, batch_id: int) -> None:
    """Forget all rows of a batch, within the caller's transaction."""
    session.execute(
        delete(ImportRow).where(ImportRow.batch_id == batch_id), execution_options={"synchronize_session": False}
    )
