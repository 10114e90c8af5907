"""The sections of the site that have something to show, for the menu on every page."""

import logging
from dataclasses import dataclass
from datetime import datetime

from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from campaign.clock import now
from campaign.content.kinds import KINDS
from campaign.content.models import Page, PageKind
from campaign.content.queries import PLACES, public_pages, readings
from campaign.db import abandon, db, in_transaction, is_outage
from campaign.trackers.queries import registers_with_trials
from campaign.web.kept import kept
from campaign.web.language import N_, current_language

log = logging.getLogger(__name__)
KEEP_SECONDS = 5.0
_ORDER = (PageKind.NEWS, PageKind.RESOURCE, PageKind.LESSON, PageKind.EVENT, PageKind.PARTNER)


@dataclass(frozen=True)
class Section:
    """One entry of the menu. `name` is marked for translation when `is_ours`, else it is the title of a free page."""

    key: str  # what a page says as `current`
    path: str  # without a language
    name: str
    is_ours: bool
    language: str = ""  # of a title


def site_menu() -> tuple[Section, ...]:
    """The sections, at most five seconds old; none while the database is away and nothing is kept."""
    key = ("site menu", current_language())
    try:
        return kept(key, KEEP_SECONDS, lambda: _read(now()))
    except DBAPIError as error:
        if in_transaction() or not is_outage(error):
            raise
        abandon()
        log.warning("content.menu_without_database cause=%s", type(error.orig).__name__)
        # Kept too, so that a page that says that the database is away does not wait for it again.
        return kept(key, KEEP_SECONDS, lambda: ())


def _read(moment: datetime) -> tuple[Section, ...]:
    kinds = set(db.session.scalars(public_pages(moment).order_by(None).with_only_columns(Page.kind).distinct()))
    named = db.session.scalars(
        select(Page)
        .where(Page.id.in_(public_pages(moment, PageKind.PAGE).order_by(None).with_only_columns(Page.id)))
        .where(Page.in_menu)
        .order_by(Page.place, Page.id)
    ).all()
    judged = [Section("trackers", "/trackers", N_("Trackers"), True)] if registers_with_trials() else []
    return (
        *judged,
        *(Section(kind.value, PLACES[kind], KINDS[kind].section, True) for kind in _ORDER if kind in kinds),
        *(Section(page.slug, page.path, page.title, False, page.language) for page in readings(named)),
    )


def install(app: Flask) -> None:
    """Make the menu known to templates."""
    app.jinja_env.globals["site_menu"] = site_menu
