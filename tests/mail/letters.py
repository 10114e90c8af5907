"""A kind of letter for tests: about rows that are only numbers, to addresses that the test chooses."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from campaign.db import db, transaction
from campaign.mail.letters import WRITERS, Letter
from campaign.mail.models import Message
from campaign.mail.post import post

KIND = "tests.greeting"
WHEN = datetime(2026, 3, 3, 10, 0, tzinfo=UTC)
people: dict[int, tuple[str, str]] = {}


def write(about_ids: Sequence[int]) -> Mapping[int, Letter]:
    """Letters to `people`, by number: address and name."""
    return {id_: greeting(*people[id_]) for id_ in about_ids if id_ in people}


def greeting(address: str, name: str = "Ada Lovelace", **headers: str) -> Letter:
    """One letter."""
    return Letter(
        recipient=address,
        template="tests/mail/greeting",
        shared_key="1",
        shared={"title": "Every trial registered"},
        own={"name": name, "link": "http://localhost/s/token?a=1&b=2"},
        headers={name.replace("_", "-"): value for name, value in headers.items()},
    )


TEMPLATES = {
    "tests/mail/greeting.txt": (
        "Subject: Please confirm: {{ title }}\n\nDear {{ name }},\n\n"
        "open this page:\n{{ link }}\n\n-- \n{{ site.name }}\n"
    ),
    "tests/mail/greeting.html": (
        "<!doctype html>\n<html><body><p>Dear {{ name }},</p>\n"
        '<p><a href="{{ link }}">{{ title }}</a></p><p>{{ site.name }}</p></body></html>\n'
    ),
}


def owe(count: int = 1, *, now: datetime = WHEN, name: str = "Ada Lovelace", **columns: object) -> list[int]:
    """Owe letters to `count` new people; answers the messages' ids."""
    with transaction():
        messages = []
        for _ in range(count):
            number = len(people) + 1
            people[number] = (f"person-{number}@example.org", name)
            messages.append(post(KIND, number, now))
            for column, value in columns.items():
                setattr(messages[-1], column, value)
    return [message.id for message in messages]


def address_of(message_id: int) -> str:
    """Whom a message is to."""
    return people[message(message_id).about_id][0]


def message(message_id: int) -> Message:
    """A message as it is now."""
    db.session.expire_all()
    found = db.session.scalars(select(Message).where(Message.id == message_id)).one()
    db.session.expunge(found)
    return found


def at(moment: datetime) -> Callable[[], datetime]:
    """A clock that stands still."""
    return lambda: moment


def later(**of: float) -> Callable[[], datetime]:
    """A clock that stands still so much after WHEN."""
    return at(WHEN + timedelta(**of))


WRITERS[KIND] = write
