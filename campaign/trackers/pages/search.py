"""Looking up a sponsor, a trial number or a condition in all registers."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from campaign.trackers.edition_queries import newest_judged, newest_leagues
from campaign.trackers.law import PUBLISHED_VERSION
from campaign.trackers.laws import LAWS
from campaign.trackers.pages.blueprint import blueprint
from campaign.trackers.pages.choices import asked_words
from campaign.trackers.trials_queries import exact_trial, found_sponsors, found_trials
from campaign.web.headers import kept_for_all

_FEWEST_LETTERS = 2


@blueprint.get("/search")
def search() -> ResponseReturnValue:
    """Sponsors and trials that match; the number of a trial leads straight to it."""
    words = asked_words()
    exact = exact_trial(words) if words else None
    if exact is not None:
        register, identifier = exact
        return redirect(url_for("trackers.trial", register=register.value, identifier=identifier), 302)
    enough = len(words) >= _FEWEST_LETTERS
    leagues = newest_leagues(PUBLISHED_VERSION) if enough else []
    judged = newest_judged(PUBLISHED_VERSION) if enough else []
    return kept_for_all(
        render_template(
            "trackers/search.html",
            words=words,
            enough=enough,
            sponsors=found_sponsors(leagues, words) if leagues else [],
            trials=found_trials(judged, words) if judged else [],
            laws=LAWS,
        )
    )
