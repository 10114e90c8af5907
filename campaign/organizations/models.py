"""Tables of organizations and of what they support."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, LargeBinary, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from campaign.db import Base, BigId, words
from campaign.organizations.website import host_of
from campaign.queue import Work


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
    LAPSED = "lapsed"  # not renewed within the year: shown as lapsed, no longer counted
    INVITED = "invited"  # named by its umbrella; nobody sees it until it has assented itself


class Authority(StrEnum):
    """How well it is proved that the contact may speak for the organization, weakest first."""

    CLAIMED = "claimed"  # the contact says so
    DOMAIN = "domain"  # an address at the organization's own domain was confirmed
    SECOND_OFFICER = "second_officer"  # a second person of the organization confirmed
    PROOF = "proof"  # a DNS TXT record or a signed letter was checked
    REVIEWED = "reviewed"  # a reviewer looked at all of it and vouches for it


class IdentifierScheme(StrEnum):
    """Whose numbering an identifier belongs to."""

    ROR = "ror"
    COMPANY = "company"  # number in a register of companies or charities, with its country
    WIKIDATA = "wikidata"
    OTHER = "other"


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
    domain: Mapped[str] = mapped_column(default="", index=True)  # host of the website without www., to find duplicates
    # The sponsor of trials that it is, if staff have said so: its record then stands beside its name.
    sponsor_id: Mapped[int | None] = mapped_column(ForeignKey("tracker_sponsor.id"), index=True)
    logo: Mapped["Logo | None"] = relationship(lazy="select")
    identifiers: Mapped[list["Identifier"]] = relationship(
        lazy="select", cascade="all, delete-orphan", order_by="Identifier.scheme"
    )

    @validates("website")
    def _keep_domain(self, _: str, website: str) -> str:
        self.domain = host_of(website)
        return website


class Identifier(Base):
    """A number or name under which others know an organization."""

    __tablename__ = "organization_identifier"
    __table_args__ = (Index("ix_organization_identifier_value", "scheme", "value"),)

    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"), primary_key=True)
    scheme: Mapped[IdentifierScheme] = mapped_column(words(IdentifierScheme, "scheme"), primary_key=True)
    value: Mapped[str]  # in its plain spelling: 05abcde12, GB:1089464, Q12345


class Logo(Base):
    """An organization's logo, re-encoded by us; never the bytes that were sent. The dark one is for dark pages."""

    __tablename__ = "logo"

    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"), primary_key=True)
    sha256: Mapped[str]
    png: Mapped[bytes]
    width: Mapped[int]
    height: Mapped[int]
    alt: Mapped[str] = mapped_column(
        default=""
    )  # what it shows, for who cannot see it; empty: the name beside it tells
    dark_sha256: Mapped[str | None]
    dark_png: Mapped[bytes | None]
    dark_width: Mapped[int | None]
    dark_height: Mapped[int | None]


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
    authority: Mapped[Authority] = mapped_column(words(Authority, "authority"), default=Authority.CLAIMED)
    renew_by: Mapped[date | None] = mapped_column(index=True)  # a year after approval or the last renewal
    renewal_asked_at: Mapped[datetime | None]  # when the reminder was owed
    lapsed_at: Mapped[datetime | None]
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("import_batch.id"), index=True)  # its umbrella's list
    # When the contact last named a second officer, and when one of those said that they know nothing of it.
    officer_asked_at: Mapped[datetime | None]
    officer_denied_at: Mapped[datetime | None]
    organization: Mapped[Organization] = relationship(lazy="joined", innerjoin=True)


def is_counted(support: Support) -> bool:
    """Whether it counts as an organization now; `directory.queries.counts_as_organization` says the same in SQL."""
    return support.state == SupportState.APPROVED and support.capacity == Capacity.ON_BEHALF


class ProofKind(StrEnum):
    """What proves that somebody may speak for an organization."""

    DOMAIN = "domain"
    SECOND_OFFICER = "second_officer"
    DNS = "dns"
    LETTER = "letter"
    REVIEW = "review"


class Proof(Base):
    """One proof of authority; the strongest one makes `Support.authority`."""

    __tablename__ = "authority_proof"
    __table_args__ = (UniqueConstraint("support_id", "kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    support_id: Mapped[int] = mapped_column(ForeignKey("support.id"))
    kind: Mapped[ProofKind] = mapped_column(words(ProofKind, "kind"))
    evidence: Mapped[str] = mapped_column(
        default=""
    )  # public words: the domain, the record, the letter's date and digest
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))  # who checked; None: the site itself
    proved_at: Mapped[datetime]


class Officer(Base):
    """A second officer of an application: proves authority by confirming, and can use the organization's own page."""

    __tablename__ = "officer"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[bytes] = mapped_column(LargeBinary(16), unique=True)
    support_id: Mapped[int] = mapped_column(ForeignKey("support.id"), unique=True)
    sealed: Mapped[bytes] = mapped_column(
        LargeBinary, info={"personal": "second officer (name, role, e-mail); 14 days, or until the organization leaves"}
    )
    contact_tag: Mapped[bytes] = mapped_column(
        LargeBinary(16), info={"personal": "caps letters to one contact; until the organization leaves"}
    )
    token_version: Mapped[int] = mapped_column(default=0)
    mails: Mapped[int] = mapped_column(default=0)  # letters that a contact caused, with less than 24 hours between
    mailed_at: Mapped[datetime | None]  # when the newest of them was, or is to be, sent; None: none is owed yet
    reminded_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]


class DnsOutcome(StrEnum):
    """What the DNS said when it was asked for an organization's record."""

    FOUND = "found"  # the value that proves it is there
    OTHER = "other"  # there are TXT records at the name, and none is the one
    MISSING = "missing"  # the name or a TXT record at it does not exist
    FAILED = "failed"  # no server answered in time, or it refused


class DnsCheck(Work, Base):
    """The question to the DNS whether an organization has set its record; asked by the worker alone."""

    __tablename__ = "dns_check"
    __table_args__ = (Index("ix_dns_check_due", "due_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    support_id: Mapped[int] = mapped_column(ForeignKey("support.id"), unique=True)
    asked_at: Mapped[datetime]  # when somebody pressed the button
    checked_at: Mapped[datetime | None]
    outcome: Mapped[DnsOutcome | None] = mapped_column(words(DnsOutcome, "outcome"))
    seen: Mapped[str] = mapped_column(default="")  # what was found at the name, cut short

    @classmethod
    def lease_order(cls) -> tuple[object, ...]:
        """Who asked first goes first."""
        return (cls.due_at, cls.id)


class Merge(Base):
    """A reviewer said that two organizations are one: support moved, and moves back when it is undone."""

    __tablename__ = "organization_merge"
    __table_args__ = (
        # What has been merged away cannot be merged away once more.
        Index(
            "uq_organization_merge_open", "from_id", unique=True,
            postgresql_where=text("undone_at IS NULL"), sqlite_where=text("undone_at IS NULL"),
        ),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    from_id: Mapped[int] = mapped_column(ForeignKey("organization.id"), index=True)
    into_id: Mapped[int] = mapped_column(ForeignKey("organization.id"), index=True)
    moved: Mapped[list[int]] = mapped_column(JSON)  # ids of the supports that moved
    # Supports that were declined as duplicates: id, and state and dates that undoing gives back.
    declined: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    merged_at: Mapped[datetime]
    undone_at: Mapped[datetime | None]


class ChangeState(StrEnum):
    """What became of a change that an organization asked for."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"  # a newer one took its place, or the organization took it back


class Change(Base):
    """What an organization wants changed of what is public about it; seen by nobody until a reviewer accepts."""

    __tablename__ = "organization_change"
    __table_args__ = (Index("ix_organization_change_state", "state", "asked_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    support_id: Mapped[int] = mapped_column(ForeignKey("support.id"), index=True)
    values: Mapped[dict[str, Any]] = mapped_column(
        JSON
    )  # field -> new value: name, website, country, kind, statement, …
    logo_png: Mapped[bytes | None]
    dark_logo_png: Mapped[bytes | None]
    state: Mapped[ChangeState] = mapped_column(words(ChangeState, "state"), default=ChangeState.WAITING)
    asked_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    note: Mapped[str] = mapped_column(default="")  # why it was declined; the contact gets these words


class EventKind(StrEnum):
    """What happened."""

    JOINED = "joined"
    CHANGED = "changed"
    PROVED = "proved"
    RENEWED = "renewed"
    LAPSED = "lapsed"
    LEFT = "left"
    PROMISED = "promised"
    MET = "met"
    LATE = "late"
    GAVE_UP = "gave_up"


class Event(Base):
    """What the public may know of an organization's history with a campaign, a line each."""

    __tablename__ = "support_event"
    __table_args__ = (Index("ix_support_event_support", "support_id", "at"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    support_id: Mapped[int] = mapped_column(ForeignKey("support.id"))
    at: Mapped[datetime]
    what: Mapped[EventKind] = mapped_column(words(EventKind, "what"))
    detail: Mapped[str] = mapped_column(default="")  # public words, no person


class CommitmentState(StrEnum):
    """Where a promise stands, as reviewers see it."""

    PROPOSED = "proposed"  # written by the organization, not yet read by a reviewer
    OPEN = "open"  # public; its date has not come, or it was late and is still being worked on
    MET = "met"
    LATE = "late"  # its date has passed and it is not met
    LAPSED = "lapsed"  # given up, or the organization left
    DECLINED = "declined"  # a reviewer did not publish it


class Commitment(Base):
    """What an organization says that it will do, by when, and the evidence that it did."""

    __tablename__ = "commitment"
    __table_args__ = (
        Index("ix_commitment_campaign", "campaign_id", "state", "due_on"),
        CheckConstraint("state <> 'met' OR met_on IS NOT NULL", name="met_has_a_day"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[bytes] = mapped_column(LargeBinary(16), unique=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    support_id: Mapped[int] = mapped_column(ForeignKey("support.id"), index=True)
    promise: Mapped[str]
    due_on: Mapped[date]
    first_due_on: Mapped[date | None]  # what it said first, once the date was moved
    asked_due_on: Mapped[date | None]  # the new date that it asks for; waits for a reviewer
    asked_at: Mapped[datetime | None]
    evidence_url: Mapped[str] = mapped_column(default="")
    evidence_note: Mapped[str] = mapped_column(default="")  # what the organization says of it
    evidence_at: Mapped[datetime | None]  # when it was handed in; waits for a reviewer until `reviewed_at` is later
    state: Mapped[CommitmentState] = mapped_column(words(CommitmentState, "state"), default=CommitmentState.PROPOSED)
    met_on: Mapped[date | None]
    review_note: Mapped[str] = mapped_column(default="")  # public: why it counts as met, late or lapsed
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    created_at: Mapped[datetime]
    reviewed_at: Mapped[datetime | None]
