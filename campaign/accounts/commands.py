"""Commands about staff."""

from collections.abc import Callable
from typing import Any

import click
from flask.cli import AppGroup

from campaign.accounts.admission import find_by_address
from campaign.accounts.create_staff import create_staff
from campaign.accounts.deactivate import deactivate
from campaign.accounts.delete_account import delete_account
from campaign.accounts.end_sessions import end_sessions
from campaign.accounts.links import INVITATION_GOOD_FOR, invitation_link
from campaign.accounts.models import RoleName, Staff
from campaign.accounts.places import place_of_slug, places
from campaign.accounts.queries import all_staff
from campaign.accounts.roles import campaign_roles, site_roles
from campaign.accounts.set_roles import set_roles
from campaign.accounts.unlock import unlock
from campaign.audit.record import COMMAND_LINE
from campaign.clock import now
from campaign.text import AddressFault
from campaign.web.errors import Refusal

admin = AppGroup("admin", help="Who may use the desk.")


def _said_plainly(act: Callable[[], Any]) -> Any:
    try:
        return act()
    except Refusal as refusal:
        raise click.ClickException(refusal.sentence) from None
    except AddressFault as fault:
        raise click.ClickException(str(fault)) from None


def _person(email: str) -> Staff:
    person = find_by_address(email)
    if person is None:
        raise click.ClickException("Nobody with this address is staff.")
    return person


def _campaign_id(slug: str) -> int | None:
    if not slug:
        return None
    place = place_of_slug(slug)
    if place is None:
        raise click.ClickException(f"There is no campaign at the address {slug}.")
    return place.id


_roles = click.option(
    "--role",
    "roles",
    multiple=True,
    type=click.Choice([name.value for name in RoleName]),
    help="May be given more than once.",
)
_campaign = click.option("--campaign", "slug", default="", help="For this campaign alone (its slug).")


@admin.command("create")
@click.argument("email")
@click.option("--name", default="", help="What colleagues call them; they can change it.")
@_roles
@_campaign
def create(email: str, name: str, roles: tuple[str, ...], slug: str) -> None:
    """Invite EMAIL, as owner when no role is named: mails and prints a one-time link, good for seven days."""
    given = [RoleName(role) for role in roles] or [RoleName.OWNER]
    campaign_id = _campaign_id(slug)
    person = _said_plainly(lambda: create_staff(email, given, COMMAND_LINE, now(), name=name, campaign_id=campaign_id))
    click.echo(invitation_link(person))


@admin.command("list")
def list_staff() -> None:
    """Who is staff: address, roles (editor@slug: for one campaign), state, second factor."""
    slugs = {place.id: place.slug for place in places()}
    for person in all_staff():
        roles = [role.value for role in site_roles(person)]
        roles += [f"{role}@{slugs[id_]}" for id_, held in campaign_roles(person).items() for role in held]
        factor = "second factor" if person.has_second_factor else "password alone"
        click.echo(f"{person.email}\t{','.join(roles)}\t{_state(person)}\t{factor}")


def _state(person: Staff) -> str:
    if person.active:
        return "locked" if person.locked_until is not None and person.locked_until > now() else "open"
    if person.invited_at is None:
        return "closed"
    return "invited" if now() < person.invited_at + INVITATION_GOOD_FOR else "invitation expired"


@admin.command("roles")
@click.argument("email")
@_roles
@_campaign
def roles_of(email: str, roles: tuple[str, ...], slug: str) -> None:
    """Give EMAIL exactly these roles, for the whole site or for one campaign; none takes away what was held there."""
    person, campaign_id = _person(email), _campaign_id(slug)
    given = [RoleName(role) for role in roles]
    _said_plainly(lambda: set_roles(person.id, given, COMMAND_LINE, now(), campaign_id=campaign_id))
    click.echo(f"{person.email}: {', '.join(roles) or 'nothing'} {f'for {slug}' if slug else 'for the whole site'}")


@admin.command("sign-out")
@click.argument("email")
def sign_out(email: str) -> None:
    """End every session of EMAIL at once, such as after a laptop was stolen."""
    ended = end_sessions(_person(email).id, COMMAND_LINE, now())
    click.echo(f"{ended} {'session' if ended == 1 else 'sessions'} ended.")


@admin.command("unlock")
@click.argument("email")
def unlock_command(email: str) -> None:
    """Let EMAIL try again after too many wrong passwords or codes."""
    unlock(_person(email).id, COMMAND_LINE, now())
    click.echo("They can try again now.")


@admin.command("close")
@click.argument("email")
def close(email: str) -> None:
    """Close the account of EMAIL: signed out everywhere, and in no more."""
    _said_plainly(lambda: deactivate(_person(email).id, COMMAND_LINE, now()))
    click.echo("The account is closed.")


@admin.command("delete")
@click.argument("email")
@click.option("--yes", is_flag=True, help="Do not ask.")
def delete(email: str, yes: bool) -> None:
    """Forget EMAIL for good; what they did stays in the audit log under a pseudonym."""
    person = _person(email)
    if not yes:
        click.confirm(f"Forget {person.email} for good?", abort=True)
    _said_plainly(lambda: delete_account(person.id, COMMAND_LINE, now()))
    click.echo(f"The audit log calls them “{person.name}” from here on.")
