"""A lesson in Chromium: answered and marked as done without asking the site for anything; readable without script."""

from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, Request, expect

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
    expect(said).to_have_text("Choose an answer first.")
    first.get_by_role("radio", name="In a month").check()
    expect(said).to_have_text("")
    check.click()
    expect(said).to_have_text("Not quite. Too early.")
    first.get_by_label("In a year").check()
    check.click()
    expect(said).to_have_text("Right. Twelve months.")
    second = page.locator("[data-quiz='2']")
    second.get_by_label("Readers").check()
    second.get_by_role("button", name="Check").click()
    expect(second.locator("[aria-live=polite]")).to_contain_text("Not quite.")
    second.get_by_label("Patients").check()
    second.get_by_role("button", name="Check").click()
    expect(second.locator("[aria-live=polite]")).to_contain_text("Right.")
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
    expect(page.locator("[data-lesson-listed]")).to_contain_text("1 of 2 steps done")
    page.goto(lesson, wait_until="load")
    expect(page.get_by_label("Done: Write a letter")).to_be_checked()
    page.get_by_role("button", name="Forget my progress").click()
    expect(page.get_by_label("Done: Write a letter")).not_to_be_checked()
    assert page.evaluate("localStorage.length") == 0
    expect(page.locator("[data-lesson-progress] [role=status]")).to_contain_text("Nothing of it is left")


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
    expect(page.get_by_role("radio")).to_have_count(0)
    expect(page.get_by_text("Twelve months.").first).to_be_hidden()
    page.locator("[data-quiz='1'] summary").click()
    expect(page.locator("[data-quiz='1'] .answers").get_by_text("Twelve months.")).to_be_visible()
    expect(page.get_by_role("button", name="Forget my progress")).to_be_hidden()
    page.emulate_media(media="print")
    expect(page.get_by_text("It does not.")).to_be_visible()
    context.close()
