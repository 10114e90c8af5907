"""Open data, the description of the API, and a record in a frame, as a browser shows them."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask, Response
from playwright.sync_api import Browser, expect
from werkzeug.serving import make_server

from campaign.trackers.facts import Register
from campaign.trackers.open_data.publish_files import publish_files
from tests.browser.axe import FOUR_LOOKS, check_page
from tests.factories.trackers import NOON, both_registers

EMBED = "/embed/trackers/fdaaa/sponsors/brightmoor-biologics-gmbh"
FRAMES = {"record": EMBED, "page": "/trackers/data"}


def test_pages_for_programmers_are_right_in_every_look(app: Flask, address: str, chromium: Browser) -> None:
    with app.app_context():
        both_registers()
        publish_files(Register.EU, lambda: NOON)
    with chromium.new_context() as context:
        page = context.new_page()
        for path in ("/trackers/data", "/api/v1/docs", EMBED):
            page.goto(address + path)
            check_page(page, path, FOUR_LOOKS)
        assert context.cookies() == []


@contextmanager
def another_site(html: str) -> Iterator[str]:
    """Somebody else's site with one page. Real, since a browser lets no made-up one frame what this machine serves."""
    server = make_server("127.0.0.1", 0, Response(html, mimetype="text/html"))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_record_shows_in_a_frame_of_another_site_and_no_other_page_does(
    app: Flask, address: str, chromium: Browser
) -> None:
    with app.app_context():
        both_registers()
    frames = [f'<iframe id="{name}" src="{address}{path}"></iframe>' for name, path in FRAMES.items()]
    with another_site("".join(frames)) as elsewhere, chromium.new_context() as context:
        page = context.new_page()
        page.goto(elsewhere)
        expect(page.frame_locator("#record").locator("h1")).to_have_text("Brightmoor Biologics GmbH")
        expect(page.frame_locator("#page").get_by_role("heading", name="Open data")).to_have_count(0)
