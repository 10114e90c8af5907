"""Counting acts from one network in fixed windows. Kept in the database, so every web process counts together."""

from datetime import datetime

from sqlalchemy import BigInteger, LargeBinary, PrimaryKeyConstraint, delete
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from campaign.db import Base, db


class RateBucket(Base):
    """How often one network did one thing in one window of time."""

    __tablename__ = "rate_bucket"
    __table_args__ = (PrimaryKeyConstraint("network_tag", "act", "starts"),)

    network_tag: Mapped[bytes] = mapped_column(
        LargeBinary(8), info={"personal": "holds back floods from one network; gone after a day"}
    )
    act: Mapped[str]
    starts: Mapped[int] = mapped_column(BigInteger)  # seconds since the epoch
    hits: Mapped[int]


SPEND = (
    "INSERT INTO rate_bucket (network_tag, act, starts, hits) VALUES (:network, :act, :starts, 1)"
    " ON CONFLICT (network_tag, act, starts) DO UPDATE SET hits = rate_bucket.hits + 1 RETURNING hits"
)
_SPEND = sql(SPEND)


def spend(network: bytes, act: str, now: datetime, *, window: int = 3600) -> int:
    """Count one more `act` from a network in the caller's transaction; answers how many in this window (seconds)."""
    values = {"network": network, "act": act, "starts": window_start(now, window)}
    hits: int = db.session.execute(_SPEND, values).scalar_one()
    return hits


def spent(network: bytes, act: str, now: datetime, *, window: int = 3600) -> int:
    """How many of `act` a network has had counted in this window (seconds). Counts nothing."""
    row = db.session.get(RateBucket, (network, act, window_start(now, window)), populate_existing=True)
    return row.hits if row is not None else 0


def window_start(now: datetime, window: int = 3600) -> int:
    """When the window that `now` lies in began, in seconds since the epoch."""
    return int(now.timestamp()) // window * window


def forget(now: datetime) -> int:
    """Drop the counts of more than a day ago, within the caller's transaction; answers how many."""
    gone = db.session.execute(
        delete(RateBucket).where(RateBucket.starts < now.timestamp() - 86400).returning(RateBucket.starts)
    )
    return len(gone.all())
