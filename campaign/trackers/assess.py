"""Judge the facts that are here already once more: under new rules, a new table of names, or on a later day."""

from datetime import date

from campaign.trackers.facts import Register
from campaign.trackers.models import Origin
from campaign.trackers.queries import is_sample, judged_snapshot, stored_facts
from campaign.trackers.take_snapshot import Clock, Progress, Source, Taken, take_snapshot


def assess(register: Register, data_date: date | None, clock: Clock, progress: Progress = lambda _: None) -> Taken:
    """Judge a register's newest facts on `data_date`, by default the day of the data. Refuses when there are none.

    On the same day the new verdicts replace the old ones; a later day becomes a snapshot of its own.
    """
    newest = judged_snapshot(register)
    day = data_date or newest.data_date
    # The same files for the same day are known again even after this.
    digest = newest.source_digest if day == newest.data_date else ""
    origin = Origin.SAMPLE if is_sample(newest) else Origin.STORED
    return take_snapshot(register, day, stored_facts(newest), Source(origin, digest, forced=True), clock, progress)
