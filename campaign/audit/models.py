"""Table of the audit log."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from campaign.db import Base, BigId


class AuditEntry(Base):
    """One act of a member of staff, or of the command line. Each entry's hash covers the entry before it."""

    __tablename__ = "audit_entry"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    actor: Mapped[str] = mapped_column(info={"personal": "accountability: which member of staff acted; 24 months"})
    # In the hash instead of the actor, who may be forgotten; entries of before have none.
    actor_tag: Mapped[bytes | None] = mapped_column(
        LargeBinary(32), info={"personal": "accountability: which member of staff acted, as a tag; 24 months"}
    )
    act: Mapped[str] = mapped_column(index=True)
    campaign_id: Mapped[int | None] = mapped_column(ForeignKey("campaign.id"), index=True)
    about: Mapped[str]
    # The object, "organization 12", for its history. In the hash when it is there; entries of before have none.
    subject: Mapped[str | None] = mapped_column(index=True)
    details: Mapped[dict[str, Any]] = mapped_column(JSON)
    previous_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
