"""Shell door of imports."""

import sys
import time
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from pathlib import Path

import click
from flask.cli import with_appcontext

from campaign.audit.record import COMMAND_LINE
from campaign.campaigns.queries import campaign_by_slug, public_campaigns
from campaign.clock import now
from campaign.imports import queries
from campaign.imports.begin import begin
from campaign.imports.go_on import go_on
from campaign.imports.map_columns import map_columns
from campaign.imports.members.queries import umbrellas
from campaign.imports.models import BatchState, ImportBatch, RowState, Source, Target
from campaign.imports.read_anew import READABLE, read_anew
from campaign.imports.refusals import AlreadyHere
from campaign.imports.signatures.fields import SOURCES
from campaign.imports.stop import stop
from campaign.imports.tables.decoding import ENCODINGS
from campaign.imports.tables.fault import MOST_BYTES
from campaign.imports.tables.read_table import encoding_label
from campaign.imports.targets import TARGETS
from campaign.imports.upload import Arrival, upload
from campaign.imports.wording import ROW_STATES, state_words
from campaign.imports.work import work
from campaign.organizations.models import OrganizationKind

READABLE_FILE = click.Path(path_type=Path, exists=True, dir_okay=False, readable=True)
TURN = timedelta(seconds=1)
UNFINISHED = (BatchState.APPLYING, BatchState.STOPPED, BatchState.FAILED)


@click.group("import")
def import_lists() -> None:
    """Bring a list in: people who signed elsewhere, or member organizations.

    A dry run says what would happen to each line; nothing is taken in without --yes or a yes to the question.
    """


@import_lists.command()
@click.argument("file", type=READABLE_FILE)
@click.option("--campaign", "slug", help="The campaign's slug; may be left out while there is one campaign only.")
@click.option(
    "--source", type=click.Choice([source.value for source in SOURCES]), default=Source.PLAIN.value, show_default=True,
    help="Where the list comes from; columns are guessed by it.",
)  # fmt: skip
@click.option(
    "--map", "columns", multiple=True, metavar="FIELD=HEADING",
    help="What a column is, e.g. email='E-mail address'; can be repeated. FIELD= takes a guess away.",
)  # fmt: skip
@click.option("--encoding", type=click.Choice(list(ENCODINGS)), help="How the letters are written, if guessed wrongly.")
@click.option("--order", type=click.Choice(["day", "month"]), help="What comes first in a day like 03/04/2024.")
@click.option("--country", help="ISO code of the country of lines that name none.")
@click.option("--agreed", help="The exact words under which they signed.")
@click.option("--updates-words", help="The exact words of the box by which they asked for news.")
@click.option("--updates-from", help="Where and how that box was ticked.")
@click.option("--may-write", is_flag=True, help="They may be written to once, to ask whether they confirm.")
@click.option("--place", default="", help="Where the signatures were collected.")
@click.option("--collected", type=click.DateTime(["%Y-%m-%d"]), help="Day of lines that do not say it: YYYY-MM-DD.")
@click.option("--keyed-by", default="", help="Who typed paper sheets in.")
@click.option("--scan-sha256", default="", help="SHA-256 of the scan of the sheets.")
@click.option("--note", default="", help="A note for colleagues.")
@click.option("--dry-run", is_flag=True, help="Only look at every line; the list then waits at the desk.")
@click.option(
    "--report", type=click.Path(path_type=Path, dir_okay=False), help="Write the report, line by line, as CSV."
)
@click.option("--yes", is_flag=True, help="Take it in without asking.")
@with_appcontext
def signatures(
    file: Path,
    slug: str | None,
    source: str,
    columns: tuple[str, ...],
    encoding: str | None,
    order: str | None,
    country: str | None,
    agreed: str | None,
    updates_words: str | None,
    updates_from: str | None,
    may_write: bool,
    place: str,
    collected: datetime | None,
    keyed_by: str,
    scan_sha256: str,
    note: str,
    dry_run: bool,
    report: Path | None,
    yes: bool,
) -> None:
    """People who signed elsewhere, from FILE (CSV or XLSX). They come in as "imported, unconfirmed".

    Killed or stopped half way, the same command goes on exactly where it stood. A file that was taken in already is
    refused.
    """
    arrival = Arrival(
        campaign_id=_campaign_id(slug),
        target=Target.SIGNATURES,
        source=Source(source),
        filename=file.name,
        data=_read(file),
        place=place,
        collected_on=_day(collected),
        keyed_by=keyed_by,
        scan_sha256=_digest(scan_sha256),
        note=note,
    )
    options = {
        "order": order or "",
        "country": (country or "").upper(),
        "agreed": agreed or "",
        "updates_words": updates_words or "",
        "updates_from": updates_from or "",
        "may_write": "yes" if may_write else "",
    }
    bring_in(arrival, _mapping(columns), options, encoding=encoding, dry_run=dry_run, report=report, yes=yes)


@import_lists.command()
@click.argument("file", type=READABLE_FILE)
@click.option("--campaign", "slug", help="The campaign's slug; may be left out while there is one campaign only.")
@click.option("--umbrella", required=True, help="Whose members they are: the slug of a listed umbrella.")
@click.option(
    "--map", "columns", multiple=True, metavar="FIELD=HEADING",
    help="What a column is, e.g. email='Contact e-mail'; can be repeated. FIELD= takes a guess away.",
)  # fmt: skip
@click.option("--encoding", type=click.Choice(list(ENCODINGS)), help="How the letters are written, if guessed wrongly.")
@click.option("--country", help="ISO code of the country of lines that name none.")
@click.option("--kind", type=click.Choice([kind.value for kind in OrganizationKind]), help="Kind of lines without one.")
@click.option("--note", default="", help="A note for colleagues.")
@click.option("--dry-run", is_flag=True, help="Only look at every line; the list then waits at the desk.")
@click.option(
    "--report", type=click.Path(path_type=Path, dir_okay=False), help="Write the report, line by line, as CSV."
)
@click.option("--yes", is_flag=True, help="Take it in without asking.")
@with_appcontext
def organizations(
    file: Path,
    slug: str | None,
    umbrella: str,
    columns: tuple[str, ...],
    encoding: str | None,
    country: str | None,
    kind: str | None,
    note: str,
    dry_run: bool,
    report: Path | None,
    yes: bool,
) -> None:
    """Members of an umbrella, from FILE (CSV or XLSX). Each gets a letter, and is seen only after its own assent."""
    campaign_id = _campaign_id(slug)
    found = next((one for one in umbrellas() if (one.slug, one.campaign_id) == (umbrella, campaign_id)), None)
    if found is None:
        known = ", ".join(one.slug for one in umbrellas() if one.campaign_id == campaign_id) or "none"
        raise click.ClickException(f"No listed umbrella of this campaign is called {umbrella}. There are: {known}.")
    arrival = Arrival(
        campaign_id=campaign_id,
        target=Target.ORGANIZATIONS,
        source=Source.UMBRELLA,
        filename=file.name,
        data=_read(file),
        note=note,
        umbrella_id=found.organization_id,
    )
    options = {"country": (country or "").upper(), "kind": kind or ""}
    bring_in(arrival, _mapping(columns), options, encoding=encoding, dry_run=dry_run, report=report, yes=yes)


def bring_in(
    arrival: Arrival,
    columns: Mapping[str, str],
    options: Mapping[str, str],
    *,
    encoding: str | None = None,
    dry_run: bool = False,
    report: Path | None = None,
    yes: bool = False,
) -> None:
    """What every command of this group does with a list, whatever its lines become; told on stderr."""
    batch = _arrived(arrival)
    if batch.state in READABLE:
        if encoding is not None and encoding != batch.encoding:
            batch = read_anew(batch.id, encoding, COMMAND_LINE, now())
        mapping = {name: heading for name, heading in {**batch.mapping, **columns}.items() if heading}
        _say(f"List {batch.id}: {batch.rows:,} lines, {encoding_label(batch.encoding)}.")
        labels = {field.name: field.label for field in TARGETS[batch.target].fields(batch.source)}
        for name, heading in mapping.items():
            _say(f"  {labels.get(name, name)}: {heading}")
        map_columns(batch.id, mapping, options, COMMAND_LINE, now())
        batch = _work_through(batch.id)
        _tell_lines(batch.id)
    if report is not None:
        report.write_bytes(b"".join(queries.report_csv(batch.id)))
    if batch.state == BatchState.CHECKED:
        if dry_run:
            _say("Nothing was changed. The list waits for a decision at the desk, or for this command with --yes.")
            return
        if not yes and not _agreed_to(batch):
            _say("Nothing was taken in. The list waits for a decision at the desk, or for this command with --yes.")
            return
        begin(batch.id, COMMAND_LINE, now())
    elif batch.state in (BatchState.STOPPED, BatchState.FAILED):
        _say(f"List {batch.id} goes on where it stood.")
        go_on(batch.id, COMMAND_LINE, now())
    batch = _work_through(batch.id)
    if batch.state != BatchState.APPLIED:
        raise click.ClickException(batch.last_error or f"List {batch.id}: {state_words(batch)[0].lower()}.")
    one, many = TARGETS[batch.target].what
    _say(f"{batch.taken:,} {one if batch.taken == 1 else many} taken in as list {batch.id}.")


def _arrived(arrival: Arrival) -> ImportBatch:
    """The list, new or as it stands from an earlier call. Raises AlreadyHere when it was taken in."""
    try:
        return upload(arrival, COMMAND_LINE, now())
    except AlreadyHere as no:
        first = queries.batch_by_id(no.batch_id)
        if first.state in READABLE or first.state in UNFINISHED:
            return first
        raise


def _work_through(batch_id: int) -> ImportBatch:
    """Work on a list until nothing is due, beside the worker if it is at it; answers the list."""
    try:
        while True:
            batch = queries.batch_by_id(batch_id)
            _show(batch)
            if batch.due_at is None:
                break
            if not work(now, batch_id, TURN):
                time.sleep(0.5)  # another process has it in hand
    except KeyboardInterrupt:
        if queries.batch_by_id(batch_id).state == BatchState.APPLYING:
            stop(batch_id, COMMAND_LINE, now())
        raise click.ClickException("Stopped. The same command goes on where it stands.") from None
    if sys.stderr.isatty():
        click.echo(err=True)
    if batch.last_error:
        raise click.ClickException(batch.last_error)
    return batch


def _show(batch: ImportBatch) -> None:
    if sys.stderr.isatty():
        reached = queries.progress(batch, queries.rows_by_state(batch.id))
        click.echo(f"\r{reached.done:,} of {reached.whole:,} lines   ", nl=False, err=True)


def _tell_lines(batch_id: int) -> None:
    found = queries.rows_by_state(batch_id)
    for state in (RowState.GOOD, RowState.WARNED, RowState.DUPLICATE, RowState.FAULTY):
        if state in found:
            _say(f"  {found[state]:,} {ROW_STATES[state][0].lower()}")
    for remark, lines in queries.commonest_remarks(batch_id):
        _say(f"    {lines:,}: {remark}")


def _agreed_to(batch: ImportBatch) -> bool:
    return sys.stdin.isatty() and click.confirm(f"Take list {batch.id} in?", err=True)


def _say(sentence: str) -> None:
    click.echo(sentence, err=True)


def _campaign_id(slug: str | None) -> int:
    if slug is not None:
        return campaign_by_slug(slug).id
    campaigns = public_campaigns()
    if len(campaigns) != 1:
        known = ", ".join(campaign.slug for campaign in campaigns) or "none has opened yet"
        raise click.UsageError(f"Say which campaign with --campaign: {known}.")
    return campaigns[0].id


def _mapping(columns: tuple[str, ...]) -> dict[str, str]:
    found = {}
    for each in columns:
        name, equals, heading = each.partition("=")
        if not equals:
            raise click.BadParameter(f"say field=heading, not {each!r}.", param_hint="--map")
        found[name.strip()] = heading.strip()
    return found


def _day(moment: datetime | None) -> date | None:
    if moment is None:
        return None
    if moment.date() > now().date():
        raise click.BadParameter("lies in the future.", param_hint="--collected")
    return moment.date()


def _digest(text: str) -> str:
    digest = text.strip().lower()
    if digest and (len(digest) != 64 or set(digest) - set("0123456789abcdef")):
        raise click.BadParameter("a SHA-256 has 64 hexadecimal figures.", param_hint="--scan-sha256")
    return digest


def _read(file: Path) -> bytes:
    """The file, and no more of it than tells that it is too large."""
    with file.open("rb") as opened:
        return opened.read(MOST_BYTES + 1)
