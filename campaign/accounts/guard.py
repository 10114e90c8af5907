"""The desk's door: one blueprint under which every staff page hangs, and the checks in front of all of them."""

from collections.abc import Callable, Collection
from functools import wraps
from typing import Any

from flask import Blueprint, Flask, abort, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user
from flask_wtf.csrf import CSRFError, CSRFProtect

from campaign.accounts import sessions
from campaign.accounts.permissions import Permission, View, may, may_everywhere
from campaign.accounts.typed import typed_again
from campaign.clock import now

SAFE = ("GET", "HEAD", "OPTIONS")
DESK = "/desk"

csrf = CSRFProtect()


def make_desk() -> Blueprint:
    """A fresh `desk` blueprint. Rooms' staff blueprints hang in it, so nothing under /desk is open by accident."""
    desk = Blueprint("desk", __name__, url_prefix="/desk")

    @desk.before_request
    def only_staff() -> ResponseReturnValue | None:
        if request.method not in SAFE:
            try:
                refuse_foreign_requests()
            except CSRFError:
                late = typed_again()
                if late is None:
                    raise
                return late
        if not current_user.is_authenticated:
            late = typed_again() if request.method not in SAFE else None
            return late or redirect(url_for("security.login", next=return_path()))
        sessions.touch(session, now())
        if request.method not in SAFE:
            sessions.note_use(session, now())
        return None

    return desk


def refuse_foreign_requests() -> None:
    """Answer 403 to what another site's page sends, 400 to a form without our CSRF token."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        abort(403)
    csrf.protect()


def fresh(page: str, *, keep: Collection[str] | None = None) -> Callable[[View], View]:
    """Decorate a desk view that wants password or passkey of the last five minutes; else it is asked for once more.

    `page` is the endpoint to come back to, the page that has the form: with the same URL arguments, or those in `keep`.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **kwargs: Any) -> Any:
            if not sessions.is_fresh(session, now()):
                kept = {name: value for name, value in kwargs.items() if keep is None or name in keep}
                return redirect(url_for("security.verify", next=url_for(page, **kept)))
            return view(*args, **kwargs)

        return guarded  # type: ignore[return-value]

    return decorate


def return_path() -> str | None:
    """Where to come back to after signing in: this page, if opening it is all that was asked."""
    path = request.full_path.rstrip("?")
    return path if request.method in ("GET", "HEAD") and is_desk_path(path) else None


def is_desk_path(path: str) -> bool:
    """Whether a path leads into the desk and nowhere else, however a browser reads it."""
    plain = all(0x20 < ord(letter) < 0x7F and letter != "\\" for letter in path)
    return (
        plain and (path == "/desk" or path.startswith(("/desk/", "/desk?"))) and "//" not in path and "/.." not in path
    )


def install(app: Flask) -> None:
    """CSRF tokens for session pages (public forms carry their own form token); `may` and `Permission` in templates."""
    csrf.init_app(app)
    app.jinja_env.globals.update(may=may, may_everywhere=may_everywhere, Permission=Permission)

    @app.before_request
    def check_sign_in_pages() -> ResponseReturnValue | None:
        if request.blueprint != "security":
            return None
        if request.method not in SAFE:
            refuse_foreign_requests()
        if any(not is_desk_path(path) for path in request.values.getlist("next") if path):
            abort(400)
        if request.endpoint == "security.two_factor_token_validation" and current_user.is_authenticated:
            return redirect(DESK)  # Flask-Security would sign them out, even when they only open the page
        return None
