"""The only gate: which role may do what, and the decorator that every desk page carries."""

from collections.abc import Callable
from enum import StrEnum
from functools import wraps
from typing import Any, TypeVar

from flask import abort
from flask_security import current_user

from campaign.accounts.models import RoleName


class Permission(StrEnum):
    """One thing a member of staff may be allowed to do."""

    SEE_DESK = "see the desk"
    EDIT_CAMPAIGNS = "create, edit, open and close campaigns"
    REVIEW_ORGANIZATIONS = "accept and decline organizations"
    REVIEW_TRACKERS = "place names of sponsors and answer disputes about trials"
    SEE_SIGNATORIES = "see the list of signatories, with masked addresses"
    FIND_SIGNATORY = "find one signatory by the whole address"
    EXPORT_SIGNATORIES = "take the list of signatories out"
    EXPORT_ADDRESSES = "take out e-mail addresses of those who agreed to it"
    SEE_MAIL = "see the state of mail"
    # Whoever reads every letter reads whole addresses, confirms for others, and takes over accounts by their letters.
    READ_MAILBOX = "read the in-app mailbox"
    SEE_AUDIT = "read the audit log"
    MANAGE_STAFF = "invite staff and set roles"


ROLES: dict[RoleName, frozenset[Permission]] = {
    RoleName.OWNER: frozenset(Permission),
    RoleName.EDITOR: frozenset({Permission.SEE_DESK, Permission.EDIT_CAMPAIGNS, Permission.SEE_MAIL}),
    RoleName.REVIEWER: frozenset(
        {
            Permission.SEE_DESK,
            Permission.REVIEW_ORGANIZATIONS,
            Permission.REVIEW_TRACKERS,
            Permission.SEE_SIGNATORIES,
            Permission.FIND_SIGNATORY,
        }
    ),
    RoleName.EXPORTER: frozenset({Permission.SEE_DESK, Permission.SEE_SIGNATORIES, Permission.EXPORT_SIGNATORIES}),
}


def may(permission: Permission) -> bool:
    """Whether the signed-in member of staff may do this. Also a test in templates."""
    if not current_user.is_authenticated:
        return False
    return any(permission in ROLES[RoleName(role.name)] for role in current_user.roles)


View = TypeVar("View", bound=Callable[..., Any])


def needs(permission: Permission) -> Callable[[View], View]:
    """Decorate a desk view with the permission it needs; without it the answer is 403."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            if not may(permission):
                abort(403)
            return view(*args, **kwargs)

        guarded.permission = permission  # type: ignore[attr-defined]  # read by the house test that walks the URL map
        return guarded  # type: ignore[return-value]

    return decorate
