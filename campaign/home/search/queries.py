"""Asking the index: what the public may see of what was found, in the order of its worth, with counts by facet."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import String, column, func, literal_column, select, table, text, type_coerce

from campaign.db import db
from campaign.home.search.asked import Asked, fts5, tsquery
from campaign.home.search.models import SearchDocument
from campaign.home.search.sources import is_public

PAGE_SIZE = 20
MOST = 10_000  # documents of one search that are weighed; more are not told apart from this many
# As migration 0012 has them.
STEMS = {
    "en": "english",
    "fr": "french",
    "de": "german",
    "es": "spanish",
    "pt": "portuguese",
    "it": "italian",
    "ar": "arabic",
}
_TITLE, _BODY = 8.0, 1.0  # how much a word weighs there


class Match(NamedTuple):
    """One document that has all that was looked for; `worth` is smaller for better ones."""

    id: int
    kind: str
    language: str
    campaign_id: int | None
    path: str
    title_words: str
    worth: float


@dataclass(frozen=True)
class Chosen:
    """What a reader keeps of what was found; empty or None means all."""

    kind: str = ""
    language: str = ""
    campaign_id: int | None = None


@dataclass(frozen=True)
class Found:
    """What was found: one match for each thing, best first; how many by kind, language and campaign.

    The counts of a facet say what choosing another of its values would give, with the other facets as they are.
    """

    matches: Sequence[Match]
    kinds: Counter[str]
    languages: Counter[str]
    campaigns: Counter[int]
    has_more: bool  # than are weighed


def search(asked: Asked, chosen: Chosen, language: str, now: datetime) -> Found:
    """Look for `asked` as a reader of `language`, who sees a thing once: in that language if it has words in it."""
    rows = matches(asked, {language, chosen.language, "en"}, now) if asked.terms else []

    def those(kind: str, in_language: str, campaign_id: int | None) -> Iterable[Match]:
        return (
            row
            for row in rows
            if (not kind or row.kind == kind)
            and (not in_language or row.language == in_language)
            and (campaign_id is None or row.campaign_id == campaign_id)
        )

    kinds = those("", chosen.language, chosen.campaign_id)
    languages = those(chosen.kind, "", chosen.campaign_id)
    campaigns = those(chosen.kind, chosen.language, None)
    return Found(
        _in_order(those(chosen.kind, chosen.language, chosen.campaign_id), asked, language),
        Counter(kind for kind, _ in {(row.kind, row.path) for row in kinds}),
        Counter(each for each, _ in {(row.language, row.path) for row in languages} if each),
        Counter(id_ for id_, _ in {(row.campaign_id, row.path) for row in campaigns} if id_ is not None),
        has_more=len(rows) >= MOST,
    )


def _in_order(rows: Iterable[Match], asked: Asked, language: str) -> list[Match]:
    best: dict[str, Match] = {}
    for row in rows:
        known = best.get(row.path)
        if known is None or (row.language == language) > (known.language == language):
            best[row.path] = row
    name = " ".join(asked.words)
    return sorted(best.values(), key=lambda row: (row.title_words != name, row.worth))


def matches(asked: Asked, languages: set[str], now: datetime) -> list[Match]:
    """Every public document that has all that is looked for, best first. Plain rows: there may be thousands.

    `languages`: by whose stems PostgreSQL compares words, beside the words as they are.
    """
    document = SearchDocument
    columns = (
        document.id,
        type_coerce(document.kind, String),
        document.language,
        document.campaign_id,
        document.path,
        document.title_words,
    )
    connection = db.session.connection()
    if connection.dialect.name == "postgresql":
        question: Any = func.to_tsquery(literal_column("'simple'::regconfig"), tsquery(asked))
        for name in sorted({STEMS[each] for each in languages if each in STEMS}):
            question = question.op("||")(func.to_tsquery(literal_column(f"'{name}'::regconfig"), tsquery(asked)))
        words: Any = literal_column("search_document.words")
        worth: Any = (-func.ts_rank(words, question, 1)).label("worth")
        query = select(*columns, worth).where(words.op("@@")(question))
    else:
        index = table("search_words", column("rowid"))
        worth = literal_column(f"bm25(search_words, {_TITLE}, {_BODY})").label("worth")
        query = (
            select(*columns, worth)
            .join_from(document, index, index.c.rowid == document.id)
            .where(text("search_words MATCH :asked").bindparams(asked=fts5(asked)))
        )
    query = query.where(is_public(now, document.kind, document.object_id)).order_by(worth, document.id).limit(MOST)
    return [Match(*row) for row in connection.execute(query)]


def texts(found: Sequence[Match]) -> list[SearchDocument]:
    """The documents of some matches, in their order; what is gone meanwhile is left out."""
    rows = db.session.scalars(
        select(SearchDocument)
        .where(SearchDocument.id.in_([match.id for match in found]))
        .execution_options(populate_existing=True)
    )
    by_id = {row.id: row for row in rows}
    return [by_id[match.id] for match in found if match.id in by_id]
