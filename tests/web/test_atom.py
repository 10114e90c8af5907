"""Atom feeds that any reader can read, whatever a register wrote."""

from datetime import UTC, date, datetime
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.web.atom import Entry, atom_feed, tag_uri

NOW = datetime(2026, 5, 3, 4, 5, 6, tzinfo=UTC)
ATOM = "{http://www.w3.org/2005/Atom}"


def read(*entries: Entry, title: str = "Changes") -> ET.Element:
    return ET.fromstring(
        atom_feed(
            entries,
            id="tag:example.org,2026-01-12:changes/eu",
            title=title,
            author="The Full Record",
            link="https://example.org/trackers/eu?a=1&b=2",
            self_link="https://example.org/trackers/eu/changes.atom",
            updated=NOW,
        )
    )


def text(element: ET.Element, path: str) -> str:
    found = element.find("/".join(ATOM + part for part in path.split("/")))
    assert found is not None
    return found.text or ""


def test_a_feed_says_whose_it_is_where_it_is_and_how_old() -> None:
    feed = read()
    assert feed.tag == ATOM + "feed"
    assert text(feed, "id") == "tag:example.org,2026-01-12:changes/eu"
    assert text(feed, "title") == "Changes"
    assert text(feed, "author/name") == "The Full Record"
    assert text(feed, "updated") == "2026-05-03T04:05:06Z"
    assert {link.get("rel"): link.get("href") for link in feed.iter(ATOM + "link")} == {
        "self": "https://example.org/trackers/eu/changes.atom",
        "alternate": "https://example.org/trackers/eu?a=1&b=2",
    }


def test_entries_come_in_the_order_given_with_their_own_time() -> None:
    first = Entry("tag:example.org,2026-01-12:1", NOW, "https://example.org/1", "Overdue", "Ended 14 March 2025")
    second = Entry(
        "tag:example.org,2026-01-12:2", datetime(2026, 5, 2, tzinfo=UTC), "https://example.org/2", "Reported"
    )
    found = list(read(first, second).iter(ATOM + "entry"))
    assert [(text(one, "id"), text(one, "updated"), text(one, "title")) for one in found] == [
        ("tag:example.org,2026-01-12:1", "2026-05-03T04:05:06Z", "Overdue"),
        ("tag:example.org,2026-01-12:2", "2026-05-02T00:00:00Z", "Reported"),
    ]
    assert text(found[0], "summary") == "Ended 14 March 2025"
    assert found[1].find(ATOM + "summary") is None


@pytest.mark.parametrize(
    ("written", "read_back"),
    [
        ('<script>alert("1")</script> & ]]>', '<script>alert("1")</script> & ]]>'),
        ("one,\r\ntwo;\rthree\t4", "one,\ntwo;\nthree\t4"),
        ("a\x00b\x0bc\x1bd\ufffee\ud800f", "abcdef"),
        ("Łódź 🙂 \u2028", "Łódź 🙂 \u2028"),
    ],
)
def test_hostile_text_is_carried_as_text(written: str, read_back: str) -> None:
    feed = read(Entry("tag:x", NOW, "https://example.org/" + written, written, written), title=written)
    assert text(feed, "title") == read_back
    assert text(feed, "entry/title") == read_back
    assert text(feed, "entry/summary") == read_back


@given(st.text())
def test_any_text_makes_a_feed_that_can_be_read(written: str) -> None:
    read(Entry(written, NOW, written, written, written), title=written)


def test_a_tag_names_a_thing_without_its_address() -> None:
    assert (
        tag_uri("example.org", date(2026, 1, 12), "eu", "2017-990041-26")
        == "tag:example.org,2026-01-12:eu/2017-990041-26"
    )
    assert tag_uri("example.org", date(2026, 1, 12), "a/b c", "ü").endswith(":a%2Fb%20c/%C3%BC")
