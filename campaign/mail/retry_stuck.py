"""Send stuck letters once more, because a person says so."""

from datetime import datetime

from sqlalchemy import case, update

from campaign.audit.record import record
from campaign.db import transaction
from campaign.mail.models import Message, MessageState
from campaign.mail.post import DELIVER
from campaign.mail.verdict import UNKNOWNS
from campaign.queue import wake


def retry_stuck(actor_id: int | None, actor: str, now: datetime) -> int:
    """Make every stuck letter due now; answers how many. `actor` is an e-mail address of staff or 'command line'.

    A letter that may have arrived already gets one more try, not three.
    """
    with transaction() as session:
        stuck = session.execute(
            update(Message)
            .where(Message.state == MessageState.STUCK)
            .values(
                state=MessageState.WAITING,
                due_at=now,
                lease_until=None,
                attempts=0,
                unknowns=case((Message.unknowns > UNKNOWNS, UNKNOWNS), else_=Message.unknowns),
            )
            .returning(Message.id)
            .execution_options(synchronize_session=False)
        ).all()
        if stuck:
            record(actor_id, actor, "mail.retried", "stuck letters", now, letters=len(stuck))
            wake(DELIVER)
    return len(stuck)
