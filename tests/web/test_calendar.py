"""Calendars that a plain reader of RFC 5545 reads back as they were meant."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.web.calendar import DayEvent, TimedEvent, calendar

NOW = datetime(2026, 5, 3, 6, 5, 6, tzinfo=timezone(timedelta(hours=2)))
DUE = DayEvent(
    uid="eu-2017-990041-26@example.org",
    day=date(2026, 5, 19),
    summary="Results due: Night splints",
    description="2017-990041-26, due on 19 May 2026",
    url="https://example.org/trackers/eu/trials/2017-990041-26?a=1,2;3",
    sequence=4,
)


def written(*events: DayEvent, name: str = "Results due") -> bytes:
    return calendar(events, name=name, product="-//Countersign//Trackers//EN", now=NOW)


def read(data: bytes) -> list[tuple[str, str]]:
    """Names (with parameters) and raw values, unfolded."""
    assert data.endswith(b"\r\n")
    unfolded = data.replace(b"\r\n ", b"")
    lines = [line.decode() for line in unfolded.split(b"\r\n")[:-1]]
    assert not any("\n" in line or "\r" in line for line in lines)
    return [(name, value) for name, _, value in (line.partition(":") for line in lines)]


def unescaped(value: str) -> str:
    return re.sub(r"\\(.)", lambda found: {"n": "\n", "N": "\n"}.get(found[1], found[1]), value)


def values(data: bytes, name: str) -> list[str]:
    return [unescaped(value) for found, value in read(data) if found == name]


def test_an_event_has_all_that_a_calendar_needs() -> None:
    assert read(written(DUE)) == [
        ("BEGIN", "VCALENDAR"),
        ("VERSION", "2.0"),
        ("PRODID", "-//Countersign//Trackers//EN"),
        ("CALSCALE", "GREGORIAN"),
        ("METHOD", "PUBLISH"),
        ("NAME", "Results due"),
        ("X-WR-CALNAME", "Results due"),
        ("BEGIN", "VEVENT"),
        ("UID", "eu-2017-990041-26@example.org"),
        ("SEQUENCE", "4"),
        ("DTSTAMP", "20260503T040506Z"),
        ("DTSTART;VALUE=DATE", "20260519"),
        ("SUMMARY", "Results due: Night splints"),
        ("DESCRIPTION", "2017-990041-26\\, due on 19 May 2026"),
        ("URL", "https://example.org/trackers/eu/trials/2017-990041-26?a=1,2;3"),
        ("TRANSP", "TRANSPARENT"),
        ("END", "VEVENT"),
        ("END", "VCALENDAR"),
    ]


def test_what_is_empty_is_left_out_and_no_event_is_a_calendar_too() -> None:
    bare = DayEvent("1", date(2026, 1, 2), "Due")
    names = [name for name, _ in read(written(bare))]
    assert "DESCRIPTION" not in names
    assert "URL" not in names
    assert [value for name, value in read(written()) if name in ("BEGIN", "END")] == ["VCALENDAR", "VCALENDAR"]


@pytest.mark.parametrize(
    ("said", "read_back"),
    [
        ("commas, semicolons; back\\slash \\n \\, end", "commas, semicolons; back\\slash \\n \\, end"),
        ("one\r\ntwo\nthree\rfour", "one\ntwo\nthree\nfour"),
        ("\nEND:VEVENT\r\nBEGIN:VEVENT\nSUMMARY:forged", "\nEND:VEVENT\nBEGIN:VEVENT\nSUMMARY:forged"),
        ("a\x00b\x07c\x1bd\x7fe\tf", "abcde\tf"),
        ("🙂" * 60, "🙂" * 60),
        ("ü" * 200 + "Łódź", "ü" * 200 + "Łódź"),
        ("half \ud83d a character", "half  a character"),
    ],
)
def test_hostile_text_comes_back_as_text(said: str, read_back: str) -> None:
    data = written(DayEvent("1", date(2026, 1, 2), said, said, "https://example.org/" + said), name=said)
    assert values(data, "SUMMARY") == values(data, "DESCRIPTION") == values(data, "NAME") == [read_back]
    assert values(data, "BEGIN") == ["VCALENDAR", "VEVENT"]


@given(st.text(), st.text())
def test_lines_are_folded_at_75_octets_and_no_character_is_split(said: str, address: str) -> None:
    data = written(DayEvent(said, date(2026, 1, 2), said, said * 9, "https://example.org/" + address))
    for line in data.split(b"\r\n"):
        assert len(line) <= 75
        line.decode()
    assert values(data, "DESCRIPTION") == ([values(data, "SUMMARY")[0] * 9] if said else [])
    (url,) = values(data, "URL")
    assert re.fullmatch(r"https://example\.org/[!-~]*", url)


def test_years_have_four_digits() -> None:
    assert ("DTSTART;VALUE=DATE", "09990102") in read(written(DayEvent("1", date(999, 1, 2), "Long ago")))


def test_stamps_are_in_utc() -> None:
    data = calendar([DUE], name="x", product="x", now=datetime(2026, 1, 1, tzinfo=UTC))
    assert ("DTSTAMP", "20260101T000000Z") in read(data)


def test_an_event_with_times_stands_as_instants_and_says_that_it_is_cancelled() -> None:
    berlin = timezone(timedelta(hours=1))
    event = TimedEvent(
        uid="a@example.org",
        starts_at=datetime(2027, 1, 14, 18, 0, tzinfo=berlin),
        ends_at=datetime(2027, 1, 14, 20, 0, tzinfo=berlin),
        summary="Open evening; all welcome",
        location="Library\r\nATTENDEE:x",
        sequence=3,
    )
    found = calendar([event], name="Events", product="-//x//y//EN", now=NOW)
    assert values(found, "DTSTART") == ["20270114T170000Z"]
    assert values(found, "DTEND") == ["20270114T190000Z"]
    assert values(found, "SEQUENCE") == ["3"]
    assert values(found, "STATUS") == ["CONFIRMED"]
    assert values(found, "LOCATION") == ["Library\nATTENDEE:x"]
    assert values(found, "TRANSP") == []
    off = calendar([replace(event, ends_at=event.starts_at, cancelled=True)], name="", product="x", now=NOW)
    assert values(off, "STATUS") == ["CANCELLED"]
    assert values(off, "DTEND") == []
