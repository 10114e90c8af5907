"""Hand an export over, piece by piece, and complete its record."""

import hashlib
from collections.abc import Callable, Generator
from datetime import datetime

from campaign.cells import csv_lines
from campaign.exports.break_export import break_export
from campaign.exports.finish_export import finish_export
from campaign.exports.models import Export
from campaign.exports.signatories import pages

BYTE_ORDER_MARK = "\ufeff".encode()


def stream_export(
    export: Export, clock: Callable[[], datetime], *, byte_order_mark: bool = False
) -> Generator[bytes, None, None]:
    """The pieces of the CSV file, the line of headings first; the record is completed after the last piece is taken.

    When whoever takes the pieces stops early, or anything fails, the record says how many rows may have left.
    `byte_order_mark` lets Excel know that it is UTF-8. Runs in an application context, outside any transaction.
    """
    rows, digest = 0, hashlib.sha256()
    try:
        head = (BYTE_ORDER_MARK if byte_order_mark else b"") + csv_lines([export.columns])
        digest.update(head)
        yield head
        for page in pages(export):
            piece = csv_lines(page)
            digest.update(piece)
            rows += len(page)
            yield piece
    except BaseException:
        break_export(export.id, rows, clock())
        raise
    finish_export(export.id, rows, digest.hexdigest(), clock())
