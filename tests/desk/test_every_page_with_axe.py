"""Every page of the desk, as the URL map has them, is accessible on a phone and on a desk, in light and in dark.

A new page is looked at without a line here: `tests/house/routes.py` gives it its address.
"""

import pytest
from flask import Flask
from playwright.sync_api import Browser

from campaign.accounts.models import RoleName
from tests.browser.axe import check_page
from tests.factories.accounts import sign_in
from tests.house.routes import make_world, rules

# What is no page of ours: a picture, a file.
NOT_PAGES = ("image/", "text/css", "text/csv", "application/")


@pytest.mark.sqlite_alone
def test_every_desk_page_is_accessible(app: Flask, address: str, chromium: Browser) -> None:
    world = make_world(app)
    owner = sign_in(app.test_client(), world.people[RoleName.OWNER])
    cookie = owner.get_cookie("session")
    assert cookie is not None
    context = chromium.new_context(base_url=address, reduced_motion="reduce")
    context.add_cookies([{"name": "session", "value": cookie.value, "url": address}])
    tab = context.new_page()
    wrong: list[str] = []
    tab.on("pageerror", lambda error: wrong.append(str(error)))
    tab.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
    seen = 0
    for rule in rules(app, "GET"):
        if not rule.endpoint.startswith("desk."):
            continue
        path = world.address(rule)
        answer = owner.get(path, buffered=True)
        if answer.status_code != 200 or answer.mimetype.startswith(NOT_PAGES):
            continue
        tab.goto(path)
        check_page(tab, f"{path} ({rule.endpoint})")
        seen += 1
    context.close()
    assert seen >= 30
    assert wrong == []
