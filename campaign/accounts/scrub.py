"""Take everything from an account that says who it was."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Table, delete, update

from campaign.accounts.models import Staff, StaffSession
from campaign.audit.models import AuditEntry
from campaign.audit.rename_actor import pseudonym, rename_actor
from campaign.db import Base, db


@dataclass(frozen=True)
class Scrubbed:
    """What became of an account: what it is called now, and how many entries of the audit log call it so."""

    name: str
    entries: int


def named_actors() -> list[tuple[Table, str, str]]:
    """Every table that keeps the name of who acted beside their id: the columns of name and id.

    Names follow the house's custom: `actor` beside `staff_id`, `second` beside `second_id`. The audit log is not among
    them, since its entries are chained; see `rename_actor`.
    """
    found = []
    for table in Base.metadata.tables.values():
        for column in table.columns:
            if any(key.column.table.name == Staff.__tablename__ for key in column.foreign_keys):
                named = "actor" if column.name == "staff_id" else column.name.removesuffix("_id")
                if named in table.columns and named != column.name and table.name != AuditEntry.__tablename__:
                    found.append((table, named, column.name))
    return found


def scrub(person: Staff, now: datetime) -> Scrubbed:
    """Forget name, address, password, factors, roles and sessions; the id stays. In the caller's transaction.

    Wherever a table keeps who acted beside the id of staff, it says the pseudonym from here on.
    """
    name = pseudonym(person.id)
    person.email = person.name = name
    person.password = person.tf_primary_method = person.tf_totp_secret = person.tf_last_counter = None
    person.mf_recovery_codes = person.fs_webauthn_user_handle = person.locked_until = person.invited_at = None
    person.active, person.failures, person.deleted_at = False, 0, now
    person.fs_uniquifier = secrets.token_hex(16)
    person.roles, person.campaign_roles = [], []
    person.webauthn.clear()
    db.session.flush()
    db.session.execute(delete(StaffSession).where(StaffSession.staff_id == person.id))
    for table, named, id_ in named_actors():
        db.session.execute(update(table).where(table.c[id_] == person.id).values({named: name}))
    return Scrubbed(name, rename_actor(person.id))
