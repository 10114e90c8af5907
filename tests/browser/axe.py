"""Looking at a page as people may: phone or desk, light or dark. Axe finds nothing and nothing scrolls sideways."""

import json
from collections.abc import Sequence
from itertools import product
from typing import Literal

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

# Where a table of words comes apart, each cell must say the name of its own column, and nothing may scroll.
_APART = """[...document.querySelectorAll('table.stacks')].flatMap(table => {
  const heads = [...table.tHead.rows[0].cells].map(head => head.textContent.trim());
  const cells = [...table.tBodies[0].rows].flatMap(row => [...row.cells].slice(1));
  const wrong = cells.filter(cell => cell.dataset.label !== heads[cell.cellIndex]).map(cell => cell.outerHTML);
  const box = table.parentElement;
  return innerWidth < 736 && box.scrollWidth > box.clientWidth ? [...wrong, 'it scrolls'] : wrong;
})"""

Look = tuple[int, Literal["light", "dark"]]  # width in CSS pixels, colour scheme
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
FOUR_LOOKS: tuple[Look, ...] = tuple(product((1280, 390), SCHEMES))
EVERY_LOOK: tuple[Look, ...] = tuple(product((1280, 390, 320), SCHEMES))
TWO_LOOKS: tuple[Look, ...] = ((390, "light"), (1280, "dark"))


def check_page(page: Page, what: str = "", looks: Sequence[Look] = TWO_LOOKS) -> None:
    """Fail when the page that is open has a fault in one of these looks. Opens every `details` of it."""
    what = what or page.url
    page.wait_for_load_state("load")  # after a press the words may be there before the stylesheet is
    page.evaluate("document.querySelectorAll('details').forEach(part => part.open = true)")
    page.evaluate(f"window.axe || (() => {{ {AXE_SCRIPT} }})()")
    for width, scheme in looks:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{what} scrolls at {width} px"
        assert page.evaluate(_APART) == [], f"{what} at {width} px, a table that comes apart"
        found = page.evaluate(f"axe.run({json.dumps({'resultTypes': ['violations']})})")["violations"]
        faults = [(one["id"], one["nodes"][0]["html"]) for one in found]
        assert not faults, f"{what} at {width} px, {scheme}: {faults}"
