"""The table of what happened to a promise. The promise itself is `organizations.models.Commitment`."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from campaign.db import Base, BigId, words


class Act(StrEnum):
    """One thing that happened to a promise, and who did it."""

    PROPOSED = "proposed"  # the organization stated it
    PUBLISHED = "published"  # a reviewer made it public
    DECLINED = "declined"  # a reviewer did not
    EVIDENCE = "evidence"  # the organization handed in evidence
    MET = "met"  # a reviewer: it is kept
    NOT_YET = "not_yet"  # a reviewer: the evidence does not show that it is kept
    DATE_ASKED = "date_asked"  # the organization asked for a new date
    DATE_MOVED = "date_moved"  # a reviewer agreed to it
    DATE_KEPT = "date_kept"  # a reviewer did not
    REMINDED = "reminded"  # the clock wrote to the contact
    LATE = "late"  # the clock, or a reviewer
    LAPSED = "lapsed"  # a reviewer: nothing will come of it
    GAVE_UP = "gave_up"  # the organization gave it up
    ENDED = "ended"  # its support ended: it left, or was not renewed
    REOPENED = "reopened"  # a reviewer: it is a live promise again
    UNDONE = "undone"  # a reviewer took the decision before back


class CommitmentStep(Base):
    """One line of a promise's history. Lines are added and never changed, but for the mark that one was taken back."""

    __tablename__ = "commitment_step"
    __table_args__ = (Index("ix_commitment_step_commitment", "commitment_id", "id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    commitment_id: Mapped[int] = mapped_column(ForeignKey("commitment.id"))
    at: Mapped[datetime]
    act: Mapped[Act] = mapped_column(words(Act, "act"))
    note: Mapped[str] = mapped_column(default="")  # the words of whoever acted
    url: Mapped[str] = mapped_column(default="")  # the evidence that was handed in
    due_on: Mapped[date | None]  # the date that was stated, asked for, or gone by
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    before: Mapped[dict[str, Any] | None] = mapped_column(
        JSON(none_as_null=True)
    )  # what a decision changed, to take it back
    undone_at: Mapped[datetime | None]
