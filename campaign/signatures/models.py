"""Table of signatures."""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, LargeBinary, SmallInteger, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from campaign.db import Base, BigId, words

LINK_LIFE = timedelta(days=7)


class SignatureState(StrEnum):
    """Where a signature stands. Only a confirmed one counts; totals show imported and paper ones apart."""

    PENDING = "pending"
    CONFIRMED = "confirmed"
    HELD = "held"  # its owner pressed the button, and a person looks before it counts
    INVALIDATED = "invalidated"  # struck out by staff with a reason; can be taken back
    IMPORTED = "imported"  # from another list: nobody has pressed a button of ours
    PAPER = "paper"  # from a signed sheet whose batch was verified by sample


APART = text("state IN ('held', 'invalidated', 'imported', 'paper')")


class Signature(Base):
    """One person's signature under one version of one campaign's text.

    Name, e-mail address, city, profession and comment are sealed together; `public_name` is filled only while the
    signer wants the name shown.
    """

    __tablename__ = "signature"
    __table_args__ = (
        UniqueConstraint("campaign_id", "canonical_tag", "slot"),
        CheckConstraint(
            "(state <> 'confirmed' OR confirmed_at IS NOT NULL) AND (state <> 'pending' OR confirmed_at IS NULL)",
            name="confirmed_has_a_time",
        ),
        CheckConstraint("state NOT IN ('held', 'invalidated') OR was IS NOT NULL", name="set_aside_says_what_it_was"),
        Index("ix_signature_batch", "batch_id"),
        # The few that wait for a person or are shown apart, among many that are counted.
        Index(
            "ix_signature_apart",
            "campaign_id",
            "state",
            "confirmed_at",
            postgresql_where=APART,
            sqlite_where=APART,
        ),
        Index("ix_signature_decision", "decision_id"),
        Index("ix_signature_referral", "referral_id", "state"),
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
    # Places of one mailbox: from 0 on for those who signed here, below 0 for what other lists brought.
    slot: Mapped[int] = mapped_column(SmallInteger, default=0)
    sealed: Mapped[bytes] = mapped_column(
        LargeBinary,
        info={"personal": "name, e-mail, city, profession, comment; 7 days unconfirmed, else to the end date"},
    )
    public_name: Mapped[str | None] = mapped_column(
        info={"personal": "shown because the signer ticked the box; with the row"}
    )
    country: Mapped[str] = mapped_column(info={"personal": "tallies by country; with the row"})
    language: Mapped[str] = mapped_column(default="")  # of the page it was given on, and of letters about it
    shows_comment: Mapped[bool] = mapped_column(default=False)  # asked for the comment to be shown, once it is read
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
    was: Mapped[SignatureState | None] = mapped_column(words(SignatureState, "was"))  # before held or struck out
    held_because: Mapped[str | None]  # the rule that held it, for people
    decision_id: Mapped[int | None] = mapped_column(ForeignKey("decision.id"))  # of staff, that moved it last
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("import_batch.id"))  # the list that it came with
    # Whose link brought the signer; a signer's own link goes with that signature, and those whom it brought stay.
    referral_id: Mapped[int | None] = mapped_column(ForeignKey("referral.id", ondelete="SET NULL"))

    def link_has_run_out(self, now: datetime) -> bool:
        """Whether it waited too long to be confirmed; it is deleted soon."""
        return self.state == SignatureState.PENDING and now - self.created_at >= LINK_LIFE


class VoiceState(StrEnum):
    """Where a comment that its writer wants shown stands."""

    WAITING = "waiting"
    SHOWN = "shown"
    DECLINED = "declined"


class Voice(Base):
    """The comment of a signer who asked for it to be shown with the name; shown once a person has read it."""

    __tablename__ = "voice"
    __table_args__ = (Index("ix_voice_shown", "campaign_id", "state", "shown_at"),)

    signature_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("signature.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    language: Mapped[str] = mapped_column(default="")
    name: Mapped[str] = mapped_column(
        info={"personal": "shown because the signer ticked the box; with the row of the signature"}
    )
    country: Mapped[str] = mapped_column(info={"personal": "shown beside the name; with the row"})
    profession: Mapped[str] = mapped_column(
        default="", info={"personal": "shown beside the name where it was given; with the row"}
    )
    comment: Mapped[str] = mapped_column(
        info={"personal": "the comment, shown because the signer ticked the box; with the row"}
    )
    state: Mapped[VoiceState] = mapped_column(words(VoiceState, "state"), default=VoiceState.WAITING)
    is_featured: Mapped[bool] = mapped_column(default=False)
    reason: Mapped[str] = mapped_column(default="")  # why it is not shown
    created_at: Mapped[datetime]
    shown_at: Mapped[datetime | None]


class Verdict(StrEnum):
    """What staff decided about a number of signatures at once."""

    RELEASE = "release"  # held ones count from now on
    INVALIDATE = "invalidate"  # struck out: no longer counted
    REINSTATE = "reinstate"  # struck out ones are what they were


class DecisionState(StrEnum):
    """Where a decision stands."""

    PROPOSED = "proposed"  # strikes out so many that a second person must agree
    DONE = "done"
    UNDONE = "undone"
    DROPPED = "dropped"  # the second person did not agree, or nobody did in time


class Decision(Base):
    """One decision of staff about signatures of one campaign: what, which, why, and whether it was undone."""

    __tablename__ = "decision"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"), index=True)
    verdict: Mapped[Verdict] = mapped_column(words(Verdict, "verdict"))
    reason: Mapped[str]
    # The filter or the entries that were asked for, and what the public log of corrections says of it.
    wanted: Mapped[dict[str, Any]] = mapped_column(JSON)
    tells: Mapped[bool]  # whether those whose signature no longer counts get a letter
    signatures: Mapped[int]
    state: Mapped[DecisionState] = mapped_column(words(DecisionState, "state"))
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    actor: Mapped[str] = mapped_column(info={"personal": "accountability: which member of staff decided; 24 months"})
    decided_at: Mapped[datetime]
    second_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))  # who agreed, or did not
    second: Mapped[str] = mapped_column(
        default="", info={"personal": "accountability: which member of staff agreed; 24 months"}
    )
    done_at: Mapped[datetime | None]
    undone_at: Mapped[datetime | None]
