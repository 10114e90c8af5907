"""Name the site, say which languages it speaks, and order the free pages of its menu."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from campaign.accounts.models import Site
from campaign.audit.record import Actor, record
from campaign.content.models import Page, PageKind
from campaign.content.refusals import NoSuchPage
from campaign.db import transaction


@dataclass(frozen=True, kw_only=True)
class SiteWords:
    """What the site is called and the languages that it offers, its first one first."""

    name: str
    about: str
    languages: tuple[str, ...]


def edit_site(words: SiteWords, menu: Sequence[int], actor: Actor, now: datetime) -> Site:
    """Store the words; `menu` holds the ids of the free pages that the menu names, in order, and no other is named.

    Raises NoSuchPage for what is no free page.
    """
    with transaction() as session:
        site = session.get_one(Site, 1, with_for_update=True, populate_existing=True)
        changed = [
            name
            for name, value in (("name", words.name), ("about", words.about), ("languages", list(words.languages)))
            if getattr(site, name) != value
        ]
        site.name, site.about, site.languages = words.name, words.about, list(words.languages)
        pages = {page.id: page for page in session.scalars(select(Page).where(Page.kind == PageKind.PAGE))}
        if not set(menu) <= set(pages):
            raise NoSuchPage
        for page in pages.values():
            place = menu.index(page.id) + 1 if page.id in menu else page.place
            if (page.in_menu, page.place) != (page.id in menu, place):
                page.in_menu, page.place = page.id in menu, place
                page.edits += 1
                changed += ["menu"] if "menu" not in changed else []
        record(actor.id, actor.name, "site.edited", words.name, now, subject="site 1", changed=changed)
    return site
