"""Every public page, as the URL map has them: accessible in light and dark, right to left and at 320 pixels, still.

A new page is looked at without a line here: `tests/house/routes.py` gives it its address.
"""

import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page
from werkzeug.routing import Rule

from campaign.web.language import speaks_english_only
from tests.browser.axe import Look, check_page
from tests.browser.watch import Watched
from tests.house.routes import DOOR, PUBLIC, make_world, rules

# What is for staff, and frames as long as their words are not marked for translation.
IN_ENGLISH = {"accounts", "trackers", "own.embed", "organizations.supporters_embed"}
PARTS = 3  # so that several processes share the work
BOTH_WAYS: tuple[Look, ...] = ((1280, "light"), (320, "dark"))
STATIC = Path(__file__).parents[2] / "campaign" / "static"
RIGHT_TO_LEFT: tuple[Look, ...] = ((320, "light"),)


def public_rules(app: Flask) -> list[Rule]:
    return [rule for rule in rules(app, "GET") if rule.endpoint in PUBLIC or rule.endpoint in DOOR]


def classes_of(sheet: str) -> set[str]:
    """Those that a sheet has rules for."""
    rules = re.sub(r"/\*.*?\*/", "", (STATIC / sheet).read_text(), flags=re.DOTALL)
    return set(re.findall(r"\.([a-z][\w-]*)", " ".join(re.findall(r"[^{}]+(?={)", rules))))


# Parts that only the desk's sheet has: a page that does not load it may not use them.
DESK_ALONE = sorted(classes_of("desk.css") - classes_of("countersign.css"))
_BARE = """names => document.querySelector('link[href*="/desk.css"]') ? []
  : names.filter(name => document.getElementsByClassName(name).length)"""


def faults_of(page: Page, what: str, looks: Sequence[Look]) -> list[str]:
    """What `check_page` objects to, so that one page's fault does not hide another's."""
    try:
        check_page(page, what, looks)
    except AssertionError as fault:
        return [str(fault)]
    return []


@pytest.mark.sqlite_alone
@pytest.mark.parametrize("part", range(PARTS))
def test_every_public_page_is_accessible_and_still(app: Flask, address: str, chromium: Browser, part: int) -> None:
    world, stranger = make_world(app), app.test_client()
    context = chromium.new_context(reduced_motion="reduce", locale="en-GB", viewport={"width": 1280, "height": 900})
    tab = Watched(context, address)
    faults = tab.faults
    seen = 0
    for rule in public_rules(app)[part::PARTS]:
        path = world.address(rule)
        answer = stranger.get(path, buffered=True)
        if answer.status_code != 200 or answer.mimetype != "text/html":
            continue
        page = tab.open(path)
        faults += [f"{path} has “{name}”, which only desk.css draws" for name in page.evaluate(_BARE, DESK_ALONE)]
        faults += faults_of(page, f"{path} ({rule.endpoint})", BOTH_WAYS)
        if not speaks_english_only(path) and rule.endpoint not in DOOR:
            page = tab.open(f"/ar{path}")
            spoken, runs = page.evaluate("[document.documentElement.lang, document.documentElement.dir]")
            if (spoken, runs) != ("ar", "rtl") and not IN_ENGLISH.intersection(
                (rule.endpoint, rule.endpoint.split(".")[0])
            ):
                faults.append(f"/ar{path} speaks {spoken} and runs {runs}")
            faults += faults_of(page, f"/ar{path} ({rule.endpoint})", RIGHT_TO_LEFT)
        seen += 1
    context.close()
    assert seen >= 15
    assert not faults, "\n".join(faults)
