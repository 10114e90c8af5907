"""`campaign trackers`: registers in, figures out."""

import csv
import json
import sys
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import click
from flask import current_app
from flask.cli import with_appcontext

from campaign.clock import now
from campaign.config import Settings
from campaign.trackers.assess import assess as assess_verb
from campaign.trackers.facts import Register
from campaign.trackers.fetch_register import Told, fetch_register
from campaign.trackers.fetchers.outcome import FetchError
from campaign.trackers.fetchers.outcome import Progress as FetchProgress
from campaign.trackers.import_files import Files, Imported, import_files
from campaign.trackers.import_history import import_history
from campaign.trackers.importers.source import Malformed
from campaign.trackers.laws import LAWS
from campaign.trackers.note_command import note_command
from campaign.trackers.open_data.publish_files import publish_files
from campaign.trackers.published import headline_fields, sponsor_rows, trial_table
from campaign.trackers.queries import headline, judged_snapshot, newest_snapshot, registers_with_trials
from campaign.trackers.refusals import NoHistoryRead, NothingRead
from campaign.trackers.take_snapshot import Taken

READABLE = click.Path(path_type=Path, exists=True, dir_okay=False, readable=True)
SHOWN_FAULTS = 20


class Day(click.ParamType[date]):
    """A day as YYYY-MM-DD."""

    name = "YYYY-MM-DD"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Read it, or say how it is written."""
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is no day; write it as YYYY-MM-DD, for example 2026-05-02.", param, ctx)


REGISTER = click.Choice([each.value for each in LAWS])
date_option = click.option("--date", "data_date", type=Day(), required=True, help="The day the register said so.")
force_option = click.option("--force", is_flag=True, help="Even if there are far fewer trials than last time.")
rule_option = click.option(
    "--rule", type=click.Choice(["1", "2"]), default="1", show_default=True,
    help="Version of the rules: 1 as published by the original tracker, 2 with our corrections.",
)  # fmt: skip
on_option = click.option("--date", "on", type=Day(), help="Figures of that day, or the newest before it.")
json_option = click.option("--json", "as_json", is_flag=True, help="JSON in the original tracker's field names.")
csv_option = click.option("--csv", "as_csv", is_flag=True, help="CSV with a header line.")


@click.group()
def trackers() -> None:
    """Who reports trial results: registers in, figures out.

    Files may be gzip. The registers: eu (EU Clinical Trials Register), fdaaa (ClinicalTrials.gov under the US law),
    ctis (the EU's new portal).
    """


@trackers.group("import")
def import_group() -> None:
    """Take a register's files into the store, judge every trial, publish the figures.

    Records that cannot be read are listed and stop nothing. The same files for the same day change nothing.
    """


@import_group.command()
@click.argument("files", type=READABLE, nargs=-1)
@click.option("--trials", type=READABLE, multiple=True,
              help="EUCTR summary (trials.csv) or country protocols, as text or CSV.")  # fmt: skip
@click.option("--names", type=READABLE, help="The table of sponsor names, CSV.")
@click.option("--reported", type=READABLE, help="Summary of a search, for protocols that do not say who has results.")
@date_option
@force_option
@with_appcontext
def eu(
    files: tuple[Path, ...],
    trials: tuple[Path, ...],
    names: Path | None,
    reported: Path | None,
    data_date: date,
    force: bool,
) -> None:
    """The EU Clinical Trials Register. FILES are trials, as with --trials."""
    given = _given("--trials", files, trials)
    _import(Register.EU, Files(given, names=names, reported=reported), data_date, force)


@import_group.command()
@click.argument("files", type=READABLE, nargs=-1)
@click.option("--studies", type=READABLE, multiple=True,
              help="Studies of ClinicalTrials.gov, API v2 JSON: pages, single studies or NDJSON.")  # fmt: skip
@click.option("--old-flags", type=READABLE, help="The former “FDA regulated” flags of 5 January 2017, CSV.")
@click.option("--names", type=READABLE, help="The table of sponsor names, CSV.")
@date_option
@force_option
@with_appcontext
def fdaaa(
    files: tuple[Path, ...],
    studies: tuple[Path, ...],
    old_flags: Path | None,
    names: Path | None,
    data_date: date,
    force: bool,
) -> None:
    """ClinicalTrials.gov, for the US law. FILES are studies, as with --studies."""
    given = _given("--studies", files, studies)
    flags = old_flags or _settings().trackers_old_flags
    _import(Register.FDAAA, Files(given, names=names, old_flags=flags), data_date, force)


@import_group.command()
@click.argument("paths", type=click.Path(path_type=Path, exists=True, readable=True), nargs=-1, required=True)
@click.option("--names", type=READABLE, help="The table of sponsor names, CSV.")
@click.option("--date", "data_date", type=Day(), help="The day the portal said so; today if left out.")
@force_option
@with_appcontext
def ctis(paths: tuple[Path, ...], names: Path | None, data_date: date | None, force: bool) -> None:
    """CTIS, the EU's portal since 2023: records as JSON, files or folders of them."""
    files = [file for path in paths for file in (sorted(path.rglob("*.json*")) if path.is_dir() else [path])]
    if not files:
        raise click.BadParameter("these folders hold no .json file", param_hint="PATHS")
    _import(Register.CTIS, Files(files, names=names), data_date or now().date(), force)


@import_group.command()
@click.argument("register", type=click.Choice([Register.EU.value]))
@click.option("--headlines", type=READABLE, help="The tracker's headline-history.json: figures by day.")
@click.option("--sponsors", type=READABLE, multiple=True,
              help="A list of sponsors of one day, CSV, named sponsors_YYYY-MM-DD.csv; can be repeated.")  # fmt: skip
@with_appcontext
def history(register: str, headlines: Path | None, sponsors: tuple[Path, ...]) -> None:
    """What the original tracker published in former years, for the trend.

    Days of which there are figures already are left alone, so the same files again change nothing.
    """
    if headlines is None and not sponsors:
        raise click.UsageError("Give --headlines, --sponsors or both.")
    found = import_history(Register(register), headlines, sponsors, now)
    _tell_history_faults(found.faults)
    if found.nothing_read:
        raise NoHistoryRead
    if not found.days and not found.sponsor_days:
        click.echo("Everything that could be read of these files is here already. Nothing was changed.")
        return
    note_command("register.history_imported", Register(register), now(), days=found.days, lists=found.sponsor_days)
    click.echo(
        f"{LAWS[Register(register)].name}, as published: headlines of {found.days:,} days, sponsors of "
        f"{found.sponsor_days:,} days ({found.sponsor_rows:,} rows)."
    )


def _tell_history_faults(faults: Sequence[tuple[str, Malformed]]) -> None:
    for name, each in faults[:SHOWN_FAULTS]:
        where = f"{name}, line {each.line}" if each.line else name
        click.echo(f"not read: {where}{f', {each.identifier}' if each.identifier else ''}: {each.reason}", err=True)
    if len(faults) > SHOWN_FAULTS:
        click.echo(f"… and {len(faults) - SHOWN_FAULTS:,} more that could not be read.", err=True)


def _given(option: str, files: tuple[Path, ...], more: tuple[Path, ...]) -> tuple[Path, ...]:
    if not files and not more:
        raise click.UsageError(f"Give a file of trials: {option} FILE.")
    return (*files, *more)


def _import(register: Register, files: Files, data_date: date, force: bool) -> None:
    try:
        found = import_files(register, files, data_date, now, forced=force, progress=_show_reading)
    except OSError as error:
        raise click.ClickException(f"{error.filename}: {error.strerror or error}") from error
    except NothingRead as refusal:
        _tell_faults(refusal.faults)
        raise
    if found.taken.changed:
        note_command("register.imported", register, now(), day=data_date.isoformat(), trials=found.taken.records)
    _tell_faults([*found.faults, *found.taken.malformed])
    _tell_import(register, found, data_date)


def _tell_import(register: Register, found: Imported, data_date: date) -> None:
    if not found.taken.changed:
        click.echo(f"These files are here already for {data_date.isoformat()}. Nothing was changed.")
        return
    if found.names is not None:
        click.echo(f"Names: {found.names.added:,} new, {found.names.changed:,} changed.")
    _tell_taken(register, found.taken)


def _tell_taken(register: Register, taken: Taken) -> None:
    snapshot = newest_snapshot(register)
    figures = headline(snapshot, "1")
    click.echo(f"{LAWS[register].name}, data of {snapshot.data_date.isoformat()}: {taken.records:,} trials read.")
    if figures is not None:
        share = "no share yet" if figures.percent is None else f"{figures.percent} %"
        click.echo(f"{figures.reported:,} of {figures.due:,} due trials have results ({share}), rule version 1.")


def _tell_faults(faults: Sequence[Malformed]) -> None:
    for each in faults[:SHOWN_FAULTS]:
        where = f"line {each.line}" if each.line else "record"
        click.echo(f"not read: {where}{f', {each.identifier}' if each.identifier else ''}: {each.reason}", err=True)
    if len(faults) > SHOWN_FAULTS:
        click.echo(f"… and {len(faults) - SHOWN_FAULTS:,} more that could not be read.", err=True)


@trackers.command()
@click.argument("register", type=REGISTER, required=False)
@click.option("--date", "data_date", type=Day(), help="Judge as of a later day; else the day of the data.")
@with_appcontext
def assess(register: str | None, data_date: date | None) -> None:
    """Judge the trials that are here once more, under today's rules and table of names.

    Without REGISTER all registers that have data.
    """
    chosen = [Register(register)] if register else registers_with_trials()
    if not chosen:
        judged_snapshot(Register.EU)
    for each in chosen:
        taken = assess_verb(each, data_date, now, _show_reading)
        note_command("register.assessed", each, now(), trials=taken.records)
        _tell_taken(each, taken)


@trackers.command("headline")
@click.argument("register", type=REGISTER)
@rule_option
@on_option
@json_option
@with_appcontext
def headline_command(register: str, rule: str, on: date | None, as_json: bool) -> None:
    """A register's figures."""
    fields = headline_fields(newest_snapshot(Register(register), on), rule)
    if as_json:
        click.echo(json.dumps(fields, ensure_ascii=False, indent=4, sort_keys=True))
        return
    width = max(map(len, fields))
    for name, value in fields.items():
        shown = "-" if value is None else f"{value:,}" if isinstance(value, int) else value
        click.echo(f"{name:<{width}}  {shown}")


@trackers.command()
@click.argument("register", type=REGISTER)
@rule_option
@on_option
@json_option
@csv_option
@with_appcontext
def sponsors(register: str, rule: str, on: date | None, as_json: bool, as_csv: bool) -> None:
    """Every sponsor's record."""
    columns, rows = sponsor_rows(newest_snapshot(Register(register), on), rule)
    _print_rows(columns, rows, as_json, as_csv)


@trackers.command()
@click.argument("register", type=REGISTER)
@rule_option
@json_option
@csv_option
@with_appcontext
def trials(register: str, rule: str, as_json: bool, as_csv: bool) -> None:
    """Every trial with its verdict."""
    columns, rows = trial_table(judged_snapshot(Register(register)), rule)
    _print_rows(columns, rows, as_json, as_csv)


@trackers.command()
@click.argument("register", type=REGISTER)
@click.option("--base-url", help="Another address than the register's own. The EU tracker needs one.")
@click.option("--into", type=click.Path(path_type=Path, file_okay=False), metavar="FOLDER",
              help="Where to keep what was fetched; by default registers/ in the data folder.")  # fmt: skip
@force_option
@with_appcontext
def fetch(register: str, base_url: str | None, into: Path | None, force: bool) -> None:
    """Fetch a register, or what changed since last time, and import it.

    One request a second. Ctrl-C stops it, and the next call goes on from there. What did not come whole is not
    imported.
    """
    settings = _settings()
    chosen = Register(register)
    told = Told(fetching=_show_fetching, reading=_show_reading)
    try:
        found, imported = fetch_register(
            chosen,
            into or settings.data_dir / "registers",
            now,
            told,
            contact=settings.trackers_contact or settings.base_url,
            base_url=base_url or (settings.trackers_eu_url if chosen is Register.EU else None) or None,
            old_flags=settings.trackers_old_flags,
            forced=force,
        )
    except FetchError as error:
        raise click.ClickException(str(error)) from error
    for sentence in found.said:
        click.echo(sentence, err=True)
    if imported is None:
        raise click.ClickException("The register did not come whole, so nothing was imported.")
    note_command("register.fetched", chosen, now(), trials=imported.taken.records)
    _tell_faults([*imported.faults, *imported.taken.malformed])
    _tell_import(chosen, imported, newest_snapshot(chosen).data_date)


def _show_fetching(progress: FetchProgress) -> None:
    if sys.stderr.isatty():
        of = "" if progress.total is None else f" of {progress.total:,}"
        click.echo(f"\r{progress.done:,}{of} {progress.what}   ", nl=False, err=True)


def _show_reading(read: int) -> None:
    if sys.stderr.isatty():
        click.echo(f"\r{read:,} trials read   ", nl=False, err=True)


def _settings() -> Settings:
    found: Settings = current_app.extensions["settings"]
    return found


def _print_rows(columns: Sequence[str], rows: Iterable[dict[str, Any]], as_json: bool, as_csv: bool) -> None:
    """JSON as one list, CSV, or columns for people; row by row, so that a register of any size goes through."""
    if as_json and as_csv:
        raise click.UsageError("Choose one of --json and --csv.")
    if as_json:
        click.echo("[", nl=False)
        for number, row in enumerate(rows):
            click.echo(
                (",\n " if number else "\n ") + json.dumps(_in_order(columns, row), ensure_ascii=False), nl=False
            )
        click.echo("\n]")
        return
    writer = csv.writer(sys.stdout, lineterminator="\n", dialect="excel" if as_csv else "excel-tab")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_cell(row[column]) for column in columns])


def _in_order(columns: Sequence[str], row: dict[str, Any]) -> dict[str, Any]:
    return {column: row[column] for column in columns}


def _cell(value: Any) -> Any:
    if isinstance(value, list):
        return "; ".join(each["slug"] for each in value)
    return str(value).lower() if isinstance(value, bool) else value


@trackers.command()
@click.argument("register", type=REGISTER, required=False)
@with_appcontext
def publish(register: str | None) -> None:
    """Make the open data files anew: trials, sponsors and history as CSV and Parquet.

    Without REGISTER of all registers that have data. The worker does this by itself after every import.
    """
    chosen = [Register(register)] if register else registers_with_trials()
    if not chosen:
        judged_snapshot(Register.EU)
    for each in chosen:
        if publish_files(each, now, again=True):
            note_command("register.published", each, now())
            click.echo(f"{LAWS[each].name}: the open data are at /trackers/data.")
        else:
            click.echo(f"{LAWS[each].name}: the open data are being made by another process.")
