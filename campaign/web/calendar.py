"""Calendars to subscribe to (iCalendar, RFC 5545): days and times in, text out."""

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


@dataclass(frozen=True, slots=True)
class TimedEvent:
    """A thing that begins and, if `ends_at` is known, ends at an instant.

    `uid` never changes; `sequence` grows whenever anything changes. A cancelled one stays, so that calendars say so.
    """

    uid: str
    starts_at: datetime
    ends_at: datetime | None
    summary: str
    description: str = ""
    location: str = ""
    url: str = ""
    sequence: int = 0
    cancelled: bool = False


Event = DayEvent | TimedEvent


def calendar(events: Sequence[Event], *, name: str, product: str, now: datetime) -> bytes:
    """The calendar as UTF-8, lines folded and ended by CRLF; all events carry `now` as their stamp.

    `product` says what wrote it, such as -//Countersign//Trackers//EN. Text may hold anything; control characters are
    left out. A calendar without events is one too: it empties that of a subscriber.
    """
    return b"".join(_folded(line) for line in _lines(events, name, product, now))


def _lines(events: Sequence[Event], name: str, product: str, now: datetime) -> Iterator[str]:
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
        yield f"DTSTAMP:{_instant(now)}"
        yield from _times(event)
        yield f"SUMMARY:{_text(event.summary)}"
        if event.description:
            yield f"DESCRIPTION:{_text(event.description)}"
        if isinstance(event, TimedEvent) and event.location:
            yield f"LOCATION:{_text(event.location)}"
        if event.url:
            # An address is not text: it is not escaped, so nothing in it may look like the end of a line.
            yield f"URL:{quote(_NO_TEXT.sub('', event.url), safe=_IN_ADDRESSES)}"
        if isinstance(event, DayEvent):
            yield "TRANSP:TRANSPARENT"
        else:
            yield f"STATUS:{'CANCELLED' if event.cancelled else 'CONFIRMED'}"
        yield "END:VEVENT"
    yield "END:VCALENDAR"


def _times(event: Event) -> Iterator[str]:
    """When it is: whole days as dates, everything else as instants in UTC, which need no table of time zones."""
    if isinstance(event, DayEvent):
        # Without an end it lasts that one day (3.6.1).
        yield f"DTSTART;VALUE=DATE:{event.day.isoformat().replace('-', '')}"
        return
    yield f"DTSTART:{_instant(event.starts_at)}"
    # An event that ends when it begins has no end, or DTEND would not be later than DTSTART (3.8.2.2).
    if event.ends_at is not None and event.ends_at > event.starts_at:
        yield f"DTEND:{_instant(event.ends_at)}"


def _instant(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


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
