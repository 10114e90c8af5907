"""More contrast and forced colours: every part of the style guide and the main pages keep what colour alone would say.

Axe looks for words that cannot be read; the rest it does not know: where the focus is, that a button has an edge, which
entry of a menu is the present one, how far a bar goes.
"""

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page

from campaign.accounts.models import RoleName
from campaign.campaigns.models import Campaign
from campaign.clock import now
from tests.browser.axe import check_page
from tests.factories.accounts import sign_in, staff
from tests.factories.campaigns import open_campaign
from tests.factories.organizations import approved_support
from tests.factories.signatures import signature

# What cannot be seen on the page at hand. Shapes need 3 to 1 against what they stand on (WCAG 2.2, 1.4.11).
_UNSEEN = """({ wide }) => {
  const canvas = Object.assign(document.createElement('canvas'), { width: 1, height: 1 });
  const pen = canvas.getContext('2d', { willReadFrequently: true });
  const paint = (...colours) => {  // the last one on top
    pen.clearRect(0, 0, 1, 1);
    for (const colour of colours) {
      pen.fillStyle = colour;
      pen.fillRect(0, 0, 1, 1);
    }
    return [...pen.getImageData(0, 0, 1, 1).data];
  };
  const light = colours => {
    const linear = v => v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4;
    const [r, g, b] = paint(...colours).map(v => linear(v / 255));
    return .2126 * r + .7152 * g + .0722 * b;
  };
  const apart = (colour, ground) => {
    const [low, high] = [light([ground, colour]), light([ground])].sort((a, b) => a - b);
    return (high + .05) / (low + .05);
  };
  const ground = element => {
    const { backgroundColor } = getComputedStyle(element), { parentElement } = element;
    return paint(backgroundColor)[3] === 255 || !parentElement ? backgroundColor : ground(parentElement);
  };
  const seen = (colour, element) => apart(colour, ground(element)) >= 3;
  const forced = matchMedia('(forced-colors: active)').matches, faults = [], counted = {};
  const each = (name, selector, fault) => {
    const shown = one => one.checkVisibility({ visibilityProperty: true });
    const found = [...document.querySelectorAll(selector)].filter(shown);
    counted[name] = found.length;
    for (const element of found) {
      const said = fault(element, getComputedStyle(element));
      if (said) faults.push(`${name}: ${said}: ${element.outerHTML.slice(0, 120)}`);
    }
  };
  each('focus', 'a[href], button:enabled, .in:enabled, .check input, summary', element => {
    element.focus({ focusVisible: true });
    const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(element);
    const thin = outlineStyle !== 'solid' || parseFloat(outlineWidth) < wide;
    return (thin || !seen(outlineColor, element.parentElement)) && `${outlineStyle} ${outlineWidth} ${outlineColor}`;
  });
  document.activeElement.blur();
  each('edge', '.btn:not(:disabled), .in', (element, { borderTopWidth: width, borderTopColor: colour }) =>
    (parseFloat(width) < 1 || !seen(colour, element.parentElement)) && `${width} ${colour}`);
  each('frame', '.slip, .note', (element, { outlineStyle, outlineColor }) =>
    (outlineStyle !== 'solid' || !seen(outlineColor, element.parentElement)) && `${outlineStyle} ${outlineColor}`);
  each('current', ':is(.masthead .nav, .tabs) [aria-current]', (element, { borderBottomColor, fontWeight }) => {
    const other = element.closest('nav').querySelector('a:not([aria-current])');
    return (fontWeight < 600 || !seen(borderBottomColor, element)
      || other && seen(getComputedStyle(other).borderBottomColor, other)) && borderBottomColor;
  });
  each('current of the desk', '.desk-nav [aria-current]', (_, { fontWeight, boxShadow, textDecorationLine }) =>
    (fontWeight < 600 || boxShadow === 'none' && textDecorationLine !== 'underline') && boxShadow);
  each('line', '.c-line, .c-axis, .c-whisk, .c-avg', (element, { stroke }) => !seen(stroke, element) && stroke);
  each('dot', '.c-dot', (element, { fill }) => !seen(fill, element) && fill);
  each('bar', ':is(.f-accent, .f-on, .f-late, .f-bad)', (element, { fill }) => !seen(fill, element) && fill);
  each('track', '.f-none', (element, { stroke }) => !seen(stroke, element) && stroke);
  each('tile', '.tiles text', (element, { fill, forcedColorAdjust }) => {
    const tile = getComputedStyle(element.parentElement.querySelector('rect')).fill;
    return (apart(fill, tile) < 4.5 || forced && forcedColorAdjust !== 'none') && `${fill} on ${tile}`;
  });
  each('mark', '.mark', element => {
    const { backgroundColor, backgroundImage, boxShadow } = getComputedStyle(element, '::before');
    return !seen(backgroundColor, element) && backgroundImage === 'none' && boxShadow === 'none' && backgroundColor;
  });
  each('step', '.steps > :is(.yes, .no)', element => {
    const { backgroundColor } = getComputedStyle(element, '::before');
    return !seen(backgroundColor, element) && backgroundColor;
  });
  each('found', '.results mark', (_, { textDecorationLine: line }) => line !== 'underline' && line);
  each('progress', 'progress', (_, { appearance }) => forced && appearance === 'none' && appearance);
  return { faults, counted };
}"""
PARTS = {"focus", "edge", "frame", "current", "current of the desk", "line", "dot", "bar", "track", "tile", "mark",
         "step", "found", "progress"}  # fmt: skip


STYLEGUIDE = "/desk/styleguide"


@pytest.fixture
def campaign(app: Flask) -> Campaign:
    with app.app_context():
        campaign = open_campaign(now=now())
        for _ in range(12):
            signature(campaign, created_at=now(), show_name=True)
        approved_support(campaign, name="Trials on Record", country="DE")
    return campaign


def looked_at(page: Page, paths: tuple[str, ...], width: int) -> set[str]:
    """Open each page, fail on what cannot be seen, and answer which parts were there."""
    there: set[str] = set()
    for path in paths:
        page.goto(path)
        if path.startswith("/c/") and path.count("/") == 2:
            page.get_by_role("button", name="Sign", exact=True).click()
            page.locator("#errors:focus").wait_for()
        check_page(page, path, ((390, "dark"), (1280, "light")) if path == STYLEGUIDE else ((1280, "dark"),))
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]  # it knows no tuple of literals
            seen = page.evaluate(_UNSEEN, {"wide": width})
            assert seen["faults"] == [], f"{path}, {scheme}"
            there |= {part for part, count in seen["counted"].items() if count}
    return there


@pytest.fixture
def context(app: Flask, address: str, chromium: Browser) -> Iterator[dict[str, BrowserContext]]:
    """A tab that asks for more contrast and one with colours of its own, both of a member of staff."""
    with app.app_context():
        cookie = sign_in(app.test_client(), staff(RoleName.EDITOR)).get_cookie("session")
    assert cookie is not None
    contexts = {
        "more": chromium.new_context(base_url=address, contrast="more", reduced_motion="reduce"),
        "forced": chromium.new_context(base_url=address, forced_colors="active", reduced_motion="reduce"),
    }
    for each in contexts.values():
        each.add_cookies([{"name": "session", "value": cookie.value, "url": address}])
    yield contexts
    for each in contexts.values():
        each.close()


@pytest.mark.sqlite_alone
@pytest.mark.parametrize(("look", "width"), [("more", 4), ("forced", 3)])
def test_everything_is_seen_with_other_colours(
    context: dict[str, BrowserContext], campaign: Campaign, look: str, width: int
) -> None:
    paths = (STYLEGUIDE, "/desk/content", f"/c/{campaign.slug}", f"/c/{campaign.slug}/supporters/map")
    assert looked_at(context[look].new_page(), paths, width) == PARTS
