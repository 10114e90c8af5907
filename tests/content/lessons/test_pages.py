"""Lessons as the public reads them and as the desk previews them."""

from flask import Flask
from flask.testing import FlaskClient

from campaign.accounts.models import RoleName
from campaign.audit.record import COMMAND_LINE
from campaign.content.create_page import PageWords
from campaign.content.models import PageKind
from campaign.content.publish_page import publish_page
from campaign.content.rename_page import rename_page
from campaign.content.write_words import write_words
from tests.factories.accounts import sign_in, staff
from tests.factories.campaigns import WHEN, open_campaign
from tests.factories.content import draft_page, public_page

NASTY = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'>"
BODY = f"""Hello {NASTY}

## Step {NASTY}

Really {NASTY}?

- [ ] no {NASTY} >> because {NASTY}
- [x] yes

## ? But {NASTY}

So {NASTY} [x](javascript:alert(1)).
"""


def test_lessons_stand_in_their_order_with_what_is_in_them(app: Flask, client: FlaskClient) -> None:
    assert "There is no lesson yet" in client.get("/en/learn").text
    with app.app_context():
        for title in ("Second", "First"):
            public_page(PageKind.LESSON, title=title, body="## One\n\nText?\n- [x] a\n- [ ] b\n\n## Two\n\nText.")
    page = client.get("/en/learn").text
    assert page.index("Second") < page.index("First")
    assert "2 steps. 1 question to check yourself." in page


def test_a_lesson_runs_nothing_that_somebody_wrote_into_it(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        slug = public_page(PageKind.LESSON, title=NASTY, summary=NASTY, body=BODY).slug
    page = client.get(f"/en/learn/{slug}").text
    assert "<script>alert" not in page
    assert "<img" not in page
    assert 'href="javascript' not in page
    assert page.count("&lt;script&gt;alert(1)") >= 8


def test_answers_are_folded_and_nothing_but_marks_says_which_is_right(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        lesson = public_page(
            PageKind.LESSON, title="One", summary="Short.", body="## A\n\nWhich?\n- [ ] this >> no\n- [x] that >> yes"
        )
    page = client.get(f"/en/learn/{lesson.slug}").text
    assert "<details><summary><bdi>The answer</bdi></summary>" in page
    assert "<li data-is-right><span>that</span><template>yes</template></li>" in page
    assert 'itemtype="https://schema.org/LearningResource"' in page
    assert '<meta property="og:title" content="One">' in page
    assert "lesson.js" in page
    assert "lesson.js" not in client.get("/en/resources").text
    assert client.get("/learn/no-such-lesson").status_code == 404


def test_a_lesson_without_translation_says_so_and_keeps_its_direction(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        lesson = public_page(PageKind.LESSON, title="Hello", body="## A\n\nText.")
    page = client.get(f"/ar/learn/{lesson.slug}").text
    assert '<html lang="ar" dir="rtl"' in page
    assert '<header class="measure" lang="en" dir="ltr"><h1' in page
    assert '<div class="prose" lang="en" dir="ltr">' in page
    with app.app_context():
        write_words(lesson.id, "fr", PageWords(title="Bonjour", body="## A\n\nTexte."), COMMAND_LINE, WHEN)
        publish_page(lesson.id, COMMAND_LINE, WHEN, language="fr")
    page = client.get(f"/fr/learn/{lesson.slug}").text
    assert "Bonjour" in page
    assert '<header class="measure"><h1' in page


def test_the_desk_sees_the_draft_with_its_faults_by_line(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        campaign = open_campaign()
        lesson = draft_page(
            PageKind.LESSON, campaign_id=campaign.id, title="Draft", body=f"## A\n\nWhich?\n- [ ] a\n- [ ] b {NASTY}"
        )
        whole_site = draft_page(PageKind.LESSON, body="## A\n\nText.")
        news = draft_page(PageKind.NEWS, campaign_id=campaign.id)
        editor = staff(RoleName.EDITOR, campaign_id=campaign.id)
        everywhere = staff(RoleName.EDITOR)
        reviewer = staff(RoleName.REVIEWER)
    browser = sign_in(client, editor)
    page = browser.get(f"/desk/content/{lesson.id}/lesson?language=xx").text
    assert "Line 4: The question has no right answer." in page
    assert "<script>alert" not in page
    assert browser.get(f"/desk/content/{whole_site.id}/lesson").status_code == 404
    assert browser.get(f"/desk/content/{news.id}/lesson").status_code == 404
    other = sign_in(app.test_client(), everywhere).get(f"/desk/content/{whole_site.id}/lesson")
    assert "No fault found" in other.text
    assert sign_in(app.test_client(), reviewer).get(f"/desk/content/{lesson.id}/lesson").status_code == 403


def test_a_lesson_and_a_resource_are_found_at_their_former_addresses(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        for kind in (PageKind.LESSON, PageKind.RESOURCE):
            page = public_page(kind, slug="old", title="Moved")
            rename_page(page.id, f"new-{kind.value}", COMMAND_LINE, WHEN)
    for kind, place in ((PageKind.LESSON, "learn"), (PageKind.RESOURCE, "resources")):
        answer = client.get(f"/fr/{place}/old")
        assert (answer.status_code, answer.location) == (308, f"/fr/{place}/new-{kind.value}")
        assert client.get(f"/{place}/never-was").status_code == 404


def test_whoever_publishes_a_lesson_is_told_what_readers_would_stumble_over(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        sign_in(client, staff())
        page = draft_page(PageKind.LESSON, body="## One\n\nIs it so?\n\n- [ ] no\n- [ ] neither\n")
    assert "a reader would stumble over" in client.get(f"/desk/content/{page.id}/publish/en").text
