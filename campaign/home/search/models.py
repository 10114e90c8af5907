"""The index of the site's search: one row for each thing that can be found, in each language in which it has words.

Both databases read `title_words` and `body_words`, folded words with one space between. SQLite keeps them in the FTS5
table `search_words`, which triggers fill; PostgreSQL in the generated column `words` with a GIN index, once as they are
and once by their stems where it knows the language. Migration 0012 makes both; they are no business of the models.
"""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from campaign.db import Base, BigId, words


class Kind(StrEnum):
    """What can be found. Those of content are called as its pages are."""

    CAMPAIGN = "campaign"
    NEWS = "news"
    PAGE = "page"
    RESOURCE = "resource"
    LESSON = "lesson"
    EVENT = "event"
    PARTNER = "partner"
    ORGANIZATION = "organization"
    SPONSOR = "sponsor"


class SearchDocument(Base):
    """One thing that can be found, in one language. What it is stands elsewhere: this can be made anew at any time.

    `object_id` is the id of the campaign, page, support or sponsor. Whether the public may see that is asked when
    somebody searches, so that what is taken back is not found from that moment on.
    """

    __tablename__ = "search_document"
    __table_args__ = (UniqueConstraint("kind", "object_id", "language"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    kind: Mapped[Kind] = mapped_column(words(Kind, "kind"))
    object_id: Mapped[int] = mapped_column(BigInteger)
    language: Mapped[str] = mapped_column(default="")  # of its words; empty: names, which have none
    title: Mapped[str]
    body: Mapped[str] = mapped_column(default="")  # plain text
    path: Mapped[str]  # where it stands, without a language
    campaign_id: Mapped[int | None] = mapped_column(ForeignKey("campaign.id"), index=True)
    shown_from: Mapped[datetime | None]
    title_words: Mapped[str]
    body_words: Mapped[str] = mapped_column(default="")
    mark: Mapped[str]  # changes whenever what it was made from does
