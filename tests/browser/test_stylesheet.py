"""The sheet that is sent says what the sheet in the tree says, and nothing in it knows left from right."""

import re
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser

from campaign.web.pages import asset

WRITTEN = (Path(__file__).parents[2] / "campaign" / "static" / "countersign.css").read_text()
RULES = """css => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  return [...sheet.cssRules].map(rule => rule.cssText.replace(/\\s*([{};,])\\s*/g, '$1').replace(/\\s+/g, ' '));
}"""
# Gradients have no logical places; each of these has its twin for right to left.
_PLACES = re.compile(r"background(?:-position)?:[^;}]+[;}]|inset [^,;]+,|linear-gradient\([^;]+")


def test_the_sheet_that_is_sent_has_the_same_rules_and_is_kept(
    app: Flask, client: FlaskClient, chromium: Browser
) -> None:
    with app.app_context():
        answer = client.get(asset("countersign.css"))
    assert answer.mimetype == "text/css"
    assert answer.headers["Cache-Control"] == "public, max-age=31536000"
    assert client.get("/static/countersign.css", headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
    assert "/*" not in answer.text and len(answer.text) < 0.88 * len(WRITTEN)
    page = chromium.new_page()
    assert page.evaluate(RULES, answer.text) == page.evaluate(RULES, WRITTEN)
    page.close()


def test_the_sheet_knows_no_left_and_right() -> None:
    rest = _PLACES.sub("", re.sub(r"/\*.*?\*/", "", WRITTEN, flags=re.DOTALL))
    named = re.findall(r"(?<=[{;\s])([a-z-]+)\s*:(?!:)", rest)
    sides = r"((margin|padding|border|inset)-)?(left|right|top|bottom)(-.*)?|(min-|max-)?height|width"
    assert [name for name in named if re.fullmatch(sides, name)] == []
    assert not re.search(r"text-align:\s*(left|right)|float:\s*(left|right)", rest)
