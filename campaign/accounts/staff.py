"""Desk pages about staff: my account and its sessions, colleagues, invitations."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_security import current_user

from campaign.accounts.acting import current_actor
from campaign.accounts.create_staff import create_staff
from campaign.accounts.deactivate import deactivate
from campaign.accounts.delete_account import delete_account
from campaign.accounts.end_session import end_session
from campaign.accounts.end_sessions import end_sessions
from campaign.accounts.forms import InviteForm, NameForm, RolesForm
from campaign.accounts.guard import fresh
from campaign.accounts.invite import invite
from campaign.accounts.links import INVITATION_GOOD_FOR
from campaign.accounts.models import RoleName, Staff
from campaign.accounts.permissions import Permission, needs
from campaign.accounts.places import Place, places
from campaign.accounts.queries import all_staff, former_staff, one_of_staff, sessions_of
from campaign.accounts.refusals import AddressTaken
from campaign.accounts.rename import rename
from campaign.accounts.revoke_invitation import revoke_invitation
from campaign.accounts.roles import campaign_roles, meaning, meanings, site_roles
from campaign.accounts.sessions import this_session
from campaign.accounts.set_roles import set_roles
from campaign.accounts.unlock import unlock
from campaign.clock import now
from campaign.text import folded
from campaign.web.errors import NotFound
from campaign.web.sorting import read_sorting

blueprint = Blueprint("accounts", __name__)


@blueprint.get("/me")
@needs(Permission.SEE_DESK)
def me() -> ResponseReturnValue:
    """One's own account."""
    return _my_page(NameForm(name=current_user.name))


@blueprint.post("/me")
@needs(Permission.SEE_DESK)
def me_submit() -> ResponseReturnValue:
    """Change one's own name."""
    form = NameForm()
    if not form.validate_on_submit():
        return _my_page(form), 422
    rename(current_user.id, form.name.data or "", now())
    flash("Your name is changed.")
    return redirect(url_for("desk.accounts.me"))


@blueprint.post("/me/sessions/<int:session_id>/end")
@needs(Permission.SEE_DESK)
@fresh("desk.accounts.me", keep=())
def me_end_session(session_id: int) -> ResponseReturnValue:
    """End one of one's own sessions, perhaps this one."""
    here = session_id == this_session(session)
    end_session(session_id, current_user.id, current_actor(), now())
    if here:
        return redirect(url_for("security.login", out="here"))
    flash("That session is ended. The device has to sign in anew.")
    return redirect(url_for("desk.accounts.me"))


@blueprint.post("/me/sessions/end")
@needs(Permission.SEE_DESK)
@fresh("desk.accounts.me")
def me_end_sessions() -> ResponseReturnValue:
    """End every session of one's own but this one."""
    ended = end_sessions(current_user.id, current_actor(), now(), but=this_session(session))
    flash(f"{ended} other {'session is' if ended == 1 else 'sessions are'} ended." if ended else "There was no other.")
    return redirect(url_for("desk.accounts.me"))


def _my_page(form: NameForm) -> str:
    person: Staff = current_user
    here = this_session(session)
    return render_template(
        "accounts/me.html",
        form=form,
        everywhere=[meaning(role, one_campaign=False) for role in site_roles(person)],
        somewhere=[
            (place, meaning(role, one_campaign=True)) for place, roles in _by_campaign(person) for role in roles
        ],
        sessions=sessions_of(person.id, now()),
        here=here,
    )


@blueprint.get("/staff")
@needs(Permission.SEE_STAFF)
def colleagues() -> ResponseReturnValue:
    """Everybody who is staff, open invitations, and the form to invite one more."""
    return _colleagues_page(InviteForm(places=places()))


@blueprint.post("/staff")
@needs(Permission.MANAGE_STAFF)
@fresh("desk.accounts.colleagues")
def colleagues_submit() -> ResponseReturnValue:
    """Invite a colleague by mail."""
    form = InviteForm(places=places())
    if form.validate_on_submit():
        try:
            person = create_staff(
                form.email.data or "", form.chosen, current_actor(), now(), campaign_id=form.campaign_id
            )
        except AddressTaken as refusal:
            form.email.errors = [refusal.sentence]
        else:
            flash(f"An invitation is on its way to {person.email}. It is good for seven days.")
            return redirect(url_for("desk.accounts.colleagues"))
    return _colleagues_page(form), 422


_SORTED_BY: Mapping[str, Callable[[Staff], Any]] = {
    "name": lambda person: folded(person.name or ""),
    "address": lambda person: person.email,
    "signed": lambda person: person.signed_in_at or datetime.min.replace(tzinfo=UTC),
}


def _colleagues_page(form: InviteForm) -> str:
    people = all_staff()
    sorting = read_sorting("name", "address", "-signed")
    listed = sorted((one for one in people if not one.invited_at), key=_SORTED_BY[sorting.by], reverse=sorting.falling)
    return render_template(
        "accounts/colleagues.html",
        people=sorted(listed, key=lambda one: not one.active),
        sorting=sorting,
        invited=sorted((one for one in people if one.invited_at), key=lambda one: one.invited_at or now()),
        former=former_staff(),
        form=form,
        site_roles=site_roles,
        campaign_roles=campaign_roles,
        titles={place.id: place.title for place in places()},
        meanings=meanings(),
        good_for=INVITATION_GOOD_FOR,
        now=now(),
    )


@blueprint.get("/staff/<int:staff_id>")
@needs(Permission.SEE_STAFF)
@fresh("desk.accounts.colleague")
def colleague(staff_id: int) -> ResponseReturnValue:
    """One colleague: roles, sessions, a new invitation, closing the account."""
    person = one_of_staff(staff_id)
    place = _place()
    held = campaign_roles(person).get(place.id, []) if place else site_roles(person)
    form = RolesForm(roles=[role.value for role in held], one_campaign=place is not None)
    return _colleague_page(person, place, form)


@blueprint.post("/staff/<int:staff_id>/roles")
@needs(Permission.MANAGE_STAFF)
@fresh("desk.accounts.colleague")
def colleague_roles(staff_id: int) -> ResponseReturnValue:
    """Change a colleague's roles for the whole site; for one campaign, with `?campaign=` and its id."""
    person = one_of_staff(staff_id)
    place = _place()
    form = RolesForm(one_campaign=place is not None)
    if not form.validate_on_submit():
        return _colleague_page(person, place, form), 422
    if place is None and not form.chosen and not person.campaign_roles:
        form.roles.errors = ["Choose at least one role. To keep somebody out, close the account."]
        return _colleague_page(person, place, form), 422
    set_roles(staff_id, form.chosen, current_actor(), now(), campaign_id=place.id if place else None)
    where = f" for “{place.title}”" if place else ""
    flash(f"The roles of {person.name or person.email}{where} are changed.")
    return redirect(url_for("desk.accounts.colleague", staff_id=staff_id))


def _place() -> Place | None:
    """The campaign that the URL names by its id; None for the whole site. Raises NotFound."""
    asked = request.args.get("campaign", "")
    if not asked:
        return None
    found = places([int(asked)]) if asked.isascii() and asked.isdecimal() and len(asked) < 10 else []
    if not found:
        raise NotFound
    return found[0]


def _colleague_page(person: Staff, place: Place | None, form: RolesForm) -> str:
    return render_template(
        "accounts/colleague.html",
        person=person,
        form=form,
        place=place,
        places=places(),
        roles=site_roles(person),
        by_campaign=_by_campaign(person),
        meanings=meanings(one_campaign=place is not None),
        sessions=sessions_of(person.id, now()),
        good_for=INVITATION_GOOD_FOR,
        now=now(),
    )


def _by_campaign(person: Staff) -> list[tuple[Place, list[RoleName]]]:
    held = campaign_roles(person)
    return [(place, held[place.id]) for place in places(held)] if held else []


@blueprint.post("/staff/<int:staff_id>/invite")
@needs(Permission.MANAGE_STAFF)
@fresh("desk.accounts.colleague")
def colleague_invite(staff_id: int) -> ResponseReturnValue:
    """Send a colleague a new link to choose a password."""
    person = invite(staff_id, current_actor(), now())
    flash(f"A new invitation is on its way to {person.email}. It is good for seven days.")
    return redirect(url_for("desk.accounts.colleagues"))


@blueprint.post("/staff/<int:staff_id>/invitation/revoke")
@needs(Permission.MANAGE_STAFF)
@fresh("desk.accounts.colleague")
def colleague_revoke(staff_id: int) -> ResponseReturnValue:
    """Take an open invitation back."""
    revoke_invitation(staff_id, current_actor(), now())
    flash("The invitation is taken back. Its link opens nothing any more.")
    return redirect(url_for("desk.accounts.colleagues"))


@blueprint.post("/staff/<int:staff_id>/sessions/<int:session_id>/end")
@needs(Permission.END_SESSIONS)
@fresh("desk.accounts.colleague", keep=("staff_id",))
def colleague_end_session(staff_id: int, session_id: int) -> ResponseReturnValue:
    """End one session of a colleague."""
    end_session(session_id, staff_id, current_actor(), now())
    flash("That session is ended. The device has to sign in anew.")
    return redirect(url_for("desk.accounts.colleague", staff_id=staff_id))


@blueprint.post("/staff/<int:staff_id>/sessions/end")
@needs(Permission.END_SESSIONS)
@fresh("desk.accounts.colleague")
def colleague_end_sessions(staff_id: int) -> ResponseReturnValue:
    """Sign a colleague out on every device."""
    person = one_of_staff(staff_id)
    ended = end_sessions(staff_id, current_actor(), now())
    flash(f"{person.name or person.email} is signed out on {ended} {'device' if ended == 1 else 'devices'}.")
    return redirect(url_for("desk.accounts.colleague", staff_id=staff_id))


@blueprint.post("/staff/<int:staff_id>/unlock")
@needs(Permission.END_SESSIONS)
@fresh("desk.accounts.colleague")
def colleague_unlock(staff_id: int) -> ResponseReturnValue:
    """Let a colleague try to sign in again."""
    person = unlock(staff_id, current_actor(), now())
    flash(f"{person.name or person.email} can try again now.")
    return redirect(url_for("desk.accounts.colleague", staff_id=staff_id))


@blueprint.post("/staff/<int:staff_id>/deactivate")
@needs(Permission.END_SESSIONS)
@fresh("desk.accounts.colleague")
def colleague_deactivate(staff_id: int) -> ResponseReturnValue:
    """Close a colleague's account."""
    person = deactivate(staff_id, current_actor(), now())
    flash(f"The account of {person.name or person.email} is closed.")
    return redirect(url_for("desk.accounts.colleagues"))


@blueprint.route("/staff/<int:staff_id>/delete", methods=["GET", "POST"])
@needs(Permission.MANAGE_STAFF)
@fresh("desk.accounts.colleague_delete")
def colleague_delete(staff_id: int) -> ResponseReturnValue:
    """Ask, then forget a colleague for good."""
    person = one_of_staff(staff_id)
    if request.method == "POST":
        name = person.name or person.email
        delete_account(staff_id, current_actor(), now())
        flash(f"The account of {name} is deleted. What they did stays in the audit log, without their name.")
        return redirect(url_for("desk.accounts.colleagues"))
    return render_template("accounts/delete.html", person=person)
