"""Commands about staff."""

import click
from flask.cli import AppGroup

from campaign.accounts.create_staff import create_staff
from campaign.accounts.links import invitation_link
from campaign.accounts.models import RoleName
from campaign.accounts.queries import all_staff
from campaign.audit.record import COMMAND_LINE
from campaign.clock import now
from campaign.text import AddressFault
from campaign.web.errors import Refusal

admin = AppGroup("admin", help="Who may use the desk.")


@admin.command("create")
@click.argument("email")
@click.option("--name", default="", help="What colleagues call them; they can change it.")
@click.option(
    "--role",
    "roles",
    multiple=True,
    type=click.Choice([name.value for name in RoleName]),
    default=[RoleName.OWNER.value],
    show_default=True,
    help="May be given more than once.",
)
def create(email: str, name: str, roles: tuple[str, ...]) -> None:
    """Invite EMAIL: mails and prints a one-time link, good for seven days."""
    try:
        person = create_staff(email, [RoleName(role) for role in roles], COMMAND_LINE, now(), name=name)
    except Refusal as refusal:
        raise click.ClickException(refusal.sentence) from None
    except AddressFault as fault:
        raise click.ClickException(str(fault)) from None
    click.echo(invitation_link(person))


@admin.command("list")
def list_staff() -> None:
    """Who is staff: address, roles, state."""
    for person in all_staff():
        state = "open" if person.active else "invited" if person.invited_at else "closed"
        click.echo(f"{person.email}\t{','.join(sorted(role.name for role in person.roles))}\t{state}")
