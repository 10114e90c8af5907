"""The desk's menu: what the signed-in member of staff may open, and how much waits there."""

from collections.abc import Callable

from flask import Flask

from campaign.accounts.permissions import Permission, may
from campaign.desk.queries import Waiting, waiting

Entry = tuple[str, str, int]

MENU: tuple[tuple[str, str, Permission, Callable[[Waiting], int]], ...] = (
    ("Today", "desk.overview.today", Permission.SEE_DESK, lambda _: 0),
    ("Campaigns", "desk.overview.campaigns", Permission.EDIT_CAMPAIGNS, lambda _: 0),
    ("Signatories", "desk.signatures.signatories", Permission.SEE_SIGNATORIES, lambda _: 0),
    ("Organizations", "desk.organizations.queue", Permission.REVIEW_ORGANIZATIONS, lambda found: found.organizations),
    ("Promises", "desk.commitments.queue", Permission.REVIEW_ORGANIZATIONS, lambda found: found.promises),
    ("Trackers", "desk.trackers.overview", Permission.REVIEW_TRACKERS, lambda found: found.names + found.disputes),
    ("Exports", "desk.exports.exports", Permission.EXPORT_SIGNATORIES, lambda _: 0),
    ("Mail", "desk.mail.overview", Permission.SEE_MAIL, lambda found: found.stuck_letters),
    ("Audit log", "desk.audit.log", Permission.SEE_AUDIT, lambda _: 0),
    ("Staff", "desk.accounts.colleagues", Permission.SEE_STAFF, lambda _: 0),
)


def desk_menu() -> list[Entry]:
    """Label, endpoint and how much waits there, for everything that this member of staff may open."""
    open_to_me = [entry for entry in MENU if may(entry[2])]
    found = waiting() if open_to_me else None
    return [(label, endpoint, count(found) if found else 0) for label, endpoint, _, count in open_to_me]


def install(app: Flask) -> None:
    """Make `desk_menu` known to templates, and the cache behind it."""
    app.jinja_env.globals["desk_menu"] = desk_menu
