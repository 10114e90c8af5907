"""Ask: staff decide that everybody on a list gets one letter that asks to confirm."""

from datetime import datetime

from sqlalchemy import ColumnElement, func, select

from campaign.audit.record import Actor, record
from campaign.db import db, transaction
from campaign.imports.held import WORK, hold, pick_up, slug_of
from campaign.imports.models import BatchState, ImportBatch, Target
from campaign.imports.refusals import NotToBeAsked
from campaign.imports.signatures.people import AS_IMPORTED
from campaign.queue import wake
from campaign.signatures.models import Signature


def may_ask(batch: ImportBatch) -> bool:
    """Whether the people of a list can be asked now: taken in, allowed, and not asked before."""
    return (
        batch.target == Target.SIGNATURES
        and batch.state == BatchState.APPLIED
        and bool(batch.options.get("may_write"))
        and batch.asked_at is None
    )


def ask(batch_id: int, actor: Actor, now: datetime) -> ImportBatch:
    """Owe one letter to each unconfirmed address of a list. Raises NoSuchBatch, WrongMoment, NotToBeAsked."""
    with transaction() as session:
        batch = hold(session, batch_id, (BatchState.APPLIED,))
        if not may_ask(batch):
            raise NotToBeAsked
        batch.asked_at = now
        pick_up(batch, now)
        record(
            actor.id, actor.name, "import.asked_to_confirm", slug_of(session, batch), now,
            campaign_id=batch.campaign_id, subject=f"import_batch {batch.id}",
        )  # fmt: skip
        wake(WORK)
    return batch


def to_be_asked(batch_id: int) -> int:
    """How many signatures of a list are unconfirmed and were never written about."""
    return db.session.scalar(select(func.count()).select_from(Signature).where(*unasked(batch_id))) or 0


def unasked(batch_id: int) -> tuple[ColumnElement[bool], ...]:
    """SQL conditions: a signature of this list that is unconfirmed and was never written about."""
    return (Signature.batch_id == batch_id, Signature.state.in_(AS_IMPORTED), Signature.mails == 0)
