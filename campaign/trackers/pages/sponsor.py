"""The page of one sponsor in one register: its record, what it has to do, its trials; and the same as files."""

import hashlib
from io import BytesIO

from flask import Response, render_template, request
from flask.typing import ResponseReturnValue

from campaign.clock import now
from campaign.text import folded, tidy
from campaign.trackers.alerts.forms import alert_form_token
from campaign.trackers.facts import Register
from campaign.trackers.interval import share_interval
from campaign.trackers.laws import LAWS
from campaign.trackers.models import Snapshot, SponsorKind
from campaign.trackers.open_data.addresses import trial_address
from campaign.trackers.open_data.tables import write_csv
from campaign.trackers.pages.blueprint import asked_register, asked_rule, blueprint
from campaign.trackers.queries import judged_snapshot, sponsor_by_slug
from campaign.trackers.rules.fdaaa import FINE_A_DAY
from campaign.trackers.sponsor_queries import (
    LEAST_FOR_PERCENT,
    SORTS,
    TABS,
    TASK_COLUMNS,
    TRIAL_COLUMNS,
    Record,
    TrialChoice,
    aliases,
    family,
    other_names_here,
    past,
    place,
    record_in,
    records_elsewhere,
    search_sponsors,
    sequences,
    tab_counts,
    task_rows,
    tasks,
    trial_lines,
    trials_page,
)
from campaign.trackers.sponsor_words import KINDS, task_groups, trend_words
from campaign.web.bars import parts_bar
from campaign.web.calendar import MEDIA_TYPE, DayEvent, calendar
from campaign.web.errors import NotFound
from campaign.web.headers import kept_for_all
from campaign.web.line_charts import Series, share_over_time
from campaign.web.paging import page_number

PRODUCT = "-//Countersign//Trackers//EN"


class NoSuchRecord(NotFound):
    """This sponsor has no trials in this register."""


@blueprint.get("/<register>/sponsors/<slug>")
def sponsor(register: str, slug: str) -> ResponseReturnValue:
    """One sponsor's record in one register."""
    where, version = asked_register(register), asked_rule()
    snapshot = judged_snapshot(where)
    found = sponsor_by_slug(slug)
    if found is None:
        return _unknown(where, snapshot, version, slug)
    record = record_in(found, snapshot, version)
    others = records_elsewhere(found, where, version)
    if record is None:
        return _not_here(where, snapshot, version, slug, others)
    moment = now()
    token = alert_form_token(where.value, slug, moment)
    html = _page(record, others, token)
    response = kept_for_all(html)
    # The form's token is new each time and good for a day: a copy without it is the same page for an hour.
    response.set_etag(hashlib.sha256(f"{moment:%Y%m%d%H}{html.replace(token, '')}".encode()).hexdigest()[:40])
    response.make_conditional(request)
    return response


@blueprint.get("/<register>/sponsors/<slug>/to-do.csv")
def todo_csv(register: str, slug: str) -> ResponseReturnValue:
    """What is overdue, due soon, or to correct, as a table."""
    record = _record(register, slug)
    stream = BytesIO()
    write_csv(stream, TASK_COLUMNS, task_rows(record))
    return _file(stream.getvalue(), record, "to-do")


@blueprint.get("/<register>/sponsors/<slug>/trials.csv")
def sponsor_trials_csv(register: str, slug: str) -> ResponseReturnValue:
    """All trials of a sponsor as a table."""
    record = _record(register, slug)
    stream = BytesIO()
    write_csv(stream, TRIAL_COLUMNS, trial_lines(record))
    return _file(stream.getvalue(), record, "trials")


@blueprint.get("/<register>/sponsors/<slug>/to-do.ics")
def todo_ics(register: str, slug: str) -> ResponseReturnValue:
    """The deadlines of the next 180 days as a calendar to subscribe to."""
    record = _record(register, slug)
    where, snapshot = record.snapshot.register, record.snapshot
    coming = [task for task in tasks(record) if task.kind == "due"]
    changed = sequences(where, [task.identifier for task in coming])
    events = [
        DayEvent(
            uid=f"{where.value}-{task.identifier}@trackers.countersign",
            day=task.due_date,
            summary=f"Results due: {task.title or task.identifier}",
            description=(
                f"{LAWS[where].source}, {task.identifier}. Data of {snapshot.data_date.isoformat()}, rule version "
                f"{record.standing.rule_version}."
            ),
            url=trial_address(where, task.identifier),
            sequence=changed.get(task.identifier, 0),
        )
        for task in coming
        if task.due_date is not None
    ]
    stamp = snapshot.published_at or now()
    content = calendar(events, name=f"Results due: {record.name}", product=PRODUCT, now=stamp)
    return _kept(Response(content, content_type=MEDIA_TYPE))


def _record(register: str, slug: str) -> Record:
    where = asked_register(register)
    found = sponsor_by_slug(slug)
    record = None if found is None else record_in(found, judged_snapshot(where), asked_rule())
    if record is None:
        raise NoSuchRecord
    return record


def _file(content: bytes, record: Record, what: str) -> Response:
    response = Response(content, content_type="text/csv; charset=utf-8")
    name = f"{record.snapshot.register.value}-{record.sponsor.slug}-{what}-{record.snapshot.data_date.isoformat()}.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return _kept(response)


def _kept(response: Response) -> Response:
    response.headers["Cache-Control"] = "public, max-age=300"
    response.add_etag()
    response.make_conditional(request)
    return response


def _asked_trials() -> TrialChoice:
    tab, sort = request.args.get("state", "all"), request.args.get("sort", "late")
    return TrialChoice(
        tab if tab in TABS else "all",
        tidy(request.args.get("q", ""))[:100],
        sort if sort in SORTS else "late",
        page_number(),
    )


def _page(record: Record, others: list[Record], form_token: str) -> str:
    where, standing, version = record.snapshot.register, record.standing, record.standing.rule_version
    choice = _asked_trials()
    then = past(record.sponsor, where, version)
    late = standing.reported_late if record.tells_lateness else None
    told_percent = standing.due >= LEAST_FOR_PERCENT
    individual = standing.kind is SponsorKind.INDIVIDUAL
    return render_template(
        "trackers/sponsor.html",
        record=record,
        standing=standing,
        slug=record.sponsor.slug,
        register=where.value,
        law=LAWS[where],
        laws=LAWS,
        kind=KINDS[standing.kind],
        individual=individual,
        form_token=form_token,
        version=version,
        rule={"rule": "2"} if version == "2" else {},
        as_of=record.snapshot.data_date,
        bar=parts_bar(standing.reported - (late or 0), late, standing.overdue),
        percent=standing.percent if told_percent else None,
        interval=share_interval(standing.reported, standing.due) if told_percent else None,
        least_for_percent=LEAST_FOR_PERCENT,
        place=place(record) if told_percent and not individual else None,
        fine=standing.finable_days * FINE_A_DAY if where is Register.FDAAA else None,
        fine_a_day=FINE_A_DAY,
        aliases=[] if individual else aliases(record.sponsor.name),
        family=family(record),
        same_here=other_names_here(record),
        others=others,
        chart=share_over_time(
            Series("This sponsor", [(each.day, each.percent) for each in then]),
            Series("All sponsors", [(each.day, each.all_percent) for each in then]),
            columns=("Due", "With results"),
            cells={each.day: (each.due, each.reported) for each in then},
        ),
        trend=trend_words(then),
        then=then,
        groups=task_groups(tasks(record)),
        counts=tab_counts(record),
        choice=choice,
        page=trials_page(record, choice),
    )


def _not_here(
    register: Register, snapshot: Snapshot, version: str, slug: str, others: list[Record]
) -> ResponseReturnValue:
    """A sponsor that is known, but has no trials in this register's newest data."""
    if not others:
        return _unknown(register, snapshot, version, slug)
    return render_template(
        "trackers/no_sponsor.html",
        law=LAWS[register],
        laws=LAWS,
        register=register.value,
        name=others[0].name,
        others=others,
        words="",
        found=[],
        as_of=snapshot.data_date,
    ), 404


def _unknown(register: Register, snapshot: Snapshot, version: str, slug: str) -> ResponseReturnValue:
    """Nobody of that address: what the address says, searched for."""
    words = tidy(slug.replace("-", " "))[:100]
    key = folded(words)
    return render_template(
        "trackers/no_sponsor.html",
        law=LAWS[register],
        laws=LAWS,
        register=register.value,
        name="",
        others=[],
        words=words,
        found=search_sponsors(snapshot, version, key) if key else [],
        as_of=snapshot.data_date,
    ), 404
