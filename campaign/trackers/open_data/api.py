"""The trackers for machines: read-only, without a key, described by `/api/v1/openapi.json`."""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final
from urllib.parse import urlencode

from flask import Blueprint, Response, render_template, request, stream_with_context
from flask.typing import ResponseReturnValue

from campaign.accounts.site import site_facts
from campaign.cells import csv_lines, guarded
from campaign.trackers.facts import Register
from campaign.trackers.law import CORRECTED_VERSION, PUBLISHED_VERSION
from campaign.trackers.laws import LAWS
from campaign.trackers.models import Snapshot, Standing, TrackedSponsor
from campaign.trackers.open_data.addresses import site_address, sponsor_address, trial_address
from campaign.trackers.open_data.api_description import (
    BY_ENDPOINT,
    OPERATIONS,
    PREFIX,
    BadParameter,
    openapi,
    read_query,
)
from campaign.trackers.open_data.queries import (
    SponsorFilters,
    TrialFilters,
    all_of,
    change_counts,
    change_query,
    headline_history,
    page_of,
    same_sponsors,
    shown_registers,
    sponsor_query,
    sponsors_of,
    standing_history,
    standing_of,
    titles_of,
    trial_query,
    trial_record,
    written_names,
)
from campaign.trackers.open_data.told import told_steps
from campaign.trackers.published import (
    EU_SPONSOR,
    SPONSOR,
    eu_sponsor,
    headline_fields,
    plain_sponsor,
    trial_fields,
    trial_table,
)
from campaign.trackers.queries import TrialRow, headline, judged_snapshot, newest_snapshot, sponsor_by_slug
from campaign.trackers.rules.changes import Change
from campaign.trackers.rules.fdaaa import FINE_A_DAY
from campaign.web.errors import NotFound
from campaign.web.formats import stamp
from campaign.web.headers import kept_for_all

blueprint = Blueprint("trackers_api", __name__, url_prefix=PREFIX)
SECONDS: Final = 300
VERSIONS: Final = (PUBLISHED_VERSION, CORRECTED_VERSION)


@blueprint.after_request
def for_every_page(response: Response) -> Response:
    """Pages of other sites may read the answers; there is nothing in them that depends on who asks."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Access-Control-Expose-Headers"] = "ETag"
    return response


def _asked() -> dict[str, Any]:
    return read_query(BY_ENDPOINT[request.endpoint or ""], request.args)


def _register(text: str) -> Register:
    found = next((register for register in LAWS if register.value == text), None)
    if found is None:
        raise NotFound(f"There is no register “{text[:60]}”. There are {', '.join(each.value for each in LAWS)}.")
    return found


def _sponsor(slug: str) -> TrackedSponsor:
    found = sponsor_by_slug(slug)
    if found is None:
        raise NotFound(f"There is no sponsor “{slug[:100]}”. The list of sponsors has every slug.")
    return found


def _answer(found: Mapping[str, Any]) -> Response:
    response = kept_for_all(json.dumps(found, ensure_ascii=False), SECONDS)
    response.mimetype = "application/json"
    return response


def _of(snapshot: Snapshot, rule_version: str) -> dict[str, Any]:
    """What every answer says about itself."""
    return _origin(snapshot) | {"rule_version": rule_version}


def _origin(snapshot: Snapshot) -> dict[str, Any]:
    return {
        "register": snapshot.register.value,
        "data_date": snapshot.data_date.isoformat(),
        "generated_from": {
            "source": LAWS[snapshot.register].source,
            "origin": snapshot.origin.value,
            "published_at": None if snapshot.published_at is None else stamp(snapshot.published_at),
            "sha256": snapshot.source_digest or None,
            "trials_read": snapshot.records,
            "records_not_read": snapshot.malformed,
        },
    }


def _page(asked: Mapping[str, Any], total: int, results: Sequence[Any]) -> dict[str, Any]:
    number, size = asked["page"], asked["page_size"]
    last = max(1, -(-total // size))
    return {
        "total": total,
        "page": number,
        "page_size": size,
        "next": _link(number + 1) if number < last else None,
        "previous": _link(min(number - 1, last)) if number > 1 else None,
        "results": results,
    }


def _link(number: int) -> str:
    keep = [(name, text) for name, text in request.args.items(multi=True) if name != "page"]
    return site_address(f"{request.path}?{urlencode([*keep, ('page', number)])}")


def _filters(kind: Callable[..., Any], asked: Mapping[str, Any]) -> Any:
    others = ("rule", "date", "page", "page_size", "format")
    return kind(**{name: value for name, value in asked.items() if name not in others})


def _csv(name: str, snapshot: Snapshot, columns: Sequence[str], pieces: Iterator[list[dict[str, Any]]]) -> Response:
    """Everything as one file, sent as it is read."""
    question = f"{snapshot.id} {request.full_path}"
    tag = hashlib.sha256(question.encode()).hexdigest()[:32]

    def lines() -> Iterator[bytes]:
        yield csv_lines([columns])
        for rows in pieces:
            yield csv_lines([[_cell(row[column]) for column in columns] for row in rows])

    response = Response(stream_with_context(lines()), mimetype="text/csv")
    response.headers["Cache-Control"] = f"public, max-age={SECONDS}"
    name = f"{snapshot.register.value}-{name}-{snapshot.data_date.isoformat()}.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.set_etag(tag, weak=True)
    response.make_conditional(request)
    return response


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, list):
        return guarded(";".join(each["slug"] for each in value))
    return guarded(value) if isinstance(value, str) else str(value)


@blueprint.get("/trackers")
def registers() -> ResponseReturnValue:
    """Every register of which there are data."""
    _asked()
    found = []
    for register in shown_registers():
        law, newest = LAWS[register], newest_snapshot(register)
        here = site_address(f"{PREFIX}/trackers/{register.value}")
        links = {
            name: f"{here}/{name}" for name in ("headline", "history", "sponsors", "trials", "changes", "performance")
        }
        found.append(
            {
                "register": register.value,
                "name": law.name,
                "source": law.source,
                "number_name": law.number_name,
                "asks": law.asks,
                "original": law.original,
                "data_date": newest.data_date.isoformat(),
                "links": links,
                "page": site_address(f"/trackers/{register.value}"),
            }
        )
    return _answer(
        {
            "rule_versions": list(VERSIONS),
            "generated_from": "the newest copy of each register, see its own answers",
            "files": site_address("/trackers/data"),
            "results": found,
        }
    )


@blueprint.get("/trackers/<register>/headline", endpoint="headline")
def headline_answer(register: str) -> ResponseReturnValue:
    """A register's figures on one day."""
    asked = _asked()
    snapshot = newest_snapshot(_register(register), asked["date"])
    return _answer(headline_fields(snapshot, asked["rule"]) | _of(snapshot, asked["rule"]))


@blueprint.get("/trackers/<register>/history")
def history(register: str) -> ResponseReturnValue:
    """A register's figures over time."""
    rule = _asked()["rule"]
    newest = newest_snapshot(_register(register))
    rows = [
        found.figures | {"data_date": each.data_date.isoformat(), "rule_version": rule, "origin": each.origin.value}
        for each, found in headline_history(newest.register, rule)
    ]
    return _answer(_of(newest, rule) | {"total": len(rows), "results": rows})


def _sponsor_fields(register: Register, sponsor: TrackedSponsor, standing: Standing) -> dict[str, Any]:
    fields = (eu_sponsor if register is Register.EU else plain_sponsor)(sponsor, standing)
    return fields | {"kind": standing.kind.value, "country": sponsor.country or None}


@blueprint.get("/trackers/<register>/sponsors")
def sponsors(register: str) -> ResponseReturnValue:
    """Every sponsor's record, filtered."""
    asked = _asked()
    snapshot = newest_snapshot(_register(register), asked["date"])
    if asked["country"] is not None:
        asked["country"] = asked["country"].upper()
    query = sponsor_query(snapshot, asked["rule"], _filters(SponsorFilters, asked))
    if asked["format"] == "csv":
        names = EU_SPONSOR if snapshot.register is Register.EU else SPONSOR
        columns = ("data_date", *names, *(name for name in ("kind", "country") if name not in names))
        day = {"data_date": snapshot.data_date.isoformat()}
        pieces = ([_sponsor_fields(snapshot.register, *row) | day for row in rows] for rows in all_of(query))
        return _csv("sponsors", snapshot, columns, pieces)
    total, rows = page_of(query, asked["page"], asked["page_size"])
    found = [_sponsor_fields(snapshot.register, *row) for row in rows]
    return _answer(_of(snapshot, asked["rule"]) | _page(asked, total, found))


@blueprint.get("/trackers/<register>/sponsors/<slug>")
def sponsor(register: str, slug: str) -> ResponseReturnValue:
    """One sponsor with what hangs together with it."""
    asked, found = _asked(), _sponsor(slug)
    snapshot = newest_snapshot(_register(register), asked["date"])
    standing = standing_of(snapshot, asked["rule"], found)
    if standing is None:
        raise NotFound(
            f"“{found.slug}” has no record in this register on {snapshot.data_date.isoformat()} under version "
            f"{asked['rule']} of the rules."
        )
    relations = standing.relations or {}
    others = same_sponsors(found)
    return _answer(
        _of(snapshot, asked["rule"])
        | _sponsor_fields(snapshot.register, found, standing)
        | {
            "parents": [{"slug": each, "name": name} for each, name in relations.get("parents", ())],
            "children": [{"slug": each, "name": name} for each, name in relations.get("children", ())],
            "aliases": [{"slug": each.slug, "name": each.name} for each in others],
            "written_names": written_names(found),
            "other_registers": _elsewhere(snapshot.register, [found, *others], asked["rule"]),
            "page": sponsor_address(snapshot.register, found.slug),
        }
    )


def _elsewhere(register: Register, same: Sequence[TrackedSponsor], rule_version: str) -> list[dict[str, Any]]:
    """The same sponsor's records in the other registers."""
    found = []
    for other in shown_registers():
        if other is register:
            continue
        snapshot = newest_snapshot(other)
        for each in same:
            standing = standing_of(snapshot, rule_version, each)
            if standing is not None:
                found.append(
                    {
                        "register": other.value,
                        "data_date": snapshot.data_date.isoformat(),
                        "slug": each.slug,
                        "name": standing.name,
                        "total": standing.total,
                        "due": standing.due,
                        "reported": standing.reported,
                        "percent_reported": standing.percent,
                        "page": sponsor_address(other, each.slug),
                    }
                )
    return found


@blueprint.get("/trackers/<register>/sponsors/<slug>/history")
def sponsor_history(register: str, slug: str) -> ResponseReturnValue:
    """One sponsor's record over time."""
    asked, found = _asked(), _sponsor(slug)
    newest = newest_snapshot(_register(register))
    rows = []
    for snapshot, standing in standing_history(newest.register, asked["rule"], found):
        fields = _sponsor_fields(newest.register, found, standing)
        same = ("parents", "children", "slug", "country")
        rows.append(
            {"data_date": snapshot.data_date.isoformat(), "origin": snapshot.origin.value}
            | {name: value for name, value in fields.items() if name not in same}
        )
    if not rows:
        raise NotFound(f"“{found.slug}” has no record in this register under version {asked['rule']} of the rules.")
    return _answer(_of(newest, asked["rule"]) | {"slug": found.slug, "total": len(rows), "results": rows})


@blueprint.get("/trackers/<register>/performance")
def performance(register: str) -> ResponseReturnValue:
    """Due, reported and fines, as the FDAAA TrialsTracker answered."""
    asked = _asked()
    snapshot = judged_snapshot(_register(register))
    found = None if asked["sponsor"] is None else _sponsor(asked["sponsor"])
    if found is None:
        record: Any = headline(snapshot, asked["rule"])
        finable = None if record is None else record.figures.get("finable_days")
    else:
        record = standing_of(snapshot, asked["rule"], found)
        finable = record.finable_days if record is not None and snapshot.register is Register.FDAAA else None
    changes = change_counts(snapshot, asked["rule"], found)
    return _answer(
        _of(snapshot, asked["rule"])
        | {
            "sponsor": asked["sponsor"],
            "due": 0 if record is None else record.due,
            "reported": 0 if record is None else record.reported,
            "days_late": finable,
            "fines_str": None if finable is None else f"${finable * FINE_A_DAY:,}",
            "overdue_today": changes.get(Change.BECAME_OVERDUE, 0),
            "late_today": changes.get(Change.REPORTED_LATE, 0),
            "on_time_today": changes.get(Change.REPORTED_ON_TIME, 0),
        }
    )


def _trial_rows(snapshot: Snapshot, rows: Sequence[Any]) -> list[dict[str, Any]]:
    sponsors = sponsors_of(snapshot, [verdict.trial_id for _, _, verdict in rows])
    law = LAWS[snapshot.register]
    return [
        trial_fields(snapshot.register, TrialRow(identifier, title, verdict))
        | {"sponsors": sponsors.get(verdict.trial_id, []), "publication_url": law.address(identifier)}
        for identifier, title, verdict in rows
    ]


@blueprint.get("/trackers/<register>/trials")
def trials(register: str) -> ResponseReturnValue:
    """Trials with their verdict, filtered."""
    asked = _asked()
    snapshot = judged_snapshot(_register(register))
    query = trial_query(snapshot, asked["rule"], _filters(TrialFilters, asked))
    if asked["format"] == "csv":
        columns = ("data_date", *trial_table(snapshot, asked["rule"])[0], "sponsors", "publication_url")
        day = {"data_date": snapshot.data_date.isoformat()}
        pieces = ([row | day for row in _trial_rows(snapshot, rows)] for rows in all_of(query))
        return _csv("trials", snapshot, columns, pieces)
    total, rows = page_of(query, asked["page"], asked["page_size"])
    return _answer(_of(snapshot, asked["rule"]) | _page(asked, total, _trial_rows(snapshot, rows)))


@blueprint.get("/trackers/<register>/trials/<identifier>")
def trial(register: str, identifier: str) -> ResponseReturnValue:
    """One trial: what the register says, and why the verdict is what it is."""
    _asked()
    snapshot = judged_snapshot(_register(register))
    found = trial_record(snapshot, identifier)
    if found is None:
        raise NotFound(f"There is no trial “{identifier[:60]}” in this register here.")
    steps = told_steps(snapshot, found.facts.facts)
    verdicts = {
        version: trial_fields(snapshot.register, TrialRow(identifier, found.facts.title, verdict))
        | {"in_register": verdict.in_register, "steps": steps.get(version, [])}
        for version, verdict in found.verdicts.items()
    }
    changes = [
        {
            "data_date": day.data_date.isoformat(),
            "rule_version": each.rule_version,
            "change": each.change.value,
            "before": each.before,
            "after": each.after,
            "reasons": _reasons(each.reasons),
        }
        for day, each in found.changes
    ]
    return _answer(
        _origin(snapshot)
        | {
            "rule_version": ", ".join(found.verdicts),
            "identifier": identifier,
            "title": found.facts.title,
            "condition": found.facts.condition,
            "phase": found.facts.phase,
            "first_seen": found.trial.first_seen.isoformat(),
            "facts_since": found.facts.seen_on.isoformat(),
            "sponsors": sponsors_of(snapshot, [found.trial.id]).get(found.trial.id, []),
            "facts": json.loads(found.facts.facts),
            "verdicts": verdicts,
            "changes": changes,
            "publication_url": LAWS[snapshot.register].address(identifier),
            "page": trial_address(snapshot.register, identifier),
        }
    )


def _reasons(reasons: Sequence[Sequence[Any]]) -> list[dict[str, Any]]:
    return [{"field": field, "before": before, "after": after} for field, before, after in reasons]


@blueprint.get("/trackers/<register>/changes")
def changes(register: str) -> ResponseReturnValue:
    """What happened between one day of data and the one before."""
    asked = _asked()
    snapshot = newest_snapshot(_register(register), asked["date"])
    total, rows = page_of(change_query(snapshot, asked["rule"]), asked["page"], asked["page_size"])
    titles = titles_of([each.trial_id for _, each in rows])
    found = [
        {
            "identifier": trial.identifier,
            "title": titles.get(trial.id, ""),
            "change": each.change.value,
            "was_overdue": each.was_overdue,
            "before": each.before,
            "after": each.after,
            "reasons": _reasons(each.reasons),
            "page": trial_address(snapshot.register, trial.identifier),
        }
        for trial, each in rows
    ]
    counted = {change.value: number for change, number in change_counts(snapshot, asked["rule"]).items()}
    return _answer(_of(snapshot, asked["rule"]) | {"counts": counted} | _page(asked, total, found))


@blueprint.get("/openapi.json")
def description() -> ResponseReturnValue:
    """The API as OpenAPI 3.1."""
    if request.args:
        raise BadParameter("This address takes no parameters.")
    return _answer(openapi(site_facts().name, site_address()))


@blueprint.get("/docs")
def docs() -> ResponseReturnValue:
    """The same for people."""
    return kept_for_all(render_template("trackers/api.html", operations=OPERATIONS), SECONDS)
