"""Whole addresses of the trackers' public pages, for feeds, files and answers that leave the site."""

from urllib.parse import quote

from flask import current_app

from campaign.config import Settings
from campaign.trackers.facts import Register


def site_address(path: str = "") -> str:
    """A path of this site as a whole address."""
    settings: Settings = current_app.extensions["settings"]
    return f"{settings.base_url}{path}"


def trial_address(register: Register, identifier: str) -> str:
    """The page of a trial."""
    return site_address(f"/trackers/{register.value}/trials/{quote(identifier, safe='')}")


def sponsor_address(register: Register, slug: str) -> str:
    """The page of a sponsor."""
    return site_address(f"/trackers/{register.value}/sponsors/{quote(slug, safe='')}")


def changes_address(register: Register) -> str:
    """The page of what changed."""
    return site_address(f"/trackers/{register.value}/changes")
