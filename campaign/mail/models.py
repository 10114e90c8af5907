"""Tables of mail: Message is one letter owed to one person; Suppression says whom never to write to."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from campaign.db import Base, BigId, words
from campaign.queue import Work


class MessageState(StrEnum):
    """What became of a letter."""

    WAITING = "waiting"  # owed: due at due_at
    SENDING = "sending"  # leased; if the lease runs out, its fate is unknown
    SENT = "sent"  # the mail host said 250
    FAILED = "failed"  # the mail host said never (5xx)
    STUCK = "stuck"  # tries used up, fate unknown or host unwilling: a person must look
    DROPPED = "dropped"  # no longer owed: the row it is about is gone, or the address is capped or suppressed


class Priority(StrEnum):
    """Who goes first when many letters wait; sorted by value."""

    PERSON = "1 person"  # somebody waits for it now: confirmations, sign-in
    NOTICE = "2 notice"
    BULK = "3 bulk"


OWED = text("due_at IS NOT NULL")
STUCK = text("state = 'stuck'")


class Message(Work, Base):
    """One letter owed to one person. It holds no address: the letter's kind knows how to find it when it is written."""

    __tablename__ = "message"
    __table_args__ = (
        CheckConstraint("(state IN ('waiting', 'sending')) = (due_at IS NOT NULL)", name="due_while_owed"),
        # The few owed rows among many that were sent: looked through every two seconds.
        Index("ix_message_due", "priority", "due_at", "id", postgresql_where=OWED, sqlite_where=OWED),
        Index("ix_message_stuck", "campaign_id", postgresql_where=STUCK, sqlite_where=STUCK),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    public_id: Mapped[bytes] = mapped_column(LargeBinary(16), unique=True)
    kind: Mapped[str]
    about_id: Mapped[int] = mapped_column(BigId, index=True)
    campaign_id: Mapped[int | None] = mapped_column(ForeignKey("campaign.id"), index=True)
    sealed: Mapped[bytes | None] = mapped_column(
        LargeBinary, info={"personal": "a letter written in full, or whom a link was asked for; emptied once sent"}
    )
    priority: Mapped[Priority] = mapped_column(words(Priority, "priority"), default=Priority.NOTICE)
    state: Mapped[MessageState] = mapped_column(words(MessageState, "state"), default=MessageState.WAITING)
    unknowns: Mapped[int] = mapped_column(default=0)  # how often it may have arrived without our knowing
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]

    @classmethod
    def lease_order(cls) -> tuple[object, ...]:
        """Letters somebody waits for go first, then by due time."""
        return (cls.priority, cls.due_at, cls.id)


class Suppression(Base):
    """An address, as a tag within one campaign, that must get no mail of that campaign again."""

    __tablename__ = "suppression"
    __table_args__ = (UniqueConstraint("campaign_id", "address_tag"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    address_tag: Mapped[bytes] = mapped_column(
        LargeBinary(16), info={"personal": "keeps a promise not to write again; gone after 12 months"}
    )
    reason: Mapped[str]
    created_at: Mapped[datetime]


class MailAllowance(Base):
    """How many letters one address got from the whole site on one UTC day, under that day's tag."""

    __tablename__ = "mail_allowance"
    __table_args__ = (UniqueConstraint("address_tag"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    address_tag: Mapped[bytes] = mapped_column(
        LargeBinary(16), info={"personal": "caps mail to one address; gone after two days"}
    )
    letters: Mapped[int]
    day: Mapped[str]
