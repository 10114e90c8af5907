"""Promises as data: one shape for CSV and JSON, each promise beside the record of its organization in the trackers."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, Final

from flask import current_app

from campaign.campaigns.queries import CampaignFacts
from campaign.cells import csv_lines, guarded
from campaign.config import Settings
from campaign.organizations.commitments.queries import Counts, PublicPromise
from campaign.organizations.commitments.wording import MACHINE_STATES
from campaign.trackers.facts import Register
from campaign.trackers.records import RecordLine
from campaign.web.formats import stamp

FORMAT: Final = "countersign-promises/1"
_PLAIN: Final = (
    "address",
    "organization",
    "organization_address",
    "country",
    "kind",
    "promise",
    "due_on",
    "first_due_on",
    "state",
    "kept_on",
    "days_late",
    "evidence",
    "evidence_note",
    "evidence_under_review",
    "reviewer_said",
    "published_at",
)
_OF_RECORD: Final = ("due", "unreported", "data_date", "rule_version")
COLUMNS: Final = (*_PLAIN, *(f"{register.value}_{name}" for register in Register for name in _OF_RECORD))
Records = dict[int, list[RecordLine]]


def site_address(path: str) -> str:
    """A path of this site as a whole address."""
    settings: Settings = current_app.extensions["settings"]
    return f"{settings.base_url}{path}"


def promise_address(campaign_slug: str, promise: PublicPromise) -> str:
    """The permanent address of a promise."""
    return site_address(f"/c/{campaign_slug}/promises/{promise.id}")


def as_object(campaign: CampaignFacts, promise: PublicPromise, records: Records) -> dict[str, Any]:
    """One promise as JSON; what is not known is null, and there is always every key."""
    return {
        "address": promise_address(campaign.slug, promise),
        "organization": promise.name,
        "organization_address": site_address(f"/organizations/{promise.slug}"),
        "country": promise.country,
        "kind": promise.kind.value,
        "promise": promise.promise,
        "due_on": promise.due_on.isoformat(),
        "first_due_on": (promise.first_due_on or promise.due_on).isoformat(),
        "state": MACHINE_STATES[promise.state],
        "kept_on": promise.met_on.isoformat() if promise.met_on else None,
        "days_late": promise.late_by if promise.met_on else None,
        "evidence": promise.evidence_url or None,
        "evidence_note": promise.evidence_note or None,
        "evidence_under_review": promise.evidence_waits,
        "reviewer_said": promise.review_note or None,
        "published_at": stamp(promise.published_at) if promise.published_at else None,
        "trackers": [_record(line) for line in _lines(promise, records)],
    }


def _lines(promise: PublicPromise, records: Records) -> Sequence[RecordLine]:
    return records.get(promise.sponsor_id, []) if promise.sponsor_id is not None else []


def _record(line: RecordLine) -> dict[str, Any]:
    return {
        "register": line.register.value,
        "law": line.law,
        "due": line.due,
        "unreported": line.unreported,
        "data_date": line.data_date.isoformat(),
        "rule_version": line.version,
        "address": site_address(f"/trackers/{line.register.value}/sponsors/{line.slug}"),
    }


def as_document(
    campaign: CampaignFacts, promises: Sequence[PublicPromise], counts: Counts, records: Records, as_of: datetime
) -> dict[str, Any]:
    """The whole JSON answer. Its shape is in docs/organizations.md and stays; `format` counts up if it must change."""
    return {
        "format": FORMAT,
        "campaign": {"slug": campaign.slug, "title": campaign.title, "address": site_address(f"/c/{campaign.slug}")},
        "as_of": stamp(as_of),
        "counts": {
            "promised": counts.promised,
            "open": counts.open,
            "kept": counts.kept,
            "late": counts.late,
            "given_up": counts.given_up,
            "due_within_90_days": counts.soon,
            "organizations": counts.organizations,
        },
        "promises": [as_object(campaign, promise, records) for promise in promises],
    }


def as_csv(campaign: CampaignFacts, promises: Sequence[PublicPromise], records: Records) -> bytes:
    """The same as a table; a cell that looks like a formula is guarded."""
    return csv_lines([COLUMNS, *(list(_cells(as_object(campaign, promise, records))) for promise in promises)])


def _cells(one: dict[str, Any]) -> Iterator[str]:
    for name in _PLAIN:
        yield guarded(_cell(one[name]))
    by_register = {record["register"]: record for record in one["trackers"]}
    for register in Register:
        record = by_register.get(register.value, {})
        for name in _OF_RECORD:
            yield guarded(_cell(record.get(name)))


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)
