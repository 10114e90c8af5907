"""Commands about the audit log."""

import sys

import click
from flask.cli import AppGroup

from campaign.audit.verify import verify_chain

audit = AppGroup("audit", help="What staff did and saw.")


@audit.command("verify")
def verify() -> None:
    """Recompute the chain of the audit log. Exit code 1 when an entry does not fit."""
    verdict = verify_chain()
    if verdict.broken_at is not None:
        click.echo(
            f"Entry {verdict.broken_at} does not fit the one before it. {verdict.entries} entries before it are sound."
        )
        sys.exit(1)
    click.echo(f"{verdict.entries} entries, each fits the one before it.\nHead {verdict.head}")
