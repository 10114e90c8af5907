"""Which files a resource may have: told by their name and by what is in them. Pure."""

import io
import re
import unicodedata
import warnings
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from PIL import Image

from campaign.web.language import N_

LARGEST_BYTES: Final = 25 * 1024 * 1024
LONGEST_NAME: Final = 100
_MOST_MEMBERS: Final = 10_000
# What a system runs when somebody opens it; hidden in a ZIP it is no better.
_PROGRAMS: Final = frozenset(
    {
        *(
            "exe",
            "dll",
            "msi",
            "msp",
            "scr",
            "com",
            "bat",
            "cmd",
            "ps1",
            "vbs",
            "vbe",
            "jse",
            "wsf",
            "wsh",
            "hta",
            "jar",
        ),
        *("apk", "app", "dmg", "lnk", "reg", "cpl"),
    }
)
_RUNS: Final = _PROGRAMS | {
    *("js", "mjs", "pkg", "deb", "rpm", "sh", "bash", "iso", "img", "desktop", "php", "py", "pl", "rb", "swf"),
    *("svg", "svgz", "html", "htm", "xhtml", "xht", "mht", "shtml", "xml", "xsl"),
}


class FileFault(ValueError):
    """A file cannot be taken; the message says why in words for the person who sent it."""


@dataclass(frozen=True)
class FileType:
    """A kind of file: its media type, what it is called, and how one sees that a file is one."""

    media_type: str
    words: str  # marked for translation
    is_one: Callable[[bytes], bool]


def _begins(*starts: bytes) -> Callable[[bytes], bool]:
    return lambda data: data.startswith(starts)


def _text(*starts: str) -> Callable[[bytes], bool]:
    """Text in UTF-8 without control characters that is no page of markup, beginning with one of `starts` if given."""

    def look(data: bytes) -> bool:
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            return False
        if any(char < " " and char not in "\t\r\n\f" for char in text) or re.match(r"\s*<[!?a-z]", text, re.IGNORECASE):
            return False
        return not starts or text.startswith(starts)

    return look


def _subtitles(data: bytes) -> bool:
    return _text()(data) and re.match(rb"(?:\xef\xbb\xbf)?\s*\d+\s*\r?\n[\d:,. ]+-->", data) is not None


def _picture(kind: str) -> Callable[[bytes], bool]:
    def look(data: bytes) -> bool:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("error", Image.DecompressionBombWarning)
                with Image.open(io.BytesIO(data), formats=(kind,)) as image:
                    image.verify()
        except Exception:  # noqa: BLE001 - decoders raise anything on a damaged file, and all of it means no
            return False
        return True

    return look


def _members(data: bytes) -> list[zipfile.ZipInfo] | None:
    """What a ZIP says is in it; nothing is unpacked. None when it is no ZIP from its first byte on."""
    if not data.startswith(b"PK\x03\x04"):
        return None
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            found = packed.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError, EOFError):
        return None
    return found if 0 < len(found) <= _MOST_MEMBERS else None


def _zip(data: bytes) -> bool:
    found = _members(data)
    return found is not None and not any(_extension(member.filename) in _PROGRAMS for member in found)


def _declares(*media_types: bytes) -> Callable[[bytes], bool]:
    """A ZIP whose first member is a file `mimetype` that is stored as it is, as OpenDocument and EPUB have it."""

    def look(data: bytes) -> bool:
        starts = tuple(b"mimetype" + media_type for media_type in media_types)
        return _zip(data) and data[30:].startswith(starts)

    return look


def _office(folder: str) -> Callable[[bytes], bool]:
    """An Office Open XML file without macros."""

    def look(data: bytes) -> bool:
        names = {member.filename for member in _members(data) or ()}
        has_parts = "[Content_Types].xml" in names and any(name.startswith(f"{folder}/") for name in names)
        return has_parts and not any(name.lower().endswith("vbaproject.bin") for name in names)

    return look


def _mp3(data: bytes) -> bool:
    return data.startswith(b"ID3") or (len(data) > 1 and data[0] == 0xFF and data[1] & 0xE6 == 0xE2)


def _mp4(data: bytes) -> bool:
    return data[4:8] == b"ftyp"


_ODF: Final = b"application/vnd.oasis.opendocument."
_OOXML: Final = "application/vnd.openxmlformats-officedocument."
TYPES: Final[dict[str, FileType]] = {
    "pdf": FileType("application/pdf", "PDF", _begins(b"%PDF-")),
    "odt": FileType("application/vnd.oasis.opendocument.text", N_("Text document"), _declares(_ODF + b"text")),
    "ods": FileType(
        "application/vnd.oasis.opendocument.spreadsheet", N_("Spreadsheet"), _declares(_ODF + b"spreadsheet")
    ),
    "odp": FileType("application/vnd.oasis.opendocument.presentation", N_("Slides"), _declares(_ODF + b"presentation")),
    "odg": FileType("application/vnd.oasis.opendocument.graphics", N_("Drawing"), _declares(_ODF + b"graphics")),
    "docx": FileType(f"{_OOXML}wordprocessingml.document", N_("Text document"), _office("word")),
    "xlsx": FileType(f"{_OOXML}spreadsheetml.sheet", N_("Spreadsheet"), _office("xl")),
    "pptx": FileType(f"{_OOXML}presentationml.presentation", N_("Slides"), _office("ppt")),
    "csv": FileType("text/csv", N_("Table"), _text()),
    "txt": FileType("text/plain", N_("Plain text"), _text()),
    "png": FileType("image/png", N_("Picture"), _picture("PNG")),
    "jpg": FileType("image/jpeg", N_("Picture"), _picture("JPEG")),
    "webp": FileType("image/webp", N_("Picture"), _picture("WEBP")),
    "mp3": FileType("audio/mpeg", N_("Sound"), _mp3),
    "mp4": FileType("video/mp4", N_("Film"), _mp4),
    "zip": FileType("application/zip", N_("Archive"), _zip),
    "epub": FileType("application/epub+zip", N_("E-book"), _declares(b"application/epub+zip")),
    "vtt": FileType("text/vtt", N_("Subtitles"), _text("WEBVTT")),
    "srt": FileType("application/x-subrip", N_("Subtitles"), _subtitles),
}
_SAME: Final = {"jpeg": "jpg", "text": "txt"}
OFFERED: Final = "PDF, ODT, ODS, ODP, ODG, DOCX, XLSX, PPTX, CSV, TXT, PNG, JPEG, WebP, MP3, MP4, ZIP, EPUB, VTT or SRT"


@dataclass(frozen=True)
class Upload:
    """A file that can be taken: its name as it will be offered, its media type and its bytes."""

    name: str
    media_type: str
    data: bytes


def read_upload(name: str, data: bytes) -> Upload:
    """Check a file that somebody sent. Raises FileFault."""
    if not data:
        raise FileFault("The file is empty. Choose another one")
    if len(data) > LARGEST_BYTES:
        raise FileFault(f"The file is larger than {LARGEST_BYTES // 1024**2} MB. Choose a smaller one, or give a link")
    extension = _extension(name)
    if extension in _RUNS:
        raise FileFault(
            "SVG, HTML, scripts and programs can do harm to those who open them, so we do not take them."
            f" Send {OFFERED}"
        )
    kind = TYPES.get(extension)
    if kind is None:
        raise FileFault(f"We do not know files of this kind. Send {OFFERED}")
    if not kind.is_one(data):
        raise FileFault(
            f"The name says {extension.upper()}, and what is in the file does not. It may be damaged, hold a program or"
            " macros, or have the wrong ending"
        )
    return Upload(clean_name(name), kind.media_type, data)


def words_of(name: str) -> str:
    """What a file of this name is called, marked for translation; empty for none that we take."""
    kind = TYPES.get(_extension(name))
    return kind.words if kind is not None else ""


def ending_of(name: str) -> str:
    """The ending of a name in capitals, as people speak of it: PDF."""
    return _extension(name).upper()


def clean_name(name: str) -> str:
    """A file name of letters, figures and hyphens in any script, with its ending; no folder is left of it."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    stem = re.sub(r"[\W_]+", "-", last.rpartition(".")[0]).strip("-")
    return f"{stem[:LONGEST_NAME].rstrip('-') or 'file'}.{_extension(name)}"


def _extension(name: str) -> str:
    ending = name.rpartition(".")[2].strip().lower() if "." in name else ""
    return _SAME.get(ending, ending)
