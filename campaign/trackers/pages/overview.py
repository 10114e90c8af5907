"""All registers side by side."""

from flask import render_template
from flask.typing import ResponseReturnValue

from campaign.clock import now
from campaign.trackers.change_queries import change_counts, change_page, day_before
from campaign.trackers.edition_queries import (
    LEAST_DUE_OF_CTIS,
    Edition,
    NoFigures,
    judged_edition,
    newest_editions,
    trend,
)
from campaign.trackers.law import CORRECTED_VERSION, PUBLISHED_VERSION
from campaign.trackers.laws import LAWS
from campaign.trackers.pages.blueprint import asked_rule, blueprint
from campaign.trackers.pages.choices import address_of, kept_page
from campaign.trackers.pages.trends import trend_chart
from campaign.trackers.words.statuses import change_words

_CHANGES_SHOWN = 3


@blueprint.get("")
def overview() -> ResponseReturnValue:
    """Who reports what they found: a card for each register, their trends, and what changed."""
    rule = asked_rule()
    url = address_of(rule=rule if rule != PUBLISHED_VERSION else "")
    return kept_page(url, lambda: _page(rule, url))


def _page(rule: str, url: dict[str, str]) -> str:
    editions = newest_editions(rule)
    today = now().date()
    return render_template(
        "trackers/overview.html",
        laws=LAWS,
        rule=rule,
        other=CORRECTED_VERSION if rule == PUBLISHED_VERSION else PUBLISHED_VERSION,
        editions=editions,
        old=[edition for edition in editions if edition.is_old(today)],
        charts=[
            (LAWS[edition.register], trend_chart(LAWS[edition.register], trend(edition.register, rule), 240))
            for edition in editions
            if edition.ranked
        ],
        changes=[found for edition in editions if (found := _changes(edition))],
        least_due=LEAST_DUE_OF_CTIS,
        change_words=change_words,
        url=url,
    )


def _changes(edition: Edition) -> dict[str, object] | None:
    """What changed in a register since last time; None if there was no last time."""
    try:
        judged = judged_edition(edition.register, edition.rule_version)
    except NoFigures:
        return None
    before = day_before(judged.register, judged.data_date)
    if before is None:
        return None
    return {
        "edition": judged,
        "before": before,
        "counts": change_counts(judged),
        "rows": change_page(judged, "", 1, _CHANGES_SHOWN).rows,
    }
