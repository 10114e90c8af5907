"""Bring the index of the site's search up to what is public now."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import String, delete, select, type_coerce
from sqlalchemy.dialects import postgresql, sqlite

from campaign.db import db, transaction
from campaign.home.search.models import Kind, SearchDocument
from campaign.home.search.sources import Document, Key, documents, marks
from campaign.text import folded

PIECE = 200  # documents in one transaction
LONGEST = 60_000  # characters of a body that are kept and looked through

Item = TypeVar("Item")


@dataclass(frozen=True)
class Indexed:
    """What was done: how many documents were written and taken out, and how many there are."""

    written: int
    removed: int
    total: int


def index_documents(*, anew: bool = False) -> Indexed:
    """Write what changed since the last time, and take out what is no longer public; `anew`: write everything.

    Marks are compared, so that a run without changes writes nothing. Two at once are harmless: each row is written
    whole, and one that was written from older words is found by the next run.
    """
    wanted = marks()
    stored = {
        Key(Kind(kind), object_id, language): (id_, mark)
        for id_, kind, object_id, language, mark in db.session.execute(
            select(
                SearchDocument.id,
                type_coerce(SearchDocument.kind, String),
                SearchDocument.object_id,
                SearchDocument.language,
                SearchDocument.mark,
            )
        )
    }
    changed = [key for key, mark in wanted.items() if anew or key not in stored or stored[key][1] != mark]
    written = 0
    for some in _pieces(changed):
        rows = [_row(each) for each in documents({key: wanted[key] for key in some})]
        _write(rows)
        written += len(rows)
    gone = [id_ for key, (id_, _) in stored.items() if key not in wanted]
    for ids in _pieces(gone):
        with transaction() as session:
            session.execute(delete(SearchDocument).where(SearchDocument.id.in_(ids)))
    return Indexed(written, len(gone), len(wanted))


def _pieces(items: Sequence[Item]) -> Iterator[Sequence[Item]]:
    return (items[start : start + PIECE] for start in range(0, len(items), PIECE))


def _row(document: Document) -> dict[str, Any]:
    body = document.body[:LONGEST]
    return {
        "kind": document.key.kind,
        "object_id": document.key.object_id,
        "language": document.key.language,
        "mark": document.mark,
        "title": document.title,
        "body": body,
        "path": document.path,
        "campaign_id": document.campaign_id,
        "shown_from": document.shown_from,
        "title_words": folded(document.title),
        "body_words": folded(body),
    }


def _write(rows: Sequence[dict[str, Any]]) -> None:
    if not rows:
        return
    with transaction() as session:
        dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
        statement = dialect.insert(SearchDocument)
        identity = ("kind", "object_id", "language")
        session.execute(
            statement.on_conflict_do_update(
                index_elements=identity,
                set_={name: statement.excluded[name] for name in rows[0] if name not in identity},
            ),
            list(rows),
        )
