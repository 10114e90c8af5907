"""Lists for tests, and the way through the pipeline by its verbs."""

import io
import itertools
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import openpyxl

from campaign.audit.record import COMMAND_LINE
from campaign.campaigns.models import Campaign
from campaign.imports import queries
from campaign.imports.begin import begin
from campaign.imports.map_columns import map_columns
from campaign.imports.models import ImportBatch, Source, Target
from campaign.imports.upload import Arrival, upload
from campaign.imports.work import work

NOW = datetime(2026, 11, 27, 12, 0, tzinfo=UTC)
HEADINGS = ("Name", "E-mail", "Country", "City", "Signed on")
_numbers = itertools.count(1)


def line(name: str = "", email: str | None = None, country: str = "DE", city: str = "", day: str = "") -> list[str]:
    """One line under HEADINGS; somebody new unless said otherwise."""
    number = next(_numbers)
    return [
        name or f"Person {number}",
        f"person-{number}@lists.example" if email is None else email,
        country,
        city,
        day,
    ]


def csv_of(*lines: Sequence[str], headings: Sequence[str] = HEADINGS, separator: str = ",") -> bytes:
    """A CSV file as bytes."""
    rows = [separator.join(f'"{cell}"' for cell in cells) for cells in (headings, *lines)]
    return ("\r\n".join(rows) + "\r\n").encode()


def xlsx_of(*lines: Sequence[object], headings: Sequence[str] = HEADINGS) -> bytes:
    """A workbook as bytes."""
    book = openpyxl.Workbook()
    sheet = book.create_sheet(index=0)
    for cells in (headings, *lines):
        sheet.append(list(cells))
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def came_in(campaign: Campaign, data: bytes, source: Source = Source.PLAIN, **overrides: Any) -> ImportBatch:
    """A list that was uploaded."""
    arrival = Arrival(
        campaign_id=campaign.id,
        **({"target": Target.SIGNATURES, "source": source, "filename": "list.csv", "data": data} | overrides),
    )
    return upload(arrival, COMMAND_LINE, NOW)


def checked(
    campaign: Campaign,
    data: bytes,
    source: Source = Source.PLAIN,
    *,
    options: Mapping[str, str] | None = None,
    mapping: Mapping[str, str] | None = None,
    **overrides: Any,
) -> ImportBatch:
    """A list with the report of its dry run."""
    batch = came_in(campaign, data, source, **overrides)
    map_columns(batch.id, {**batch.mapping, **(mapping or {})}, options or {}, COMMAND_LINE, NOW)
    assert work(lambda: NOW)
    return queries.batch_by_id(batch.id)


def taken_in(campaign: Campaign, data: bytes, source: Source = Source.PLAIN, **more: Any) -> ImportBatch:
    """A list that was taken in."""
    batch = checked(campaign, data, source, **more)
    begin(batch.id, COMMAND_LINE, NOW)
    assert work(lambda: NOW)
    return queries.batch_by_id(batch.id)


def said(batch: ImportBatch) -> list[tuple[str, list[str]]]:
    """State and remarks of each line, in the order of the file."""
    return [(row.state.value, row.remarks) for row in queries.report(batch.id, None, 1).rows]
