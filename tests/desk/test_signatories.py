"""The list of signatories, masked, filtered and paged; a whole record opens only for an address and a reason."""

import html
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from campaign.accounts.models import RoleName
from campaign.audit.models import AuditEntry
from campaign.campaigns.create import COMMAND_LINE, Words
from campaign.campaigns.models import Campaign
from campaign.campaigns.publish import publish_text
from campaign.campaigns.write_text import write_text
from campaign.db import db
from tests.factories.accounts import sign_in, staff
from tests.factories.campaigns import draft_campaign, open_campaign
from tests.factories.signatures import WHEN, signature


@pytest.fixture
def reviewer(app: Flask, client: FlaskClient) -> Iterator[FlaskClient]:
    """A signed-in reviewer's browser."""
    with app.app_context():
        person = staff(RoleName.REVIEWER, email="reviewer@fullrecord.example")
    yield sign_in(client, person)


def entries(client: FlaskClient, **asked: object) -> list[int]:
    """The entry numbers that a list shows, in its order."""
    page = client.get("/desk/signatories", query_string={name: str(value) for name, value in asked.items()})
    assert page.status_code == 200
    return [int(number) for number in re.findall(r'<td class="n mono">(\d+)</td>', page.text)]


def looked_up(app: Flask) -> list[AuditEntry]:
    with app.app_context():
        return list(db.session.scalars(select(AuditEntry).where(AuditEntry.act == "signatory.looked_up")))


def test_the_list_masks_addresses_and_seals_names(app: Flask, reviewer: FlaskClient) -> None:
    with app.app_context():
        campaign = open_campaign(partners=("Westhaven League",))
        [partner] = campaign.partners
        signature(campaign, name="Ansel Maddern", email="ansel.maddern@northmarch.example", country="IE")
        signature(
            campaign, name="Marlene Oberhuber", email="m.o@example.org", show_name=True, wants_updates=True,
            shared_with=[partner.id], state="pending", country="AT", comment="Secret comment",
        )  # fmt: skip
    page = reviewer.get("/desk/signatories")
    assert "a•••n@n•••h.example" in page.text and "m•••o@e•••e.org" in page.text
    assert "Name sealed" in page.text and "Marlene Oberhuber" in page.text
    assert "shown, updates, 1 partner" in page.text
    assert "Counted" in page.text and "Pending" in page.text and "Ireland" in page.text and "v1 en" in page.text
    for kept in ("Ansel", "maddern", "m.o@", "Secret comment"):
        assert kept not in page.text
    assert page.headers["Cache-Control"] == "no-store"


def test_filters_by_state_country_version_and_day_narrow_the_list(app: Flask, reviewer: FlaskClient) -> None:
    with app.app_context():
        campaign = open_campaign()
        early = signature(campaign, country="DE", created_at=datetime(2026, 3, 1, 23, 59, 59, tzinfo=UTC)).id
        noon = signature(campaign, country="IE", created_at=datetime(2026, 3, 2, 12, 0, tzinfo=UTC)).id
        words = Words(title="Two", addressee="All", ask="More")
        write_text(campaign.id, "en", words, COMMAND_LINE, WHEN)
        second = publish_text(campaign.id, "en", COMMAND_LINE, WHEN)
        late = signature(
            campaign, country="IE", state="pending", text_id=second.id,
            created_at=datetime(2026, 3, 3, 0, 0, tzinfo=UTC),
        ).id  # fmt: skip
    assert entries(reviewer) == [late, noon, early]
    assert entries(reviewer, state="pending") == [late]
    assert entries(reviewer, state="confirmed") == [noon, early]
    assert entries(reviewer, country="IE") == [late, noon]
    assert entries(reviewer, text=second.id) == [late]
    assert entries(reviewer, **{"from": "2026-03-02", "to": "2026-03-02"}) == [noon]
    assert entries(reviewer, to="2026-03-01") == [early]
    assert entries(reviewer, country="IE", state="confirmed") == [noon]
    assert entries(reviewer, country="FR") == []
    assert "No entry matches all of these" in reviewer.get("/desk/signatories?country=FR").text


def test_the_list_is_sorted_by_url_and_says_how(app: Flask, reviewer: FlaskClient) -> None:
    with app.app_context():
        campaign = open_campaign()
        ids = {
            name: signature(campaign, country=code, created_at=WHEN + timedelta(hours=hour)).id
            for name, code, hour in (("de-old", "DE", 1), ("ie", "IE", 2), ("de-new", "DE", 3))
        }
    assert entries(reviewer) == [ids["de-new"], ids["ie"], ids["de-old"]]
    assert entries(reviewer, sort="day") == [ids["de-old"], ids["ie"], ids["de-new"]]
    assert entries(reviewer, sort="country") == [ids["de-new"], ids["de-old"], ids["ie"]]
    assert entries(reviewer, sort="-country") == [ids["ie"], ids["de-new"], ids["de-old"]]
    page = reviewer.get("/desk/signatories?sort=country&state=confirmed").text
    assert 'aria-sort="ascending"' in page
    assert f"/desk/signatories?state=confirmed&amp;campaign={campaign.slug}&amp;sort=-country" in page


def test_long_lists_are_paged_and_keep_their_filters(app: Flask, reviewer: FlaskClient) -> None:
    with app.app_context():
        campaign = open_campaign()
        ids = [signature(campaign, created_at=WHEN + timedelta(seconds=n)).id for n in range(53)]
        signature(campaign, country="FR")
    newest_first = ids[::-1]
    assert entries(reviewer, country="DE") == newest_first[:50]
    assert entries(reviewer, country="DE", page=2) == newest_first[50:]
    assert entries(reviewer, country="DE", page=99) == newest_first[50:]
    assert entries(reviewer, country="DE", page="x") == newest_first[:50]
    page = reviewer.get("/desk/signatories?country=DE").text
    assert re.search(r"<b>53</b> entries match", page)
    assert re.search(r'<a href="/desk/signatories\?country=DE&amp;page=2" rel="next">', page)


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"from": "yesterday"}, "Enter a date, like 2026-11-22"),
        ({"from": "2026-03-02", "to": "2026-03-01"}, "The last day is before the first"),
        ({"to": "9999-12-31"}, ""),
        ({"state": "counted twice", "country": "Germany", "text": "9" * 40, "sort": "name", "page": "-1"}, ""),
    ],
)
def test_filters_that_make_no_sense_are_said_and_left_out(
    app: Flask, reviewer: FlaskClient, asked: dict[str, str], sentence: str
) -> None:
    with app.app_context():
        entry = signature(open_campaign()).id
    page = reviewer.get("/desk/signatories", query_string=asked)
    assert page.status_code == 200
    assert sentence in page.text
    assert f'<td class="n mono">{entry}</td>' in page.text


def test_no_list_reaches_across_campaigns(app: Flask, reviewer: FlaskClient) -> None:
    with app.app_context():
        one, two = open_campaign(slug="one"), open_campaign(slug="two")
        here = signature(one, email="same@example.org").id
        there = signature(two, email="same@example.org").id
    assert entries(reviewer, campaign="one") == [here]
    assert entries(reviewer, campaign="two") == [there]
    assert entries(reviewer, campaign="one", text=two.text_id or 0) == [here]
    assert reviewer.get("/desk/signatories?campaign=three").status_code == 404


def test_empty_lists_say_why(app: Flask, reviewer: FlaskClient) -> None:
    assert "There is no campaign yet" in reviewer.get("/desk/signatories").text
    with app.app_context():
        draft_campaign()
    assert "The campaign is a draft." in reviewer.get("/desk/signatories").text


@pytest.mark.parametrize("typed", ["ilse.van@gmail.com", " IlseVan+petitions@googlemail.com ", "i.l.s.e.van@gmail.com"])
def test_a_signatory_is_found_by_any_spelling_of_the_address(app: Flask, reviewer: FlaskClient, typed: str) -> None:
    with app.app_context():
        campaign = open_campaign(partners=("Westhaven League", "Heart Fund"))
        heart = campaign.partners[1]
        found = signature(
            campaign, name="Ilse Vantongerloo", email="ilse.van@gmail.com", city="Ghent", profession="Librarian",
            comment="Two years\nof my life", wants_updates=True, shared_with=[heart.id], country="BE",
        )  # fmt: skip
    answer = reviewer.post(f"/desk/signatories/{campaign.id}/find", data={"email": typed, "reason": "law"})
    text = html.unescape(answer.text)
    for shown in ("Ilse Vantongerloo", "ilse.van@gmail.com", "Ghent", "Librarian", "Two years\nof my life", "Belgium"):
        assert shown in text
    assert "I explicitly agree that The Full Record e. V." in text
    assert "E-mail me about this campaign." in text and "to Heart Fund" in text
    assert "Westhaven League" not in text and "Show my name" not in text
    assert answer.headers["Cache-Control"] == "no-store" and answer.headers["Referrer-Policy"] == "no-referrer"
    [entry] = looked_up(app)
    assert entry.actor == "reviewer@fullrecord.example" and entry.campaign_id == campaign.id
    assert entry.details == {"reason": "law", "entries": [found.id]}


def test_who_is_not_found_is_answered_alike_wherever_they_signed(app: Flask, reviewer: FlaskClient) -> None:
    with app.app_context():
        campaign, other = open_campaign(), open_campaign()
        signature(other, email="elsewhere@example.org")
    answers = [
        reviewer.post(f"/desk/signatories/{campaign.id}/find", data={"email": email, "reason": "abuse"})
        for email in ("elsewhere@example.org", "nowhere@example.org")
    ]
    assert answers[0].status_code == answers[1].status_code == 200
    assert answers[0].text == answers[1].text
    assert "Nobody found" in answers[0].text
    assert [entry.details["entries"] for entry in looked_up(app)] == [[], []]
    assert all("example.org" not in str(vars(entry)) for entry in looked_up(app))


def test_two_people_who_share_a_mailbox_are_both_shown(app: Flask, reviewer: FlaskClient) -> None:
    with app.app_context():
        campaign = open_campaign(max_per_inbox=2)
        signature(campaign, name="Anna Muster", email="muster@example.org")
        signature(campaign, name="Berta Muster", email="muster@example.org", slot=1)
    answer = reviewer.post(
        f"/desk/signatories/{campaign.id}/find", data={"email": "muster@example.org", "reason": "wrote"}
    )
    assert "2 signatures from one mailbox" in answer.text
    assert answer.text.index("Anna Muster") < answer.text.index("Berta Muster")


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"email": "ilse.van", "reason": "law"}, "Enter a whole e-mail address"),
        ({"email": "", "reason": "law"}, "Enter your e-mail address"),
        ({"email": "ilse@example.org"}, "Choose why you look this person up"),
        ({"email": "ilse@example.org", "reason": "curious"}, ""),
    ],
)
def test_a_look_up_needs_a_whole_address_and_a_reason(
    app: Flask, reviewer: FlaskClient, data: dict[str, str], sentence: str
) -> None:
    with app.app_context():
        campaign = open_campaign()
    answer = reviewer.post(f"/desk/signatories/{campaign.id}/find", data=data)
    assert answer.status_code == 422
    assert sentence in answer.text and data["email"] in answer.text
    assert looked_up(app) == []


@pytest.mark.parametrize(
    ("role", "list_status", "find_status"),
    [
        (RoleName.OWNER, 200, 200),
        (RoleName.REVIEWER, 200, 200),
        (RoleName.EXPORTER, 200, 403),
        (RoleName.EDITOR, 403, 403),
    ],
)
def test_each_role_sees_what_it_may(
    app: Flask, client: FlaskClient, role: RoleName, list_status: int, find_status: int
) -> None:
    with app.app_context():
        campaign: Campaign = open_campaign()
        person = staff(role)
    sign_in(client, person)
    page = client.get("/desk/signatories")
    assert page.status_code == list_status
    assert ("Find one person" in page.text) == (find_status == 200)
    answer = client.post(f"/desk/signatories/{campaign.id}/find", data={"email": "a@example.org", "reason": "law"})
    assert answer.status_code == find_status
