"""QR codes of a campaign's address: for pages as the path of an SVG, and as files."""

import io
from dataclasses import dataclass
from typing import Literal

import segno

from campaign.text import tidy

BORDER = 4  # modules of quiet around a code (ISO/IEC 18004)


@dataclass(frozen=True)
class QrPath:
    """A code as the path of an SVG: `size` units wide and high, its quiet border included."""

    size: int
    path: str


def qr_path(address: str) -> QrPath:
    """The code of an address, to be drawn in a page."""
    rows = [bytes(row) for row in _made(address).matrix]
    runs: list[str] = []
    for y, row in enumerate(rows):
        x = 0
        while x < len(row):
            start = x
            while x < len(row) and row[x]:
                x += 1
            if x > start:
                runs.append(f"M{start + BORDER} {y + BORDER}h{x - start}v1h{start - x}z")
            x += 1
    return QrPath(len(rows) + 2 * BORDER, "".join(runs))


def qr_file(address: str, kind: Literal["svg", "png"], title: str) -> bytes:
    """The code of an address as a file, black on white."""
    written = io.BytesIO()
    more = {"title": tidy(title), "svgclass": None, "lineclass": None} if kind == "svg" else {}
    _made(address).save(written, kind=kind, scale=8 if kind == "svg" else 16, border=BORDER, light="white", **more)
    return written.getvalue()


def _made(address: str) -> segno.QRCode:
    return segno.make_qr(address, error="m")
