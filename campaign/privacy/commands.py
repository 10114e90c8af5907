"""Commands about personal data."""

import click
from flask.cli import with_appcontext

from campaign.audit.record import COMMAND_LINE
from campaign.campaigns.queries import campaign_facts
from campaign.clock import now
from campaign.privacy.let_go import let_go


@click.command("let-go")
@click.argument("campaign")
@click.option("--early", is_flag=True, help="Also before the date that signers were told.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@with_appcontext
def let_go_command(campaign: str, early: bool, yes: bool) -> None:
    """Delete the personal data of the closed CAMPAIGN (its slug) for good; its count stays.

    Every signature, every contact person and the key that opens them in backups are destroyed. Nobody can bring them
    back. Exit codes: 0 done, 1 refused.
    """
    facts = campaign_facts(campaign)
    if not yes:
        click.confirm(f"Destroy the personal data of “{facts.title}” for good?", abort=True)
    people = let_go(facts.id, COMMAND_LINE, now(), early=early)
    click.echo(f"The data of {people:,} people is gone. The count stays.")
