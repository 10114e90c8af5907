"""Make a page: a draft that nobody outside the desk can see."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from campaign.audit.record import Actor, record
from campaign.content.facts import PageFacts
from campaign.content.models import EventFacts, Page, PageKind, PartnerFacts, ResourceFacts, Revision
from campaign.content.refusals import AddressTaken
from campaign.db import transaction
from campaign.tokens import new_public_id


@dataclass(frozen=True, kw_only=True)
class PageWords:
    """What a page says in one language: title and summary are plain text, the body is Markdown."""

    title: str
    summary: str = ""
    body: str = ""


@dataclass(frozen=True, kw_only=True)
class NewPage:
    """A page before it is written on. `event`, `resource` or `partner` goes with its kind; so do `facts`."""

    kind: PageKind
    slug: str
    words: PageWords
    language: str = "en"
    campaign_id: int | None = None  # None: of the whole site
    category: str = ""
    event: EventFacts | None = None
    resource: ResourceFacts | None = None
    partner: PartnerFacts | None = None
    facts: PageFacts | None = None


def create_page(new: NewPage, actor: Actor, now: datetime) -> Page:
    """Make a draft page with the first draft of its words. Raises AddressTaken."""
    with transaction() as session:
        return add_page(session, new, actor, now)


def add_page(session: Session, new: NewPage, actor: Actor, now: datetime) -> Page:
    """The same within the caller's transaction. Raises AddressTaken."""
    page = Page(
        public_id=new_public_id(),
        kind=new.kind,
        slug=new.slug,
        campaign_id=new.campaign_id,
        language=new.language,
        category=new.category,
        event=new.event,
        resource=new.resource,
        partner=new.partner,
        created_at=now,
    )
    if new.facts is not None:
        new.facts.write_to(page)
    try:
        with session.begin_nested():
            session.add(page)
    except IntegrityError as error:
        if session.scalar(select(Page.id).where(Page.kind == new.kind, Page.slug == new.slug)) is None:
            raise
        raise AddressTaken from error
    session.add(
        Revision(
            page_id=page.id,
            language=new.language,
            number=1,
            title=new.words.title,
            summary=new.words.summary,
            body=new.words.body,
            staff_id=actor.id,
            created_at=now,
        )
    )
    record(
        actor.id,
        actor.name,
        "content.created",
        f"{new.kind} {new.slug}",
        now,
        campaign_id=new.campaign_id,
        subject=f"page {page.id}",
    )
    return page
