"""A weekly letter about a sponsor: asked for, confirmed, told, ended, forgotten."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from campaign.db import db
from campaign.mail.letters import WRITERS, Letter
from campaign.mail.models import Message
from campaign.mail.render import Press, SiteWords
from campaign.sealed import unseal_for_site
from campaign.text import read_address
from campaign.trackers.alerts.confirm_alert import confirm_alert
from campaign.trackers.alerts.forget_alerts import forget_alerts
from campaign.trackers.alerts.forms import alert_form_token, form_name
from campaign.trackers.alerts.letters import confirm_link, stop_link
from campaign.trackers.alerts.queries import news, sponsor_for_alert
from campaign.trackers.alerts.request_alert import Outcome, request_alert
from campaign.trackers.alerts.stop_alert import stop_alert
from campaign.trackers.alerts.tell_alerts import last_monday, tell_alerts
from campaign.trackers.facts import Register, TrialStatus
from campaign.trackers.import_names import import_names
from campaign.trackers.models import Alert, AlertState, Origin
from campaign.trackers.refusals import AlertExpired, AlertUnknown, NoSuchSponsor, TooManyAlerts
from campaign.trackers.take_snapshot import Source, take_snapshot
from campaign.web.challenge import make_challenge, solve
from tests.factories.trackers import (
    COMPANY_EU,
    EU_NAMES,
    EU_TRIALS,
    FDAAA_TRIALS,
    INCONSISTENT_EU,
    MAY,
    ONGOING_EU,
    OVERDUE_EU,
    OVERDUE_FDAAA,
    REPORTED_EU,
)

FRIDAY = datetime(2026, 5, 8, 15, tzinfo=UTC)
MONDAY = datetime(2026, 5, 11, 6, 30, tzinfo=UTC)
SUNDAY_AFTER = datetime(2026, 5, 17, 20, tzinfo=UTC)
NEXT_MONDAY = datetime(2026, 5, 18, 6, 5, tzinfo=UTC)
ANA = read_address("ana@reader.example")
NETWORK = b"12345678"
SLUG = "oberweserbergland-university-hospital"
ALERT = f"/trackers/eu/sponsors/{SLUG}/alert"
# A trial that ended in time for its results to fall due soon after the Monday of the letter.
SOON_DUE = replace(
    REPORTED_EU, trial_id="2024-990777-10", has_results=False, min_end_date=date(2025, 6, 1),
    max_end_date=date(2025, 6, 1), title="Breathing exercises after surgery",
)  # fmt: skip


def published(register: Register, day: date, records: tuple[Any, ...], at: datetime) -> None:
    take_snapshot(register, day, list(records), Source(Origin.FILES, "", True), lambda: at)


def may_second() -> None:
    """Both registers, published before anybody asked."""
    before = FRIDAY - timedelta(days=5)
    import_names(EU_NAMES, before)
    published(Register.EU, MAY, EU_TRIALS, before)
    published(Register.FDAAA, MAY, FDAAA_TRIALS, before)


def a_week_later(at: datetime = SUNDAY_AFTER) -> None:
    """One trial became overdue, one is no longer, one was reported."""
    became = replace(ONGOING_EU, trial_status=TrialStatus.ENDED, comp_date=3, max_end_date=date(2024, 1, 1))
    came = replace(OVERDUE_EU, has_results=True)
    in_time = replace(INCONSISTENT_EU, comp_date=3, max_end_date=date(2024, 3, 1), has_results=True)
    published(Register.EU, date(2026, 5, 16), (came, REPORTED_EU, became, in_time, COMPANY_EU, SOON_DUE), at)


def asked(now: datetime = FRIDAY, slug: str = SLUG, register: Register = Register.EU) -> Alert:
    request_alert(sponsor_for_alert(register, slug).id, ANA, NETWORK, now)
    return db.session.scalars(select(Alert).order_by(Alert.id.desc())).first()  # type: ignore[return-value]  # there is one


def token_of(link: str) -> str:
    return link.removesuffix("/stop").rpartition("/")[2]


def confirmed(now: datetime = FRIDAY, **more: Any) -> Alert:
    return confirm_alert(token_of(confirm_link(asked(now, **more))), now)


def letters(kind: str = "") -> list[Letter]:
    owed = db.session.execute(select(Message.kind, Message.about_id).order_by(Message.id)).all()
    return [found[about] for each, about in owed if kind in each and about in (found := WRITERS[each]([about]))]


def printed(app: Flask, letter: Letter) -> str:
    """Both bodies of a letter, as mail readers show them."""
    settings = app.extensions["settings"]
    press = Press(app, settings, _site())
    blank = press._make(letter)
    return "\n\n".join(body.filled(letter.own) for body in blank.bodies)


def _site() -> SiteWords:
    return SiteWords("The Full Record")


def test_asking_owes_one_letter_and_stores_the_address_sealed(session: Session) -> None:
    may_second()
    alert = asked()
    assert (alert.state, alert.mails, alert.told_until) == (AlertState.UNCONFIRMED, 1, None)
    assert b"ana" not in alert.sealed
    assert unseal_for_site("tracker_alert", alert.public_id, alert.sealed) == {"email": ANA.mailbox}
    letter = letters()[0]
    assert (letter.recipient, letter.template) == (ANA.mailbox, "trackers/mail/alert_please_confirm")
    assert letter.headers["List-Unsubscribe"] == f"<{stop_link(alert)}>"
    assert letter.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_every_name_of_a_sponsor_asks_for_the_same_letters(session: Session) -> None:
    may_second()
    assert asked(slug="brightmoor-biologics-gmbh", register=Register.FDAAA).sponsor_id == (
        sponsor_for_alert(Register.EU, "brightmoor-biologics").id
    )
    with pytest.raises(NoSuchSponsor):
        sponsor_for_alert(Register.EU, "lakeside-university")
    with pytest.raises(NoSuchSponsor):
        sponsor_for_alert(Register.EU, "nobody")


def test_letters_of_the_form_are_capped_per_sponsor_and_per_address(session: Session) -> None:
    may_second()
    sponsor = sponsor_for_alert(Register.EU, SLUG).id
    outcomes = [request_alert(sponsor, ANA, NETWORK, FRIDAY + timedelta(minutes=m)) for m in (0, 5, 11, 22, 33)]
    assert outcomes == [Outcome.NEW, Outcome.CAPPED, Outcome.AGAIN, Outcome.AGAIN, Outcome.CAPPED]
    other = sponsor_for_alert(Register.EU, "brightmoor-biologics").id
    assert request_alert(other, read_address("a.na+x@reader.example"), NETWORK, FRIDAY) is Outcome.NEW
    assert request_alert(other, read_address("ana+x@reader.example"), NETWORK, FRIDAY) is Outcome.CAPPED
    assert len(letters()) == 4


def test_one_network_cannot_flood(session: Session) -> None:
    may_second()
    sponsor = sponsor_for_alert(Register.EU, SLUG).id
    for number in range(60):
        request_alert(sponsor, read_address(f"x{number}@reader.example"), NETWORK, FRIDAY)
    with pytest.raises(TooManyAlerts):
        request_alert(sponsor, ANA, NETWORK, FRIDAY)


def test_confirming_twice_is_once_and_a_link_lives_seven_days(session: Session) -> None:
    may_second()
    alert = asked()
    token = token_of(confirm_link(alert))
    with pytest.raises(AlertExpired):
        confirm_alert(token, FRIDAY + timedelta(days=7))
    assert confirm_alert(token, FRIDAY).confirmed_at == FRIDAY
    assert confirm_alert(token, FRIDAY + timedelta(days=9)).confirmed_at == FRIDAY
    with pytest.raises(AlertUnknown):
        confirm_alert(token_of(stop_link(alert)), FRIDAY)
    with pytest.raises(AlertUnknown):
        stop_alert(token)


def test_who_has_confirmed_and_asks_again_is_told_so_and_nothing_changes(session: Session) -> None:
    may_second()
    alert = confirmed()
    again = request_alert(alert.sponsor_id, ANA, NETWORK, FRIDAY + timedelta(hours=1))
    assert again is Outcome.KNOWN
    assert [letter.template for letter in letters()] == ["trackers/mail/alert_already_active"]


def test_stopping_deletes_the_row_and_can_be_pressed_again(session: Session) -> None:
    may_second()
    token = token_of(stop_link(confirmed()))
    assert stop_alert(token)
    assert not stop_alert(token)
    assert session.scalars(select(Alert)).all() == []


def test_what_nobody_confirmed_goes_after_seven_days(session: Session) -> None:
    may_second()
    asked()
    active = confirmed(slug="brightmoor-biologics")
    assert forget_alerts(FRIDAY + timedelta(days=6, hours=23)) == 0
    assert forget_alerts(FRIDAY + timedelta(days=7)) == 1
    assert session.scalars(select(Alert.id)).all() == [active.id]


def test_a_week_begins_on_monday_at_six() -> None:
    assert last_monday(MONDAY) == MONDAY.replace(minute=0)
    assert last_monday(MONDAY.replace(hour=5)) == MONDAY.replace(minute=0) - timedelta(days=7)
    assert last_monday(SUNDAY_AFTER) == MONDAY.replace(minute=0)


def test_news_tell_what_became_overdue_what_is_no_longer_and_why_and_what_was_reported(session: Session) -> None:
    may_second()
    a_week_later()
    found = news(sponsor_for_alert(Register.EU, SLUG).id, FRIDAY, NEXT_MONDAY)
    assert [each.number for each in found.became_overdue] == [ONGOING_EU.trial_id]
    assert [(each.number, each.why) for each in found.no_longer_overdue] == [(OVERDUE_EU.trial_id, "results are there")]
    assert [each.number for each in found.reported] == [INCONSISTENT_EU.trial_id]
    assert ("EU Clinical Trials Register", date(2026, 5, 16)) in found.data


def test_a_trial_that_left_is_told_with_what_the_register_changed(session: Session) -> None:
    may_second()
    moved = replace(OVERDUE_EU, trial_status=TrialStatus.ONGOING)
    published(Register.EU, date(2026, 5, 16), (moved, *EU_TRIALS[1:]), SUNDAY_AFTER)
    found = news(sponsor_for_alert(Register.EU, SLUG).id, FRIDAY, NEXT_MONDAY)
    assert "trial status was" in found.no_longer_overdue[0].why
    published(Register.EU, date(2026, 5, 17), EU_TRIALS[1:], SUNDAY_AFTER)
    published(Register.FDAAA, date(2026, 5, 16), FDAAA_TRIALS[1:], SUNDAY_AFTER)
    american = news(sponsor_for_alert(Register.FDAAA, "brightmoor-biologics-gmbh").id, FRIDAY, NEXT_MONDAY)
    assert [each.number for each in american.no_longer_overdue] == [OVERDUE_FDAAA.nct_id]
    assert "no longer shows it" in american.no_longer_overdue[0].why


def test_a_letter_goes_once_a_week_and_only_if_something_happened(session: Session) -> None:
    may_second()
    confirmed()
    confirmed(slug="brightmoor-biologics")
    assert tell_alerts(lambda: MONDAY) == 0  # nothing was published since
    a_week_later()
    assert tell_alerts(lambda: SUNDAY_AFTER) == 0  # told on Monday
    assert tell_alerts(lambda: NEXT_MONDAY) == 1
    assert tell_alerts(lambda: NEXT_MONDAY + timedelta(hours=1)) == 0
    assert len(letters("weekly")) == 1


def test_a_worker_that_was_down_on_monday_tells_later(session: Session) -> None:
    may_second()
    confirmed()
    a_week_later()
    assert tell_alerts(lambda: NEXT_MONDAY + timedelta(days=2)) == 1


def test_the_same_day_judged_again_is_no_news(session: Session) -> None:
    may_second()
    confirmed()
    a_week_later()
    assert tell_alerts(lambda: NEXT_MONDAY) == 1
    a_week_later(NEXT_MONDAY + timedelta(days=1))
    assert tell_alerts(lambda: NEXT_MONDAY + timedelta(days=7)) == 0


def test_what_falls_due_in_thirty_days_is_news_when_it_enters_them(session: Session) -> None:
    may_second()
    sponsor = sponsor_for_alert(Register.EU, SLUG).id
    published(Register.EU, date(2026, 5, 8), (*EU_TRIALS, SOON_DUE), FRIDAY)
    week = timedelta(days=7)
    entered = next(
        day for day in (FRIDAY + n * week for n in range(9)) if news(sponsor, day - week, day).newly_due_soon
    )
    found = news(sponsor, entered - week, entered)
    assert [each.number for each in found.due_soon] == [SOON_DUE.trial_id]
    assert found.is_any
    after = news(sponsor, entered, entered + week)
    assert (len(after.due_soon), after.is_any) == (1, False)


def test_the_weekly_letter_names_rule_data_and_trials_in_both_bodies(app: Flask, session: Session) -> None:
    may_second()
    confirmed()
    a_week_later()
    tell_alerts(lambda: NEXT_MONDAY)
    text = printed(app, letters("weekly")[0])
    text, html = text.split("<!doctype html>")
    for body in (text, html):
        for words in (
            "Became overdue: 1", "No longer overdue: 1", "Reported: 1", ONGOING_EU.trial_id, "results are there",
            "rule version 1", "16 May 2026", "/stop",
        ):  # fmt: skip
            assert words in body, words


def test_a_letter_to_somebody_who_ended_them_is_no_longer_owed(session: Session) -> None:
    may_second()
    alert = confirmed()
    a_week_later()
    tell_alerts(lambda: NEXT_MONDAY)
    stop_alert(token_of(stop_link(alert)))
    assert letters("weekly") == []


@pytest.fixture
def friday() -> Iterator[Any]:
    """A clock that stands still and can be moved."""
    with time_machine.travel(FRIDAY, tick=False) as clock:
        yield clock


def in_app(app: Flask, kind: str = "") -> list[Letter]:
    with app.app_context():
        return letters(kind)


def sent(app: Flask, client: FlaskClient, email: str = ANA.mailbox, **more: str) -> Any:
    with app.app_context():
        token = alert_form_token("eu", SLUG, datetime.now(UTC))
    return client.post(ALERT, data={"email": email, "form_token": token} | more)


def test_from_form_to_mail_to_confirmation_to_weekly_letter_to_the_end(
    app: Flask, client: FlaskClient, friday: Any
) -> None:
    with app.app_context():
        may_second()
    page = client.get(ALERT)
    assert "Oberweserbergland University Hospital" in page.text
    token = re.search(r'name="form_token" value="([^"]+)"', page.text)
    assert token is not None
    answer = client.post(ALERT, data={"email": ANA.mailbox, "form_token": token[1]})
    assert (answer.status_code, answer.location) == (303, "/trackers/alerts/check-mail")
    assert "look in your mailbox" in client.get(answer.location).text

    link = in_app(app)[0].own["link"].removeprefix("http://localhost")
    opened = client.get(link)
    assert "Yes, send them" in opened.text
    assert opened.headers["Cache-Control"] == "no-store"
    assert client.post(link).status_code == 303
    assert "You get letters about" in client.get(link).text
    with app.app_context():
        a_week_later()
    friday.move_to(NEXT_MONDAY)
    with app.app_context():
        assert tell_alerts(lambda: NEXT_MONDAY) == 1
    letter = in_app(app, "weekly")[0]
    stop = letter.headers["List-Unsubscribe"].strip("<>").removeprefix("http://localhost")
    assert "End the letters and delete my address" in client.get(stop).text
    with app.app_context():
        assert db.session.scalars(select(Alert.state)).all() == [AlertState.ACTIVE]
    ended = client.post(stop, data={"List-Unsubscribe": "One-Click"})
    assert ended.status_code == 200
    assert "Your address is deleted" in ended.text
    with app.app_context():
        assert db.session.scalars(select(Alert)).all() == []
    assert client.post(stop).status_code == 200
    assert client.get(link).status_code == 404


def test_the_answer_is_the_same_for_everybody(app: Flask, client: FlaskClient, friday: Any) -> None:
    with app.app_context():
        may_second()
        confirmed()
    answers = [sent(app, client, who) for who in (ANA.mailbox, "new@reader.example", ANA.mailbox)]
    assert len({(each.status_code, each.location, each.data) for each in answers}) == 1


def test_a_machine_is_asked_again_and_a_person_gets_through(app: Flask, client: FlaskClient, friday: Any) -> None:
    with app.app_context():
        may_second()
    trapped = sent(app, client, website="https://spam.example")
    assert trapped.status_code == 422
    assert "press the button once more" in trapped.text
    assert 'name="challenge"' in trapped.text
    assert client.post(ALERT, data={"email": ANA.mailbox}).status_code == 422
    wrong = sent(app, client, "nonsense")
    assert "Enter a whole e-mail address" in wrong.text
    with app.app_context():
        challenge = make_challenge(form_name("eu", SLUG), FRIDAY)
    solved = {"email": ANA.mailbox, "challenge": challenge, "answer": solve(challenge)}
    assert client.post(ALERT, data=solved).status_code == 303
    again = client.post(ALERT, data=solved)
    assert again.status_code == 422
    assert "a small sum" in again.text


def test_links_that_never_were_and_sponsors_that_are_not_here_are_not_found(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        may_second()
    for path in (
        "/trackers/alerts/abc",
        "/trackers/alerts/abc/stop",
        "/trackers/eu/sponsors/x/alert",
        "/trackers/xx/sponsors/x/alert",
    ):
        assert client.get(path).status_code == 404, path
        assert client.post(path).status_code == 404, path
