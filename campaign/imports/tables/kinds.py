"""What a file is, by its first bytes and not by its name."""

import codecs
from typing import Final

from campaign.imports.tables.fault import MOST_BYTES, TableFault

SAVE_AS: Final = "Save the list as CSV or XLSX and choose that."
ZIP: Final = b"PK\x03\x04"
_OTHER: Final = (
    (b"%PDF", "This is a PDF. A picture of a list cannot be read line by line. "),
    (b"\x89PNG", "This is a picture (PNG). "),
    (b"\xff\xd8\xff", "This is a picture (JPEG). "),
    (b"GIF8", "This is a picture (GIF). "),
    (b"\xd0\xcf\x11\xe0", "This is a workbook in the old Excel format (XLS), or one that asks for a password. "),
    (b"{\\rtf", "This is a text with formats (RTF). "),
    (b"\x1f\x8b", "This file is compressed (gzip). Unpack it first. "),
    (b"7z\xbc\xaf", "This file is compressed (7z). Unpack it first. "),
    (b"Rar!", "This file is compressed (RAR). Unpack it first. "),
    (b"PK\x05\x06", "This is an empty ZIP archive. "),
    (b"PAR1", "This is a Parquet file. "),
    (b"SQLite format 3", "This is a database. "),
)
_MARKED_UP: Final = (b"<!doctype", b"<html", b"<?xml", b"<head", b"<table", b"<svg", b"<body")


def check_kind(data: bytes) -> bool:
    """Whether the file is a ZIP archive, and so perhaps a workbook; False for what may be text.

    Raises TableFault for an empty file, one that is too large, and everything that is plainly something else.
    """
    if len(data) > MOST_BYTES:
        raise TableFault(
            "The file has more than 10 MB, and a list may have no more. Leave out columns that are not "
            "needed, or split it."
        )
    if not data.strip(b" \t\r\n" + codecs.BOM_UTF8):
        raise TableFault("The file is empty. Choose one with a line of headings and at least one line below it.")
    if data.startswith(ZIP):
        return True
    for mark, sentence in _OTHER:
        if data.startswith(mark):
            raise TableFault(sentence + SAVE_AS)
    start = data[:4096].removeprefix(codecs.BOM_UTF8).lstrip().lower()
    if start.startswith(_MARKED_UP):
        raise TableFault("This is a web page or XML, not a table, whatever its name says. " + SAVE_AS)
    if start.startswith((b"[{", b"{")) and b'":' in start.replace(b'" :', b'":'):
        raise TableFault("This is JSON, not a table. " + SAVE_AS)
    return False
