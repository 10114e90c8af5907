"""Owe the letters that ask to confirm, a few hundred a transaction; nobody gets a second one."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import select

from campaign.audit.record import record
from campaign.db import transaction
from campaign.imports.held import put_down, slug_of, still_ours
from campaign.imports.models import BatchState
from campaign.imports.signatures.ask import unasked
from campaign.imports.signatures.letters import PLEASE_CONFIRM
from campaign.mail.models import Priority
from campaign.mail.post import post
from campaign.signatures.models import Signature

PART = 500


def ask_list(batch_id: int, attempt: int, clock: Callable[[], datetime], until: datetime) -> bool:
    """Owe letters for a leased batch until all are owed or `until`; answers whether more is due.

    They go out after all other mail. The caps on mail to one address hold for them when they are sent, and an address
    that asked not to be written to gets none.
    """
    while clock() < until:
        with transaction() as session:
            now = clock()
            batch = still_ours(session, batch_id, attempt, BatchState.APPLIED, now)
            if batch is None:
                return False
            people = session.scalars(
                select(Signature)
                .where(*unasked(batch_id), Signature.id > batch.reached)
                .order_by(Signature.id)
                .limit(PART)
                .with_for_update()
                .execution_options(populate_existing=True)
            ).all()
            if not people:
                put_down(batch)
                record(
                    None, "worker", "import.letters_owed", slug_of(session, batch), now,
                    campaign_id=batch.campaign_id, subject=f"import_batch {batch_id}",
                )  # fmt: skip
                return False
            for signature in people:
                signature.mails, signature.mails_since, signature.mailed_at = 1, now, now
                post(PLEASE_CONFIRM, signature.id, now, campaign_id=batch.campaign_id, priority=Priority.BULK)
            batch.reached = people[-1].id
    return True
