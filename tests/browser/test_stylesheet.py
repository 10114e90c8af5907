"""The sheets and the script that are sent say what those in the tree say, and no sheet knows left from right."""

import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser

from campaign.web.pages import asset
from campaign.web.shortened import shorter_script

STATIC = Path(__file__).parents[2] / "campaign" / "static"
SHEETS = ("countersign.css", "desk.css")
RULES = """css => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  return [...sheet.cssRules].map(rule =>
    rule.cssText.replace(/\\s*([{};,])\\s*/g, '$1').replace(/\\s+/g, ' ').replace(/(--[\\w-]+|\\(color): /g, '$1:'));
}"""
# Gradients have no logical places; each of these has its twin for right to left.
_PLACES = re.compile(r"background(?:-position)?:[^;}]+[;}]|inset [^,;]+,|linear-gradient\([^;]+")


@pytest.mark.parametrize("name", SHEETS)
def test_a_sheet_that_is_sent_has_the_same_rules_and_is_kept(
    app: Flask, client: FlaskClient, chromium: Browser, name: str
) -> None:
    written = (STATIC / name).read_text()
    with app.app_context():
        answer = client.get(asset(name))
    assert answer.mimetype == "text/css"
    assert answer.headers["Cache-Control"] == "public, max-age=31536000"
    assert client.get(f"/static/{name}", headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
    assert "/*" not in answer.text and len(answer.text) < 0.88 * len(written)
    page = chromium.new_page()
    assert page.evaluate(RULES, answer.text) == page.evaluate(RULES, written)
    page.close()


def test_the_script_that_is_sent_has_every_line_that_is_no_comment(app: Flask, client: FlaskClient) -> None:
    written = (STATIC / "countersign.js").read_text()
    with app.app_context():
        answer = client.get(asset("countersign.js"))
    assert answer.mimetype == "text/javascript"
    assert answer.text.splitlines() == [
        line.strip() for line in written.splitlines() if line.strip() and not line.strip().startswith("//")
    ]
    assert all(line.count("`") % 2 == 0 for line in written.splitlines()), "no string over the end of a line"
    assert shorter_script("a;\n  // said\n\n  b; // stays\n") == "a;\nb; // stays\n"


@pytest.mark.parametrize("name", SHEETS)
def test_a_sheet_knows_no_left_and_right(name: str) -> None:
    rest = _PLACES.sub("", re.sub(r"/\*.*?\*/", "", (STATIC / name).read_text(), flags=re.DOTALL))
    named = re.findall(r"(?<=[{;\s])([a-z-]+)\s*:(?!:)", rest)
    sides = r"((margin|padding|border|inset)-)?(left|right|top|bottom)(-.*)?|(min-|max-)?height|width"
    assert [name for name in named if re.fullmatch(sides, name)] == []
    assert not re.search(r"text-align:\s*(left|right)|float:\s*(left|right)", rest)
