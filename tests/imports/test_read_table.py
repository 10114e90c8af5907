"""Files as people have them: many encodings, every separator, workbooks; and every bad file with its sentence."""

import codecs
import io
import re
import tracemalloc
import zipfile
from datetime import date, datetime

import openpyxl
import pytest

from campaign.imports.tables.fault import TableFault
from campaign.imports.tables.read_table import Table, read_table
from tests.imports.listing import csv_of, xlsx_of

NAMES = "Name,Ort\r\nJürgen Groß,Köln\r\nZoë Müller,Düren\r\nFrançois Élie,Orléans\r\n"
CENTRAL = (
    "Imię,Miasto\r\nŁukasz Wiśniewski,Łódź\r\nZdzisława Źdźbło,Gdańsk\r\nŠárka Říhová,Plzeň\r\nGrażyna Żółć,Kraków\r\n"
)
CYRILLIC = "Имя,Город\r\nАнна Петрова,Москва\r\nИван Иванов,Санкт-Петербург\r\nОльга Кузнецова,Казань\r\n"


def cells(table: Table) -> list[tuple[str, ...]]:
    return [row for _, row in table.rows()]


def refused(data: bytes, encoding: str | None = None) -> str:
    """What the sentence about a file is."""
    with pytest.raises(TableFault) as no:
        read_table(data, encoding)
    return str(no.value)


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        (NAMES.encode(), "utf-8-sig"),
        (codecs.BOM_UTF8 + NAMES.encode(), "utf-8-sig"),
        (codecs.BOM_UTF16_LE + NAMES.encode("utf-16-le"), "utf-16-le"),
        (codecs.BOM_UTF16_BE + NAMES.encode("utf-16-be"), "utf-16-be"),
        (NAMES.encode("utf-16-le"), "utf-16-le"),
        (NAMES.encode("cp1252"), "cp1252"),
        (NAMES.encode("mac-roman"), "mac-roman"),
        (CENTRAL.encode("cp1250"), "cp1250"),
        (CYRILLIC.encode("cp1251"), "cp1251"),
    ],
    ids=["utf-8", "bom", "utf-16-le", "utf-16-be", "no-mark", "windows-1252", "mac", "windows-1250", "windows-1251"],
)
def test_the_letters_are_found_out(data: bytes, encoding: str) -> None:
    table = read_table(data)
    assert table.encoding == encoding
    text = {"cp1250": CENTRAL, "cp1251": CYRILLIC}.get(encoding, NAMES)
    assert [",".join(row) for row in (table.headings, *cells(table))] == text.split("\r\n")[:-1]


def test_a_guess_comes_with_the_letters_that_a_person_can_choose_by() -> None:
    table = read_table("Name\nŻółć\n".encode("cp1250"))
    assert not table.certain
    assert {"Ż", "ó", "ł", "ć"} == set(table.letters["cp1250"].split())
    again = read_table("Name\nŻółć\n".encode("cp1250"), "cp1250")
    assert cells(again) == [("Żółć",)]
    assert read_table(NAMES.encode()).letters == {}


def test_what_is_no_text_in_the_chosen_encoding_is_said() -> None:
    assert "cannot be read as UTF-8" in refused(NAMES.encode("cp1252"), "utf-8-sig")
    assert "from the list" in refused(NAMES.encode(), "rot13")


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_the_separator_is_found_out(separator: str) -> None:
    data = csv_of(["Ada, Lovelace", "a|b;c"], ["Bo", "x"], headings=("Name", "Note"), separator=separator)
    table = read_table(data)
    assert table.separator == separator
    assert cells(table) == [("Ada, Lovelace", "a|b;c"), ("Bo", "x")]


def test_line_breaks_in_quotes_blank_lines_and_excels_note() -> None:
    data = b'sep=;\r\nName;Why\r\n"Ada";"one\r\ntwo"\r\n\r\nBo;\r\n'
    table = read_table(data)
    assert list(table.rows()) == [(3, ("Ada", "one\r\ntwo")), (5, ("Bo", ""))]
    assert table.rows_in_all == 2
    assert cells(read_table(b"Name,Why\rAda,x\rBo,y\r")) == [("Ada", "x"), ("Bo", "y")]  # line ends of old Macs


def test_a_workbook_gives_text_and_runs_nothing() -> None:
    book = openpyxl.Workbook()
    sheet = book.create_sheet(index=0)
    sheet.append(["Name", "When", "How many", "Yes", "Sum"])
    sheet.append(["Ada", datetime(2024, 3, 4, 10, 30), 3.0, True, '=HYPERLINK("http://x.example")'])  # noqa: DTZ001 - as a sheet has it
    sheet.append(["Bo", date(2024, 3, 5), 2.5, False])
    book.create_sheet("Hidden").append(["nothing"])
    file = io.BytesIO()
    book.save(file)
    table = read_table(file.getvalue())
    assert table.encoding == "xlsx"
    assert cells(table) == [
        ("Ada", "2024-03-04 10:30:00", "3", "yes", ""),  # no value was stored with the formula
        ("Bo", "2024-03-05", "2.5", "no", ""),
    ]


def test_formula_cells_of_a_csv_are_words() -> None:
    data = csv_of(["=1+1", "@SUM(A1)"], ["+49 30", "-x"], headings=("Name", "Note"))
    assert cells(read_table(data)) == [("=1+1", "@SUM(A1)"), ("+49 30", "-x")]


def archive(**members: bytes) -> bytes:
    """A ZIP archive; names have a dash for a slash and a dot."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in members.items():
            made.writestr(name.replace("__", "/").replace("_", "."), data)
    return file.getvalue()


def changed(workbook: bytes, member: str, data: bytes) -> bytes:
    """A workbook with other bytes in one of its parts."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, data if name == member else old.read(name))
    return file.getvalue()


def with_texts(texts: bytes, name: str = "xl/sharedStrings.xml") -> bytes:
    """A workbook with a part of shared texts, under whatever name."""
    entry = f'<Override PartName="/{name}" ContentType="{SHARED_STRING_TYPE}"/></Types>'
    with zipfile.ZipFile(io.BytesIO(xlsx_of(["Ada"]))) as old:
        parts = {each: old.read(each) for each in old.namelist() if "sharedStrings" not in each}
    types = re.sub(rb"<Override[^>]*sharedStrings[^>]*>", b"", parts["[Content_Types].xml"])
    parts["[Content_Types].xml"] = types.replace(b"</Types>", entry.encode())
    parts[SHEET] = re.sub(rb'<c r="A1"[^>]*>.*?</c>', b'<c r="A1" t="s"><v>0</v></c>', parts[SHEET], count=1)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for each, data in (parts | {name: texts}).items():
            new.writestr(each, data)
    return file.getvalue()


SHARED_STRING_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
NAMESPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
ENTITY = f'<!DOCTYPE x [<!ENTITY a "Name">]><sst xmlns="{NAMESPACE}"><si><t>&a;</t></si></sst>'
TEXTS = b"".join(b"<si><t>%x</t></si>" % (number * 7919 % 65521) for number in range(600_001))
SHEET = "xl/worksheets/sheet1.xml"
BILLION = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><worksheet>&b;</worksheet>'
BAD: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "is empty"),
    "blank": (b"\xef\xbb\xbf \r\n\r\n", "is empty"),
    "only a heading": (b"Name,E-mail\r\n", "nothing below it"),
    "a heading and blank cells": (b"Name,E-mail\r\n,\r\n", "nothing below it"),
    "a heading alone in a workbook": (xlsx_of(), "nothing below it"),
    "too long": (b"Name\r\n" + b"a\r\n" * 4_000_000, "more than 10 MB"),
    "too many lines": (b"N\n" + b"a\n" * 100_001, "more than 100,000 lines"),
    "too many columns": (csv_of(headings=[f"c{i}" for i in range(61)]), "61 columns"),
    "too long a cell": (csv_of(["x" * 2001], headings=("Name",)), "2,001 characters"),
    "PDF called .csv": (b"%PDF-1.7\n%\xe2\xe3", "This is a PDF"),
    "PNG called .csv": (b"\x89PNG\r\n\x1a\n" + bytes(40), "a picture (PNG)"),
    "old Excel": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old Excel format (XLS), or one that asks"),
    "HTML called .csv": (b"\n<!DOCTYPE html><html><table><tr><td>Name</td></tr></table>", "a web page or XML"),
    "JSON called .csv": (b'[{"name": "Ada"}]', "This is JSON"),
    "ZIP called .csv": (archive(list_csv=b"Name\nAda\n"), "a ZIP archive, not a table"),
    "OpenDocument": (archive(content_xml=b"<x/>", mimetype=b"x"), "OpenDocument"),
    "gzip": (b"\x1f\x8b\x08" + bytes(40), "compressed (gzip)"),
    "half a workbook": (xlsx_of(["Ada"])[:900], "damaged"),
    "noise": (bytes(range(1, 32)) * 40, "no text and no workbook"),
    "NUL bytes": (b"Name,Ort\r\nAd\x00a,K\r\nBo,L\r\n", "NUL bytes"),
    "no heading": (b"Ada,ada@example.org\nBo,bo@example.org\n", "looks like data"),
    "duplicate headings": (csv_of(["a", "b"], headings=("Name", " name ")), "More than one column is called “Name”"),
    "ragged: too many": (b"Name,Ort\nAda,K\nBo,L,extra\nCi,M,n,o\n", "line 3 has 3, line 4 has 4"),
    "ragged: too few": (b"Name,Ort,Land\nAda,K,DE\nBo\n", "line 3 has 1"),
    "ragged workbook": (xlsx_of(["Ada", "x", "DE", "K", "d", "more"]), "line 2 has 6"),
    "a quote that never ends": (b'Name,Ort\n"Ada,K\nBo,L\n', "never ends"),
    "a quote inside": (b'Name,Ort\n"He said "no"",K\n', "in the middle of a cell"),
    "an entity bomb": (changed(xlsx_of(["Ada"]), SHEET, BILLION), "declares entities"),
    "an entity in a part that is not called XML": (with_texts(ENTITY.encode(), "xl/strings.bin"), "declares entities"),
    "an entity in a part in capitals": (with_texts(ENTITY.encode(), "xl/STRINGS.XML"), "declares entities"),
    "an entity in UTF-16": (with_texts(ENTITY.encode("utf-16-be"), "xl/strings.bin"), "damaged"),
    "too many texts": (with_texts(b"<sst>" + TEXTS + b"</sst>"), "different texts"),
    "a zip bomb": (changed(xlsx_of(["Ada"]), SHEET, bytes(64 * 1024 * 1024)), "packed so tightly"),
    "a broken sheet": (changed(xlsx_of(["Ada"]), SHEET, b"<worksheet><sheetData><row"), "damaged"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_gets_a_sentence(name: str) -> None:
    data, sentence = BAD[name]
    said = refused(data)
    assert sentence in said
    assert said.endswith(".")


def test_a_part_that_is_no_xml_may_hold_anything() -> None:
    data = changed(xlsx_of(["Ada"]), "", b"")
    with zipfile.ZipFile(file := io.BytesIO(data), "a") as book:
        book.writestr("xl/printerSettings/printerSettings1.bin", "Printer <!DOCTYPE".encode("utf-16-le"))
    assert cells(read_table(file.getvalue()))[0][0] == "Ada"


def test_a_workbook_that_unpacks_to_too_much_is_not_unpacked() -> None:
    bomb = changed(xlsx_of(["Ada"]), SHEET, bytes(64 * 1024 * 1024))
    tracemalloc.start()
    refused(bomb)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 8 * 1024 * 1024


def test_a_cell_far_away_is_no_reason_to_count_to_it() -> None:
    book = openpyxl.Workbook()
    sheet = book.create_sheet(index=0)
    sheet["A1"], sheet["A2"], sheet["XFD3"] = "Name", "Ada", "far"
    file = io.BytesIO()
    book.save(file)
    assert "far to the right" in refused(file.getvalue())
