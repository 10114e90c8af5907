"""Tables of the desk: signs of life of the worker, and lists as people like to see them."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from campaign.db import Base


class Heartbeat(Base):
    """When the worker of one machine last did something. Old ones go after a day: containers change their names."""

    __tablename__ = "heartbeat"

    machine: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]


class SavedFilter(Base):
    """A way to look at one of the desk's lists that somebody gave a name, for themselves or for colleagues too."""

    __tablename__ = "saved_filter"
    __table_args__ = (UniqueConstraint("staff_id", "endpoint", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    endpoint: Mapped[str] = mapped_column(index=True)  # one of `saved.LISTS`
    query: Mapped[str]  # arguments of that list and no others
    name: Mapped[str]
    shared: Mapped[bool]
    created_at: Mapped[datetime]
