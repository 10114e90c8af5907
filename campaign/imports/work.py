"""What is due with lists: the dry run, taking in, undoing, letters. The worker calls it, and the command."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from campaign.audit.record import record
from campaign.db import db, transaction
from campaign.imports.check_list import check_list
from campaign.imports.held import LEASE_SECONDS, WORK, put_down, slug_of
from campaign.imports.models import BatchState, ImportBatch
from campaign.imports.signatures.ask_list import ask_list
from campaign.imports.tables.fault import TableFault
from campaign.imports.take_list import take_list
from campaign.imports.undo_list import undo_list
from campaign.keys import KeyFault
from campaign.queue import lease_due, wake

log = logging.getLogger(__name__)
SLICE = timedelta(seconds=15)  # after this others get their turn; a letter must not wait for a list


def work(clock: Callable[[], datetime], only: int | None = None, turn: timedelta = SLICE) -> bool:
    """Lease one list that is due (`only` that one) and work on it for a turn; answers whether there was one."""
    with transaction():
        narrowed = [ImportBatch.id == only] if only is not None else []
        leased = lease_due(ImportBatch, clock(), limit=1, seconds=LEASE_SECONDS, only=narrowed)
    if not leased:
        return False
    batch = db.session.get_one(ImportBatch, leased[0], populate_existing=True)
    batch_id, attempt, state = batch.id, batch.attempts, batch.state
    try:
        more = _work_on(batch_id, attempt, state, clock, turn)
    except TableFault as fault:
        _fail(batch_id, attempt, str(fault), clock())
    except KeyFault:
        _fail(batch_id, attempt, "The personal data of this campaign cannot be opened: its key is gone.", clock())
    except Exception as error:
        # Whatever breaks in one list must be told on its page and must not cost the others.
        log.exception("imports.failed batch=%s", batch_id)
        _fail(batch_id, attempt, f"Something of ours broke ({type(error).__name__}). It is in the log.", clock())
    else:
        if more:
            _next_turn(batch_id, attempt, clock())
    return True


def _work_on(batch_id: int, attempt: int, state: BatchState, clock: Callable[[], datetime], turn: timedelta) -> bool:
    until = clock() + turn
    match state:
        case BatchState.MAPPING:
            check_list(batch_id, attempt, clock)
            return False
        case BatchState.APPLYING:
            return take_list(batch_id, attempt, clock, until)
        case BatchState.UNDOING:
            return undo_list(batch_id, attempt, clock, until)
        case BatchState.APPLIED:
            return ask_list(batch_id, attempt, clock, until)
        case _:
            with transaction() as session:
                put_down(session.get_one(ImportBatch, batch_id, with_for_update=True, populate_existing=True))
            return False


def _next_turn(batch_id: int, attempt: int, now: datetime) -> None:
    with transaction() as session:
        batch = session.get(ImportBatch, batch_id, with_for_update=True, populate_existing=True)
        if batch is not None and batch.attempts == attempt and batch.due_at is not None:
            batch.due_at, batch.lease_until = now, None
            wake(WORK)


def _fail(batch_id: int, attempt: int, sentence: str, now: datetime) -> None:
    with transaction() as session:
        batch = session.get(ImportBatch, batch_id, with_for_update=True, populate_existing=True)
        if batch is None or batch.attempts != attempt:
            return
        # A dry run changed nothing, and letters leave the list as it is; only what is half done has failed.
        if batch.state == BatchState.APPLYING:
            batch.state = BatchState.FAILED
        batch.last_error = sentence
        put_down(batch)
        record(
            None, "worker", "import.failed", slug_of(session, batch), now, campaign_id=batch.campaign_id,
            subject=f"import_batch {batch_id}", reason=sentence,
        )  # fmt: skip
