"""Say what a category is called in other languages than its own."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from campaign.audit.record import Actor, record
from campaign.content.categories.queries import Category, category_for_desk
from campaign.content.models import CategoryName
from campaign.content.refusals import CategoryNamedMeanwhile
from campaign.db import transaction


def name_category(
    words: str, names: Mapping[str, str], actor: Actor, now: datetime, *, seen: str | None = None
) -> Category:
    """Store these names by language; an empty one goes, and its readers get the category as it was written.

    `seen` is the mark of the names that the editor had before them; None takes any. Raises NoSuchCategory,
    CategoryNamedMeanwhile.
    """
    with transaction() as session:
        held = select(CategoryName).where(CategoryName.category == words).with_for_update()
        stored = {each.language: each for each in session.scalars(held.execution_options(populate_existing=True))}
        category = category_for_desk(words)
        if seen is not None and seen != category.mark:
            raise CategoryNamedMeanwhile
        changed = [language for language, name in names.items() if name != category.names.get(language, "")]
        for language in changed:
            found, name = stored.get(language), names[language]
            if found is None:
                _add(session, CategoryName(category=words, language=language, name=name))
            elif name:
                found.name = name
            else:
                session.delete(found)
        if changed:
            record(actor.id, actor.name, "content.category_named", words, now, subject="site 1", languages=changed)
        session.flush()
        return category_for_desk(words)


def _add(session: Session, name: CategoryName) -> None:
    try:
        with session.begin_nested():
            session.add(name)
    except IntegrityError:
        raise CategoryNamedMeanwhile from None
