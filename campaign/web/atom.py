"""Atom feeds (RFC 4287): entries in, XML out."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from urllib.parse import quote
from xml.etree import ElementTree as ET

from campaign.web.formats import stamp

MEDIA_TYPE: Final = "application/atom+xml; charset=utf-8"

_NAMESPACE: Final = "http://www.w3.org/2005/Atom"
# XML 1.0 (2.2) has no way to write these, not even as a reference.
_NO_XML: Final = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened: an id that never changes (`tag_uri`), when, a page about it, and plain text."""

    id: str
    updated: datetime
    link: str
    title: str
    summary: str = ""


def tag_uri(host: str, since: date, *path: str) -> str:
    """A name for a thing that stays when its address changes (RFC 4151): tag:example.org,2026-01-12:eu/2017-990041-26.

    `since` is a day on which `host` was the site's own; it must stay the same for ever, as must the path.
    """
    return f"tag:{host},{since.isoformat()}:{'/'.join(quote(part, safe='') for part in path)}"


def atom_feed(
    entries: Sequence[Entry],
    *,
    id: str,
    title: str,
    author: str,
    link: str,
    self_link: str,
    updated: datetime,
    subtitle: str = "",
) -> bytes:
    """The feed as UTF-8. `link` is the page it belongs to, `self_link` its own address, both absolute.

    `updated` stands for a feed without entries too. Text may hold anything; characters that XML cannot hold are left
    out.
    """
    feed = ET.Element("feed", {"xmlns": _NAMESPACE})
    _add(feed, "id", id)
    _add(feed, "title", title)
    if subtitle:
        _add(feed, "subtitle", subtitle)
    _add(feed, "updated", stamp(updated))
    _add(ET.SubElement(feed, "author"), "name", author)
    _link(feed, "self", self_link, "application/atom+xml")
    _link(feed, "alternate", link, "text/html")
    for entry in entries:
        made = ET.SubElement(feed, "entry")
        _add(made, "id", entry.id)
        _add(made, "title", entry.title)
        _add(made, "updated", stamp(entry.updated))
        _link(made, "alternate", entry.link, "text/html")
        if entry.summary:
            _add(made, "summary", entry.summary)
    return bytes(ET.tostring(feed, encoding="utf-8", xml_declaration=True))


def _add(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, name).text = _clean(text)


def _link(parent: ET.Element, rel: str, href: str, media_type: str) -> None:
    ET.SubElement(parent, "link", {"rel": rel, "type": media_type, "href": _clean(href)})


def _clean(text: str) -> str:
    return _NO_XML.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
