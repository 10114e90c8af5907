"""The `campaign` command: a table of contents. What a command does is in the room it is about."""

import os
import sys
from typing import Any

import click
from flask.cli import ScriptInfo
from sqlalchemy.exc import DBAPIError

from campaign.accounts.commands import admin
from campaign.audit.commands import audit
from campaign.config import SettingsError
from campaign.db import DatabaseUnavailable, is_outage
from campaign.exports.commands import export
from campaign.home.search.commands import search
from campaign.imports.commands import import_lists
from campaign.keys import KeyFault
from campaign.mail.commands import mail, mailbox
from campaign.operate import commands as operate
from campaign.operate.archive import product_version
from campaign.operate.commands import data_option
from campaign.operate.prepare import at_work, open_site
from campaign.privacy.commands import let_go_command
from campaign.sample.commands import demo_command
from campaign.trackers.commands import trackers
from campaign.web.errors import Refusal

UNREACHABLE = "The database cannot be reached ({cause}). Nothing was changed."


class Command(click.Group):
    """A group that turns what the site says no with into one sentence on stderr and an exit code."""

    def invoke(self, context: click.Context) -> Any:
        """Run the command that was asked for."""
        try:
            return super().invoke(context)
        except (SettingsError, KeyFault) as error:
            raise WrongSetting(str(error)) from error
        except Refusal as error:
            raise Sentence(error.sentence) from error
        except DatabaseUnavailable as error:
            raise Sentence(UNREACHABLE.format(cause=error)) from error
        except DBAPIError as error:
            if not is_outage(error):
                raise
            raise Sentence(UNREACHABLE.format(cause=type(error.orig).__name__)) from error


class Sentence(click.ClickException):
    """What went wrong, shown on stderr as it is."""

    def show(self, file: Any = None) -> None:
        """Print the sentence."""
        click.echo(f"campaign: {self.format_message()}", file=file or sys.stderr)


class WrongSetting(Sentence):
    """A setting or key is wrong: nothing was tried."""

    exit_code = 2


@click.group(cls=Command, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(product_version(), prog_name="Countersign")
@data_option
@click.pass_context
def main(context: click.Context) -> None:
    """Countersign: campaigns and petitions on your own machine.

    Settings are environment variables, CAMPAIGN_…; `campaign settings` lists them. On the embedded default (no
    CAMPAIGN_DATABASE_URL) a command makes and migrates what is missing.

    Exit codes: 0 done, 1 refused or failed, 2 a setting, key or argument is wrong; `audit verify` has more.
    """
    # Whatever a command makes, database, queue or copy, is read by nobody else on this machine.
    os.umask(0o077)
    # Commands of rooms take the site from here with flask.cli.with_appcontext.
    context.obj = info = ScriptInfo(create_app=open_site, set_debug_flag=False)
    context.call_on_close(lambda: _close(info))


def _close(info: ScriptInfo) -> None:
    if info._loaded_app is not None:  # noqa: SLF001 - asking otherwise would load it
        with at_work(info._loaded_app):  # noqa: SLF001
            pass


main.add_command(operate.up)
main.add_command(operate.web)
main.add_command(operate.worker)
main.add_command(operate.doctor)
main.add_command(operate.upgrade)
main.add_command(operate.backup)
main.add_command(operate.restore)
main.add_command(operate.keys)
main.add_command(operate.settings)
main.add_command(admin)
main.add_command(audit)
main.add_command(mail)
main.add_command(mailbox)
main.add_command(export)
main.add_command(import_lists)
main.add_command(let_go_command)
main.add_command(search)
main.add_command(trackers)
main.add_command(demo_command(operate.up))
