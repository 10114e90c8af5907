"""Figures, sponsors and trials in the field names of the original trackers, for commands, files and the API.

Beside the original's fields every row or answer says which version of the rules it is of; the headline also says which
register and which day.
"""

from collections.abc import Iterator
from typing import Any

from campaign.trackers.facts import Register
from campaign.trackers.models import Snapshot, Standing, TrackedSponsor
from campaign.trackers.queries import TrialRow, headline, standings, trial_rows
from campaign.trackers.refusals import NoData
from campaign.trackers.rules.eu_figures import percent
from campaign.trackers.rules.fdaaa import FINE_A_DAY

Row = dict[str, Any]

EU_SPONSOR = (
    *("slug", "sponsor_name", "parents", "children", "total_trials", "total_due", "total_reported", "total_unreported"),
    *("inconsistent_trials", "not_yet_due_trials", "percent_reported", "percent_unreported", "percent_bad_data"),
    *("major", "rule_version"),
)
SPONSOR = (
    *("slug", "sponsor_name", "kind", "rank", "total", "due", "reported", "reported_late", "reported_on_time"),
    *("overdue", "inconsistent", "percentage", "percent_reported", "days_late", "finable_days", "fine_usd"),
    "rule_version",
)
EU_TRIAL = (
    *("trial_id", "trial_title", "overall_status", "state", "results_expected", "has_results", "due_date"),
    *("days_late", "rule_version"),
)
FDAAA_TRIAL = (
    *("nct_id", "title", "class", "status", "state", "results_due", "has_results", "due_date", "days_late"),
    *("finable_days", "rule_version"),
)
CTIS_TRIAL = (
    *("ct_number", "title", "status", "state", "results_due", "has_results", "due_date", "days_late", "rule_version"),
)


def headline_fields(snapshot: Snapshot, rule_version: str) -> Row:
    """A snapshot's figures. Refuses when that version was not worked out for it."""
    found = headline(snapshot, rule_version)
    if found is None:
        raise NoData(
            f"The figures of {snapshot.data_date.isoformat()} are here under version 1 of the rules only: they were "
            "published by the original tracker."
        )
    return found.figures | {
        "register": snapshot.register.value,
        "data_date": snapshot.data_date.isoformat(),
        "rule_version": rule_version,
    }


def sponsor_rows(snapshot: Snapshot, rule_version: str) -> tuple[tuple[str, ...], Iterator[Row]]:
    """Names of the fields, and every sponsor of a snapshot by slug."""
    is_eu = snapshot.register is Register.EU
    rows = (
        eu_sponsor(sponsor, standing) if is_eu else plain_sponsor(sponsor, standing)
        for sponsor, standing in standings(snapshot, rule_version)
    )
    return EU_SPONSOR if is_eu else SPONSOR, rows


def eu_sponsor(sponsor: TrackedSponsor, standing: Standing) -> Row:
    """One sponsor as `all_sponsors.json` of the EU TrialsTracker has it; a percentage of nothing is null."""
    relations = standing.relations or {}
    return {
        "slug": sponsor.slug,
        "sponsor_name": standing.name,
        "parents": [{"slug": slug, "name": name} for slug, name in relations.get("parents", ())],
        "children": [{"slug": slug, "name": name} for slug, name in relations.get("children", ())],
        "total_trials": standing.total,
        "total_due": standing.due,
        "total_reported": standing.reported,
        "total_unreported": standing.overdue,
        "inconsistent_trials": standing.inconsistent,
        "not_yet_due_trials": standing.total - standing.due - standing.inconsistent,
        "percent_reported": standing.percent,
        "percent_unreported": percent(standing.overdue, standing.due),
        "percent_bad_data": percent(standing.inconsistent, standing.total),
        "major": int(standing.major),
        "rule_version": standing.rule_version,
    }


def plain_sponsor(sponsor: TrackedSponsor, standing: Standing) -> Row:
    """One sponsor with the figures of the FDAAA TrialsTracker's ranking. Fine in US dollars."""
    return {
        "slug": sponsor.slug,
        "sponsor_name": standing.name,
        "kind": standing.kind.value,
        "rank": standing.rank,
        "total": standing.total,
        "due": standing.due,
        "reported": standing.reported,
        "reported_late": standing.reported_late,
        "reported_on_time": standing.reported - standing.reported_late,
        "overdue": standing.overdue,
        "inconsistent": standing.inconsistent,
        "percentage": int(100 * standing.reported / standing.due) if standing.due else None,
        "percent_reported": standing.percent,
        "days_late": standing.days_late,
        "finable_days": standing.finable_days,
        "fine_usd": standing.finable_days * FINE_A_DAY,
        "rule_version": standing.rule_version,
    }


def trial_table(snapshot: Snapshot, rule_version: str) -> tuple[tuple[str, ...], Iterator[Row]]:
    """Names of the fields, and every trial of a snapshot by its number."""
    fields = {Register.EU: EU_TRIAL, Register.FDAAA: FDAAA_TRIAL, Register.CTIS: CTIS_TRIAL}[snapshot.register]
    return fields, (trial_fields(snapshot.register, row) for row in trial_rows(snapshot, rule_version))


def trial_fields(register: Register, row: TrialRow) -> Row:
    """One trial with its verdict."""
    verdict = row.verdict
    common: Row = {
        "state": verdict.state.value,
        "has_results": verdict.has_results,
        "due_date": None if verdict.due_date is None else verdict.due_date.isoformat(),
        "days_late": verdict.days_late,
        "rule_version": verdict.rule_version,
    }
    if register is Register.EU:
        names: Row = {"trial_id": row.identifier, "trial_title": row.title, "overall_status": verdict.status}
        return names | {"results_expected": verdict.results_due} | common
    found: Row = {
        "title": row.title,
        "status": verdict.status or None,
        "results_due": verdict.results_due,
    } | common
    if register is Register.CTIS:
        return {"ct_number": row.identifier} | found
    return {
        "nct_id": row.identifier,
        "class": verdict.trial_class,
        "finable_days": verdict.finable_days,
    } | found
