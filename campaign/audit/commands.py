"""Commands about the audit log."""

import email
import email.policy
import sys
from collections.abc import Iterator
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup

from campaign.audit.heads import Head, HeadsAltered, public_key
from campaign.audit.restored import restored_by_hand
from campaign.audit.seal import seal as seal_log
from campaign.audit.verify import verify as verify_log
from campaign.clock import now
from campaign.config import Settings
from campaign.keys import keys
from campaign.web.formats import counted

audit = AppGroup("audit", help="What staff did and saw.")


@audit.command("verify")
@click.option(
    "--against",
    "copies",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    multiple=True,
    metavar="FILE",
    help="Also hold the log against copies of heads kept elsewhere: a saved letter, or a file of lines.",
)
def verify(copies: tuple[Path, ...]) -> None:
    """Recompute the chain of the audit log and hold it against every stored head.

    Exit codes: 0 whole, 1 failed, 2 a setting is wrong, 3 an entry was changed, 4 entries were removed, put in or
    moved, 5 the newest are missing, 6 the log was rewritten, 7 the heads are missing, 8 the heads were altered.
    """
    verdict = verify_log(_file(), keys(), (line for path in copies for line in _lines(path)))
    for note in verdict.notes:
        click.echo(note)
    if not verdict.faults:
        click.echo(
            f"{counted(verdict.entries, 'entry', 'entries')}, each fits the one before it; "
            f"{counted(verdict.heads, 'stored head fits', 'stored heads fit')}.\n"
            f"Head {verdict.place.head.hex()}"
        )
        return
    for fault in verdict.faults:
        click.echo(fault.sentence)
    sys.exit(verdict.exit)


@audit.command("seal")
@click.option("--restored", is_flag=True, help="An older database was put back without `campaign restore`: say so.")
def seal(*, restored: bool) -> None:
    """Store the log's head now, in the file that only grows; the worker does it every hour.

    Exit codes: 0 done or nothing new, 1 the log does not fit what was stored of it.
    """
    try:
        line = restored_by_hand(_file(), keys(), now()) if restored else None
    except HeadsAltered as altered:
        raise click.ClickException(
            f"The last line of {_file()} is not as it was written: {altered.why}. Move that file away and keep it."
        ) from None
    line = seal_log(_file(), keys(), now()) or line
    _tell(line)


def _tell(line: Head | None) -> None:
    if line is None:
        click.echo("Nothing is new since the last head.")
    else:
        click.echo(
            f"{line.text.decode()}\nLine {line.number} of {_file()}: {counted(line.place.entries, 'entry', 'entries')}."
        )
    click.echo(f"Public key of the heads: {public_key(keys())}")


def _file() -> Path:
    settings: Settings = current_app.extensions["settings"]
    return settings.heads_file


def _lines(path: Path) -> Iterator[str]:
    """The lines of a file; of a saved letter, those of its text."""
    content = path.read_bytes()
    letter = email.message_from_bytes(content, policy=email.policy.default)
    body = letter.get_body(("plain",)) if letter["Message-ID"] else None
    yield from (body.get_content() if body is not None else content.decode(errors="replace")).splitlines()
