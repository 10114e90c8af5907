"""How many letters one address may get from the whole site in a day. All within the caller's transaction."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import update
from sqlalchemy.dialects import postgresql, sqlite

from campaign.db import db
from campaign.mail.models import MailAllowance

LETTERS_A_DAY = 10


def reserve(tags: Sequence[bytes], day: date) -> list[bool]:
    """Reserve one letter for each of the tags (of addresses on that UTC day); answers which are within the cap.

    Two workers that write to one address at once are counted together.
    """
    wanted = Counter(tags)
    if not wanted:
        return []
    insert = postgresql.insert if db.session.get_bind().dialect.name == "postgresql" else sqlite.insert
    statement = insert(MailAllowance)
    reserved = db.session.execute(
        statement.on_conflict_do_update(
            index_elements=[MailAllowance.address_tag],
            set_={"letters": MailAllowance.letters + statement.excluded.letters},
        ).returning(MailAllowance.address_tag, MailAllowance.letters),
        # In one order, or two workers could wait for each other.
        [{"address_tag": tag, "letters": count, "day": day.isoformat()} for tag, count in sorted(wanted.items())],
    )
    left = {tag: wanted[tag] - max(0, letters - LETTERS_A_DAY) for tag, letters in reserved}
    allowed = []
    for tag in tags:
        allowed.append(left[tag] > 0)
        left[tag] -= 1
    give_back(tag for tag, within in zip(tags, allowed, strict=True) if not within)
    return allowed


def give_back(tags: Iterable[bytes]) -> None:
    """Take reserved letters back that did not leave."""
    for tag, count in sorted(Counter(tags).items()):
        db.session.execute(
            update(MailAllowance)
            .where(MailAllowance.address_tag == tag)
            .values(letters=MailAllowance.letters - count)
            .execution_options(synchronize_session=False)
        )
