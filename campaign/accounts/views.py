"""Pages of staff before they are signed in: the one-time set-up, and accepting an invitation."""

from typing import Any

from flask import Blueprint, Response, abort, make_response, render_template
from flask.typing import ResponseReturnValue

from campaign.accounts.accept_invitation import accept_invitation
from campaign.accounts.forms import AcceptForm, SetupForm
from campaign.accounts.guard import refuse_foreign_requests
from campaign.accounts.links import invited_by, is_setup_token, staff_exist
from campaign.accounts.refusals import LinkExpired, OwnerExists
from campaign.accounts.security import enter
from campaign.accounts.setup import setup
from campaign.clock import now
from campaign.web.headers import private

blueprint = Blueprint("accounts", __name__)


@blueprint.get("/setup/<token>")
def set_up(token: str) -> ResponseReturnValue:
    """The page on which a new site gets its name and its first owner; 404 for another token, 410 once it is used."""
    _check_setup(token)
    return _page("accounts/setup.html", 200, form=SetupForm())


@blueprint.post("/setup/<token>")
def set_up_submit(token: str) -> ResponseReturnValue:
    """Make the first owner and sign them in."""
    refuse_foreign_requests()
    _check_setup(token)
    form = SetupForm()
    form.address = form.email.data or ""
    if not form.validate_on_submit():
        return _page("accounts/setup.html", 422, form=form)
    site_name, about, name, email, password = (
        field.data or "" for field in (form.site_name, form.about, form.name, form.email, form.password)
    )
    owner = setup(site_name, about, name, email, password, now())
    return private(make_response(enter(owner, "setup")))


def _check_setup(token: str) -> None:
    if not is_setup_token(token):
        abort(404)
    if staff_exist():
        raise OwnerExists(OwnerExists.__doc__)


@blueprint.get("/invitation/<token>")
def invitation(token: str) -> ResponseReturnValue:
    """The page on which an invited person chooses a password; 410 once the link is used or outdated."""
    person = invited_by(token, now())
    if person is None:
        raise LinkExpired(LinkExpired.__doc__)
    return _page("accounts/invitation.html", 200, form=AcceptForm(name=person.name), person=person)


@blueprint.post("/invitation/<token>")
def invitation_submit(token: str) -> ResponseReturnValue:
    """Make the account work and sign its owner in."""
    refuse_foreign_requests()
    person = invited_by(token, now())
    if person is None:
        raise LinkExpired(LinkExpired.__doc__)
    form = AcceptForm()
    form.address = person.email
    if not form.validate_on_submit():
        return _page("accounts/invitation.html", 422, form=form, person=person)
    accepted = accept_invitation(token, form.name.data or "", form.password.data or "", now())
    return private(make_response(enter(accepted, "invitation")))


def _page(template: str, status: int, **more: Any) -> Response:
    return private(make_response(render_template(template, **more), status))
