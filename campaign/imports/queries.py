"""Reading lists: which there are, how far they are, and what was found of their lines."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Text, cast, func, select

from campaign.campaigns.models import Campaign
from campaign.cells import csv_lines
from campaign.db import db
from campaign.imports.lines import Reader, job_of
from campaign.imports.models import BatchState, ImportBatch, ImportRow, RowState
from campaign.imports.refusals import NoSuchBatch
from campaign.imports.targets import TARGETS
from campaign.signatures.models import Signature, SignatureState
from campaign.web.paging import Page, paged
from campaign.web.sorting import Sorting

UNDER_WAY = (BatchState.APPLYING, BatchState.UNDOING)
ROWS_A_PAGE = 50
_LINES_AT_ONCE = 2000


@dataclass(frozen=True)
class ByClass:
    """Signatures of a campaign that came with lists and do not count: by class."""

    imported: int  # imported, unconfirmed
    paper: int  # paper, verified by sample


def totals_by_class(campaign_id: int) -> ByClass:
    """How many signatures of a campaign came with lists and stand apart from the count, by class."""
    found = dict(
        db.session.execute(
            select(Signature.state, func.count())
            .where(
                Signature.campaign_id == campaign_id,
                Signature.state.in_((SignatureState.IMPORTED, SignatureState.PAPER)),
            )
            .group_by(Signature.state)
        ).all()
    )
    return ByClass(found.get(SignatureState.IMPORTED, 0), found.get(SignatureState.PAPER, 0))


def batch_by_id(batch_id: int) -> ImportBatch:
    """One list, fresh from the database. Raises NoSuchBatch."""
    batch = db.session.get(ImportBatch, batch_id, populate_existing=True)
    if batch is None:
        raise NoSuchBatch
    return batch


def campaign_of_batch(batch_id: int) -> int | None:
    """The campaign that a list is for; None when there is no such list."""
    return db.session.scalar(select(ImportBatch.campaign_id).where(ImportBatch.id == batch_id))


COLUMNS: Mapping[str, ColumnElement[Any]] = {
    "came": ImportBatch.created_at,  # type: ignore[dict-item]  # a mapped column is one
    "from": ImportBatch.source,  # type: ignore[dict-item]
    "lines": ImportBatch.rows,  # type: ignore[dict-item]
    "taken": ImportBatch.taken,  # type: ignore[dict-item]
    "state": ImportBatch.state,  # type: ignore[dict-item]
}


def batches(mine: ColumnElement[bool], state: BatchState | None, sorting: Sorting, number: int) -> Page:
    """One page of (batch, slug of its campaign), in one state or any, of campaigns that fit `mine`."""
    query: Any = (
        select(ImportBatch, Campaign.slug)
        .join(Campaign, Campaign.id == ImportBatch.campaign_id)
        .where(mine)
        .order_by(sorting.order(COLUMNS), ImportBatch.id.desc())
        .execution_options(populate_existing=True)
    )
    if state is not None:
        query = query.where(ImportBatch.state == state)
    return paged(query, number=number, size=20, scalars=False)


@dataclass(frozen=True)
class Progress:
    """How far the work at hand is: `done` of `whole` lines, `under_way` while more is to come by itself."""

    done: int
    whole: int
    under_way: bool

    @property
    def percent(self) -> int:
        """Whole per cent."""
        return min(100, 100 * self.done // self.whole) if self.whole else 0


def rows_by_state(batch_id: int) -> dict[RowState, int]:
    """How many lines of a list are in each state; states that none is in are left out."""
    rows = db.session.execute(
        select(ImportRow.state, func.count()).where(ImportRow.batch_id == batch_id).group_by(ImportRow.state)
    )
    return dict(rows.all())


def progress(batch: ImportBatch, found: dict[RowState, int]) -> Progress:
    """How far a list is, from its lines and their states."""
    left = found.get(RowState.GOOD, 0) + found.get(RowState.WARNED, 0)
    under_way = batch.due_at is not None
    if batch.state == BatchState.MAPPING:
        return Progress(sum(found.values()) if under_way and batch.reached else 0, batch.rows, under_way)
    if batch.state == BatchState.UNDOING:
        return Progress(found.get(RowState.UNDONE, 0), batch.taken, under_way)
    return Progress(batch.rows - left, batch.rows, under_way and batch.state in UNDER_WAY)


def report(batch_id: int, state: RowState | None, number: int) -> Page:
    """One page of lines with their state and remarks, in the order of the file."""
    query = select(ImportRow.number, ImportRow.state, ImportRow.remarks, ImportRow.became_id).where(
        ImportRow.batch_id == batch_id
    )
    if state is not None:
        query = query.where(ImportRow.state == state)
    return paged(query.order_by(ImportRow.number), number=number, size=ROWS_A_PAGE, scalars=False)


def commonest_remarks(batch_id: int, most: int = 8) -> list[tuple[str, int]]:
    """What stands against how many lines, or is remarked on them, the commonest first."""
    said = cast(ImportRow.remarks, Text)
    rows = db.session.execute(
        select(said, func.count())
        .where(ImportRow.batch_id == batch_id, ImportRow.state.in_((RowState.FAULTY, RowState.WARNED)))
        .group_by(said)
    )
    tally: dict[str, int] = {}
    for remarks, count in rows:
        for remark in json.loads(remarks):
            tally[remark] = tally.get(remark, 0) + count
    return sorted(tally.items(), key=lambda pair: (-pair[1], pair[0]))[:most]


def report_csv(batch_id: int) -> Iterator[bytes]:
    """The report of all lines as CSV, piece by piece; it says nothing of what the lines hold."""
    yield csv_lines([("line", "state", "remarks")])
    last = 0
    while True:
        with db.engine.connect() as connection:
            rows = connection.execute(
                select(ImportRow.number, ImportRow.state, ImportRow.remarks)
                .where(ImportRow.batch_id == batch_id, ImportRow.number > last)
                .order_by(ImportRow.number)
                .limit(_LINES_AT_ONCE)
            ).all()
        if not rows:
            return
        yield csv_lines((str(number), state.value, " ".join(remarks)) for number, state, remarks in rows)
        last = rows[-1].number


def masked_preview(batch: ImportBatch) -> list[tuple[int, list[str]]]:
    """The first lines with what could tell who somebody is hidden, column by column."""
    masks = {field.name: field.mask for field in TARGETS[batch.target].fields(batch.source)}
    by_heading = {heading: masks[name] for name, heading in batch.mapping.items() if name in masks}
    hide = next(iter(masks.values()))
    return [
        (number, [by_heading.get(heading, hide)(cell) for heading, cell in zip(batch.columns, cells, strict=False)])
        for number, cells in first_lines(batch)
    ]


def first_lines(batch: ImportBatch, most: int = 5) -> Sequence[tuple[int, list[str]]]:
    """The first lines of a list in clear, as far as their cells are kept. For masking only; `look` shows lines."""
    session = db.session()
    reader = Reader(job_of(session, batch), batch.columns)
    rows = session.execute(
        select(ImportRow.number, ImportRow.sealed)
        .where(ImportRow.batch_id == batch.id, ImportRow.sealed.is_not(None))
        .order_by(ImportRow.number)
        .limit(most)
    )
    return [(number, reader.cells(number, sealed)) for number, sealed in rows if sealed is not None]
