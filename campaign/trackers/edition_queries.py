"""A register's figures on one day under one version of the rules, and what they were before."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, exists, func, select

from campaign.db import db
from campaign.trackers.facts import Register
from campaign.trackers.models import SHOWN, Headline, Origin, Snapshot, Standing
from campaign.web.errors import Refusal

OLD: Final = timedelta(days=60)
# CTIS is ranked from so many due trials on; before that a league table would be a lottery.
LEAST_DUE_OF_CTIS: Final = 1000
_REGISTERS: Final = (Register.EU, Register.FDAAA, Register.CTIS)


class NoFigures(Refusal):
    """Nothing of this register is here yet, or not under this version of the rules, or not of that day."""

    status = 404
    title = "There are no figures here yet"


@dataclass(frozen=True, slots=True)
class Edition:
    """What a register came to on one day. `figures` are in the original tracker's field names."""

    snapshot_id: int
    register: Register
    data_date: date
    origin: Origin
    rule_version: str
    total: int
    due: int
    reported: int
    inconsistent: int
    percent: float | None
    figures: dict[str, Any]

    @property
    def missing(self) -> int:
        """Due without results."""
        return self.due - self.reported

    @property
    def ranked(self) -> bool:
        """Whether there is enough to rank sponsors by."""
        return self.register is not Register.CTIS or self.due >= LEAST_DUE_OF_CTIS

    def is_old(self, today: date) -> bool:
        """Whether the next import is long due."""
        return today - self.data_date > OLD


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """A register's figures on one of its days."""

    data_date: date
    total: int
    due: int
    reported: int
    percent: float | None


_EDITION: Final = (
    *(Snapshot.id, Snapshot.register, Snapshot.data_date, Snapshot.origin, Headline.rule_version, Headline.total),
    *(Headline.due, Headline.reported, Headline.inconsistent, Headline.percent, Headline.figures),
)


def newest_editions(rule_version: str) -> list[Edition]:
    """Each register's newest figures under a version of the rules, registers without any left out."""
    return _of_each(rule_version)


def newest_leagues(rule_version: str) -> list[Edition]:
    """The same of those that have sponsors."""
    return _of_each(rule_version, _of_sponsors(rule_version))


def newest_judged(rule_version: str) -> list[Edition]:
    """The same of those that have trials."""
    return _of_each(rule_version, Snapshot.origin != Origin.HISTORY)


def _of_each(rule_version: str, *conditions: ColumnElement[bool]) -> list[Edition]:
    found = (_newest(register, rule_version, *conditions) for register in _REGISTERS)
    return [edition for edition in found if edition is not None]


def _of_sponsors(rule_version: str) -> ColumnElement[bool]:
    return exists().where(Standing.snapshot_id == Snapshot.id, Standing.rule_version == rule_version)


def newest_edition(register: Register, rule_version: str) -> Edition:
    """A register's newest figures. Refuses when there are none under this version."""
    found = _newest(register, rule_version)
    if found is None:
        raise NoFigures
    return found


def league_edition(register: Register, rule_version: str) -> Edition:
    """The newest figures that have sponsors to rank, or while none have, the newest. Refuses without any."""
    found = _newest(register, rule_version, _of_sponsors(rule_version)) or _newest(register, rule_version)
    if found is None:
        raise NoFigures
    return found


def judged_edition(register: Register, rule_version: str, on: date | None = None) -> Edition:
    """The newest figures that were worked out here, trial by trial, or those of the day `on`. Refuses without any."""
    conditions: list[ColumnElement[bool]] = [Snapshot.origin != Origin.HISTORY]
    if on is not None:
        conditions.append(Snapshot.data_date == on)
    found = _newest(register, rule_version, *conditions)
    if found is None:
        raise NoFigures
    return found


def judged_days(register: Register) -> list[date]:
    """The days on which trials were judged here, the newest first."""
    return list(
        db.session.scalars(
            select(Snapshot.data_date)
            .where(Snapshot.register == register, SHOWN, Snapshot.origin != Origin.HISTORY)
            .order_by(Snapshot.data_date.desc())
        )
    )


def _newest(register: Register, rule_version: str, *conditions: ColumnElement[bool]) -> Edition | None:
    """Figures that have trials come before published ones of a later day, so that every page tells of the same copy."""
    row = db.session.execute(
        select(*_EDITION)
        .join(Headline, Headline.snapshot_id == Snapshot.id)
        .where(Snapshot.register == register, SHOWN, Headline.rule_version == rule_version, *conditions)
        .order_by(Snapshot.origin == Origin.HISTORY, Snapshot.data_date.desc())
        .limit(1)
    ).one_or_none()
    return None if row is None else Edition(*row)


def trend(register: Register, rule_version: str) -> list[TrendPoint]:
    """A register's figures on every day that is known, ascending, those that the original tracker published too."""
    rows = db.session.execute(
        select(Snapshot.data_date, Headline.total, Headline.due, Headline.reported, Headline.percent)
        .join(Headline, Headline.snapshot_id == Snapshot.id)
        .where(Snapshot.register == register, SHOWN, Headline.rule_version == rule_version)
        .order_by(Snapshot.data_date)
    )
    return [TrendPoint(*row) for row in rows]


def turned(edition: Edition) -> dict[str, Edition]:
    """The same day's figures by version: "1", "2", and "1+" with the name of each switch."""
    rows = db.session.execute(
        select(*_EDITION)
        .join(Headline, Headline.snapshot_id == Snapshot.id)
        .where(Snapshot.id == edition.snapshot_id)
        .order_by(Headline.rule_version)
    )
    return {found.rule_version: found for found in (Edition(*row) for row in rows)}


def newest_id() -> int:
    """Which snapshot was published last, of any register; 0 before the first."""
    return db.session.scalar(select(func.max(Snapshot.id)).where(SHOWN)) or 0
