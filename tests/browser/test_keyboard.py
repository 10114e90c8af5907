"""Walking a campaign's page with the Tab key: every stop is seen, in the order of the page, and none holds one."""

from flask import Flask
from playwright.sync_api import Browser

from tests.browser.watch import Watched
from tests.factories.campaigns import open_campaign
from tests.factories.organizations import approved_support

# Where the focus is: its place among everything on the page, its name, its outline, and whether it is within sight.
STOP = """() => {
  const at = document.activeElement, look = getComputedStyle(at), box = at.getBoundingClientRect();
  if (at === document.body) return null;
  return {
    place: [...document.querySelectorAll('*')].indexOf(at),
    name: `${at.localName}#${at.id} ${at.textContent.trim().slice(0, 30)}`,
    outline: look.outlineStyle !== 'none' && parseFloat(look.outlineWidth) >= 3,
    seen: box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight
      && box.right > 0 && box.left < innerWidth,
    covered: !at.contains(document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2))
      && at.getClientRects().length === 1 && !at.matches('input, [role=region]'),
  };
}"""


def test_every_stop_of_the_tab_key_is_seen_and_in_order(app: Flask, address: str, chromium: Browser) -> None:
    with app.app_context():
        campaign = open_campaign(partners=("Westhaven Patients’ League",), colour="#ffd400")
        approved_support(campaign, name="Fennmark Kliniken")
    for language, width in (("", 1280), ("/ar", 390)):
        context = chromium.new_context(reduced_motion="reduce", viewport={"width": width, "height": 800})
        tab = Watched(context, address)
        page = tab.open(f"{language}/c/{campaign.slug}")
        places = []
        for _ in range(90):
            page.keyboard.press("Tab")
            stop = page.evaluate(STOP)
            if stop is None:
                break
            places.append(stop["place"])
            assert stop["outline"], f"nothing shows that the focus is on {stop['name']}"
            assert stop["seen"], f"{stop['name']} has the focus out of sight at {width} px"
            assert not stop["covered"], f"something covers {stop['name']} at {width} px"
        else:
            raise AssertionError("the focus never leaves the page")
        assert len(places) > 20
        assert places == sorted(places)
        page.keyboard.press("Tab")
        page.locator("a.skip:focus").wait_for()
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        assert page.evaluate("document.querySelector('main').contains(document.activeElement)")
        assert tab.faults == []
        context.close()
