"""Pages for tests."""

import itertools
from datetime import datetime
from typing import Any

from campaign.audit.record import COMMAND_LINE
from campaign.content.create_page import NewPage, PageWords, create_page
from campaign.content.models import Page, PageKind
from campaign.content.publish_page import publish_page
from tests.factories.campaigns import WHEN

_numbers = itertools.count(1)


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
