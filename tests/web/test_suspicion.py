"""What a form's own token says about who sent it, over every public form that carries one."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from campaign.web.suspicion import FORM_LIFE, current_form_token, why_suspect
from tests.factories.campaigns import open_campaign

MOMENT = datetime(2026, 3, 4, 10, 0, tzinfo=UTC)
LEAST = timedelta(seconds=2)


def sent_back(app: Flask, token: str, after: timedelta, form: str = "sign:one") -> tuple[str | None, str]:
    """Why a form that comes back then is suspect, and the token of the page that answers it."""
    with app.test_request_context("/", method="POST", data={"form_token": token, "trap": ""}):
        return why_suspect(form, "trap", MOMENT + after, LEAST), current_form_token(form, MOMENT + after)


@pytest.fixture
def token(app: Flask) -> str:
    """A token of the form "sign:one" that was handed out at MOMENT."""
    with app.test_request_context("/"):
        return current_form_token("sign:one", MOMENT)


def test_a_form_that_comes_back_at_once_is_asked_for_again_and_then_taken(app: Flask, token: str) -> None:
    reason, again = sent_back(app, token, timedelta(seconds=1))
    assert reason == "fast"
    assert sent_back(app, again, timedelta(seconds=3))[0] is None


def test_whoever_mends_one_letter_in_a_second_is_no_machine(app: Flask, token: str) -> None:
    _, again = sent_back(app, token, timedelta(seconds=30))
    assert sent_back(app, again, timedelta(seconds=31))[0] is None


@pytest.mark.parametrize("after", [timedelta(hours=12), FORM_LIFE, timedelta(days=40)])
def test_an_old_page_gets_a_fresh_token_with_a_day_to_send_it(app: Flask, token: str, after: timedelta) -> None:
    _, again = sent_back(app, token, after)
    assert again != token
    assert sent_back(app, again, after + FORM_LIFE - timedelta(seconds=1))[0] is None
    assert sent_back(app, again, after + FORM_LIFE)[0] == "old"


@pytest.mark.parametrize("strange", ["", "1772618400.abc.def", "\x00", "sign:one"])
def test_a_strange_token_is_replaced(app: Flask, strange: str) -> None:
    reason, again = sent_back(app, strange, timedelta())
    assert reason == "token"
    assert again != strange
    assert sent_back(app, again, LEAST)[0] is None


def test_a_token_of_another_form_is_not_carried_over(app: Flask, token: str) -> None:
    reason, again = sent_back(app, token, timedelta(minutes=1), form="sign:two")
    assert reason == "token"
    assert again != token


def test_a_page_with_a_mistake_carries_the_token_that_came(app: Flask) -> None:
    with app.app_context():
        slug = open_campaign().slug
    client = app.test_client()
    for form, answer in (
        (f"/c/{slug}", "sign"),
        (f"/c/{slug}/support", "support"),
        (f"/c/{slug}/support/link", "support/link"),
    ):
        shown = re.search(r'name="form_token" value="([^"]+)"', client.get(form).text)
        assert shown, form
        again = client.post(f"/c/{slug}/{answer}", data={"form_token": shown[1], "email": "nobody"})
        assert again.status_code == 422
        assert f'name="form_token" value="{shown[1]}"' in again.text, answer
