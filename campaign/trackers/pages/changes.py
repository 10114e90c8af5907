"""What changed in a register since last time, as a page and as CSV."""

from collections.abc import Iterator
from datetime import date

from flask import Response, render_template, request, stream_with_context
from flask.typing import ResponseReturnValue

from campaign.cells import csv_lines, guarded
from campaign.trackers.change_queries import (
    GROUPS,
    ChangeRow,
    all_changes,
    change_counts,
    change_page,
    day_before,
)
from campaign.trackers.edition_queries import Edition, judged_days, judged_edition
from campaign.trackers.law import CORRECTED_VERSION, PUBLISHED_VERSION
from campaign.trackers.laws import LAWS
from campaign.trackers.pages.blueprint import asked_register, asked_rule, blueprint
from campaign.trackers.pages.choices import address_of, asked, kept_page
from campaign.trackers.rules.changes import Change
from campaign.trackers.words.fields import reasons_words
from campaign.trackers.words.statuses import change_words, status_words
from campaign.web.paging import page_number

COLUMNS = (
    *("register", "data_date", "rule_version", "identifier", "title", "sponsors", "change", "was_overdue"),
    *("status_before", "status_after", "reason"),
)
_SHOWN_DAYS = 24


def asked_day() -> date | None:
    """The day of an earlier snapshot by `?date=`; None for the newest, and for what is no day."""
    try:
        return date.fromisoformat(request.args.get("date", ""))
    except ValueError:
        return None


@blueprint.get("/<register>/changes")
def changes(register: str) -> ResponseReturnValue:
    """Which trials became overdue, were reported, left or joined, and why."""
    found = asked_register(register)
    rule = asked_rule()
    day = asked_day()
    url = address_of(
        rule=rule if rule != PUBLISHED_VERSION else "",
        date=day.isoformat() if day else "",
        kind=asked("kind", frozenset(GROUPS)),
    )
    return kept_page(url, lambda: _page(judged_edition(found, rule, day), url))


def _page(edition: Edition, url: dict[str, str]) -> str:
    register = edition.register
    return render_template(
        "trackers/changes.html",
        law=LAWS[register],
        edition=edition,
        other=CORRECTED_VERSION if edition.rule_version == PUBLISHED_VERSION else PUBLISHED_VERSION,
        before=day_before(register, edition.data_date),
        days=judged_days(register)[:_SHOWN_DAYS],
        counts=change_counts(edition),
        group=url.get("kind", ""),
        page=change_page(edition, url.get("kind", ""), page_number()),
        url=url,
        change_words=change_words,
        reasons_words=reasons_words,
        status_words=status_words,
    )


@blueprint.get("/<register>/changes.csv")
def changes_csv(register: str) -> ResponseReturnValue:
    """The same as CSV, every change of the day."""
    edition = judged_edition(asked_register(register), asked_rule(), asked_day())
    answer = Response(stream_with_context(_lines(edition)), mimetype="text/csv")
    name = f"{edition.register.value}-changes-{edition.data_date.isoformat()}-rule-{edition.rule_version}.csv"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Cache-Control"] = "public, max-age=60, stale-while-revalidate=300"
    return answer


def _lines(edition: Edition) -> Iterator[bytes]:
    yield csv_lines([COLUMNS])
    for row in all_changes(edition):
        yield csv_lines([[guarded(cell) for cell in _cells(edition, row)]])


def _cells(edition: Edition, row: ChangeRow) -> tuple[str, ...]:
    return (
        edition.register.value,
        edition.data_date.isoformat(),
        edition.rule_version,
        row.identifier,
        row.title,
        "; ".join(slug for slug, _ in row.sponsors),
        row.change.value,
        "true" if row.was_overdue else "false",
        row.before,
        row.after,
        reasons_words(edition.register, row.reasons, left=row.change is Change.LEFT_THE_SET),
    )
