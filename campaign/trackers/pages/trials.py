"""Every trial of a register."""

from datetime import date

from flask import render_template, request
from flask.typing import ResponseReturnValue

from campaign.clock import now
from campaign.text import tidy
from campaign.trackers.edition_queries import Edition, judged_edition
from campaign.trackers.law import CORRECTED_VERSION, PUBLISHED_VERSION
from campaign.trackers.laws import LAWS
from campaign.trackers.pages.blueprint import asked_register, asked_rule, blueprint
from campaign.trackers.pages.choices import address_of, asked, asked_sort, asked_words, kept_page
from campaign.trackers.rules.state import State
from campaign.trackers.trials_queries import SORTS, TrialChoice, trial_facets, trial_page
from campaign.trackers.words.statuses import STATES, status_words
from campaign.web.paging import page_number


@blueprint.get("/<register>/trials")
def trials(register: str) -> ResponseReturnValue:
    """Trials with state, phase and deadline, by what is asked for in the address."""
    found = asked_register(register)
    rule = asked_rule()
    sort, backwards = asked_sort(SORTS)
    day = _asked_day()
    url = address_of(
        rule=rule if rule != PUBLISHED_VERSION else "",
        q=asked_words(),
        state=asked("state", frozenset(State)),
        phase=tidy(request.args.get("phase", ""))[:20],
        before=day.isoformat() if day else "",
        sort=f"{'-' if backwards else ''}{sort}" if sort != SORTS[0] or backwards else "",
    )
    choice = TrialChoice(
        words=url.get("q", ""),
        state=State(url["state"]) if "state" in url else None,
        phase=url.get("phase", ""),
        due_before=day,
        sort=sort,
        backwards=backwards,
        page=page_number(),
    )
    return kept_page(url, lambda: _page(judged_edition(found, rule), choice, url))


def _asked_day() -> date | None:
    try:
        return date.fromisoformat(request.args.get("before", ""))
    except ValueError:
        return None


def _page(edition: Edition, choice: TrialChoice, url: dict[str, str]) -> str:
    states, phases = trial_facets(edition)
    return render_template(
        "trackers/trials.html",
        law=LAWS[edition.register],
        edition=edition,
        old=edition.is_old(now().date()),
        other=CORRECTED_VERSION if edition.rule_version == PUBLISHED_VERSION else PUBLISHED_VERSION,
        page=trial_page(edition, choice),
        choice=choice,
        states=states,
        phases=phases,
        state_words=STATES,
        status_words=status_words,
        url=url,
    )
