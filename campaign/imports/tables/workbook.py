"""Rows out of an XLSX workbook. Nothing in it is run, followed or unpacked beyond what its directory admits."""

import codecs
import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any, Final

import openpyxl

from campaign.imports.tables.fault import MOST_COLUMNS, MOST_ROWS, TableFault

MOST_UNPACKED: Final = 128 * 1024 * 1024
MOST_TEXTS: Final = 600_000  # different ones, all of which are read before the first line; 100,000 people have fewer
MOST_MEMBERS: Final = 2_000
MOST_RATIO: Final = 200  # a table of names packs about tenfold, a bomb a thousandfold
_SMALL: Final = 1024 * 1024  # below this much unpacked the ratio does not matter
_PIECE: Final = 64 * 1024
_FARTHEST: Final = 4_096  # columns; beyond them a lone cell would pad every row
_WORKBOOK: Final = "xl/workbook.xml"
_DAMAGED: Final = "The workbook is damaged and cannot be read. Save it anew as XLSX, or as CSV, and choose that."

_TEXT: Final = re.compile(rb"<(?:[\w.-]+:)?si[\s/>]")

Record = tuple[int, list[str]]


def check_workbook(data: bytes) -> None:
    """Look at a ZIP archive before anything of it is opened as a workbook.

    Raises TableFault for other archives, for bombs, and for XML that declares entities.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        raise TableFault(_DAMAGED) from None
    with archive:
        members = archive.infolist()
        names = {member.filename for member in members}
        if _WORKBOOK not in names:
            kind = "an OpenDocument file" if "content.xml" in names else "a ZIP archive, not a table"
            raise TableFault(f"This is {kind}. Save the list as CSV or XLSX and choose that.")
        unpacked = sum(member.file_size for member in members)
        packed = max(1, sum(member.compress_size for member in members))
        if len(members) > MOST_MEMBERS or unpacked > MOST_UNPACKED:
            raise TableFault(
                "The workbook would unpack to far more than a list needs, so it is not opened. Save the sheet with the "
                "list alone, or as CSV."
            )
        if unpacked > _SMALL and unpacked / packed > MOST_RATIO:
            raise TableFault(
                "The workbook is packed so tightly that it may be made to overwhelm whoever opens it, so it is not "
                "opened. Save the list as CSV."
            )
        if any(member.flag_bits & 1 for member in members):
            raise TableFault("The workbook asks for a password. Save it without one.")
        for member in members:
            _check_part(archive, member)


def _check_part(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
    """No entities, no more bytes than the directory says, and no more texts than a list has.

    A workbook may call its parts as it likes, so what is XML is told by how it begins.
    """
    seen, texts, tail = 0, 0, b""
    named_xml = member.filename.lower().endswith((".xml", ".rels"))
    try:
        with archive.open(member) as part:
            while piece := part.read(_PIECE):
                if not seen and (_is_wide_xml(piece) or (named_xml and b"\0" in piece[:64])):
                    raise TableFault(_DAMAGED)
                if not seen and not named_xml and not _is_xml(piece):
                    return
                seen += len(piece)
                texts += len(_TEXT.findall(tail + piece))
                if texts > MOST_TEXTS:
                    raise TableFault(
                        f"The workbook holds more than {MOST_TEXTS:,} different texts, and a list of {MOST_ROWS:,} "
                        "lines has fewer. Save the sheet with the list alone, or as CSV."
                    )
                if b"<!DOCTYPE" in tail + piece or b"<!ENTITY" in tail + piece or seen > member.file_size:
                    raise TableFault(
                        "The workbook holds XML that declares entities of its own, which no spreadsheet program "
                        "writes, so it is not opened. Save the list as CSV."
                    )
                tail = piece[-16:]
    except (zipfile.BadZipFile, EOFError, OSError, NotImplementedError, ValueError, RuntimeError) as error:
        if isinstance(error, TableFault):
            raise
        raise TableFault(_DAMAGED) from None


def _is_xml(start: bytes) -> bool:
    return start.removeprefix(codecs.BOM_UTF8).lstrip().startswith(b"<")


def _is_wide_xml(start: bytes) -> bool:
    """Whether it is XML in UTF-16, which no spreadsheet program writes."""
    marked = start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    read = (start[:4096].decode(f"utf-16-{order}", "ignore").lstrip() for order in ("le", "be"))
    return marked or any(text.startswith("<") for text in read)


def workbook_records(data: bytes) -> Iterator[Record]:
    """Number and cells as text of every row that is not blank, of the first sheet that is shown.

    A formula gives the value that was stored with it. Call `check_workbook` first. Raises TableFault.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl remarks on styles and extensions that a list does not need
        try:
            book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
            try:
                yield from _rows(_first_sheet(book))
            finally:
                book.close()
        except TableFault:
            raise
        except Exception as error:
            # Whatever a made-up workbook breaks in its reader is a fault of the file.
            if isinstance(error, MemoryError):
                raise
            raise TableFault(_DAMAGED) from None


def _first_sheet(book: Any) -> Any:
    for sheet in book.worksheets:
        if sheet.sheet_state == "visible":
            sheet.reset_dimensions()  # what it says about its own size may be a lie
            return sheet
    raise TableFault("The workbook has no sheet that is shown. Show the one with the list, and save it again.")


def _rows(sheet: Any) -> Iterator[Record]:
    for number, values in enumerate(sheet.iter_rows(values_only=True), 1):
        if not any(value is not None for value in values):
            if number > 20 * MOST_ROWS:
                raise TableFault("The sheet has a cell far below all others. Delete the empty lines above it.")
            continue
        if len(values) > _FARTHEST:
            raise TableFault(f"Line {number:,} has a cell far to the right; a list may have {MOST_COLUMNS} columns.")
        cells = [as_text(value) for value in values]
        while cells and not cells[-1]:
            cells.pop()
        if cells:
            yield number, cells


def as_text(value: object) -> str:
    """What a cell shows, as text; days as YYYY-MM-DD, times of day left out at midnight."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value)
    return str(value)
