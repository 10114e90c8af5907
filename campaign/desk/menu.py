"""The desk's menu: what the signed-in member of staff may open, and how much waits there."""

from collections.abc import Callable

from flask import Flask

from campaign.accounts.permissions import Permission, may
from campaign.desk.waiting import Counts

Entry = tuple[str, str, int]

MENU: tuple[tuple[str, str, Permission, Callable[[Counts], int]], ...] = (
    ("Today", "desk.overview.today", Permission.SEE_DESK, lambda _: 0),
    ("Campaigns", "desk.overview.campaigns", Permission.EDIT_CAMPAIGNS, lambda _: 0),
    ("Content", "desk.content.pages", Permission.WRITE_CONTENT, lambda _: 0),
    ("Signatories", "desk.signatures.signatories", Permission.SEE_SIGNATORIES, lambda found: found.signatures),
    ("Comments", "desk.voices.queue", Permission.MODERATE_COMMENTS, lambda found: found.comments),
    ("Organizations", "desk.organizations.queue", Permission.REVIEW_ORGANIZATIONS, lambda found: found.organizations),
    ("Promises", "desk.commitments.queue", Permission.REVIEW_ORGANIZATIONS, lambda found: found.promises),
    ("Trackers", "desk.trackers.overview", Permission.REVIEW_TRACKERS, lambda found: found.names + found.disputes),
    ("Exports", "desk.exports.exports", Permission.EXPORT_SIGNATORIES, lambda found: found.requests),
    ("Imports", "desk.imports.imports", Permission.IMPORT_LISTS, lambda found: found.lists),
    ("Mail", "desk.mail.overview", Permission.SEE_MAIL, lambda found: found.stuck_letters),
    ("Site", "desk.site.site", Permission.MANAGE_SITE, lambda _: 0),
    ("Audit log", "desk.audit.log", Permission.SEE_AUDIT, lambda _: 0),
    ("Staff", "desk.accounts.colleagues", Permission.SEE_STAFF, lambda _: 0),
)

# Which letter leads there after a g, on the desk's keyboard.
KEYS = {
    "desk.overview.today": "t",
    "desk.overview.campaigns": "c",
    "desk.content.pages": "n",
    "desk.signatures.signatories": "s",
    "desk.voices.queue": "v",
    "desk.organizations.queue": "o",
    "desk.trackers.overview": "r",
    "desk.exports.exports": "e",
    "desk.mail.overview": "m",
    "desk.audit.log": "a",
    "desk.imports.imports": "i",
    "desk.commitments.queue": "d",
    "desk.accounts.colleagues": "p",
}


def desk_menu() -> list[Entry]:
    """Label, endpoint and how much waits there, for everything that this member of staff may open."""
    found = Counts()
    return [(label, endpoint, count(found)) for label, endpoint, permission, count in MENU if may(permission)]


def install(app: Flask) -> None:
    """Make the menu and its keys known to templates."""
    app.jinja_env.globals.update(desk_menu=desk_menu, desk_keys=KEYS)
