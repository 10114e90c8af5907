"""How the trackers judge: the rules in their own words."""

from dataclasses import dataclass

from flask import render_template
from flask.typing import ResponseReturnValue

from campaign.trackers.edition_queries import LEAST_DUE_OF_CTIS, Edition, NoFigures, judged_edition, turned
from campaign.trackers.facts import Register
from campaign.trackers.law import CORRECTED_VERSION, PUBLISHED_VERSION, Law
from campaign.trackers.laws import LAWS
from campaign.trackers.pages.blueprint import blueprint
from campaign.trackers.pages.choices import kept_page
from campaign.trackers.rules.fdaaa import FINE_A_DAY
from campaign.trackers.rules.sources import SOURCES, Source, sources_of
from campaign.trackers.rules.verdict import Switch
from campaign.trackers.words.rules import RuleBook, rule_book
from campaign.trackers.words.statuses import STATES, STATUSES


@dataclass(frozen=True, slots=True)
class Turned:
    """A switch, its sources, and the headline with it alone turned; None before trials were judged."""

    switch: Switch
    sources: tuple[tuple[str, Source], ...]
    edition: Edition | None


@dataclass(frozen=True, slots=True)
class Chapter:
    """One law: its rules, its switches, and the newest day's headline without any and with all of them."""

    law: Law
    book: RuleBook
    published: Edition | None
    corrected: Edition | None
    switches: tuple[Turned, ...]
    statuses: dict[str, str]


@blueprint.get("/methods")
def methods() -> ResponseReturnValue:
    """Rules, switches, statuses, the fine, what is not counted, and where each rule is written."""
    return kept_page({}, _page)


def _page() -> str:
    return render_template(
        "trackers/methods.html",
        chapters=[_chapter(law) for law in LAWS.values()],
        states=STATES,
        sources=SOURCES,
        fine_a_day=FINE_A_DAY,
        least_due=LEAST_DUE_OF_CTIS,
    )


def _chapter(law: Law) -> Chapter:
    found = _turned(law.register)
    return Chapter(
        law,
        rule_book(law.register),
        found.get(PUBLISHED_VERSION),
        found.get(CORRECTED_VERSION),
        tuple(
            Turned(switch, sources_of(switch.paragraph), found.get(f"{PUBLISHED_VERSION}+{switch.field}"))
            for switch in law.switches
        ),
        dict(STATUSES[law.register]),
    )


def _turned(register: Register) -> dict[str, Edition]:
    try:
        return turned(judged_edition(register, PUBLISHED_VERSION))
    except NoFigures:
        return {}
