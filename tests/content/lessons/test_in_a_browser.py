"""A lesson in Chromium: answered and marked as done without asking the site for anything; readable without script."""

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, Request

from campaign.content.models import PageKind
from tests.browser.axe import EVERY_LOOK, check_page
from tests.factories.content import public_page

BODY = """## Look it up

By when?

- [ ] In a month >> Too early.
- [x] In a *year* >> Twelve months.

Who is helped?

- [x] Readers
- [x] Patients
- [ ] Nobody

## Write a letter

Text.

## ? It costs

It does not.
"""


@pytest.fixture
def lesson(app: Flask) -> str:
    with app.app_context():
        return f"/en/learn/{public_page(PageKind.LESSON, title='Two things', body=BODY).slug}"


@pytest.fixture
def page(chromium: Browser, address: str) -> Iterator[Page]:
    context = chromium.new_context(reduced_motion="reduce", base_url=address)
    yield context.new_page()
    context.close()


def test_answering_and_marking_ask_the_site_for_nothing(page: Page, lesson: str) -> None:
    page.goto(lesson, wait_until="load")
    asked: list[Request] = []

    def note(request: Request) -> None:
        asked.append(request)

    page.on("request", note)
    first = page.locator("[data-quiz='1']")
    check, said = first.get_by_role("button", name="Check"), first.locator("[aria-live=polite]")
    check.click()
    assert said.inner_text().strip() == "Choose an answer first."
    first.get_by_role("radio", name="In a month").check()
    assert said.inner_text().strip() == ""
    check.click()
    assert said.inner_text() == "Not quite. Too early."
    first.get_by_label("In a year").check()
    check.click()
    assert said.inner_text() == "Right. Twelve months."
    second = page.locator("[data-quiz='2']")
    second.get_by_label("Readers").check()
    second.get_by_role("button", name="Check").click()
    assert "Not quite." in second.locator("[aria-live=polite]").inner_text()
    second.get_by_label("Patients").check()
    second.get_by_role("button", name="Check").click()
    assert "Right." in second.locator("[aria-live=polite]").inner_text()
    assert page.evaluate("localStorage.length") == 0, "answers are kept nowhere"
    page.get_by_label("Done: Look it up").check()
    assert page.locator("[data-lesson-progress]").inner_text().count("1 of 2 steps done") == 1
    assert asked == []
    assert page.context.cookies() == []
    check_page(page, "a lesson in use", EVERY_LOOK)


def test_progress_is_there_again_and_can_be_forgotten(page: Page, lesson: str) -> None:
    page.goto(lesson, wait_until="load")
    page.get_by_label("Done: Write a letter").check()
    page.goto("/en/learn", wait_until="load")
    assert "1 of 2 steps done" in page.locator("[data-lesson-listed]").inner_text()
    page.goto(lesson, wait_until="load")
    assert page.get_by_label("Done: Write a letter").is_checked()
    page.get_by_role("button", name="Forget my progress").click()
    assert not page.get_by_label("Done: Write a letter").is_checked()
    assert page.evaluate("localStorage.length") == 0
    assert "Nothing of it is left" in page.locator("[data-lesson-progress] [role=status]").inner_text()


def test_what_somebody_else_left_in_the_browser_breaks_nothing(page: Page, lesson: str) -> None:
    page.goto("/en/learn", wait_until="load")
    slug = lesson.rpartition("/")[2]
    page.evaluate(f"localStorage.setItem('lesson:{slug}', '{{broken'); localStorage.setItem('other', 'kept')")
    page.goto(lesson, wait_until="load")
    page.get_by_label("Done: Look it up").check()
    page.get_by_role("button", name="Forget my progress").click()
    assert page.evaluate("Object.keys(localStorage).join()") == "other"


def test_without_script_the_answers_are_folded_and_on_paper_open(chromium: Browser, address: str, lesson: str) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address + lesson)
    assert page.get_by_role("radio").count() == 0
    assert not page.get_by_text("Twelve months.").first.is_visible()
    page.locator("[data-quiz='1'] summary").click()
    assert page.locator("[data-quiz='1'] .answers").get_by_text("Twelve months.").is_visible()
    assert not page.get_by_role("button", name="Forget my progress").is_visible()
    page.emulate_media(media="print")
    assert page.get_by_text("It does not.").is_visible()
    context.close()
