"""Tables of organizations and of what they support."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from campaign.db import Base, BigId, words


class OrganizationKind(StrEnum):
    """What kind of organization it is."""

    PATIENTS = "patients"
    PROFESSIONAL = "professional"
    UNIVERSITY = "university"
    HOSPITAL = "hospital"
    RESEARCH = "research"
    FUNDER = "funder"
    COMPANY = "company"
    PUBLISHER = "publisher"
    LIBRARY = "library"
    UNION = "union"
    UMBRELLA = "umbrella"
    PUBLIC_BODY = "public_body"
    CIVIL_SOCIETY = "civil_society"
    OTHER = "other"


class Capacity(StrEnum):
    """How the contact speaks: counted as an organization only when on behalf of it."""

    ON_BEHALF = "on_behalf"
    PERSONAL = "personal"


class SupportState(StrEnum):
    """Where an application to support stands."""

    UNCONFIRMED = "unconfirmed"  # the contact has not pressed the button yet
    WAITING = "waiting"  # confirmed, waits for review
    APPROVED = "approved"  # counted and listed
    DECLINED = "declined"
    LEFT = "left"


class Organization(Base):
    """An organization as the public sees it."""

    __tablename__ = "organization"
    __table_args__ = (Index("ix_organization_name_key", "name_key"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    public_id: Mapped[bytes] = mapped_column(LargeBinary(16), unique=True)
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    name_key: Mapped[str]  # folded for search and sorting
    website: Mapped[str]
    country: Mapped[str]
    kind: Mapped[OrganizationKind] = mapped_column(words(OrganizationKind, "kind"))
    created_at: Mapped[datetime]
    # The sponsor of trials that it is, if staff have said so: its record then stands beside its name.
    sponsor_id: Mapped[int | None] = mapped_column(ForeignKey("tracker_sponsor.id"), index=True)
    logo: Mapped["Logo | None"] = relationship(lazy="select")


class Logo(Base):
    """An organization's logo, re-encoded by us; never the bytes that were sent."""

    __tablename__ = "logo"

    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"), primary_key=True)
    sha256: Mapped[str]
    png: Mapped[bytes]
    width: Mapped[int]
    height: Mapped[int]


class Support(Base):
    """One organization's support of one campaign."""

    __tablename__ = "support"
    __table_args__ = (
        UniqueConstraint("campaign_id", "organization_id"),
        UniqueConstraint("campaign_id", "application_tag"),
        Index("ix_support_state", "campaign_id", "state", "approved_at"),
        Index("ix_support_contact", "campaign_id", "contact_tag"),
        CheckConstraint(
            "state <> 'approved' OR (confirmed_at IS NOT NULL AND approved_at IS NOT NULL)",
            name="approved_was_confirmed",
        ),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    public_id: Mapped[bytes] = mapped_column(LargeBinary(16), unique=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"))
    text_id: Mapped[int] = mapped_column(ForeignKey("campaign_text.id"))
    state: Mapped[SupportState] = mapped_column(words(SupportState, "state"), default=SupportState.UNCONFIRMED)
    capacity: Mapped[Capacity] = mapped_column(words(Capacity, "capacity"))
    statement: Mapped[str] = mapped_column(default="")
    sealed: Mapped[bytes | None] = mapped_column(
        LargeBinary,
        info={"personal": "contact person (name, role, e-mail): proves who spoke; until the organization leaves"},
    )
    contact_tag: Mapped[bytes | None] = mapped_column(
        LargeBinary(16), info={"personal": "caps letters to one contact; until the organization leaves"}
    )
    # One contact and one organization make one application, however often the form is sent.
    application_tag: Mapped[bytes | None] = mapped_column(
        LargeBinary(16),
        info={"personal": "contact and name together: keeps one application one; until the organization leaves"},
    )
    affiliate: Mapped[str] = mapped_column(
        default="", info={"personal": "name shown when somebody signs personally, affiliated; while it is listed"}
    )
    authority_declared: Mapped[bool]
    token_version: Mapped[int] = mapped_column(default=0)
    mails: Mapped[int] = mapped_column(
        default=0
    )  # letters that the form caused, in a row with less than 24 hours between
    mailed_at: Mapped[datetime | None]  # when the newest of them was, or is to be, sent
    created_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    approved_at: Mapped[datetime | None]
    declined_at: Mapped[datetime | None]
    left_at: Mapped[datetime | None]
    reviewer_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    review_note: Mapped[str] = mapped_column(default="")
    is_sample: Mapped[bool] = mapped_column(default=False)
    organization: Mapped[Organization] = relationship(lazy="joined", innerjoin=True)
