"""Shell door of exports."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import click
from flask.cli import with_appcontext

from campaign.audit.record import COMMAND_LINE
from campaign.clock import now
from campaign.exports.models import Addresses
from campaign.exports.prepare_export import Wanted, prepare_export
from campaign.exports.queries import ListedCampaign, listed_campaign, partner_named
from campaign.exports.stream_export import stream_export

REASON = "Taken on the command line"


@click.command()
@click.argument("campaign")
@click.option("--format", "file_format", default="csv", show_default=True, help="Format of the file.")
@click.option(
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="A new file that only you can read (mode 0600); without it the list goes to standard output.",
)
@click.option(
    "--emails",
    metavar="WHOSE",
    help="Add the column email, filled in for those who ticked `updates`, or the box of one partner: `partner NAME`.",
)
@click.option("--reason", default=REASON, show_default=True, help="What the list is for; it stays on record.")
@click.option("--bom", is_flag=True, help="Begin with a byte order mark, so that Excel reads the file as UTF-8.")
@with_appcontext
def export(campaign: str, file_format: str, output: Path | None, emails: str | None, reason: str, bom: bool) -> None:
    """Write the confirmed signatories of CAMPAIGN (its slug) as CSV.

    Every cell is quoted, and one that a spreadsheet would take for a formula begins with an apostrophe. The list is not
    encrypted. Each export is recorded: see the desk's page of exports and the audit log.
    """
    if file_format != "csv":
        raise click.BadParameter(f"csv is the only format so far, not {file_format}.", param_hint="--format")
    chosen = listed_campaign(campaign)
    addresses, partner_id = _whose(emails, chosen)
    with _sink(output) as file:
        wanted = Wanted(campaign_id=chosen.id, reason=reason, addresses=addresses, partner_id=partner_id)
        prepared = prepare_export(wanted, COMMAND_LINE, now())
        pieces = stream_export(prepared, now, byte_order_mark=bom)
        try:
            with click.progressbar(length=chosen.people, label="Signatories", file=sys.stderr) as bar:
                for piece in pieces:
                    file.write(piece)
                    bar.update(piece.count(b"\r\n"))
            file.flush()
        finally:
            pieces.close()
    where = f" in {output}" if output else ""
    click.echo(f"{prepared.rows:,} confirmed signatories of {chosen.slug}{where}.", err=True)


def _whose(emails: str | None, campaign: ListedCampaign) -> tuple[Addresses, int | None]:
    if emails is None:
        return Addresses.NOBODY, None
    kind, _, name = emails.partition(" ")
    if kind == "updates" and not name:
        return Addresses.UPDATES, None
    if kind == "partner" and name.strip():
        return Addresses.PARTNER, partner_named(campaign, name.strip())
    raise click.BadParameter("say updates, or partner and its name in one pair of quotes.", param_hint="--emails")


@contextmanager
def _sink(output: Path | None) -> Iterator[BinaryIO]:
    """Standard output, or a new file of ours alone; half a file does not stay."""
    if output is None:
        yield sys.stdout.buffer
        return
    try:
        file = os.fdopen(os.open(output, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")
    except FileExistsError:
        raise click.ClickException(f"{output} is there already. Choose another name; nothing was written.") from None
    except OSError as error:
        raise click.ClickException(f"{output} cannot be written: {error.strerror}.") from None
    try:
        with file:
            yield file
    except BaseException:
        output.unlink(missing_ok=True)
        raise
