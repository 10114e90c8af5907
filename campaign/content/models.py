"""Tables of content: pages of every kind, their revisions in each language, and files.

A `Page` is one thing that can be read: what it is, whose it is and whether the public sees it. Its words are
`Revision`s, one chain per language: the newest published one is what readers see, a later unpublished one is the draft.
A translation says which revision of the page's own language it was made from, so that one can tell when it is out of
date.
"""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from campaign.db import Base, BigId, words


class PageKind(StrEnum):
    """What a page is; each kind has its own place on the site."""

    NEWS = "news"
    PAGE = "page"
    RESOURCE = "resource"
    LESSON = "lesson"
    EVENT = "event"
    PARTNER = "partner"


class PageState(StrEnum):
    """Where a page is in its life. A published one is seen from `goes_live_at` on: a schedule needs no worker."""

    DRAFT = "draft"
    PUBLISHED = "published"
    RETIRED = "retired"


class Page(Base):
    """One thing to read. Its address is its kind's place and its slug."""

    __tablename__ = "page"
    __table_args__ = (
        UniqueConstraint("kind", "slug"),
        CheckConstraint("state <> 'published' OR goes_live_at IS NOT NULL", name="published_has_a_time"),
        Index("ix_page_shown", "kind", "state", "goes_live_at"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    public_id: Mapped[bytes] = mapped_column(LargeBinary(16), unique=True)
    kind: Mapped[PageKind] = mapped_column(words(PageKind, "kind"))
    slug: Mapped[str]
    campaign_id: Mapped[int | None] = mapped_column(ForeignKey("campaign.id"), index=True)  # None: of the whole site
    language: Mapped[str] = mapped_column(default="en")  # what it was written in first
    category: Mapped[str] = mapped_column(default="")
    state: Mapped[PageState] = mapped_column(words(PageState, "state"), default=PageState.DRAFT)
    goes_live_at: Mapped[datetime | None]
    retired_at: Mapped[datetime | None]
    in_menu: Mapped[bool] = mapped_column(default=False)  # a free page that the site's navigation names
    place: Mapped[int] = mapped_column(default=0)  # among its like: lessons, partners, free pages; smaller comes first
    cover_id: Mapped[int | None] = mapped_column(ForeignKey("asset.id"))  # the picture above it
    edits: Mapped[int] = mapped_column(default=0)  # how often it was edited: tells a stale form
    previews: Mapped[int] = mapped_column(default=0)  # raised to end every preview link that was made before
    created_at: Mapped[datetime]
    event: Mapped["EventFacts | None"] = relationship(lazy="select", cascade="all, delete-orphan")
    resource: Mapped["ResourceFacts | None"] = relationship(
        lazy="select", cascade="all, delete-orphan", foreign_keys="ResourceFacts.page_id"
    )
    partner: Mapped["PartnerFacts | None"] = relationship(lazy="select", cascade="all, delete-orphan")


class Revision(Base):
    """The words of a page in one language, as they once were; never changed after it was published."""

    __tablename__ = "page_revision"
    __table_args__ = (
        UniqueConstraint("page_id", "language", "number"),
        Index("ix_page_revision_published", "page_id", "language", "published_at"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    page_id: Mapped[int] = mapped_column(ForeignKey("page.id"))
    language: Mapped[str]
    number: Mapped[int]
    title: Mapped[str]
    summary: Mapped[str] = mapped_column(default="")  # plain text
    body: Mapped[str] = mapped_column(default="")  # Markdown
    source_id: Mapped[int | None] = mapped_column(ForeignKey("page_revision.id"))  # what it was translated from
    edits: Mapped[int] = mapped_column(default=0)  # how often the draft was written
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))  # who wrote it last
    created_at: Mapped[datetime]
    published_at: Mapped[datetime | None]
    due_at: Mapped[datetime | None] = mapped_column(index=True)  # when the worker publishes this draft of a public page

    @property
    def mark(self) -> str:
        """Changes whenever the words do: a form that carries an older one is stale."""
        return f"{self.number}.{self.edits}"


class PreviewLink(Base):
    """That somebody made a link to the drafts of a page. The link itself is not kept: its token is derived."""

    __tablename__ = "page_preview_link"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    page_id: Mapped[int] = mapped_column(ForeignKey("page.id"), index=True)
    version: Mapped[int]  # `Page.previews` when it was made; once that is higher, the link is ended
    last_day: Mapped[date]  # in UTC
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))  # who made it; None: the command line
    created_at: Mapped[datetime]


class CategoryName(Base):
    """What a category is called in a language other than the one that staff wrote it in."""

    __tablename__ = "category_name"

    category: Mapped[str] = mapped_column(primary_key=True)  # as it stands on pages
    language: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]


class Asset(Base):
    """A file of the site's own: a picture, re-encoded by us, or a document as it was given."""

    __tablename__ = "asset"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    public_id: Mapped[bytes] = mapped_column(LargeBinary(16), unique=True)
    campaign_id: Mapped[int | None] = mapped_column(ForeignKey("campaign.id"), index=True)
    name: Mapped[str]  # of the file, as it is offered
    media_type: Mapped[str]
    size: Mapped[int]  # bytes
    sha256: Mapped[str]  # hexadecimal
    width: Mapped[int | None]  # pixels, of pictures
    height: Mapped[int | None]
    alt: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)  # what a picture shows, by language
    credit: Mapped[str] = mapped_column(default="")  # who made it, and under which licence
    data: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    created_at: Mapped[datetime]


class EventFacts(Base):
    """When and where an event is."""

    __tablename__ = "page_event"
    __table_args__ = (CheckConstraint("ends_at IS NULL OR ends_at >= starts_at", name="ends_after_it_starts"),)

    page_id: Mapped[int] = mapped_column(ForeignKey("page.id"), primary_key=True)
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime | None]
    zone: Mapped[str] = mapped_column(default="UTC")  # IANA name of the place's time
    place: Mapped[str] = mapped_column(default="")
    online_url: Mapped[str] = mapped_column(default="")
    cancelled: Mapped[bool] = mapped_column(default=False)
    sequence: Mapped[int] = mapped_column(default=0)  # grows with each change, so that calendars take the new one


class ResourceFacts(Base):
    """What one must know to use and cite a resource."""

    __tablename__ = "page_resource"

    page_id: Mapped[int] = mapped_column(ForeignKey("page.id"), primary_key=True)
    licence: Mapped[str] = mapped_column(default="")  # an SPDX identifier, or words
    authors: Mapped[str] = mapped_column(default="")
    doi: Mapped[str] = mapped_column(default="")
    issued: Mapped[str] = mapped_column(default="")  # year, month or day of issue, as ISO 8601
    supersedes_id: Mapped[int | None] = mapped_column(ForeignKey("page.id"))


class ResourceFile(Base):
    """One version of a resource in one language: a file of ours, or a link."""

    __tablename__ = "resource_file"
    __table_args__ = (
        CheckConstraint("(asset_id IS NULL) <> (url = '')", name="is_a_file_or_a_link"),
        UniqueConstraint("page_id", "language", "version", "label"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    public_id: Mapped[bytes] = mapped_column(LargeBinary(16), unique=True)
    page_id: Mapped[int] = mapped_column(ForeignKey("page.id"), index=True)
    language: Mapped[str]
    version: Mapped[str]
    label: Mapped[str] = mapped_column(default="")  # what tells two files of one version apart
    asset_id: Mapped[int | None] = mapped_column(ForeignKey("asset.id"))
    url: Mapped[str] = mapped_column(default="")
    downloads: Mapped[int] = mapped_column(default=0)  # presses of its button on our page
    withdrawn_at: Mapped[datetime | None]
    created_at: Mapped[datetime]


class PartnerFacts(Base):
    """Who a partner of the campaign is."""

    __tablename__ = "page_partner"

    page_id: Mapped[int] = mapped_column(ForeignKey("page.id"), primary_key=True)
    website: Mapped[str] = mapped_column(default="")
    role: Mapped[str] = mapped_column(default="")  # founder, funder, host …: in the words of the campaign
    organization_id: Mapped[int | None] = mapped_column(ForeignKey("organization.id"))  # if it is a supporter too
