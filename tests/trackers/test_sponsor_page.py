"""The page of one sponsor and its files: record, to-do list, trials, names, family, other registers."""

import csv
import re
from dataclasses import replace
from datetime import date
from io import StringIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from campaign.trackers.facts import EuTrial, Register
from campaign.trackers.import_names import import_names
from campaign.trackers.models import TrackedSponsor
from campaign.trackers.names import SponsorName
from campaign.trackers.queries import judged_snapshot
from campaign.trackers.sponsor_queries import TABS, place, record_in, tab_counts, tasks
from campaign.trackers.sponsor_words import task_groups
from tests.factories.trackers import (
    EU_TRIALS,
    FDAAA_TRIALS,
    JUNE,
    MAY,
    NOON,
    ONGOING_FDAAA,
    OVERDUE_EU,
    OVERDUE_FDAAA,
    both_registers,
    take,
)

HOSPITAL = "/trackers/eu/sponsors/oberweserbergland-university-hospital"
COMPANY = "/trackers/fdaaa/sponsors/brightmoor-biologics-gmbh"


def words(client: FlaskClient, address: str, status: int = 200) -> str:
    """The page as text: tags gone, white space folded."""
    answer = client.get(address)
    assert answer.status_code == status, address
    return " ".join(re.sub(r"<[^>]*>", " ", answer.text).replace("&nbsp;", " ").split())


def filled(app: Flask) -> None:
    with app.app_context():
        both_registers()


def rows(client: FlaskClient, address: str) -> list[dict[str, str]]:
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer.mimetype == "text/csv"
    return list(csv.DictReader(StringIO(answer.text)))


def many(number: int, *, reported: int, name: str) -> list[EuTrial]:
    """Trials that are due, the first of them reported."""
    return [
        replace(
            OVERDUE_EU,
            trial_id=f"20{10 + len(name) % 10}-{number:03}{each:03}-11",
            has_results=each < reported,
            sponsor_names=(name,),
        )
        for each in range(number)
    ]


def test_few_due_trials_give_a_count_and_no_percentage(app: Flask, client: FlaskClient) -> None:
    filled(app)
    page = words(client, HOSPITAL)
    assert "of 2 due results are there 1 result overdue 1" in page
    assert "1 of 2 due trials, 4 in all." in page
    assert "With fewer than 10 due trials, a percentage would say more than there is to know." in page
    assert "19 times in 20" not in page
    assert "Rule version 1" in page


def test_enough_due_trials_give_a_percentage_its_range_and_a_rank(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        import_names([SponsorName("Large", "Large", "Large"), SponsorName("Larger", "Larger", "Larger")], NOON)
        take(Register.EU, MAY, [*many(40, reported=10, name="Large"), *many(32, reported=32, name="Larger")])
    page = words(client, "/trackers/eu/sponsors/large")
    assert "of its due results are there 25.0 %" in page
    assert "Rank 2 of 2 with 1 or more due. The true share lies between 14 and 40 %, 19 times in 20." in page


def test_the_tabs_count_what_the_record_counts(session: Session) -> None:
    both_registers()
    for register in (Register.EU, Register.FDAAA):
        snapshot = judged_snapshot(register)
        for sponsor in session.scalars(select(TrackedSponsor)).all():
            for version in ("1", "2"):
                record = record_in(sponsor, snapshot, version)
                if record is None:
                    continue
                counts, standing = tab_counts(record), record.standing
                assert counts["due"] == standing.due
                assert counts["overdue"] == standing.overdue
                assert counts["inconsistent"] == standing.inconsistent
                assert counts["all"] == standing.total
                assert counts["not-due"] == standing.total - standing.due - standing.inconsistent


@pytest.mark.parametrize("tab", TABS)
def test_each_tab_lists_as_many_trials_as_it_counts(app: Flask, client: FlaskClient, tab: str) -> None:
    filled(app)
    page = client.get(f"{HOSPITAL}?state={tab}").text
    listed = re.findall(r'<th scope="row"><a class="plain serif"', page)
    found = re.search(r'<b aria-current="true">[a-zA-Z ]+ (\d+)</b>', page)
    assert found is not None
    assert len(listed) == int(found[1]) > 0


def test_trials_are_searched_and_sorted_by_address(app: Flask, client: FlaskClient) -> None:
    filled(app)
    assert "1 trial with “kortexan”" in words(client, f"{HOSPITAL}?q=kortexan")
    assert "No trial matches" in words(client, f"{HOSPITAL}?q=nothing")
    assert "2018-990119-42" in words(client, f"{HOSPITAL}?q=2018-99")
    page = client.get(f"{HOSPITAL}?sort=title").text
    titles = re.findall(r'class="plain serif" href="[^"]*">([^<]*)', page)
    assert titles == sorted(titles)
    assert 'aria-sort="ascending"' in page


def test_the_to_do_list_has_what_is_overdue_soon_due_and_to_correct(app: Flask, client: FlaskClient) -> None:
    filled(app)
    page = words(client, HOSPITAL)
    assert "Overdue 1 to 5 years 1 Velatrexone once weekly" in page
    assert "Data to correct 1 Night shift nurses and vitamin D" in page
    found = rows(client, f"{HOSPITAL}/to-do.csv")
    assert [(row["task"], row["trial"], row["days_late"]) for row in found] == [
        ("overdue", OVERDUE_EU.trial_id, "442"),
        ("data", "2019-990630-77", ""),
    ]
    assert {(row["rule_version"], row["data_date"], row["register"]) for row in found} == {("1", "2026-05-02", "eu")}


def test_deadlines_are_grouped_by_how_near_they_are(session: Session) -> None:
    ends = {"NCT09900010": date(2025, 5, 20), "NCT09900011": date(2025, 7, 15), "NCT09900012": date(2025, 10, 1)}
    soon = [replace(ONGOING_FDAAA, nct_id=number, primary_completion=end) for number, end in ends.items()]
    past = replace(ONGOING_FDAAA, nct_id="NCT09900013", primary_completion=date(2025, 4, 20))
    stale = replace(ONGOING_FDAAA, nct_id="NCT09900014", primary_completion=date(2026, 4, 1))
    stale = replace(stale, primary_completion_estimated=True)
    take(Register.FDAAA, MAY, [*soon, past, stale, OVERDUE_FDAAA])
    sponsor = session.scalars(select(TrackedSponsor).where(TrackedSponsor.slug == "lakeside-university")).one()
    record = record_in(sponsor, judged_snapshot(Register.FDAAA), "1")
    assert record is not None
    assert [(group.title, [task.identifier for task in group.tasks]) for group in task_groups(tasks(record))] == [
        ("Deadline passed, inside the margin", ["NCT09900013"]),
        ("Due within 30 days", ["NCT09900010"]),
        ("Due in 31 to 90 days", ["NCT09900011"]),
        ("Due in 91 to 180 days", ["NCT09900012"]),
        ("Data to correct", ["NCT09900014"]),
    ]


def test_deadlines_are_a_calendar_whose_events_keep_their_names(app: Flask, client: FlaskClient) -> None:
    address = "/trackers/fdaaa/sponsors/lakeside-university/to-do.ics"
    coming = replace(ONGOING_FDAAA, primary_completion=date(2025, 7, 15))
    with app.app_context():
        take(Register.FDAAA, MAY, [coming, OVERDUE_FDAAA])
    first = client.get(address)
    assert first.mimetype == "text/calendar"
    assert "UID:fdaaa-NCT09900003@trackers.countersign\r\nSEQUENCE:0\r\n" in first.text
    assert "DTSTART;VALUE=DATE:20260715" in first.text
    assert first.text.count("BEGIN:VEVENT") == 1
    with app.app_context():
        take(Register.FDAAA, JUNE, [replace(coming, primary_completion=date(2025, 8, 1)), OVERDUE_FDAAA])
    later = client.get(address).text
    assert "UID:fdaaa-NCT09900003@trackers.countersign\r\nSEQUENCE:1\r\n" in later
    assert "DTSTART;VALUE=DATE:20260801" in later


def test_all_trials_come_as_a_table_that_names_rule_and_day(app: Flask, client: FlaskClient) -> None:
    filled(app)
    found = rows(client, f"{HOSPITAL}/trials.csv?rule=2")
    assert len(found) == 4
    assert {row["rule_version"] for row in found} == {"2"}
    assert found[0]["trial"] == OVERDUE_EU.trial_id
    assert (found[0]["state"], found[0]["has_results"]) == ("overdue", "false")


def test_the_us_record_tells_days_late_and_the_fine(app: Flask, client: FlaskClient) -> None:
    filled(app)
    page = words(client, COMPANY)
    assert "Days late" in page
    assert "US dollars, at the 11,569 a day of 2017" in page
    assert "1 late" in page


def test_a_parent_and_its_child_are_counted_apart_and_totalled_beside(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        import_names(
            [
                SponsorName("Land", "Land Oberweser", "Land Oberweser"),
                SponsorName("Klinik", "Klinik", "Land Oberweser"),
            ],
            NOON,
        )
        own = replace(OVERDUE_EU, sponsor_names=("Land", "Klinik"))
        other = replace(OVERDUE_EU, trial_id="2018-990119-42", has_results=True, sponsor_names=("Klinik",))
        take(Register.EU, MAY, [own, other])
    parent = words(client, "/trackers/eu/sponsors/land-oberweser")
    assert "0 of 1 due trial, 1 in all." in parent
    assert "Together with its children each trial once 2 2 1" in parent
    child = words(client, "/trackers/eu/sponsors/klinik")
    assert "Part of Land Oberweser , which has trials of its own, counted apart." in child
    assert "1 of 2 due trials, 2 in all." in child


def test_other_names_come_with_their_proof(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        proof = "https://proof.example/1"
        import_names(
            [
                SponsorName("Brightmoor", "Brightmoor Biologics", "Brightmoor Biologics", proof),
                SponsorName("Brightmore", "Brightmoor Biologics", "Brightmoor Biologics", "javascript:alert(1)"),
            ],
            NOON,
        )
        take(Register.EU, MAY, [replace(OVERDUE_EU, sponsor_names=("Brightmoor",))])
    page = client.get("/trackers/eu/sponsors/brightmoor-biologics").text
    assert "2 other names" in page
    assert f'href="{proof}" rel="nofollow ugc noopener"' in page
    assert 'href="javascript' not in page


def test_the_same_sponsor_in_another_register_is_linked(app: Flask, client: FlaskClient) -> None:
    filled(app)
    assert COMPANY in client.get("/trackers/eu/sponsors/brightmoor-biologics").text
    assert "/trackers/eu/sponsors/brightmoor-biologics" in client.get(COMPANY).text


def test_a_sponsor_without_trials_here_is_shown_the_way(app: Flask, client: FlaskClient) -> None:
    filled(app)
    answer = client.get("/trackers/fdaaa/sponsors/brightmoor-biologics")
    assert answer.status_code == 404
    assert "It has no trials in the ClinicalTrials.gov" in " ".join(answer.text.split())
    assert "/trackers/eu/sponsors/brightmoor-biologics" in answer.text
    assert client.get("/trackers/fdaaa/sponsors/brightmoor-biologics/to-do.csv").status_code == 404


def test_an_unknown_sponsor_is_searched_for(app: Flask, client: FlaskClient) -> None:
    filled(app)
    page = client.get("/trackers/eu/sponsors/brightmoor")
    assert page.status_code == 404
    assert "No sponsor at this address" in page.text
    assert HOSPITAL not in page.text
    assert "/trackers/eu/sponsors/brightmoor-biologics" in page.text
    assert client.get("/trackers/nowhere/sponsors/brightmoor").status_code == 404


def test_a_person_is_not_named(app: Flask, client: FlaskClient) -> None:
    person = replace(OVERDUE_FDAAA, sponsor="An individual", sponsor_class="INDIV")
    with app.app_context():
        take(Register.FDAAA, MAY, [person, *FDAAA_TRIALS[1:]])
    page = words(client, "/trackers/fdaaa/sponsors/an-individual")
    assert "All sponsors that are persons stand here together." in page
    assert "Rank" not in page


def test_a_second_copy_of_the_register_gives_a_line_and_its_sentence(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        import_names([SponsorName("Large", "Large", "Large"), SponsorName("Larger", "Larger", "Larger")], NOON)
        take(Register.EU, MAY, [*many(40, reported=10, name="Large"), *many(32, reported=32, name="Larger")])
    assert "There is one copy of the register here so far" in words(client, "/trackers/eu/sponsors/large")
    with app.app_context():
        take(Register.EU, JUNE, [*many(40, reported=20, name="Large"), *many(32, reported=32, name="Larger")])
    page = words(client, "/trackers/eu/sponsors/large")
    assert "Its share improved by 25.0 percentage points since 2 May 2026." in page
    assert "22 points below that of all sponsors together." in page
    assert "The same as a table" in page


def test_pages_may_be_kept_and_are_asked_for_again_by_tag(app: Flask, client: FlaskClient) -> None:
    filled(app)
    first = client.get(HOSPITAL)
    assert first.headers["Cache-Control"].startswith("public")
    again = client.get(HOSPITAL, headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304


def test_another_version_of_the_rules_is_asked_for_by_address(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        import_names([SponsorName("Large", "Large", "Large")], NOON)
        take(Register.EU, MAY, [replace(EU_TRIALS[2], sponsor_names=("Large",))])
    assert "Rule version 2" in words(client, "/trackers/eu/sponsors/large?rule=2")


def test_without_enough_due_trials_nobody_has_a_place(session: Session) -> None:
    both_registers()
    sponsor = session.scalars(select(TrackedSponsor).where(TrackedSponsor.slug == "land-oberweser")).one()
    record = record_in(sponsor, judged_snapshot(Register.EU), "1")
    assert record is None or place(record) is None
