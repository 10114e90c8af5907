"""Resources in Chromium: accessible in every look and direction, and a file is saved by a button without script."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from campaign.accounts.models import RoleName
from campaign.audit.record import COMMAND_LINE
from campaign.content.resources.edit_resource import Particulars, edit_resource
from campaign.content.resources.withdraw_file import withdraw_file
from tests.browser.axe import EVERY_LOOK, TWO_LOOKS, check_page
from tests.factories.accounts import PASSWORD, sign_in, staff
from tests.factories.campaigns import WHEN
from tests.factories.content import PDF, a_file, a_resource

LATER = WHEN + timedelta(hours=1)


@pytest.fixture
def slugs(app: Flask) -> tuple[int, str, str]:
    """A resource with all that its page can show, and the one that it replaces."""
    with app.app_context():
        older, _ = a_resource(title="Dokumentationspflichtverletzungsübersicht", category="Guide")
        page, first = a_resource(title="The rules", body="## Inside\n\nWords.", category="Guide")
        a_file(page, version="2", name="a-very-long-name-of-a-file-without-any-place-to-break-" + "x" * 60 + ".pdf")
        a_file(page, version="2", language="ar", url="https://a.example/" + "x" * 200)
        facts = Particulars(
            licence="CC-BY-4.0", authors="Lovelace, Ada", doi="10.5281/zenodo.1", issued="2026", supersedes_id=older.id
        )
        edit_resource(page.id, facts, COMMAND_LINE, LATER)
        withdraw_file(page.id, first.id, COMMAND_LINE, LATER)
        return page.id, page.slug, older.slug


@pytest.fixture
def page(chromium: Browser, address: str) -> Iterator[Page]:
    context = chromium.new_context(reduced_motion="reduce", base_url=address)
    yield context.new_page()
    context.close()


def test_every_page_is_accessible_in_every_look(page: Page, slugs: tuple[int, str, str]) -> None:
    _, slug, _ = slugs
    page.goto(f"/en/resources/{slug}")
    check_page(page, "a resource", EVERY_LOOK)
    for path in ("/en/resources?all=1", f"/ar/resources/{slug}", "/en/resources?language=fr"):
        page.goto(path)
        check_page(page, path, TWO_LOOKS)


def test_the_button_saves_the_file_without_script(chromium: Browser, address: str, slugs: tuple[int, str, str]) -> None:
    context = chromium.new_context(java_script_enabled=False, accept_downloads=True)
    page = context.new_page()
    page.goto(f"{address}/en/resources/{slugs[1]}")
    with page.expect_download() as saved:
        page.get_by_role("button", name="Download").press("Enter")
    assert saved.value.suggested_filename.startswith("a-very-long-name")
    assert Path(saved.value.path()).read_bytes() == PDF
    page.reload()
    expect(page.locator("main")).to_contain_text("Downloaded 1 time.")
    context.close()


def test_the_desks_forms_are_accessible_with_their_errors(
    app: Flask, page: Page, address: str, slugs: tuple[int, str, str]
) -> None:
    with app.app_context():
        editor = staff(RoleName.EDITOR, password=PASSWORD)
    cookie = sign_in(app.test_client(), editor).get_cookie("session")
    assert cookie is not None
    page.context.add_cookies([{"name": "session", "value": cookie.value, "url": address}])
    page.goto(f"/desk/content/{slugs[0]}/files")
    page.get_by_role("button", name="Add it").click()
    expect(page.locator("#errors")).to_contain_text("Choose a file, or enter a link")
    check_page(page, "files with errors")
    page.goto(f"/desk/content/{slugs[0]}/resource")
    page.fill("#doi", "nonsense")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#doi")).to_have_attribute("aria-invalid", "true")
    check_page(page, "facts with errors")
