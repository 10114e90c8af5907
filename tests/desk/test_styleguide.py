"""The style guide shows every part, as the pages' own macros make it."""

import re
from html import unescape
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient

from campaign.accounts.models import RoleName
from tests.factories.accounts import sign_in, staff

STATIC = Path(__file__).parents[2] / "campaign" / "static"
SHEETS = "".join((STATIC / name).read_text() for name in ("countersign.css", "desk.css"))

COMPONENTS = (
    *("kicker", "standfirst", "meta", "fine", "num", "counts", "figs", "thermo", "bar", "btn", "slip", "field", "hint"),
    *("in", "check", "err", "bad-field", "err-sum", "note", "mark", "grade", "items", "facts", "doc", "quote", "wall"),
    *("steps", "scroll", "filters", "pager", "share", "empty", "tabs", "letters", "crumbs", "chart", "key", "tiles"),
    *("shades", "spark", "embed", "diff", "bulk", "pick", "rows", "prose", "sec", "cols", "cols-3", "pairs", "tick"),
    *("stacks", "dir", "logo", "logos", "facets", "side"),
)  # fmt: skip


def test_every_component_is_there_with_its_markup(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        person = staff(RoleName.EDITOR)
    page = sign_in(client, person).get("/desk/styleguide").text
    used = {name for classes in re.findall(r'class="([^"]+)"', page) for name in classes.split()}
    assert set(COMPONENTS) <= used
    assert set(COMPONENTS) <= set(re.findall(r"\.([a-z][\w-]*)", SHEETS))
    shown = re.findall(r"<pre>(.+?)</pre>", page, re.DOTALL)
    assert len(shown) == page.count('<section class="sec') >= 20
    assert all(unescape(markup) in page for markup in shown if "csrf" not in markup)
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert sorted(set(ids)) == sorted(ids)


def test_its_table_is_sorted_and_paged_by_its_address(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        person = staff(RoleName.REVIEWER)
    browser = sign_in(client, person)
    assert 'aria-sort="descending"' in browser.get("/desk/styleguide").text
    assert 'aria-sort="ascending"' in browser.get("/desk/styleguide?sort=sponsor").text
    assert '<b aria-current="page">10</b>' in browser.get("/desk/styleguide?page=99999").text
    assert 'href="/desk/styleguide"' in browser.get("/desk").text
