"""Take a person's address out of the audit log without breaking its chain.

An entry's hash covers not the address but its tag, which stays. So an entry whose account was deleted says "former
colleague 7" and still fits; `chain` takes that name only for the account that the entry is of, and only once it is
gone. Entries from before there were tags keep the address until their 24 months are over, or the chain would break.
"""

from sqlalchemy import update

from campaign.audit.models import AuditEntry
from campaign.db import db


def pseudonym(actor_id: int) -> str:
    """What the log calls somebody whose account is gone."""
    return f"former colleague {actor_id}"


def rename_actor(actor_id: int) -> int:
    """Give every entry of a member of staff their pseudonym; answers how many. In the caller's transaction."""
    renamed = db.session.execute(
        update(AuditEntry)
        .where(AuditEntry.actor_id == actor_id, AuditEntry.actor_tag.is_not(None))
        .values(actor=pseudonym(actor_id))
        .returning(AuditEntry.id)
        .execution_options(synchronize_session=False)
    ).all()
    return len(renamed)
