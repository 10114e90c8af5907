"""Table of signatures."""

from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, LargeBinary, SmallInteger, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from campaign.db import Base, BigId, words

LINK_LIFE = timedelta(days=7)


class SignatureState(StrEnum):
    """Where a signature stands. Only a confirmed one counts."""

    PENDING = "pending"
    CONFIRMED = "confirmed"


class Signature(Base):
    """One person's signature under one version of one campaign's text.

    Name, e-mail address, city, profession and comment are sealed together; `public_name` is filled only while the
    signer wants the name shown.
    """

    __tablename__ = "signature"
    __table_args__ = (
        UniqueConstraint("campaign_id", "canonical_tag", "slot"),
        CheckConstraint("(state = 'pending') = (confirmed_at IS NULL)", name="confirmed_has_a_time"),
        Index(
            "ix_signature_counted",
            "campaign_id",
            "confirmed_at",
            "id",
            postgresql_where=text("state = 'confirmed'"),
            sqlite_where=text("state = 'confirmed'"),
        ),
        # Holds all that the desk filters, sorts and tallies by, so that 95,000 rows are never opened for it.
        Index("ix_signature_desk", "campaign_id", "created_at", "id", "state", "country", "text_id"),
        Index(
            "ix_signature_pending",
            "created_at",
            postgresql_where=text("state = 'pending'"),
            sqlite_where=text("state = 'pending'"),
        ),
        Index(
            "ix_signature_public",
            "campaign_id",
            "confirmed_at",
            postgresql_where=text("state = 'confirmed' AND public_name IS NOT NULL"),
            sqlite_where=text("state = 'confirmed' AND public_name IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    public_id: Mapped[bytes] = mapped_column(LargeBinary(16), unique=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    text_id: Mapped[int] = mapped_column(ForeignKey("campaign_text.id"))
    wording_id: Mapped[int] = mapped_column(ForeignKey("consent_wording.id"))
    state: Mapped[SignatureState] = mapped_column(words(SignatureState, "state"), default=SignatureState.PENDING)
    canonical_tag: Mapped[bytes] = mapped_column(
        LargeBinary(16), info={"personal": "one signature per person; with the row"}
    )
    exact_tag: Mapped[bytes] = mapped_column(
        LargeBinary(16), info={"personal": "look-up by the whole address; with the row"}
    )
    slot: Mapped[int] = mapped_column(SmallInteger, default=0)
    sealed: Mapped[bytes] = mapped_column(
        LargeBinary,
        info={"personal": "name, e-mail, city, profession, comment; 7 days unconfirmed, else to the end date"},
    )
    public_name: Mapped[str | None] = mapped_column(
        info={"personal": "shown because the signer ticked the box; with the row"}
    )
    country: Mapped[str] = mapped_column(info={"personal": "tallies by country; with the row"})
    wants_updates: Mapped[bool] = mapped_column(default=False)
    shared_with: Mapped[list[int]] = mapped_column(JSON, default=list)  # ids of partners whose own box was ticked
    network_tag: Mapped[bytes | None] = mapped_column(
        LargeBinary(8), info={"personal": "abuse: which network, under a key dropped after 14 days"}
    )
    token_version: Mapped[int] = mapped_column(SmallInteger, default=0)
    mails: Mapped[int] = mapped_column(
        SmallInteger, default=1
    )  # letters about this signature in the 24 hours from mails_since
    mails_since: Mapped[datetime]
    mailed_at: Mapped[datetime]  # when the newest letter was asked for
    code_tries: Mapped[int] = mapped_column(SmallInteger, default=0)
    created_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    reminded_at: Mapped[datetime | None]

    def link_has_run_out(self, now: datetime) -> bool:
        """Whether it waited too long to be confirmed; it is deleted soon."""
        return self.state == SignatureState.PENDING and now - self.created_at >= LINK_LIFE
