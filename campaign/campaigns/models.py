"""Tables of campaigns: the campaign, its words in each language, what signers agree to, and what its figures did."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, BigInteger, CheckConstraint, ForeignKey, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from campaign.db import Base, words


class CampaignState(StrEnum):
    """Where a campaign is in its life."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"


class Ink(StrEnum):
    """The accent colour of a campaign's pages; each keeps 4.5:1 in light and dark."""

    GREEN = "green"
    COBALT = "cobalt"
    BRICK = "brick"
    PLUM = "plum"
    PETROL = "petrol"
    UMBER = "umber"


class Campaign(Base):
    """One petition. Its words are in CampaignText; what a signer agrees to is in ConsentWording."""

    __tablename__ = "campaign"
    __table_args__ = (
        CheckConstraint("state = 'draft' OR (text_id IS NOT NULL AND wording_id IS NOT NULL)", name="open_has_words"),
        CheckConstraint("goal > 0", name="goal_is_positive"),
        CheckConstraint("max_per_inbox BETWEEN 1 AND 10", name="max_per_inbox_is_sane"),
        CheckConstraint(
            "state = 'draft' OR (controller <> '' AND controller_contact <> '' AND recipient <> ''"
            " AND retention_until IS NOT NULL)",
            name="open_says_who_holds_data",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[bytes] = mapped_column(LargeBinary(16), unique=True)
    slug: Mapped[str] = mapped_column(unique=True)
    state: Mapped[CampaignState] = mapped_column(words(CampaignState, "state"), default=CampaignState.DRAFT)
    opens_at: Mapped[datetime | None]  # an open campaign takes signatures from here on
    closes_at: Mapped[datetime | None]  # and until here
    opened_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    closing_note: Mapped[str] = mapped_column(default="")
    goal: Mapped[int] = mapped_column(default=1000)
    ink: Mapped[Ink] = mapped_column(words(Ink, "ink"), default=Ink.GREEN)
    language: Mapped[str] = mapped_column(default="en")
    colour: Mapped[str] = mapped_column(
        default=""
    )  # #rrggbb instead of an ink; its contrast was checked when it was set
    max_per_inbox: Mapped[int] = mapped_column(default=1)
    # Sites (scheme and host) that may show the form in a frame; count and button may be framed by anybody.
    frame_origins: Mapped[list[str]] = mapped_column(JSON, default=list)
    controller: Mapped[str] = mapped_column(default="")
    controller_contact: Mapped[str] = mapped_column(default="")
    recipient: Mapped[str] = mapped_column(default="")
    complaint_body: Mapped[str] = mapped_column(default="")
    retention_until: Mapped[date | None]
    is_sample: Mapped[bool] = mapped_column(default=False)
    people_let_go: Mapped[int] = mapped_column(default=0)  # counted people whose data is gone at the end date
    # The text and the wording in force; set when it opens, moved on by a new version.
    text_id: Mapped[int | None] = mapped_column(ForeignKey("campaign_text.id", use_alter=True))
    wording_id: Mapped[int | None] = mapped_column(ForeignKey("consent_wording.id", use_alter=True))
    edits: Mapped[int] = mapped_column(default=0)  # how often its particulars were edited: tells a stale form
    created_at: Mapped[datetime]
    partners: Mapped[list["Partner"]] = relationship(order_by="Partner.id", lazy="selectin")


class CampaignText(Base):
    """One version of the words in one language. Frozen once published; signatures point at the version they saw."""

    __tablename__ = "campaign_text"
    __table_args__ = (UniqueConstraint("campaign_id", "language", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    language: Mapped[str]
    version: Mapped[int]
    title: Mapped[str]
    addressee: Mapped[str]
    lead: Mapped[str]
    ask: Mapped[str]  # Markdown: exactly what one signs
    why: Mapped[str]  # Markdown: why it matters; not part of what one signs
    next_steps: Mapped[str] = mapped_column(default="")  # Markdown: what happens next; not part of what one signs
    # The version in the campaign's own language that this one translates; None in that language itself.
    source_id: Mapped[int | None] = mapped_column(ForeignKey("campaign_text.id"))
    sha256: Mapped[str | None]  # hexadecimal, of `text_to_sign`; set when published
    published_at: Mapped[datetime | None]
    edits: Mapped[int] = mapped_column(default=0)  # how often the draft was written: tells a stale form
    created_at: Mapped[datetime]

    @property
    def mark(self) -> str:
        """Changes whenever the words do: a form that carries an older one is stale."""
        return f"{self.version}.{self.edits}"


class ConsentWording(Base):
    """The exact words of every box a signer can tick, in one language. Rewording makes a new row."""

    __tablename__ = "consent_wording"
    __table_args__ = (UniqueConstraint("campaign_id", "sha256"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    language: Mapped[str]
    sha256: Mapped[str]
    boxes: Mapped[dict[str, Any]] = mapped_column(JSON)
    created_at: Mapped[datetime]
    replaced_at: Mapped[datetime | None]  # None while it is in force in its language


class Partner(Base):
    """An organization that gets a signer's address if, and only if, the signer ticks its own box."""

    __tablename__ = "partner"
    __table_args__ = (UniqueConstraint("campaign_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    name: Mapped[str]
    organization_id: Mapped[int | None] = mapped_column(ForeignKey("organization.id"))  # the supporter that it is
    offered: Mapped[bool] = mapped_column(default=True)  # has its box on the form; earlier consents keep pointing here


class Referral(Base):
    """A link to a campaign that somebody passes on, so that it can be told how many signed by it."""

    __tablename__ = "referral"
    __table_args__ = (UniqueConstraint("campaign_id", "organization_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    code: Mapped[str] = mapped_column(unique=True)  # what stands in the address: /c/<slug>?via=<code>
    organization_id: Mapped[int | None] = mapped_column(ForeignKey("organization.id"))  # whose link it is
    # Or the signer's whose link it is; it goes with the signature.
    signature_id: Mapped[int | None] = mapped_column(
        BigInteger, ForeignKey("signature.id", ondelete="CASCADE", use_alter=True), unique=True
    )
    created_at: Mapped[datetime]


class WordsField(StrEnum):
    """What of a campaign is said in several languages beside its text."""

    RECIPIENT = "recipient"  # who receives the list of names
    COMPLAINT_BODY = "complaint_body"
    CLOSING_NOTE = "closing_note"
    PLEASE_CONFIRM = "please_confirm"  # the campaign's own paragraph in that letter
    REMINDER = "reminder"
    THANK_YOU = "thank_you"
    SHARE = "share"  # what is suggested to those who pass it on


class CampaignWords(Base):
    """A campaign's own words for one place in one language; plain text. Empty ones are not kept.

    The particulars (recipient, complaint body, closing note) stand on the campaign in its own language, and here in
    others. `source_sha256` is the digest of the words in the campaign's language that a translation was made from.
    """

    __tablename__ = "campaign_words"

    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"), primary_key=True)
    field: Mapped[WordsField] = mapped_column(words(WordsField, "field"), primary_key=True)
    language: Mapped[str] = mapped_column(primary_key=True)
    text: Mapped[str]
    source_sha256: Mapped[str] = mapped_column(default="")
    edited_at: Mapped[datetime]


class Measure(StrEnum):
    """What a milestone or a correction is about."""

    PEOPLE = "people"
    ORGANIZATIONS = "organizations"
    COUNTRIES = "countries"  # from which people signed


class Milestone(Base):
    """A figure that a campaign wants to hear of when it is crossed: exactly once, whatever happens afterwards."""

    __tablename__ = "milestone"
    __table_args__ = (
        UniqueConstraint("campaign_id", "measure", "threshold"),
        CheckConstraint("threshold > 0", name="threshold_is_positive"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    measure: Mapped[Measure] = mapped_column(words(Measure, "measure"))
    threshold: Mapped[int]
    drafts_news: Mapped[bool] = mapped_column(default=False)  # crossing it writes a draft for the news
    # Addresses that get a letter when it is crossed, sealed: {"addresses": [...]}.
    tells: Mapped[bytes | None] = mapped_column(
        LargeBinary, info={"personal": "whom to tell that a figure was reached; until the milestone is deleted"}
    )
    is_shown: Mapped[bool] = mapped_column(default=True)  # on the campaign's page once it is reached
    reached_at: Mapped[datetime | None]  # the first time
    reached_value: Mapped[int | None]  # what was counted then
    fallen_at: Mapped[datetime | None]  # while the figure is below it again
    created_at: Mapped[datetime]


class Correction(Base):
    """A figure that changed otherwise than by one person's own act: the public log says when, by how much and why."""

    __tablename__ = "correction"
    __table_args__ = (Index("ix_correction_campaign", "campaign_id", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    at: Mapped[datetime]
    measure: Mapped[Measure] = mapped_column(words(Measure, "measure"))
    change: Mapped[int]  # what was added or, below zero, taken off
    cause: Mapped[str]  # a word of `corrections.CAUSES`: struck out, taken back, a list undone …
    note: Mapped[str] = mapped_column(
        default=""
    )  # what staff want the public to know of it, in the campaign's language


class DailyCount(Base):
    """What a campaign counted on one UTC day that is over: growth outlives the data of people who signed."""

    __tablename__ = "daily_count"

    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    people: Mapped[int]  # confirmed on this day and still counted when the day was written
    organizations: Mapped[int]
