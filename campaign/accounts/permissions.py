"""The only gate: which role may do what and where, and the decorator that every desk page carries.

A role is held for the whole site (`Staff.roles`) or for one campaign (`Staff.campaign_roles`). Three questions:

- `may(permission)`: anywhere? For menus and for lists, which then show only what `mine()` lets through.
- `may(permission, campaign_id)`: for this campaign?
- `may_everywhere(permission)`: for the whole site? What is in SITE_WIDE is always asked like this.
"""

from collections.abc import Callable
from enum import StrEnum
from functools import wraps
from typing import Any, TypeVar

from flask import abort, g, has_request_context
from flask_security import current_user
from sqlalchemy import ColumnElement, true
from sqlalchemy.orm import InstrumentedAttribute

from campaign.accounts.models import RoleName
from campaign.web.errors import NotFound


class Permission(StrEnum):
    """One thing a member of staff may be allowed to do."""

    SEE_DESK = "see the desk"
    CREATE_CAMPAIGNS = "create campaigns"
    EDIT_CAMPAIGNS = "edit, open and close campaigns"
    WRITE_CONTENT = "write news, resources, lessons, events and pages, and publish them"
    MODERATE_COMMENTS = "say which comments of signers are shown"
    MANAGE_SITE = "name the site, its languages and what its navigation holds"
    REVIEW_ORGANIZATIONS = "accept and decline organizations and what they state"
    REVIEW_TRACKERS = "place names of sponsors and answer disputes about trials"
    SEE_SIGNATORIES = "see the list of signatories, with masked addresses"
    FIND_SIGNATORY = "find one signatory by the whole address"
    DECIDE_SIGNATURES = "release held signatures, strike out and take back"
    EXPORT_SIGNATORIES = "take the list of signatories out"
    EXPORT_ADDRESSES = "take out e-mail addresses of those who agreed to it"
    IMPORT_LISTS = "bring lists of signatures and organizations in"
    SEE_MAIL = "see the state of mail"
    RETRY_MAIL = "send stuck letters once more"
    # Whoever reads every letter reads whole addresses, confirms for others, and takes over accounts by their letters.
    READ_MAILBOX = "read the in-app mailbox"
    SEE_AUDIT = "read the audit log"
    SEE_STAFF = "see who is staff, with roles and sessions"
    END_SESSIONS = "sign colleagues out and close their accounts"
    MANAGE_STAFF = "invite staff and set roles"
    ASSIGN_STAFF = "say who works on a campaign"


# What no role for one campaign gives, because it is about the whole site.
SITE_WIDE = frozenset(
    {
        Permission.CREATE_CAMPAIGNS,
        Permission.MANAGE_SITE,
        Permission.REVIEW_TRACKERS,
        Permission.RETRY_MAIL,
        Permission.READ_MAILBOX,
        Permission.SEE_STAFF,
        Permission.END_SESSIONS,
        Permission.MANAGE_STAFF,
    }
)

ROLES: dict[RoleName, frozenset[Permission]] = {
    RoleName.OWNER: frozenset(Permission),
    RoleName.EDITOR: frozenset(
        {
            Permission.SEE_DESK,
            Permission.CREATE_CAMPAIGNS,
            Permission.EDIT_CAMPAIGNS,
            Permission.WRITE_CONTENT,
            Permission.MODERATE_COMMENTS,
            Permission.SEE_MAIL,
        }
    ),
    RoleName.REVIEWER: frozenset(
        {
            Permission.SEE_DESK,
            Permission.MODERATE_COMMENTS,
            Permission.REVIEW_ORGANIZATIONS,
            Permission.REVIEW_TRACKERS,
            Permission.SEE_SIGNATORIES,
            Permission.FIND_SIGNATORY,
            Permission.DECIDE_SIGNATURES,
        }
    ),
    RoleName.EXPORTER: frozenset(
        {Permission.SEE_DESK, Permission.SEE_SIGNATORIES, Permission.EXPORT_SIGNATORIES, Permission.IMPORT_LISTS}
    ),
    RoleName.MAILER: frozenset({Permission.SEE_DESK, Permission.SEE_MAIL, Permission.RETRY_MAIL}),
    RoleName.AUDITOR: frozenset({Permission.SEE_DESK, Permission.SEE_AUDIT}),
    RoleName.SECURITY: frozenset(
        {Permission.SEE_DESK, Permission.SEE_AUDIT, Permission.SEE_STAFF, Permission.END_SESSIONS}
    ),
}


def may(permission: Permission, campaign_id: int | None = None) -> bool:
    """Whether the signed-in member of staff may do this for a campaign; without one, anywhere. A test in templates."""
    everywhere, campaigns = _held(permission)
    return everywhere or (bool(campaigns) if campaign_id is None else campaign_id in campaigns)


def may_everywhere(permission: Permission) -> bool:
    """Whether the signed-in member of staff may do this for every campaign, now and later."""
    return _held(permission)[0]


def mine(column: InstrumentedAttribute[Any], permission: Permission) -> ColumnElement[bool]:
    """SQL condition: the campaign id in `column` is one for which the signed-in member of staff may do this."""
    everywhere, campaigns = _held(permission)
    return true() if everywhere else column.in_(sorted(campaigns))


def reach(permission: Permission) -> frozenset[int] | None:
    """For which campaigns the signed-in member of staff may do this: their ids, or None for every campaign.

    It makes the key of an answer that is kept, so that nobody is given what was counted for somebody else.
    """
    everywhere, campaigns = _held(permission)
    return None if everywhere else campaigns


def _held(permission: Permission) -> tuple[bool, frozenset[int]]:
    """Whether it is held for the whole site, and else for which campaigns. Read once a request."""
    if not has_request_context() or not current_user.is_authenticated:
        return False, frozenset()
    held: dict[Permission, tuple[bool, frozenset[int]]] = g.setdefault("held_permissions", {})
    if permission not in held:
        everywhere = any(permission in ROLES[RoleName(role.name)] for role in current_user.roles)
        campaigns = frozenset(
            given.campaign_id
            for given in current_user.campaign_roles
            if permission in ROLES[given.role] and permission not in SITE_WIDE
        )
        held[permission] = everywhere, campaigns
    return held[permission]


View = TypeVar("View", bound=Callable[..., Any])


def needs(permission: Permission, *, campaign_of: Callable[..., int | None] | None = None) -> Callable[[View], View]:
    """Decorate a desk view with the permission it needs; without it the answer is 403.

    A view with a `campaign_id` in its address needs it for that campaign. For an object of a campaign, `campaign_of`
    takes the view's arguments and answers the campaign's id, or None when there is no such object. What belongs to
    somebody else's campaign is answered like what does not exist: 404.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            if not may(permission):
                abort(403)
            if permission not in SITE_WIDE and not may_everywhere(permission):
                campaign_id = campaign_of(**kwargs) if campaign_of is not None else kwargs.get("campaign_id")
                about_one = campaign_of is not None or "campaign_id" in kwargs
                if about_one and (campaign_id is None or not may(permission, campaign_id)):
                    raise NotFound
            return view(*args, **kwargs)

        guarded.permission = permission  # type: ignore[attr-defined]  # read by the house tests that walk the URL map
        guarded.campaign_of = campaign_of  # type: ignore[attr-defined]  # as above
        return guarded  # type: ignore[return-value]

    return decorate
