"""Shell doors of running the site."""

import json
import os
from pathlib import Path
from typing import Any

import click

from campaign import create_app
from campaign.clock import now
from campaign.config import PREFIX, Settings
from campaign.desk.health import Grade
from campaign.keys import KeyStore
from campaign.operate.backup import backup as write_backup
from campaign.operate.doctor import examine
from campaign.operate.glance import glance
from campaign.operate.make_keys import key_files, make_keys
from campaign.operate.note_act import note_act
from campaign.operate.prepare import at_work
from campaign.operate.processes import HOME, child_environment, web_command, worker_command
from campaign.operate.restore import restore as put_back
from campaign.operate.show_settings import as_markdown, shown
from campaign.operate.up import up as run_site
from campaign.operate.upgrade import upgrade as migrate_site
from campaign.schema import Standing, known_revisions, standing


def use_data_folder(context: click.Context, parameter: click.Parameter, value: Path | None) -> None:
    """Let `--data DIR` stand for CAMPAIGN_DATA_DIR, for this process and its children."""
    if value is not None:
        os.environ.pop(f"{PREFIX}DATA_DIR_FILE", None)
        os.environ[f"{PREFIX}DATA_DIR"] = str(value.resolve())


def data_option(command: Any) -> Any:
    """Give a command the option `--data DIR`."""
    return click.option(
        "--data",
        type=click.Path(file_okay=False, path_type=Path),
        is_eager=True,
        expose_value=False,
        callback=use_data_folder,
        metavar="DIR",
        help="Folder of database, keys and queue, instead of CAMPAIGN_DATA_DIR (default: var).",
    )(command)


def _settings() -> Settings:
    return Settings.from_environment(os.environ)


@click.command()
@click.option(
    "--port",
    type=click.IntRange(1, 65535),
    help="Port to listen on (default: that of a CAMPAIGN_BASE_URL on this machine, else 8000).",
)
@click.option(
    "--host", default="127.0.0.1", show_default=True, help="Address to listen on; 0.0.0.0 for all, behind a proxy."
)
@data_option
def up(port: int | None, host: str) -> None:
    """Run the whole site: web server, worker and timetable.

    On the embedded default makes what is missing first: folders, keys, tables. A server's empty database gets its
    tables; one that is behind needs `campaign upgrade`. Ctrl-C or SIGTERM stops all of it within 20 seconds.

    Exit codes: 0 stopped as asked, 1 could not start, 2 a setting is wrong.
    """
    if port is not None:
        os.environ.setdefault(f"{PREFIX}BASE_URL", f"http://127.0.0.1:{port}")
    settings = _settings()
    raise SystemExit(run_site(settings, host, port or _own_port(settings), now(), click.echo))


def _own_port(settings: Settings) -> int:
    return settings.port if settings.loopback else 8000


@click.command()
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="Port to listen on.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@data_option
def web(port: int, host: str) -> None:
    """Run the web server alone, for a service manager or container.

    Refuses, in one line, when tables, durability or keys are wrong.
    Exit codes: 0 stopped, 2 a setting is wrong, else failed.
    """
    settings = _settings()
    _become(web_command(settings, host, port), settings)


@click.command()
@click.option(
    "--beat/--no-beat",
    default=True,
    show_default=True,
    help="Keep the timetable in this worker. Two timetables do no harm.",
)
@data_option
def worker(*, beat: bool) -> None:
    """Run the worker alone, for a service manager or container.

    Exit codes: 0 stopped, 2 a setting is wrong, else failed.
    """
    settings = _settings()
    _become(worker_command(settings, beat=beat), settings)


def _become(command: list[str], settings: Settings) -> None:
    environment = child_environment(settings, os.environ)
    os.chdir(HOME)
    os.execve(command[0], command, environment)  # noqa: S606 - our own interpreter


_MARKS = {Grade.RIGHT: ("right", "green"), Grade.NOTE: ("note", "yellow"), Grade.WRONG: ("wrong", "red")}


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of lines.")
@data_option
def doctor(*, as_json: bool) -> None:
    """Say what is right, what is wrong and what to do, one line each.

    Exit codes: 0 nothing is wrong, 1 something is.
    """
    checks = examine(os.environ, now())
    bad = any(check.grade is Grade.WRONG for check in checks)
    if as_json:
        found = [
            {"name": each.name, "grade": each.grade.value, "found": each.found, "advice": each.advice}
            for each in checks
        ]
        click.echo(json.dumps({"healthy": not bad, "checks": found}, indent=2, ensure_ascii=False))
    else:
        for check in checks:
            word, colour = _MARKS[check.grade]
            advice = f" {check.advice}" if check.advice else ""
            click.echo(f"{click.style(f'{word:<6}', fg=colour)} {check.name:<12} {check.found}{advice}")
    raise SystemExit(1 if bad else 0)


@click.command()
@click.option("--yes", is_flag=True, help="Do not ask.")
@data_option
def upgrade(*, yes: bool) -> None:
    """Bring the database to this version's tables.

    A SQLite database is first backed up into backups/ in the data folder. For PostgreSQL: `campaign backup FILE`.
    Exit codes: 0 done or nothing to do, 1 refused or stopped, 2 a setting or key is wrong.
    """
    settings = _settings()
    at = glance(settings).revision
    app = create_app(settings)
    with at_work(app):
        if standing(at) is Standing.BEHIND and not yes:
            click.confirm(f"Migrate {settings.masked_database} from {at} to {known_revisions()[0]}?", abort=True)
        saved = migrate_site(settings, now())
    if saved is not None:
        click.echo(f"Backed up to {saved}.")
    done = {Standing.CURRENT: "The database is up to date", Standing.EMPTY: "The tables are made"}
    click.echo(f"{done.get(standing(at), 'The database is migrated')} ({known_revisions()[0]}).")


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--with-keys", is_flag=True, help="Also write the keys, to FILE.keys. Keep that file apart from FILE.")
@click.option("--yes", is_flag=True, help="Replace FILE if it is there.")
@data_option
def backup(file: Path, *, with_keys: bool, yes: bool) -> None:
    """Write the database to FILE (a tar; compressed when it ends with .gz), while the site runs.

    The keys are not in it: without them it opens nothing, and you cannot restore personal data without them. The e-mail
    addresses are lost if the keys are. Exit codes: 0 done, 1 failed, 2 a setting is wrong.
    """
    there = [
        path for path in (file, file.with_name(f"{file.name}.keys")) if path.exists() and (path == file or with_keys)
    ]
    if there and not yes:
        click.confirm(f"Replace {', '.join(map(str, there))}?", abort=True)
    settings = _settings()
    # Before the first byte: a copy of everything never leaves unrecorded, and it holds the entry about itself.
    noted = note_act(settings, "site.backed_up", file.name, now(), with_keys=with_keys)
    made = write_backup(settings, file, now(), with_keys=with_keys)
    click.echo(f"{file}: {made.database} at {made.migration}, {file.stat().st_size:,} bytes, keys {made.fingerprint}.")
    if not noted:
        click.echo("The database is behind this version, so the audit log does not tell of this backup.")
    if with_keys:
        click.echo(f"{file}.keys: whoever has both files can read every address. Keep them apart.")
    else:
        click.echo("The keys are not in it; keep a copy of the key folder somewhere else (`campaign keys show`).")


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--with-keys", is_flag=True, help="Bring the keys of FILE.keys first; never replaces other keys.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@data_option
def restore(file: Path, *, with_keys: bool, yes: bool) -> None:
    """Put the backup FILE in the place of the database.

    The site must be stopped. FILE is checked first; what it replaces is kept beside it.
    Exit codes: 0 done, 1 refused, 2 a setting is wrong.
    """
    settings = _settings()
    if not yes and glance(settings).revision is not None:
        click.confirm(f"Replace the database {settings.masked_database} by {file}?", abort=True)
    done = put_back(settings, file, now(), with_keys=with_keys)
    click.echo(f"Restored the backup of {done.manifest.made_at} (version {done.manifest.version}).")
    if done.replaced:
        click.echo(f"What it replaced is kept: {done.replaced}.")
    if done.heads_set_aside:
        click.echo(
            f"The audit log is the backup’s: {done.heads_set_aside} stored heads of later entries are passed over from"
            " now on. `campaign audit verify` says so each time."
        )
    if done.behind:
        click.echo("It is of an older version: run `campaign upgrade` before starting the site.")


@click.group()
def keys() -> None:
    """The key files: what seals addresses, signs links and knows repeat signatures."""


@keys.command("init")
@data_option
def keys_init() -> None:
    """Make the key files of a new site; does nothing when all are there.

    Refuses when the database was made with keys that are missing. Exit codes: 0 done, 1 refused, 2 a key is unfit.
    """
    settings = _settings()
    made = make_keys(settings)
    click.echo(f"Made {', '.join(made)} in {settings.keys_folder}." if made else "All keys are there.")
    click.echo(
        f"Fingerprint {KeyStore(settings.keys_folder).fingerprint()}. Keep a copy of them apart from the database."
    )


@keys.command("show")
@data_option
def keys_show() -> None:
    """Show which key files there are, their modes and their fingerprint; never a key.

    Exit codes: 0, or 2 when one is unfit.
    """
    settings = _settings()
    store = KeyStore(settings.keys_folder)
    click.echo(f"Fingerprint {store.fingerprint()}, in {settings.keys_folder.resolve()}")
    for each in key_files(settings):
        click.echo(f"  {each.mode}  {each.name}")


@click.command()
@click.option("--markdown", is_flag=True, help="The page docs/settings.md.")
@data_option
def settings(*, markdown: bool) -> None:
    """Show every setting: its value (secrets masked), where that came from, and what it is for.

    Exit codes: 0, or 2 when a setting is unknown or malformed.
    """
    if markdown:
        click.echo(as_markdown(), nl=False)
        return
    for each in shown(_settings(), os.environ):
        click.echo(f"{click.style(each.name, bold=True)} = {each.value or '(empty)'}  [{each.source}]")
        click.echo(f"    {each.explanation}")
