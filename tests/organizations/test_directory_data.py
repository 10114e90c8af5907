"""Open data and the frame: whole, harmless in a spreadsheet, free for any page, and without anybody's name."""

import csv
import io

import pytest
from flask import Flask
from flask.testing import FlaskClient

from campaign.campaigns.models import Campaign
from campaign.db import transaction
from campaign.organizations.directory.open_data import COLUMNS
from campaign.organizations.models import (
    Authority,
    Capacity,
    Identifier,
    IdentifierScheme,
    OrganizationKind,
    SupportState,
)
from campaign.web.kept import forget_kept
from tests.factories.campaigns import open_campaign
from tests.factories.organizations import WHEN, approved_support, support_in
from tests.signatures.test_versions import translate

HOSTILE = '=HYPERLINK("http://evil.example")'


@pytest.fixture
def campaign(app: Flask) -> Campaign:
    """A campaign with two listed organizations, one that left, one that lapsed, and somebody who speaks personally."""
    with app.app_context():
        campaign = open_campaign(title='Every "trial" <registered> & reported')
        one = approved_support(
            campaign, name=HOSTILE, statement="@SUM(A1)\nTwo lines, \"quoted\"", authority=Authority.PROOF,
            kind=OrganizationKind.LIBRARY, country="FR",
        )  # fmt: skip
        approved_support(campaign, name="Zweite Gesellschaft", country="DE")
        support_in(campaign, SupportState.LEFT, name="Leaving Society", statement="Must not be shown", country="FR")
        support_in(campaign, SupportState.LAPSED, name="Lapsed Society", statement="Must not be shown")
        approved_support(campaign, name="Institute", capacity=Capacity.PERSONAL, contact_name="Amrit Delacourt")
        with transaction() as session:
            for scheme in IdentifierScheme:
                value = f"{scheme.value}-17"
                session.add(Identifier(organization_id=one.organization_id, scheme=scheme, value=value))
    return campaign


def rows(client: FlaskClient, campaign: Campaign, query: str = "") -> list[dict[str, str]]:
    answer = client.get(f"/c/{campaign.slug}/supporters.csv{query}")
    assert answer.mimetype == "text/csv" and "attachment" in answer.headers["Content-Disposition"]
    return list(csv.DictReader(io.StringIO(answer.text, newline="")))


def test_the_table_holds_every_column_and_no_formula(client: FlaskClient, campaign: Campaign) -> None:
    found = {row["name"]: row for row in rows(client, campaign)}
    assert list(found["Zweite Gesellschaft"]) == [column.name for column in COLUMNS]
    one = found["'" + HOSTILE]
    assert one["statement"].startswith("'@SUM(A1)") and '"quoted"' in one["statement"]
    assert (one["stands"], one["authority"], one["kind"], one["country"]) == ("listed", "proof", "library", "FR")
    assert one["listed_on"] == "2026-03-05" and one["gone_on"] == ""
    assert [one[name] for name in ("ror", "company", "wikidata", "other_identifier")] == [
        "ror-17", "company-17", "wikidata-17", "other-17",
    ]  # fmt: skip
    gone = found["Leaving Society"]
    assert (gone["stands"], gone["gone_on"], gone["statement"]) == ("left", "2026-06-11", "")
    assert found["Lapsed Society"]["stands"] == "lapsed"


def test_the_same_as_json_with_those_who_are_gone_apart(client: FlaskClient, campaign: Campaign) -> None:
    data = client.get(f"/c/{campaign.slug}/supporters.json").get_json()
    assert data["counts"] == {"organizations": 2, "countries": 2, "personal": 1, "left": 1, "lapsed": 1}
    assert {row["name"] for row in data["supporters"]} == {HOSTILE, "Zweite Gesellschaft"}
    assert {row["name"]: row["gone_on"] for row in data["no_longer"]} == {
        "Leaving Society": "2026-06-11",
        "Lapsed Society": "2026-06-11",
    }
    assert data["campaign"]["page"] == f"http://localhost/c/{campaign.slug}/supporters"


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("?country=FR", {"'" + HOSTILE, "Leaving Society"}),
        ("?country=FR&stands=listed", {"'" + HOSTILE}),
        ("?stands=left", {"Leaving Society", "Lapsed Society"}),
        ("?q=zweite", {"Zweite Gesellschaft"}),
        ("?kind=library&grade=proof&year=2026", {"'" + HOSTILE}),
        ("?speaks=personal", {"Institute"}),
        ("?country=XX&stands=nonsense", {"'" + HOSTILE, "Zweite Gesellschaft", "Leaving Society", "Lapsed Society"}),
        ("?letter=z", {"Zweite Gesellschaft"}),
    ],
)
def test_filters_apply(client: FlaskClient, campaign: Campaign, query: str, names: set[str]) -> None:
    assert {row["name"] for row in rows(client, campaign, query)} == names


@pytest.mark.parametrize("ending", ["csv", "json"])
def test_files_may_be_read_from_any_page_and_asked_for_again(
    client: FlaskClient, campaign: Campaign, ending: str
) -> None:
    address = f"/c/{campaign.slug}/supporters.{ending}"
    first = client.get(address, headers={"Origin": "https://elsewhere.example"})
    assert first.headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in first.headers and "Set-Cookie" not in first.headers
    again = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert client.get(f"/c/no-such/supporters.{ending}").status_code == 404


def test_nobodys_name_is_in_the_data(client: FlaskClient, campaign: Campaign) -> None:
    for path in (
        "supporters.csv",
        "supporters.json",
        "supporters.csv?speaks=personal",
        "supporters.json?speaks=personal",
    ):
        text = client.get(f"/c/{campaign.slug}/{path}").text
        assert "Delacourt" not in text and "Ferrow" not in text and "director@" not in text, path


def test_what_has_changed_has_another_tag(app: Flask, client: FlaskClient, campaign: Campaign) -> None:
    address = f"/c/{campaign.slug}/supporters.json"
    before = client.get(address).headers["ETag"]
    with app.app_context():
        approved_support(campaign)
    after = client.get(address, headers={"If-None-Match": before})
    assert after.status_code == 200 and after.headers["ETag"] != before


def test_the_frame_is_for_anybody_and_sets_nothing(client: FlaskClient, campaign: Campaign) -> None:
    answer = client.get(f"/embed/{campaign.slug}/supporters")
    policy = answer.headers["Content-Security-Policy"]
    assert "frame-ancestors *" in policy and "form-action 'none'" in policy
    assert "Set-Cookie" not in answer.headers and "<script" not in answer.text and "<form" not in answer.text
    assert "Zweite Gesellschaft" in answer.text and "Leaving Society" not in answer.text
    assert "Delacourt" not in answer.text and "Every &#34;trial&#34; &lt;registered&gt;" in answer.text


def test_a_frame_shows_as_many_as_it_was_asked_for(app: Flask, client: FlaskClient, campaign: Campaign) -> None:
    with app.app_context():
        for index in range(70):
            approved_support(campaign, name=f"Society {index:02}", approved_at=WHEN)
    for query, number in (
        ("", 10),
        ("?n=5", 5),
        ("?n=0", 1),
        ("?n=9999", 60),
        ("?n=x", 10),
        ("?show=all", 60),
        ("?show=all&page=2", 12),
    ):
        page = client.get(f"/embed/{campaign.slug}/supporters{query}").text
        assert page.count('<a class="plain"') == number, query
    assert 'class="logo"' not in client.get(f"/embed/{campaign.slug}/supporters?logos=no").text
    assert client.get("/embed/no-such/supporters").status_code == 404


def test_the_code_to_copy_holds_what_was_chosen_and_nothing_that_breaks_out(
    client: FlaskClient, campaign: Campaign
) -> None:
    page = client.get(f"/c/{campaign.slug}/supporters/embed?show=newest&n=20&logos=no").text
    address = f"http://localhost/embed/{campaign.slug}/supporters?n=20&amp;amp;logos=no"
    assert f"&lt;iframe src=&#34;{address}&#34;" in page
    assert "&amp;#34;trial&amp;#34; &amp;lt;registered&amp;gt; &amp;amp; reported" in page
    assert page.count("<iframe") == 1
    for column in COLUMNS:
        assert f">{column.name}</th>" in page


def test_one_address_of_the_data_holds_one_document_whoever_asks(
    app: Flask, client: FlaskClient, campaign: Campaign
) -> None:
    with app.app_context():
        translate(campaign)
        forget_kept()
    path = f"/c/{campaign.slug}/supporters.json"
    assert client.get(path, headers={"Accept-Language": "fr"}).data == client.get(path).data
    assert client.get(f"/fr{path}").get_json()["campaign"]["title"] == "Tous les essais"
