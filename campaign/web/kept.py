"""Answers kept for a few seconds per process, and longer while the database is away: readers see the last true page."""

import logging
import time
from collections.abc import Callable, Hashable
from functools import wraps
from typing import TypeVar

from flask import current_app
from sqlalchemy.exc import DBAPIError

from campaign.db import abandon, in_transaction, is_outage

log = logging.getLogger(__name__)
Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")
MOST = 2000  # answers; visitors choose keys, so there is an end to them


def kept(key: Hashable, seconds: float, read: Callable[[], Value]) -> Value:
    """What `read` answers, kept under `key` for `seconds`. What it raises is raised and not kept.

    When the database is away, an answer that is past its time is given out.
    """
    shelf: dict[Hashable, tuple[float, Value]] = current_app.extensions.setdefault("kept", {})
    found = shelf.get(key)
    if found is not None and time.monotonic() < found[0]:
        return found[1]
    try:
        value = read()
    except DBAPIError as error:
        if found is None or in_transaction() or not is_outage(error):
            raise
        abandon()
        log.error("db.unavailable serving=stale cause=%s", type(error.orig).__name__)
        value = found[1]
    if len(shelf) >= MOST:
        shelf.clear()
    shelf[key] = (time.monotonic() + seconds, value)
    return value


def kept_for(seconds: float) -> Callable[[Callable[[Key], Value]], Callable[[Key], Value]]:
    """Decorate a read of one argument: its answers are `kept` per argument."""

    def decorate(read: Callable[[Key], Value]) -> Callable[[Key], Value]:
        @wraps(read)
        def answer(key: Key) -> Value:
            return kept((read.__module__, read.__qualname__, key), seconds, lambda: read(key))

        return answer

    return decorate


def forget_kept() -> None:
    """Forget every kept answer and picture of this process: after an edit, and between tests.

    Other processes show an edit within seconds, and in pictures within a minute.
    """
    for shelf in ("kept", "pictures"):
        current_app.extensions.pop(shelf, None)
