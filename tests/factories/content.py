"""Pages for tests."""

import itertools
from datetime import datetime
from typing import Any

from campaign.audit.record import COMMAND_LINE
from campaign.content.create_page import NewPage, PageWords, create_page
from campaign.content.models import Page, PageKind, ResourceFile
from campaign.content.publish_page import publish_page
from campaign.content.resources.add_file import NewFile, add_file
from campaign.content.resources.file_types import read_upload
from tests.factories.campaigns import WHEN

_numbers = itertools.count(1)
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def draft_page(kind: PageKind = PageKind.NEWS, now: datetime = WHEN, **overrides: Any) -> Page:
    """A draft; `overrides` change its words or what it is."""
    number = next(_numbers)
    words = {"title": f"The inspector has answered ({number})", "summary": "In short.", "body": "What it *says*."}
    words |= {key: overrides.pop(key) for key in list(overrides) if key in words}
    what = {"kind": kind, "slug": f"{kind.value}-{number}", **overrides}
    return create_page(NewPage(words=PageWords(**words), **what), COMMAND_LINE, now)


def public_page(kind: PageKind = PageKind.NEWS, now: datetime = WHEN, **overrides: Any) -> Page:
    """A page that the public sees."""
    page = draft_page(kind, now, **overrides)
    publish_page(page.id, COMMAND_LINE, now)
    return page


def a_resource(now: datetime = WHEN, **overrides: Any) -> tuple[Page, ResourceFile]:
    """A resource that the public sees, with one small PDF."""
    page = public_page(PageKind.RESOURCE, now, **overrides)
    return page, a_file(page, now=now)


def a_file(
    page: Page, now: datetime = WHEN, data: bytes = PDF, name: str = "briefing.pdf", **columns: Any
) -> ResourceFile:
    """A file of a resource; `columns` are those of NewFile, and a link has a `url` in place of the bytes."""
    upload = None if columns.get("url") else read_upload(name, data)
    new = NewFile(**{"language": "en", "version": "1", "upload": upload, **columns})
    return add_file(page.id, new, COMMAND_LINE, now)
