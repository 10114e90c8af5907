"""Tables of exports: what left, who took it, why; and what partners ask for."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from campaign.db import Base, BigId, words


class ExportState(StrEnum):
    """How far a list got."""

    STARTED = "started"  # on its way; if it stays so, the machine stopped and how much left is not known
    FINISHED = "finished"  # every byte was handed over
    BROKEN = "broken"  # whoever took it went away before the end


class Addresses(StrEnum):
    """Whose e-mail addresses a list holds."""

    NOBODY = "nobody"
    UPDATES = "updates"  # of those who ticked the box for mail about the campaign
    PARTNER = "partner"  # of those who ticked the box of one partner


class Export(Base):
    """One list that left the house; written when it starts, completed when its last byte is handed over."""

    __tablename__ = "export"
    __table_args__ = (
        CheckConstraint("(state = 'finished') = (sha256 IS NOT NULL)", name="finished_has_a_digest"),
        CheckConstraint("(state = 'started') = (finished_at IS NULL)", name="ended_has_a_time"),
        CheckConstraint("(addresses = 'partner') = (partner_id IS NOT NULL)", name="partner_is_named"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"), index=True)
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    actor: Mapped[str] = mapped_column(
        info={"personal": "accountability: which member of staff took the list; 24 months"}
    )
    reason: Mapped[str]
    file_format: Mapped[str]
    columns: Mapped[list[Any]] = mapped_column(JSON)
    addresses: Mapped[Addresses] = mapped_column(words(Addresses, "addresses"), default=Addresses.NOBODY)
    partner_id: Mapped[int | None] = mapped_column(ForeignKey("partner.id"))
    state: Mapped[ExportState] = mapped_column(words(ExportState, "state"), default=ExportState.STARTED)
    rows: Mapped[int | None]  # handed over
    sha256: Mapped[str | None]  # hexadecimal, of all bytes handed over
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]


class RequestState(StrEnum):
    """What became of a partner's request for its contacts."""

    WAITING = "waiting"
    APPROVED = "approved"  # can be fetched for seven days
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"  # taken back, or a newer one took its place


class ContactRequest(Base):
    """A supporting organization asks for the addresses of those who ticked its own box, sealed to a key of its own."""

    __tablename__ = "contact_request"
    __table_args__ = (
        Index("ix_contact_request_state", "campaign_id", "state", "asked_at"),
        CheckConstraint("(state IN ('approved', 'declined')) = (decided_at IS NOT NULL)", name="decided_has_a_time"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    partner_id: Mapped[int] = mapped_column(ForeignKey("partner.id"), index=True)
    support_id: Mapped[int] = mapped_column(ForeignKey("support.id", ondelete="CASCADE"), index=True)
    recipient: Mapped[str]  # age public key: whoever has the other half can open the list, and nobody else
    purpose: Mapped[str]
    state: Mapped[RequestState] = mapped_column(words(RequestState, "state"), default=RequestState.WAITING)
    asked_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    note: Mapped[str] = mapped_column(default="")  # why it was declined; the contact gets these words
