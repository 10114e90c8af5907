"""Desk pages about staff: my account, colleagues, invitations."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user

from campaign.accounts.acting import current_actor
from campaign.accounts.create_staff import create_staff
from campaign.accounts.deactivate import deactivate
from campaign.accounts.forms import InviteForm, NameForm, RolesForm
from campaign.accounts.guard import fresh
from campaign.accounts.invite import invite
from campaign.accounts.models import RoleName
from campaign.accounts.permissions import Permission, needs
from campaign.accounts.queries import all_staff, one_of_staff
from campaign.accounts.refusals import AddressTaken
from campaign.accounts.rename import rename
from campaign.accounts.set_roles import set_roles
from campaign.clock import now

blueprint = Blueprint("accounts", __name__)


@blueprint.get("/me")
@needs(Permission.SEE_DESK)
def me() -> ResponseReturnValue:
    """One's own account."""
    return render_template("accounts/me.html", form=NameForm(name=current_user.name))


@blueprint.post("/me")
@needs(Permission.SEE_DESK)
def me_submit() -> ResponseReturnValue:
    """Change one's own name."""
    form = NameForm()
    if not form.validate_on_submit():
        return render_template("accounts/me.html", form=form), 422
    rename(current_user.id, form.name.data or "", now())
    flash("Your name is changed.")
    return redirect(url_for("desk.accounts.me"))


@blueprint.get("/staff")
@needs(Permission.MANAGE_STAFF)
def colleagues() -> ResponseReturnValue:
    """Everybody who is staff, and the form to invite one more."""
    return render_template("accounts/colleagues.html", people=all_staff(), form=InviteForm())


@blueprint.post("/staff")
@needs(Permission.MANAGE_STAFF)
@fresh("desk.accounts.colleagues")
def colleagues_submit() -> ResponseReturnValue:
    """Invite a colleague by mail."""
    form = InviteForm()
    if form.validate_on_submit():
        try:
            person = create_staff(form.email.data or "", _roles(form), current_actor(), now())
        except AddressTaken as refusal:
            form.email.errors = [refusal.sentence]
        else:
            flash(f"An invitation is on its way to {person.email}. It is good for seven days.")
            return redirect(url_for("desk.accounts.colleagues"))
    return render_template("accounts/colleagues.html", people=all_staff(), form=form), 422


@blueprint.get("/staff/<int:staff_id>")
@needs(Permission.MANAGE_STAFF)
@fresh("desk.accounts.colleague")
def colleague(staff_id: int) -> ResponseReturnValue:
    """One colleague: roles, a new invitation, closing the account."""
    person = one_of_staff(staff_id)
    form = RolesForm(roles=[role.name for role in person.roles])
    return render_template("accounts/colleague.html", person=person, form=form)


@blueprint.post("/staff/<int:staff_id>/roles")
@needs(Permission.MANAGE_STAFF)
@fresh("desk.accounts.colleague")
def colleague_roles(staff_id: int) -> ResponseReturnValue:
    """Change a colleague's roles."""
    person = one_of_staff(staff_id)
    form = RolesForm()
    if not form.validate_on_submit():
        return render_template("accounts/colleague.html", person=person, form=form), 422
    set_roles(staff_id, _roles(form), current_actor(), now())
    flash(f"The roles of {person.name or person.email} are changed.")
    return redirect(url_for("desk.accounts.colleagues"))


@blueprint.post("/staff/<int:staff_id>/invite")
@needs(Permission.MANAGE_STAFF)
@fresh("desk.accounts.colleague")
def colleague_invite(staff_id: int) -> ResponseReturnValue:
    """Send a colleague a new link to choose a password."""
    person = invite(staff_id, current_actor(), now())
    flash(f"A new invitation is on its way to {person.email}. It is good for seven days.")
    return redirect(url_for("desk.accounts.colleagues"))


@blueprint.post("/staff/<int:staff_id>/deactivate")
@needs(Permission.MANAGE_STAFF)
@fresh("desk.accounts.colleague")
def colleague_deactivate(staff_id: int) -> ResponseReturnValue:
    """Close a colleague's account."""
    person = deactivate(staff_id, current_actor(), now())
    flash(f"The account of {person.name or person.email} is closed.")
    return redirect(url_for("desk.accounts.colleagues"))


def _roles(form: RolesForm) -> list[RoleName]:
    return [RoleName(name) for name in form.roles.data or ()]
