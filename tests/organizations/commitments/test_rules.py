"""The clock of promises and their dates as tables, and which addresses of evidence are taken."""

from datetime import date

import pytest

from campaign.organizations.commitments.evidence import read_evidence_address
from campaign.organizations.commitments.queries import read_public_id
from campaign.organizations.commitments.rules import Tick, can_be_promised, days_late, latest_day, tick
from campaign.organizations.website import WebsiteFault

DUE = date(2026, 9, 1)

# the day, whether evidence waits, whether the letter for this date went out, and what the clock does
CLOCK = [
    ("2026-07-01", False, False, Tick.NOTHING),
    ("2026-08-01", False, False, Tick.NOTHING),  # 31 days before
    ("2026-08-02", False, False, Tick.REMIND),  # 30 days before
    ("2026-08-02", False, True, Tick.NOTHING),
    ("2026-08-02", True, False, Tick.NOTHING),  # nothing to do for them
    ("2026-08-20", False, False, Tick.REMIND),  # the worker was down, or evidence was found wanting
    ("2026-08-31", False, False, Tick.REMIND),
    ("2026-09-01", False, False, Tick.NOTHING),  # its day lasts until midnight
    ("2026-09-02", False, False, Tick.LATE),
    ("2026-09-02", False, True, Tick.LATE),
    ("2026-09-02", True, True, Tick.NOTHING),  # reviewers have 14 days
    ("2026-09-15", True, False, Tick.NOTHING),
    ("2026-09-16", True, False, Tick.LATE),
    ("2027-09-16", False, False, Tick.LATE),
]


@pytest.mark.parametrize(("today", "waits", "reminded", "found"), CLOCK)
def test_the_clock(today: str, waits: bool, reminded: bool, found: Tick) -> None:
    assert tick(DUE, date.fromisoformat(today), evidence_waits=waits, was_reminded=reminded) == found


@pytest.mark.parametrize(
    ("day", "can"),
    [
        ("2026-03-31", False),
        ("2026-04-01", False),
        ("2026-04-02", True),
        ("2036-04-01", True),
        ("2036-04-02", False),
        ("9999-12-31", False),
    ],
)
def test_a_day_that_can_be_promised(day: str, can: bool) -> None:
    assert can_be_promised(date.fromisoformat(day), date(2026, 4, 1)) == can


def test_ten_years_from_a_leap_day() -> None:
    assert latest_day(date(2028, 2, 29)) == date(2038, 2, 28)


def test_days_late_are_never_negative() -> None:
    assert (days_late(DUE, date(2026, 8, 1)), days_late(DUE, DUE), days_late(DUE, date(2026, 9, 11))) == (0, 0, 10)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("fennmark.example/results", "https://fennmark.example/results"),
        (" http://www.fennmark.example ", "http://www.fennmark.example"),
        ("https://müller.example/a?b=c&d=%C3%BC", "https://xn--mller-kva.example/a?b=c&d=%C3%BC"),
        ("https://doi.example/10.1016/S0140-6736(13)60123-4", "https://doi.example/10.1016/S0140-6736(13)60123-4"),
        ("https://a.example/Annual%20report,final;v=2.pdf", "https://a.example/Annual%20report,final;v=2.pdf"),
        ("a.example?next=https://b.example/", "https://a.example?next=https://b.example/"),
        ("https://a.example/x?", "https://a.example/x"),
    ],
)
def test_addresses_of_evidence(typed: str, kept: str) -> None:
    assert read_evidence_address(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "", "   ", "javascript:alert(1)", "javascript://a.example/%0Aalert(1)", "data:text/html,x", "ftp://a.example",
        "https://user@a.example/", "https://a.example:8080/", "https://127.0.0.1/x", "https://[::1]/", "https://localhost/",
        "https://a.example/../x", "https://a.example/%2e%2e/x", "https://a.example/a%2Fb", "https://a.example/%00",
        "https://a.example/%0d%0aX", "https://a.example/x#y", "https://a.example/x y", "https://a.example/x\\y",
        "https://a.example/?q=<script>", 'https://a.example/?q="onload=', "https://a.example/?q=%0d%0a", "https:///x",
        "https://a.example/\r\nSet-Cookie:x", "https://a.example//b", "https://a.example/%zz",
        f"https://a.example/{'x' * 500}",
    ],
)  # fmt: skip
def test_addresses_that_are_no_evidence(typed: str) -> None:
    with pytest.raises(WebsiteFault):
        read_evidence_address(typed)


@pytest.mark.parametrize("text", ["", "x", "0" * 31, "0" * 33, "g" * 32, "A" * 32, "0x" + "0" * 30, "٣" * 32])
def test_what_is_no_name_of_a_promise(text: str) -> None:
    assert read_public_id(text) is None


def test_the_name_of_a_promise() -> None:
    assert read_public_id("00" * 15 + "ff") == bytes(15) + b"\xff"
