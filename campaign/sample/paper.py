"""A small PDF of plain text: one column of a face that every reader has, so that the sample needs no other program."""

import textwrap

_PAGE = (595, 842)  # A4 in points
_LINES = 46


def pdf_of(title: str, text: str) -> bytes:
    """A PDF of paragraphs; letters that Latin scripts of western Europe do not have are left out."""
    lines = [line for paragraph in text.split("\n") for line in textwrap.wrap(paragraph, 84) or [""]]
    pages = [lines[start : start + _LINES] for start in range(0, len(lines), _LINES)] or [[]]
    objects: list[bytes] = []
    kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(len(pages)))
    objects.append(b"<</Type/Catalog/Pages 2 0 R>>")
    objects.append(f"<</Type/Pages/Kids[{kids}]/Count {len(pages)}>>".encode())
    objects.append(b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>")
    for number, some in enumerate(pages):
        head = f"BT /F1 18 Tf 56 770 Td ({_escaped(title)}) Tj ET\n" if number == 0 else ""
        body = "".join(f"({_escaped(line)}) Tj T*\n" for line in some)
        stream = f"{head}BT /F1 11 Tf 15 TL 56 735 Td\n{body}ET".encode("latin-1", "replace")
        objects.append(
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {_PAGE[0]} {_PAGE[1]}]/Contents {5 + 2 * number} 0 R"
            "/Resources<</Font<</F1 3 0 R>>>>>>".encode()
        )
        objects.append(b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream))
    written, places = b"%PDF-1.4\n", []
    for number, each in enumerate(objects, 1):
        places.append(len(written))
        written += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    return (
        written
        + b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, table)
        + b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (size, len(written))
    )


def _escaped(text: str) -> str:
    plain = text.translate({0x2019: "'", 0x2018: "'", 0x201C: '"', 0x201D: '"', 0x2026: "..."})
    kept = plain.encode("latin-1", "ignore").decode("latin-1")
    return kept.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
