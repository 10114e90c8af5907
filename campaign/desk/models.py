"""Table of signs of life."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from campaign.db import Base


class Heartbeat(Base):
    """When the worker of one machine last did something. Old ones go after a day: containers change their names."""

    __tablename__ = "heartbeat"

    machine: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]
