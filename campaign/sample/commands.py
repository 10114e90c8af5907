"""Shell door of the sample campaign."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click
from flask.cli import ScriptInfo

from campaign.clock import now
from campaign.sample.content import load_content
from campaign.sample.load_sample import ORGANIZATIONS, PEOPLE, SEED, Progress, Sample, load_sample
from campaign.sample.registers import SampleRegisters, load_registers
from campaign.trackers.laws import LAWS

HELP = """Run the site with a sample campaign and sample trackers, all of it invented and marked as sample data.

Loads the sample if it is not there, which takes less than a minute, then does what `campaign up` does. It is one
campaign like any other and touches nothing of yours; a register of which you imported data gets no sample. Stopped
while the campaign loads, nothing of it stays; stopped while the trackers load, the next time goes on.

Exit codes: those of `campaign up`.
"""
OPTIONS = (
    click.Option(["--signatures"], type=click.IntRange(0, 5_000_000), default=PEOPLE, show_default=True, help="People who sign."),
    click.Option(["--organizations"], type=click.IntRange(0, 5_000), default=ORGANIZATIONS, show_default=True, help="Organizations that support."),
    click.Option(["--seed"], type=int, default=SEED, show_default=True, help="The same number makes the same people."),
)  # fmt: skip


def demo_command(up: click.Command) -> click.Command:
    """The command `demo`: takes what `up` takes and the size of the sample, loads it, and goes on as `up`."""

    @click.pass_context
    def demo(context: click.Context, /, signatures: int, organizations: int, seed: int, **as_up: Any) -> None:
        with context.ensure_object(ScriptInfo).load_app().app_context():
            load(signatures, organizations, seed)
            load_pages()
            load_trackers()
        context.invoke(up, **as_up)

    return click.Command("demo", callback=demo, params=[*OPTIONS, *up.params], help=HELP)


def load(signatures: int, organizations: int, seed: int) -> Sample:
    """Load the sample with progress on stderr, in an open application context."""
    start = time.monotonic()
    with _progress(signatures, organizations) as progress:
        sample = load_sample(signatures, organizations, progress, now(), seed=seed)
    size = f"{sample.signatures:,} signatures, {sample.organizations:,} organizations"
    if sample.was_here:
        click.echo(f"The sample campaign is here: {size}.", err=True)
    else:
        click.echo(f"Loaded the sample campaign in {time.monotonic() - start:.0f} s: {size}.", err=True)
    return sample


def load_pages() -> int:
    """Load the sample pages, in an open application context, and say so."""
    found = load_content(now())
    if found:
        click.echo(f"Loaded the sample pages: {found}.", err=True)
    return found


def load_trackers() -> SampleRegisters:
    """Load the sample registers, in an open application context, and say so."""
    start = time.monotonic()
    found = load_registers(now(), _tell_register)
    names = ", ".join(LAWS[register].source for register in found.registers)
    if found.loaded:
        click.echo(f"Loaded the sample trackers in {time.monotonic() - start:.0f} s: {names}.", err=True)
    elif names:
        click.echo(f"The sample trackers are here: {names}.", err=True)
    else:
        click.echo("The trackers hold data of yours, so they got no sample.", err=True)
    return found


def _tell_register(name: str) -> None:
    """The day that was read last, on a terminal only."""
    if sys.stderr.isatty():
        click.echo(f"\rSample trackers: {name:<20}", nl=False, err=True)


@contextmanager
def _progress(signatures: int, organizations: int) -> Iterator[Progress]:
    """A bar on a terminal; elsewhere a line every now and then."""
    if sys.stderr.isatty():
        with click.progressbar(length=signatures + organizations, label="Sample campaign", file=sys.stderr) as bar:
            yield lambda _, rows: bar.update(rows)
        return
    done: dict[str, int] = {}

    def say(what: str, rows: int) -> None:
        before = done.get(what, 0)
        done[what] = before + rows
        if before // 20_000 != done[what] // 20_000:
            click.echo(f"Sample campaign: {done[what]:,} {what} written", err=True)

    yield say
