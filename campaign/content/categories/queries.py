"""Reading categories: what each is called, for readers in their language and for the desk in all."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from campaign.content.models import CategoryName, Page
from campaign.content.refusals import NoSuchCategory
from campaign.db import db
from campaign.web.kept import kept
from campaign.web.language import current_language

KEEP_SECONDS = 5.0


@dataclass(frozen=True)
class Category:
    """A category as it stands on pages, the language that it is in, and its names in others."""

    words: str
    language: str  # the one in which most of its pages were written first
    pages: int
    names: Mapping[str, str]

    @property
    def mark(self) -> str:
        """Changes whenever a name does: a form that carries an older one is stale."""
        return "|".join(f"{language}={name}" for language, name in sorted(self.names.items()))


def categories_in_use() -> Sequence[Category]:
    """Every category that a page has, drafts too, by its words."""
    pages: dict[str, Counter[str]] = {}
    for words, language, count in db.session.execute(
        select(Page.category, Page.language, func.count())
        .where(Page.category != "")
        .group_by(Page.category, Page.language)
    ):
        pages.setdefault(words, Counter())[language] += count
    names: dict[str, dict[str, str]] = {}
    for each in db.session.scalars(select(CategoryName).execution_options(populate_existing=True)):
        names.setdefault(each.category, {})[each.language] = each.name
    return [
        Category(words, min(found, key=lambda code: (-found[code], code)), found.total(), names.get(words, {}))
        for words, found in sorted(pages.items(), key=lambda pair: pair[0].casefold())
    ]


def category_for_desk(words: str) -> Category:
    """One category. Raises NoSuchCategory when no page has it."""
    found = next((each for each in categories_in_use() if each.words == words), None)
    if found is None:
        raise NoSuchCategory
    return found


def category_name(words: str) -> str:
    """What a category is called in the language at hand; as it was written where it has no name in that language."""
    return _called(words)[0]


def category_language(words: str) -> str:
    """The language that this name is in; empty for a category that no page has."""
    return _called(words)[1]


def _called(words: str) -> tuple[str, str]:
    known = kept("categories", KEEP_SECONDS, lambda: {each.words: each for each in categories_in_use()})
    found, language = known.get(words), current_language()
    if found is None:
        return words, ""
    return (found.names[language], language) if language in found.names else (words, found.language)
