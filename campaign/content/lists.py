"""The desk's list of pages of every kind."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, String, case, cast, func, or_, select
from sqlalchemy.orm import aliased

from campaign.content.models import Page, PageKind, PageState, Revision
from campaign.db import db
from campaign.web.language import LANGUAGES
from campaign.web.paging import Page as ListPage
from campaign.web.paging import paged
from campaign.web.sorting import Sorting


@dataclass(frozen=True)
class PageFilters:
    """What the list is narrowed to. `state` also knows `scheduled` (the page or words of it wait for a moment) and
    `drafts` (words that are not published).
    """

    kind: PageKind | None = None
    state: str = ""
    language: str = ""
    campaign: str = ""  # an id, `site`, or empty
    words: str = ""

    @classmethod
    def read(cls, asked: Mapping[str, str], campaigns: Mapping[int, str]) -> "PageFilters":
        """From the URL; nonsense and what belongs to somebody else mean no filter."""
        kind, state, campaign = asked.get("kind", ""), asked.get("state", ""), asked.get("campaign", "")
        known = campaign == "site" or (campaign.isdecimal() and len(campaign) < 10 and int(campaign) in campaigns)
        return cls(
            kind=PageKind(kind) if kind in tuple(PageKind) else None,
            state=state if state in (*PageState, "scheduled", "drafts") else "",
            language=asked.get("language", "") if asked.get("language", "") in LANGUAGES else "",
            campaign=campaign if known else "",
            words=asked.get("q", "").replace("\x00", "").strip()[:100],
        )


@dataclass(frozen=True)
class PageRow:
    """One line of the list."""

    id: int
    kind: PageKind
    slug: str
    campaign_id: int | None
    state: PageState
    goes_live_at: datetime | None
    title: str
    changed_at: datetime
    languages: tuple[str, ...]  # its own first
    drafts: tuple[str, ...]  # languages whose newest words are not published


def desk_pages(
    filters: PageFilters, sorting: Sorting, number: int, whose: ColumnElement[bool], now: datetime
) -> ListPage:
    """One page of the list; `whose` is what the reader may see."""
    newest, words = aliased(Revision), aliased(Revision)
    changed = (
        select(func.max(func.coalesce(words.published_at, words.created_at)))
        .where(words.page_id == Page.id)
        .scalar_subquery()
    )
    last = (
        select(func.max(words.number))
        .where(words.page_id == Page.id, words.language == Page.language)
        .correlate(Page)
        .scalar_subquery()
    )
    query = (
        select(Page, newest.title, changed.label("changed"))
        .join(newest, (newest.page_id == Page.id) & (newest.language == Page.language) & (newest.number == last))
        .where(whose, *_conditions(filters, newest, now))
        .order_by(
            sorting.order(
                {
                    "changed": changed,
                    "title": func.lower(newest.title),
                    "kind": cast(Page.kind, String),
                    "state": case((Page.goes_live_at > now, "scheduled"), else_=Page.state),
                    "shown": func.coalesce(Page.goes_live_at, Page.created_at),
                }
            ),
            Page.id.desc(),
        )
    )
    page = paged(query, number=number, size=50, scalars=False)
    return ListPage(_rows(page.rows), page.number, page.total, page.size)


def pages_to_publish(whose: ColumnElement[bool]) -> int:
    """How many pages have words that are not published, of those that `whose` lets the reader see."""
    return db.session.scalar(select(func.count(Page.id)).where(whose, _has_words_that_wait())) or 0


def _has_words_that_wait() -> ColumnElement[bool]:
    latest = select(func.max(Revision.id)).group_by(Revision.page_id, Revision.language)
    waits = select(Revision.page_id).where(Revision.id.in_(latest), Revision.published_at.is_(None))
    return Page.id.in_(waits) & (Page.state != PageState.RETIRED)


def _conditions(filters: PageFilters, newest: type[Revision], now: datetime) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if filters.kind is not None:
        found.append(Page.kind == filters.kind)
    if filters.state == "scheduled":
        waiting = select(Revision.page_id).where(Revision.due_at.is_not(None), Revision.published_at.is_(None))
        found += [Page.state == PageState.PUBLISHED, or_(Page.goes_live_at > now, Page.id.in_(waiting))]
    elif filters.state == PageState.PUBLISHED:
        found += [Page.state == PageState.PUBLISHED, Page.goes_live_at <= now]
    elif filters.state == "drafts":
        found.append(_has_words_that_wait())
    elif filters.state:
        found.append(Page.state == PageState(filters.state))
    if filters.language:
        found.append(Page.id.in_(select(Revision.page_id).where(Revision.language == filters.language)))
    if filters.campaign:
        found.append(
            Page.campaign_id.is_(None) if filters.campaign == "site" else Page.campaign_id == int(filters.campaign)
        )
    for word in filters.words.split():
        found.append(or_(newest.title.icontains(word, autoescape=True), Page.slug.icontains(word, autoescape=True)))
    return found


def _rows(rows: Sequence[Any]) -> list[PageRow]:
    states: dict[int, dict[str, bool]] = {page.id: {} for page, _, _ in rows}
    for page_id, language, published_at in db.session.execute(
        select(Revision.page_id, Revision.language, Revision.published_at)
        .where(Revision.page_id.in_(states))
        .order_by(Revision.number)
    ):
        states[page_id][language] = published_at is None
    return [
        PageRow(
            id=page.id,
            kind=page.kind,
            slug=page.slug,
            campaign_id=page.campaign_id,
            state=page.state,
            goes_live_at=page.goes_live_at,
            title=title,
            changed_at=changed,
            languages=tuple(sorted(states[page.id], key=lambda each: (each != page.language, each))),
            drafts=tuple(language for language, waits in states[page.id].items() if waits),
        )
        for page, title, changed in rows
    ]
