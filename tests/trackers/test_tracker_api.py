"""The API: figures that agree with the store, filters of the original, and a description that cannot differ."""

import csv
import io
import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from campaign.trackers.facts import Register
from campaign.trackers.laws import LAWS
from campaign.trackers.open_data.api_description import BY_ENDPOINT, OPERATIONS, SCHEMAS, STATUSES
from campaign.trackers.published import headline_fields, sponsor_rows, trial_table
from campaign.trackers.queries import newest_snapshot
from tests.factories.trackers import (
    EU_TRIALS,
    FDAAA_TRIALS,
    JUNE,
    MAY,
    ONGOING_EU,
    OVERDUE_EU,
    OVERDUE_FDAAA,
    both_registers,
    take,
)

API = "/api/v1/trackers"
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def data(app: Flask) -> None:
    """Both registers on 2 May, and the EU's on 6 June: one trial reported, one ended, one is gone."""
    with app.app_context():
        both_registers()
        ended = replace(ONGOING_EU, trial_status=OVERDUE_EU.trial_status, comp_date=3, max_end_date=date(2024, 1, 1))
        take(Register.EU, JUNE, [replace(OVERDUE_EU, has_results=True), ended, *EU_TRIALS[3:]])


def get(client: FlaskClient, path: str, status: int = 200) -> Any:
    answer = client.get(API + path)
    assert answer.status_code == status, answer.text
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    kind = "application/json" if status == 200 else "application/problem+json"
    assert answer.mimetype == kind
    return answer.get_json()


def slugs(found: dict[str, Any]) -> list[str]:
    return [row["slug"] for row in found["results"]]


def numbers(found: dict[str, Any]) -> list[str]:
    return [row.get("nct_id") or row["trial_id"] for row in found["results"]]


@pytest.mark.usefixtures("data")
def test_answers_say_what_the_store_and_the_files_say(app: Flask, client: FlaskClient) -> None:
    found = get(client, "/eu/headline?rule=2")
    listed = get(client, "/eu/sponsors")
    trials = get(client, "/fdaaa/trials?state=not_covered&state=overdue&state=reported_late&state=not_due")
    with app.app_context():
        newest = newest_snapshot(Register.EU)
        assert {name: found[name] for name in headline_fields(newest, "2")} == headline_fields(newest, "2")
        columns, rows = sponsor_rows(newest, "1")
        assert {row["slug"]: [row[name] for name in columns] for row in listed["results"]} == {
            row["slug"]: [row[name] for name in columns] for row in rows
        }
        columns, rows = trial_table(newest_snapshot(Register.FDAAA), "1")
        assert [[row[name] for name in columns] for row in trials["results"]] == [
            [row[name] for name in columns] for row in rows
        ]


@pytest.mark.usefixtures("data")
def test_every_answer_names_rule_and_day_and_has_what_its_description_requires(client: FlaskClient) -> None:
    values = {"register": "eu", "slug": "brightmoor-biologics", "identifier": OVERDUE_EU.trial_id}
    for operation in OPERATIONS:
        found = client.get(operation.path.format(**values)).get_json()
        assert set(SCHEMAS[operation.answer]["required"]) <= set(found), operation.path
        if operation.answer != "Registers":
            assert found["data_date"] == "2026-06-06"
            assert found["rule_version"] in ("1", "1, 2")
            assert found["generated_from"]["source"] == "EU Clinical Trials Register"


@pytest.mark.usefixtures("data")
def test_figures_of_an_earlier_day_and_over_time(client: FlaskClient) -> None:
    assert [row["register"] for row in get(client, "")["results"]] == ["eu", "fdaaa"]
    assert get(client, "/eu/headline?date=2026-05-30")["due_trials_with_results"] == 2
    assert get(client, "/eu/headline?date=2026-05-01", 404)["detail"].startswith("There are no data")
    over_time = get(client, "/eu/history")["results"]
    assert [(row["data_date"], row["due_trials_with_results"]) for row in over_time] == [
        ("2026-05-02", 2),
        ("2026-06-06", 2),
    ]
    theirs = get(client, "/eu/sponsors/oberweserbergland-university-hospital/history")["results"]
    assert [(row["data_date"], row["total_due"], row["total_reported"]) for row in theirs] == [
        ("2026-05-02", 2, 1),
        ("2026-06-06", 2, 1),
    ]
    earlier = get(client, "/eu/sponsors?date=2026-05-02&rule=2")
    assert (earlier["data_date"], earlier["rule_version"], earlier["total"]) == ("2026-05-02", "2", 3)


@pytest.mark.usefixtures("data")
def test_sponsors_are_filtered_and_ordered(app: Flask, client: FlaskClient) -> None:
    everybody = slugs(get(client, "/eu/sponsors"))
    assert everybody == ["brightmoor-biologics", "land-oberweser", "oberweserbergland-university-hospital"]
    assert slugs(get(client, "/eu/sponsors?q=OBERWESER")) == everybody[1:]
    assert slugs(get(client, "/eu/sponsors?kind=company")) == everybody[:1]
    assert slugs(get(client, "/eu/sponsors?percentage_gte=60")) == everybody[:1]
    assert slugs(get(client, "/eu/sponsors?due_gte=1&due_lte=1")) == everybody[:1]
    assert slugs(get(client, "/eu/sponsors?major=true")) == []
    assert slugs(get(client, "/eu/sponsors?country=de")) == []
    assert slugs(get(client, "/eu/sponsors?ordering=-percentage")) == [everybody[0], everybody[2], everybody[1]]
    assert slugs(get(client, "/eu/sponsors?ordering=percentage")) == [everybody[2], everybody[0], everybody[1]]


@pytest.mark.usefixtures("data")
def test_lists_come_by_the_page_with_a_way_on_and_back(client: FlaskClient) -> None:
    first = get(client, "/eu/sponsors?page_size=2&ordering=-due")
    assert (first["total"], len(first["results"]), first["previous"]) == (3, 2, None)
    assert first["next"] == f"http://localhost{API}/eu/sponsors?page_size=2&ordering=-due&page=2"
    second = client.get(first["next"]).get_json()
    assert (len(second["results"]), second["next"], second["page"]) == (1, None, 2)
    assert sorted(slugs(first) + slugs(second)) == sorted(slugs(get(client, "/eu/sponsors")))
    beyond = get(client, "/eu/sponsors?page_size=2&page=9")
    assert (beyond["results"], beyond["next"]) == ([], None)
    assert beyond["previous"].endswith("page=2")


@pytest.mark.usefixtures("data")
def test_one_sponsor_with_its_family_its_names_and_its_other_registers(client: FlaskClient) -> None:
    parent = get(client, "/eu/sponsors/land-oberweser")
    assert [each["slug"] for each in parent["children"]] == ["oberweserbergland-university-hospital"]
    found = get(client, "/eu/sponsors/brightmoor-biologics")
    assert found["aliases"] == [{"slug": "brightmoor-biologics-gmbh", "name": "Brightmoor Biologics GmbH"}]
    assert found["written_names"] == ["Brightmoor Biologics GmbH"]
    (other,) = found["other_registers"]
    assert (other["register"], other["due"], other["reported"]) == ("fdaaa", 2, 1)
    assert other["page"] == "http://localhost/trackers/fdaaa/sponsors/brightmoor-biologics-gmbh"
    assert "no sponsor" in get(client, "/eu/sponsors/nobody", 404)["detail"]
    assert "has no record" in get(client, "/fdaaa/sponsors/land-oberweser", 404)["detail"]


@pytest.mark.usefixtures("data")
def test_performance_is_the_originals(client: FlaskClient) -> None:
    found = get(client, "/fdaaa/performance?sponsor=brightmoor-biologics-gmbh")
    assert (found["due"], found["reported"]) == (2, 1)
    assert found["fines_str"] == f"${found['days_late'] * 11_569:,}"
    assert found["days_late"] == get(client, "/fdaaa/performance")["days_late"] > 0
    europe = get(client, "/eu/performance")
    assert (europe["overdue_today"], europe["late_today"], europe["on_time_today"]) == (1, 0, 1)
    assert (europe["days_late"], europe["fines_str"]) == (None, None)
    assert get(client, "/fdaaa/performance?sponsor=lakeside-university")["due"] == 0


@pytest.mark.usefixtures("data")
def test_trials_have_the_filters_of_the_original(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        pact = replace(OVERDUE_FDAAA, nct_id="NCT09900005", start=date(2016, 5, 1), title="Older")
        delayed = replace(OVERDUE_FDAAA, nct_id="NCT09900006", certificate=date(2024, 1, 1), title="100% delayed")
        take(Register.FDAAA, MAY, [*FDAAA_TRIALS, pact, delayed])
    counted = [f"NCT0990000{last}" for last in (1, 2, 3, 5, 6)]
    asked = {
        "": counted,
        "status=overdue": ["NCT09900001", "NCT09900005"],
        "status=overdue&status=ongoing": ["NCT09900001", "NCT09900003", "NCT09900005", "NCT09900006"],
        "state=not_covered": ["NCT09900004"],
        "sponsor=lakeside-university": ["NCT09900003"],
        "is_pact=true": ["NCT09900005"],
        "is_pact=false": [each for each in counted if each != "NCT09900005"],
        "has_exemption=true": ["NCT09900006"],
        "has_exemption=0": counted[:4],
        "results_due=true": ["NCT09900001", "NCT09900002", "NCT09900005"],
        "has_results=1": ["NCT09900002"],
        "is_overdue_today=true": [],
        "q=OSTRAVIMAB": ["NCT09900002"],
        "q=bronchiectasis&status=reported-late": ["NCT09900002"],
        "q=100%25": ["NCT09900006"],
        "q=_": [],
        "ordering=-identifier": counted[::-1],
    }
    assert {each: numbers(get(client, f"/fdaaa/trials?{each}")) for each in asked} == asked
    late = get(client, "/fdaaa/trials?ordering=-days_late&page_size=1")["results"][0]
    assert late["sponsors"] == [{"slug": "brightmoor-biologics-gmbh", "name": "Brightmoor Biologics GmbH"}]
    assert late["publication_url"].startswith("https://clinicaltrials.gov/study/NCT")


@pytest.mark.usefixtures("data")
def test_what_became_overdue_or_stopped_being_so_is_found(client: FlaskClient) -> None:
    assert numbers(get(client, "/eu/trials?is_overdue_today=true")) == [ONGOING_EU.trial_id]
    assert numbers(get(client, "/eu/trials?is_no_longer_overdue_today=true")) == [OVERDUE_EU.trial_id]
    assert numbers(get(client, "/eu/trials?status=left")) == ["2018-990119-42"]
    changes = get(client, "/eu/changes")
    assert changes["counts"] == {"became overdue": 1, "reported on time": 1, "left the set": 1}
    by_number = {row["identifier"]: row for row in changes["results"]}
    assert by_number[OVERDUE_EU.trial_id]["reasons"] == [{"field": "has_results", "before": None, "after": True}]
    assert by_number[OVERDUE_EU.trial_id]["title"] == OVERDUE_EU.title
    assert get(client, "/eu/changes?date=2026-05-02")["results"] == []


@pytest.mark.usefixtures("data")
def test_a_trial_tells_every_step_under_each_version(client: FlaskClient) -> None:
    found = get(client, f"/eu/trials/{OVERDUE_EU.trial_id}")
    assert set(found["verdicts"]) == {"1", "2"}
    for version, verdict in found["verdicts"].items():
        assert (verdict["rule_version"], verdict["state"]) == (version, "reported")
        assert verdict["steps"] and all(step["rule"] and step["outcome"] for step in verdict["steps"])
    assert found["facts"]["max_end_date"] == "2024-02-14"
    assert [each["change"] for each in found["changes"]] == ["reported on time", "reported on time"]
    assert get(client, "/eu/trials/2018-990119-42")["verdicts"]["1"]["in_register"] is False
    assert "no trial" in get(client, "/eu/trials/2000-000000-00", 404)["detail"]


@pytest.mark.usefixtures("data")
def test_csv_holds_everything_that_matches_whatever_the_page(client: FlaskClient) -> None:
    answer = client.get(f"{API}/eu/trials?format=csv&page_size=1&status=reported")
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert [row["trial_id"] for row in rows] == [OVERDUE_EU.trial_id, "2021-990268-74"]
    assert (rows[0]["data_date"], rows[0]["rule_version"], rows[0]["has_results"]) == ("2026-06-06", "1", "true")
    assert rows[1]["sponsors"] == "brightmoor-biologics"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="eu-trials-2026-06-06.csv"'
    again = client.get(
        f"{API}/eu/trials?format=csv&page_size=1&status=reported", headers={"If-None-Match": answer.headers["ETag"]}
    )
    assert (again.status_code, again.data) == (304, b"")
    for register in ("eu", "fdaaa"):
        sponsors = client.get(f"{API}/{register}/sponsors?format=csv")
        assert len(list(csv.DictReader(io.StringIO(sponsors.text)))) == get(client, f"/{register}/sponsors")["total"]


@pytest.mark.usefixtures("data")
def test_what_has_not_changed_is_not_sent_again(client: FlaskClient) -> None:
    first = client.get(f"{API}/eu/headline")
    assert "public" in first.headers["Cache-Control"]
    again = client.get(f"{API}/eu/headline", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert "Set-Cookie" not in first.headers


@pytest.mark.usefixtures("data")
@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("/eu/headline?rules=2", "This address takes no parameter “rules”. It takes rule, date."),
        ("/eu/headline?rule=3", "“rule” takes one of 1, 2."),
        ("/eu/headline?rule=1&rule=2", "“rule” may be given once."),
        ("/eu/headline?date=2026-13-01", "“date” takes a day as YYYY-MM-DD."),
        ("/eu/headline?date=20260502", "“date” takes a day as YYYY-MM-DD."),
        ("/eu/sponsors?page=0", "“page” takes a whole number from 1 to 1000000."),
        ("/eu/sponsors?page_size=1001", "“page_size” takes a whole number from 1 to 1000."),
        ("/eu/sponsors?due_gte=9999999999", "“due_gte” takes a whole number of at least 0."),
        ("/eu/sponsors?percentage_gte=nan", "“percentage_gte” takes a number from 0 to 100."),
        ("/eu/trials?is_pact=maybe", "“is_pact” takes true or false."),
        ("?page=2", "This address takes no parameter “page”. It takes none."),
    ],
)
def test_a_question_that_is_not_understood_is_told_what_is_allowed(
    client: FlaskClient, question: str, sentence: str
) -> None:
    problem = get(client, question, 400)
    assert (problem["detail"], problem["status"]) == (sentence, 400)


@pytest.mark.usefixtures("data")
def test_other_wrong_words_are_told_too(client: FlaskClient) -> None:
    assert "completed-due" in get(client, "/eu/trials?status=late", 400)["detail"]
    assert "-percentage" in get(client, "/eu/sponsors?ordering=name", 400)["detail"]
    assert "There are" in get(client, "/uk/headline", 404)["detail"]
    assert get(client, f"/eu/sponsors?q={'x' * 201}", 400)["status"] == 400


def test_without_data_there_is_nothing_but_a_sentence(client: FlaskClient) -> None:
    assert get(client, "")["results"] == []
    for path in ("/eu/headline", "/eu/sponsors", "/eu/trials", "/eu/history", "/eu/changes", "/eu/performance"):
        assert get(client, path, 404)["detail"].startswith("There are no data")


def test_every_route_and_parameter_is_described(app: Flask, client: FlaskClient) -> None:
    described = client.get("/api/v1/openapi.json").get_json()
    assert described["openapi"] == "3.1.0"
    about_itself = {"trackers_api.description", "trackers_api.docs"}
    routes = {rule.endpoint: rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith("trackers_api.")}
    assert set(routes) - about_itself == set(BY_ENDPOINT)
    for endpoint, operation in BY_ENDPOINT.items():
        rule = routes[endpoint]
        assert re.sub(r"<(\w+)>", r"{\1}", rule.rule) == operation.path
        asked = described["paths"][operation.path]["get"]["parameters"]
        assert {each["name"] for each in asked if each["in"] == "path"} == rule.arguments
        assert [each["name"] for each in asked if each["in"] == "query"] == [each.name for each in operation.query]
        assert described["paths"][operation.path]["get"]["operationId"] == endpoint.partition(".")[2]
    assert set(described["paths"]) == {operation.path for operation in OPERATIONS}


def test_no_answer_looks_at_the_address_past_its_description() -> None:
    """Parameters are read in one place, from the table that the description is made from."""
    text = (ROOT / "campaign/trackers/open_data/api.py").read_text()
    assert text.count("request.args") == 3  # checking, links to other pages, and the description itself
    assert "request.values" not in text and "query_string" not in text


@pytest.mark.usefixtures("data")
def test_each_parameter_changes_or_is_checked(client: FlaskClient) -> None:
    values = {"register": "eu", "slug": "brightmoor-biologics", "identifier": OVERDUE_EU.trial_id}
    for operation in OPERATIONS:
        for parameter in operation.query:
            good = parameter.choices[0] if parameter.choices else _example(parameter.name, parameter.kind)
            answer = client.get(operation.path.format(**values), query_string={parameter.name: good})
            assert answer.status_code == 200, (operation.path, parameter.name, answer.text)


def _example(name: str, kind: str) -> str:
    if name == "sponsor":
        return "brightmoor-biologics"
    return {"integer": "1", "number": "1.5", "boolean": "true", "date": "2026-06-06", "text": "x"}[kind]


def test_the_words_of_every_law_are_known() -> None:
    assert set(STATUSES) == set(LAWS)


def test_people_can_read_the_description(client: FlaskClient) -> None:
    page = client.get("/api/v1/docs").text
    for operation in OPERATIONS:
        assert f"GET {operation.path}" in page
        for parameter in operation.parameters:
            assert parameter.name in page
