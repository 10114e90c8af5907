"""The site itself: its name, and the proof that database and keys belong together."""

import time
from dataclasses import dataclass
from datetime import datetime

from flask import Flask, current_app
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from campaign.accounts.models import Role, RoleName, Site
from campaign.db import abandon, db, in_transaction, is_outage, transaction
from campaign.keys import KeyFault, keys
from campaign.tokens import new_public_id

KEEP_SECONDS = 5.0


@dataclass(frozen=True)
class SiteFacts:
    """What pages say about the site."""

    name: str = "Countersign"
    about: str = ""
    languages: tuple[str, ...] = ()  # offered, the site's own first; empty: all


def prepare_site(now: datetime) -> None:
    """Make the site's row and the roles if they are missing. Raises KeyFault when this database has other keys."""
    with transaction() as session:
        site = session.get(Site, 1)
        if site is None:
            site = Site(
                id=1,
                public_id=new_public_id(),
                name=SiteFacts.name,
                about="",
                key_fingerprint=keys().fingerprint(),
                created_at=now,
            )
            session.add(site)
        check_keys(site)
        have = set(session.scalars(select(Role.name)))
        session.add_all(Role(name=name.value, description="") for name in RoleName if name.value not in have)


def check_keys(site: Site) -> None:
    """Raise KeyFault when the key folder is not the one this database was made with."""
    if site.key_fingerprint != keys().fingerprint():
        raise KeyFault(
            "This database was made with other keys. Restore the key folder that belongs to it; nothing was changed."
        )


class SiteCache:
    """The site's facts, read again after five seconds; while the database is away, the last that were known.

    Every page asks for them, the one that says that the database is away too.
    """

    def __init__(self) -> None:
        self._facts = SiteFacts()
        self._until = 0.0

    def facts(self) -> SiteFacts:
        """Name and description in force."""
        if time.monotonic() >= self._until:
            try:
                site = db.session.get(Site, 1)
                self._facts = SiteFacts(site.name, site.about, tuple(site.languages)) if site else SiteFacts()
            except DBAPIError as error:
                if in_transaction() or not is_outage(error):
                    raise
                abandon()
            self._until = time.monotonic() + KEEP_SECONDS
        return self._facts

    def forget(self) -> None:
        """Read the facts again when they are next asked for."""
        self._until = 0.0


def site_facts() -> SiteFacts:
    """Name and description of the running site, at most five seconds old."""
    cache: SiteCache = current_app.extensions["site_cache"]
    return cache.facts()


def install(app: Flask) -> None:
    """Make `site` known to every template."""
    app.extensions["site_cache"] = SiteCache()
    app.extensions["languages_offered"] = lambda: site_facts().languages

    @app.context_processor
    def site() -> dict[str, SiteFacts]:
        return {"site": site_facts()}
