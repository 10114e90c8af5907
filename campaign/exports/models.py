"""Table of exports: what left, who took it, why."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey
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
