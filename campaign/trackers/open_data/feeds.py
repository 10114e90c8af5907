"""Changes as entries of a feed: one a trial, or one a day where they would be too many."""

from datetime import date
from typing import Final
from urllib.parse import urlsplit

from campaign.trackers.facts import Register
from campaign.trackers.laws import LAWS
from campaign.trackers.models import Snapshot, TrackedSponsor, TrialChange
from campaign.trackers.open_data.addresses import changes_address, site_address, sponsor_address, trial_address
from campaign.trackers.open_data.queries import (
    change_counts,
    change_query,
    page_of,
    snapshots_with_changes,
    titles_of,
)
from campaign.trackers.queries import newest_snapshot
from campaign.web.atom import Entry, atom_feed, tag_uri
from campaign.web.formats import counted, day, number

MOST: Final = 200  # entries of a feed
_DAYS: Final = 60  # of how many days of data changes are looked for
# Part of every id: must stay as it is for ever, whatever else changes (RFC 4151).
_SINCE: Final = date(2026, 11, 22)


def changes_feed(register: Register, rule_version: str, sponsor: TrackedSponsor | None, self_path: str) -> bytes:
    """The changes of a register, or of one sponsor's trials, as Atom. Refuses when there are no data."""
    law = LAWS[register]
    newest = newest_snapshot(register)
    entries: list[Entry] = []
    for snapshot in snapshots_with_changes(register, _DAYS):
        entries += _entries(snapshot, rule_version, sponsor, MOST - len(entries))
        if len(entries) >= MOST:
            break
    about = law.name if sponsor is None else f"{sponsor.name}, {law.name}"
    updated = max((entry.updated for entry in entries), default=newest.published_at or newest.started_at)
    return atom_feed(
        entries,
        id=_tag(register, rule_version, *(() if sponsor is None else (sponsor.slug,))),
        title=f"Trial results: what changed ({about})",
        subtitle=(
            f"{law.source}, rule version {rule_version}. At most {MOST} entries, the newest first; a day with more "
            "changes than there is room for is one entry."
        ),
        author=law.source,
        link=changes_address(register) if sponsor is None else sponsor_address(register, sponsor.slug),
        self_link=site_address(self_path),
        updated=updated,
    )


def _entries(snapshot: Snapshot, rule_version: str, sponsor: TrackedSponsor | None, room: int) -> list[Entry]:
    total, rows = page_of(change_query(snapshot, rule_version, sponsor), 1, room + 1)
    if not total:
        return []
    if total > room:
        return [_whole_day(snapshot, rule_version, sponsor, total)]
    titles = titles_of([each.trial_id for _, each in rows])
    return [_entry(snapshot, rule_version, trial.identifier, titles.get(trial.id, ""), each) for trial, each in rows]


def _entry(snapshot: Snapshot, rule_version: str, identifier: str, title: str, each: TrialChange) -> Entry:
    moved = ", ".join(field.replace("_", " ") for field, _, _ in each.reasons)
    because = f" The register changed: {moved}." if moved else ""
    return Entry(
        _tag(snapshot.register, rule_version, snapshot.data_date.isoformat(), identifier),
        snapshot.published_at or snapshot.started_at,
        trial_address(snapshot.register, identifier),
        f"{identifier} {each.change.value}",
        f"{title}. {each.before or 'not listed'} before, {each.after or 'not covered'} on {day(snapshot.data_date)}."
        f"{because}",
    )


def _whole_day(snapshot: Snapshot, rule_version: str, sponsor: TrackedSponsor | None, total: int) -> Entry:
    counts = change_counts(snapshot, rule_version, sponsor)
    about = () if sponsor is None else (sponsor.slug,)
    return Entry(
        _tag(snapshot.register, rule_version, snapshot.data_date.isoformat(), "all", *about),
        snapshot.published_at or snapshot.started_at,
        changes_address(snapshot.register) + f"?date={snapshot.data_date.isoformat()}",
        f"{counted(total, 'trial', 'trials')} changed on {day(snapshot.data_date)}",
        "; ".join(f"{number(many)} {change.value}" for change, many in counts.items()) + ".",
    )


def _tag(register: Register, rule_version: str, *path: str) -> str:
    host = urlsplit(site_address()).hostname or "localhost"
    return tag_uri(host, _SINCE, "trackers", register.value, f"rule-{rule_version}", *path)
