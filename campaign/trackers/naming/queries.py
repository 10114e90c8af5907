"""The public table of names: who is meant by what a register writes, who owns them, and what was changed."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlsplit

from sqlalchemy import Select, func, or_, select

from campaign.db import db
from campaign.trackers.models import NameChange, TrackedName
from campaign.trackers.names import raw_key
from campaign.web.paging import Page, paged

PAGE_SIZE: Final = 50
LOG_SIZE: Final = 20
_ROW: Final[tuple[Any, ...]] = (
    *(TrackedName.raw_name, TrackedName.trial_identifier, TrackedName.name, TrackedName.parent_name),
    TrackedName.proof,
)
_CHANGE: Final[tuple[Any, ...]] = (
    *(NameChange.made_at, NameChange.raw_name, NameChange.name_before, NameChange.parent_before),
    *(NameChange.name_after, NameChange.parent_after, NameChange.proof),
)


@dataclass(frozen=True, slots=True)
class NameRow:
    """One row of the table. `parent` is empty where the name has no owner other than itself."""

    raw_name: str
    trial_identifier: str
    name: str
    parent: str
    proof: str


@dataclass(frozen=True, slots=True)
class LoggedName:
    """One change of the table."""

    made_at: datetime
    raw_name: str
    name_before: str
    parent_before: str
    name_after: str
    parent_after: str
    proof: str


def name_page(words: str, number: int) -> Page:
    """One page of NameRows whose alias, name or parent holds every word; names nobody has placed are left out."""
    query: Select[Any] = select(*_ROW).where(TrackedName.name != "")
    for word in words.split():
        query = query.where(
            or_(
                TrackedName.raw_key.contains(raw_key(word), autoescape=True),
                TrackedName.raw_name.icontains(word, autoescape=True),
                TrackedName.name.icontains(word, autoescape=True),
                TrackedName.parent_name.icontains(word, autoescape=True),
            )
        )
    ordered = query.order_by(TrackedName.name, TrackedName.raw_key, TrackedName.trial_identifier)
    page = paged(ordered, number=number, size=PAGE_SIZE, scalars=False)
    rows = [
        NameRow(raw, trial, name, "" if parent == name else parent, web_link(proof))
        for raw, trial, name, parent, proof in page.rows
    ]
    return Page(rows, page.number, page.total, page.size)


def name_log(number: int) -> Page:
    """One page of the log of changes, the newest first. What came with a file is not each a line of it."""
    query: Select[Any] = select(*_CHANGE)
    page = paged(query.order_by(NameChange.id.desc()), number=number, size=LOG_SIZE, scalars=False)
    rows = [
        LoggedName(made_at, raw, name_before, parent_before, name_after, parent_after, web_link(proof))
        for made_at, raw, name_before, parent_before, name_after, parent_after, proof in page.rows
    ]
    return Page(rows, page.number, page.total, page.size)


def names_in_all() -> int:
    """How many rows the table has, those that nobody has placed left out."""
    return db.session.execute(select(func.count()).select_from(TrackedName).where(TrackedName.name != "")).scalar_one()


def web_link(proof: str) -> str:
    """The proof if it is an address of the web, else nothing: other schemes can run things, and notes are no links."""
    try:
        parts = urlsplit(proof.strip())
    except ValueError:
        return ""
    return proof.strip() if parts.scheme in ("http", "https") and parts.netloc else ""
