"""What leaves the site: files, feeds, frames and pictures."""

import hashlib
from dataclasses import replace
from io import BytesIO
from xml.etree import ElementTree as ET

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image

from campaign.trackers.facts import Register
from campaign.trackers.open_data import feeds
from campaign.trackers.open_data import queries as open_queries
from campaign.trackers.open_data.open_tables import file_names
from campaign.trackers.open_data.publish_files import publish_files
from tests.factories.trackers import EU_TRIALS, JUNE, NOON, OVERDUE_EU, both_registers, take

ATOM = "{http://www.w3.org/2005/Atom}"
HOSPITAL = "oberweserbergland-university-hospital"


@pytest.fixture
def data(app: Flask) -> None:
    """Both registers on 2 May, and the EU's on 6 June: one trial reported."""
    with app.app_context():
        both_registers()
        take(Register.EU, JUNE, [replace(OVERDUE_EU, has_results=True), *EU_TRIALS[1:]])


def publish(app: Flask) -> None:
    with app.app_context():
        publish_files(Register.EU, lambda: NOON)


@pytest.mark.usefixtures("data")
def test_a_file_is_what_its_digest_says_and_is_sent_once(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(app)
    monkeypatch.setattr(open_queries, "FILE_PIECE", 100)
    for name in file_names():
        answer = client.get(f"/trackers/eu/{name}")
        assert answer.status_code == 200
        assert answer.headers["ETag"] == f'"{hashlib.sha256(answer.data).hexdigest()}"'
        assert int(answer.headers["Content-Length"]) == len(answer.data)
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert answer.headers["Last-Modified"] == "Sun, 22 Nov 2026 12:00:00 GMT"
        stem, _, ending = name.rpartition(".")
        assert answer.headers["Content-Disposition"] == f'attachment; filename="eu-{stem}-2026-06-06.{ending}"'
        head = client.head(f"/trackers/eu/{name}")
        assert (head.data, head.headers["Content-Length"]) == (b"", answer.headers["Content-Length"])
        again = client.get(f"/trackers/eu/{name}", headers={"If-None-Match": answer.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b"")
    assert client.get("/trackers/eu/trials.csv").mimetype == "text/csv"


@pytest.mark.usefixtures("data")
def test_a_file_that_is_not_there_yet_or_never_will_be_says_so(app: Flask, client: FlaskClient) -> None:
    making = client.get("/trackers/eu/trials.csv")
    assert (making.status_code, making.headers["Retry-After"]) == (503, "120")
    assert "being made" in making.text
    unknown = client.get("/trackers/eu/people.csv")
    assert unknown.status_code == 404 and "sponsor-history.parquet" in unknown.text
    assert client.get("/trackers/uk/trials.csv").status_code == 404


def test_a_register_without_trials_has_no_files(client: FlaskClient) -> None:
    answer = client.get("/trackers/eu/trials.csv")
    assert answer.status_code == 404
    assert "no trials of this register" in answer.text
    assert "There are no data here yet" in client.get("/trackers/data").text


@pytest.mark.usefixtures("data")
def test_the_page_of_open_data_lists_files_rows_digests_and_columns(app: Flask, client: FlaskClient) -> None:
    assert "They are made within minutes" in client.get("/trackers/data").text
    publish(app)
    page = client.get("/trackers/data").text
    for name in file_names():
        assert f'href="/trackers/eu/{name}"' in page
        assert hashlib.sha256(client.get(f"/trackers/eu/{name}").data).hexdigest() in page
    for word in ("6 June 2026", "CC0 1.0 Universal", "finable_days", "/api/v1/docs", "/trackers/eu/changes.atom"):
        assert word in page
    assert '<meta property="og:image" content="http://localhost/trackers/eu/picture.png">' in page


def entries(client: FlaskClient, path: str) -> list[dict[str, str]]:
    answer = client.get(path)
    assert answer.status_code == 200 and answer.mimetype == "application/atom+xml"
    feed = ET.fromstring(answer.data)
    assert feed.findtext(f"{ATOM}id", "").startswith("tag:localhost,2026-11-22:trackers/")
    assert {each.get("rel"): each.get("href") for each in feed.findall(f"{ATOM}link")}["self"] == (
        f"http://localhost{path}"
    )
    return [
        {name: each.findtext(f"{ATOM}{name}", "") for name in ("id", "title", "summary", "updated")}
        | {"link": each.find(f"{ATOM}link").attrib["href"]}  # type: ignore[union-attr]
        for each in feed.findall(f"{ATOM}entry")
    ]


@pytest.mark.usefixtures("data")
def test_each_change_is_an_entry_with_a_name_that_stays(client: FlaskClient) -> None:
    (entry,) = entries(client, "/trackers/eu/changes.atom")
    assert entry["id"] == f"tag:localhost,2026-11-22:trackers/eu/rule-1/2026-06-06/{OVERDUE_EU.trial_id}"
    assert entry["title"] == f"{OVERDUE_EU.trial_id} reported on time"
    assert "completed-due before, reported on 6 June 2026. The register changed: has results." in entry["summary"]
    assert entry["link"] == f"http://localhost/trackers/eu/trials/{OVERDUE_EU.trial_id}"
    assert entries(client, "/trackers/eu/changes.atom?rule=2")[0]["id"] != entry["id"]
    assert entries(client, f"/trackers/eu/sponsors/{HOSPITAL}/changes.atom") == [entry]
    assert entries(client, "/trackers/eu/sponsors/brightmoor-biologics/changes.atom") == []
    assert client.get("/trackers/eu/sponsors/nobody/changes.atom").status_code == 404


@pytest.mark.usefixtures("data")
def test_the_same_day_read_again_keeps_its_names(app: Flask, client: FlaskClient) -> None:
    before = [entry["id"] for entry in entries(client, "/trackers/eu/changes.atom")]
    with app.app_context():
        take(Register.EU, JUNE, [replace(OVERDUE_EU, has_results=True), *EU_TRIALS[1:]])
    assert [entry["id"] for entry in entries(client, "/trackers/eu/changes.atom")] == before


@pytest.mark.usefixtures("data")
def test_a_trial_that_left_is_still_told_to_those_who_follow_its_sponsor(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        take(Register.EU, JUNE.replace(month=7), EU_TRIALS[1:])
    newest = entries(client, f"/trackers/eu/sponsors/{HOSPITAL}/changes.atom")[0]
    assert newest["title"] == f"{OVERDUE_EU.trial_id} left the set"


@pytest.mark.usefixtures("data")
def test_a_day_with_too_many_changes_is_one_entry(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    with app.app_context():
        take(Register.EU, JUNE.replace(month=7), EU_TRIALS[1:3])
    monkeypatch.setattr(feeds, "MOST", 2)
    found = entries(client, "/trackers/eu/changes.atom")
    assert [entry["title"] for entry in found] == [
        "3 trials changed on 6 July 2026",
        f"{OVERDUE_EU.trial_id} reported on time",
    ]
    assert found[0]["summary"] == "3 left the set."
    assert found[0]["link"] == "http://localhost/trackers/eu/changes?date=2026-07-06"


@pytest.mark.usefixtures("data")
def test_a_frame_may_stand_on_any_page_and_does_nothing_else(client: FlaskClient) -> None:
    answer = client.get(f"/embed/trackers/eu/sponsors/{HOSPITAL}")
    policy = answer.headers["Content-Security-Policy"]
    assert "frame-ancestors *" in policy and "form-action 'none'" in policy and "default-src 'self'" in policy
    assert "Set-Cookie" not in answer.headers and "X-Frame-Options" not in answer.headers
    assert "<script" not in answer.text and "<form" not in answer.text
    for word in ("Oberweserbergland University Hospital", "100.0", "6 June 2026", "Rule version 1"):
        assert word in answer.text
    assert f'href="http://localhost/trackers/eu/sponsors/{HOSPITAL}"' in answer.text
    assert "Rule version 2" in client.get(f"/embed/trackers/eu/sponsors/{HOSPITAL}?rule=2").text
    assert client.get("/embed/trackers/eu/sponsors/nobody").status_code == 404
    assert "No results are due yet" in client.get("/embed/trackers/fdaaa/sponsors/lakeside-university").text


@pytest.mark.usefixtures("data")
def test_pictures_of_a_sponsor_and_of_a_register(client: FlaskClient) -> None:
    for path in (
        f"/trackers/eu/sponsors/{HOSPITAL}/picture.png",
        "/trackers/fdaaa/sponsors/brightmoor-biologics-gmbh/picture.png",
        "/trackers/eu/picture.png",
        "/trackers/fdaaa/picture.png",
    ):
        answer = client.get(path)
        assert answer.mimetype == "image/png" and "public" in answer.headers["Cache-Control"]
        with Image.open(BytesIO(answer.data)) as picture:
            assert picture.size == (1200, 630)
        again = client.get(path, headers={"If-None-Match": answer.headers["ETag"]})
        assert again.status_code == 304
    assert client.get("/trackers/eu/sponsors/nobody/picture.png").status_code == 404


def test_there_is_no_picture_and_no_feed_of_nothing(client: FlaskClient) -> None:
    for path in ("/trackers/eu/picture.png", "/trackers/eu/changes.atom", "/embed/trackers/eu/sponsors/x"):
        assert client.get(path).status_code == 404
