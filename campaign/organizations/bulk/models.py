"""Table of decisions about several organizations at once."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from campaign.db import Base, words


class Verdict(StrEnum):
    """What was decided about all of them."""

    ACCEPT = "accept"
    DECLINE = "decline"
    KIND = "kind"  # which kind of organization they are


class SupportDecision(Base):
    """One decision of a reviewer about several applications to one campaign; what it did to each is with each."""

    __tablename__ = "support_decision"

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"), index=True)
    verdict: Mapped[Verdict] = mapped_column(words(Verdict, "verdict"))
    said: Mapped[str] = mapped_column(default="")  # the reason to decline, or the kind
    # Written before the first of them is touched: [[support id, what it was], …]. A kill half way leaves it whole.
    supports: Mapped[list[Any]] = mapped_column(JSON)
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    decided_at: Mapped[datetime]
    undone_at: Mapped[datetime | None]
