"""Addresses that changed: the old name of a campaign or page, so that links that people passed on still arrive."""

from datetime import datetime

from sqlalchemy import BigInteger
from sqlalchemy.orm import Mapped, mapped_column

from campaign.db import Base


class Moved(Base):
    """A slug that something once had. `kind` is `campaign` or the kind of a page; the object is found by its id."""

    __tablename__ = "moved"

    kind: Mapped[str] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(primary_key=True)
    object_id: Mapped[int] = mapped_column(BigInteger)
    moved_at: Mapped[datetime]
