"""Trials are found by the trackers, which hold a hundred thousand of them; the search asks there."""

import re

from campaign.trackers.edition_queries import newest_judged
from campaign.trackers.facts import Register
from campaign.trackers.law import PUBLISHED_VERSION
from campaign.trackers.trials_queries import ListedTrial, exact_trial, found_trials
from campaign.web.kept import kept

_FEWEST_LETTERS = 3
_EU = re.compile(r"(\d{4})(\d{6})(\d{2})(\d{2})?")


def trial_of_number(text: str) -> tuple[Register, str] | None:
    """The trial whose number this is, however its figures are parted: 2017-990041-26, 201799004126, nct 0123 4567."""
    bare = re.sub(r"[\s\W_]+", "", text).upper()
    if not 8 <= len(bare) <= 24 or not any(char.isdigit() for char in bare):
        return None
    parted = _EU.fullmatch(bare)
    number = "-".join(part for part in parted.groups() if part) if parted else bare
    return exact_trial(number) or exact_trial(text)


def trials_of_words(text: str) -> list[ListedTrial]:
    """Trials that have all these words in number, title or condition, overdue ones first; at most twenty.

    Kept for a minute: every trial is looked at for every word.
    """
    if len(text) < _FEWEST_LETTERS:
        return []

    def read() -> list[ListedTrial]:
        editions = newest_judged(PUBLISHED_VERSION)
        return found_trials(editions, text) if editions else []

    return kept(("search.trials", text.lower()), 60, read)


def has_trials() -> bool:
    """Whether there are trials to look for."""
    return kept("search.has_trials", 60, lambda: bool(newest_judged(PUBLISHED_VERSION)))
