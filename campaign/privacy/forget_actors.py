"""Forget who took which list out and who decided about signatures, once that is 24 months ago."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, select, update

from campaign.audit.prune import KEEP
from campaign.db import db, transaction
from campaign.exports.models import Export
from campaign.signatures.models import Decision

NOBODY = "no longer known"
MOST = 5000  # rows of each kind a run


def forget_actors(now: datetime) -> int:
    """Take the actor and the reason out of exports and decisions older than 24 months; answers of how many rows.

    What left, how many rows and with which digest stays; so does what was decided.
    """
    gone: dict[str, Any] = {"actor": NOBODY, "staff_id": None, "reason": ""}
    with transaction():
        exports = _forget(Export, Export.started_at < now - KEEP, gone)
        decisions = _forget(Decision, Decision.decided_at < now - KEEP, gone | {"second": "", "second_id": None})
    return exports + decisions


def _forget(table: type[Export | Decision], old: ColumnElement[bool], gone: dict[str, Any]) -> int:
    chosen = select(table.id).where(old, table.actor != NOBODY).order_by(table.id).limit(MOST)
    ids = db.session.scalars(chosen).all()
    db.session.execute(
        update(table).where(table.id.in_(ids)).values(gone), execution_options={"synchronize_session": False}
    )
    return len(ids)
