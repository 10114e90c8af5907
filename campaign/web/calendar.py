"""Calendars to subscribe to (iCalendar, RFC 5545): days in, text out."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final
from urllib.parse import quote

MEDIA_TYPE: Final = "text/calendar; charset=utf-8"

# Octets of a line without its end (3.1).
_LONGEST: Final = 75
# Control characters other than the tab and the line's end; halves of characters cannot be written either (3.1).
_NO_TEXT: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
_IN_ADDRESSES: Final = "%/:?#[]@!$&'()*+,;=~"


@dataclass(frozen=True, slots=True)
class DayEvent:
    """A thing that is on a whole day.

    `uid` never changes; `sequence` grows whenever day or words change, so that calendars take the new ones.
    """

    uid: str
    day: date
    summary: str
    description: str = ""
    url: str = ""
    sequence: int = 0


def calendar(events: Sequence[DayEvent], *, name: str, product: str, now: datetime) -> bytes:
    """The calendar as UTF-8, lines folded and ended by CRLF; all events carry `now` as their stamp.

    `product` says what wrote it, such as -//Countersign//Trackers//EN. Text may hold anything; control characters are
    left out. A calendar without events is one too: it empties that of a subscriber.
    """
    return b"".join(_folded(line) for line in _lines(events, name, product, now))


def _lines(events: Sequence[DayEvent], name: str, product: str, now: datetime) -> Iterator[str]:
    yield "BEGIN:VCALENDAR"
    yield "VERSION:2.0"
    yield f"PRODID:{_text(product)}"
    yield "CALSCALE:GREGORIAN"
    yield "METHOD:PUBLISH"
    # The name of RFC 7986, and the one that came before it, which more programs read.
    yield f"NAME:{_text(name)}"
    yield f"X-WR-CALNAME:{_text(name)}"
    for event in events:
        yield "BEGIN:VEVENT"
        yield f"UID:{_text(event.uid)}"
        yield f"SEQUENCE:{event.sequence}"
        yield f"DTSTAMP:{now.astimezone(UTC):%Y%m%dT%H%M%SZ}"
        # Without an end it lasts that one day (3.6.1).
        yield f"DTSTART;VALUE=DATE:{event.day.isoformat().replace('-', '')}"
        yield f"SUMMARY:{_text(event.summary)}"
        if event.description:
            yield f"DESCRIPTION:{_text(event.description)}"
        if event.url:
            # An address is not text: it is not escaped, so nothing in it may look like the end of a line.
            yield f"URL:{quote(_NO_TEXT.sub('', event.url), safe=_IN_ADDRESSES)}"
        yield "TRANSP:TRANSPARENT"
        yield "END:VEVENT"
    yield "END:VCALENDAR"


def _text(text: str) -> str:
    """Text as a value (3.3.11): backslash, semicolon, comma and line ends escaped."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    escaped = re.sub(r"([\\;,])", r"\\\1", _NO_TEXT.sub("", lines))
    return escaped.replace("\n", "\\n")


def _folded(line: str) -> bytes:
    """The line in pieces of at most 75 octets, each but the first after a space; no character is split (3.1)."""
    pieces = []
    rest = line.encode()
    room = _LONGEST
    while len(rest) > room:
        cut = room
        while rest[cut] & 0xC0 == 0x80:  # within a character
            cut -= 1
        pieces.append(rest[:cut])
        rest = rest[cut:]
        room = _LONGEST - 1
    pieces.append(rest)
    return b"\r\n ".join(pieces) + b"\r\n"
