"""`campaign mailbox`, `campaign mail`: the in-app mailbox, and stuck letters."""

import click
from flask.cli import with_appcontext

from campaign.audit.record import COMMAND_LINE
from campaign.clock import now
from campaign.mail.mailbox import letter_names, read_letter
from campaign.mail.open_letter import open_letter
from campaign.mail.retry_stuck import retry_stuck

LETTERS = 20


@click.command()
@click.option("--latest", is_flag=True, help="Print the whole newest letter.")
@with_appcontext
def mailbox(latest: bool) -> None:
    """List the newest letters of the in-app mailbox, or print the latest; the audit log then says so."""
    names = letter_names()
    if not names:
        click.echo("The mailbox is empty. A letter takes a few seconds; the worker must be running.")
        return
    if latest:
        letter = open_letter(names[0], COMMAND_LINE.id, COMMAND_LINE.name, now())
        for name, value in letter.headers:
            click.echo(f"{name}: {value}")
        click.echo(f"\n{letter.part('plain')}")
        return
    for name in names[:LETTERS]:
        letter = read_letter(name)
        click.echo(f"{letter.written_at:%Y-%m-%d %H:%M:%S} UTC  {letter.masked}  {letter.subject}")
    if len(names) > LETTERS:
        click.echo(f"… and {len(names) - LETTERS} older. All of them: /desk/mailbox")


@click.group()
def mail() -> None:
    """Letters that the site owes."""


@mail.command()
@click.option("--stuck", is_flag=True, required=True, help="The letters that are stuck: their tries are used up.")
@with_appcontext
def retry(stuck: bool) -> None:
    """Make letters due again, now."""
    letters = retry_stuck(None, "command line", now())
    if letters:
        click.echo(f"{letters} stuck {'letter is' if letters == 1 else 'letters are'} due again.")
    else:
        click.echo("No letter is stuck.")
