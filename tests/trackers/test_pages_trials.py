"""Trials, changes, methods, names and the search of the trackers, asked for as a reader does."""

import csv
import re
from dataclasses import replace
from datetime import date
from io import StringIO

import pytest
from flask import Flask
from flask.testing import FlaskClient

from campaign.trackers.facts import Register
from campaign.trackers.import_names import import_names
from campaign.trackers.laws import LAWS
from campaign.trackers.names import SponsorName
from campaign.trackers.naming.queries import web_link
from campaign.trackers.rules.sources import SOURCES
from campaign.trackers.trials_queries import _looked_for
from campaign.trackers.words.fields import FIELDS, reasons_words
from campaign.trackers.words.rules import rule_book
from campaign.trackers.words.statuses import STATUSES
from campaign.web.kept import forget_kept
from tests.factories.trackers import (
    COMPANY_EU,
    EU_NAMES,
    EU_TRIALS,
    INCONSISTENT_EU,
    JUNE,
    LATE_FDAAA,
    MAY,
    NOON,
    ONGOING_EU,
    OVERDUE_EU,
    OVERDUE_FDAAA,
    REPORTED_EU,
    both_registers,
    take,
)


def numbers_on(html: str) -> list[str]:
    return re.findall(r'<th scope="row" class="nowrap"><a [^>]*>([^<]*)</a>', html)


def page_of(client: FlaskClient, address: str) -> str:
    answer = client.get(address, buffered=True)
    assert answer.status_code == 200, address
    return answer.text


@pytest.fixture
def registers(app: Flask) -> Flask:
    with app.app_context():
        both_registers()
    return app


@pytest.fixture
def two_days(app: Flask) -> Flask:
    """On 6 June the overdue trial is reported, the ongoing one has ended long ago, the inconsistent one is gone."""
    with app.app_context():
        import_names(EU_NAMES, NOON)
        take(Register.EU, MAY, EU_TRIALS)
        take(
            Register.EU,
            JUNE,
            [
                replace(OVERDUE_EU, has_results=True),
                replace(REPORTED_EU, has_results=False),
                replace(OVERDUE_EU, trial_id=ONGOING_EU.trial_id, title=ONGOING_EU.title),
                COMPANY_EU,
            ],
        )
    return app


def test_trials_that_the_law_covers_are_listed_by_their_deadline(registers: Flask, client: FlaskClient) -> None:
    html = page_of(client, "/trackers/fdaaa/trials")
    assert set(numbers_on(html)) == {"NCT09900001", "NCT09900002", "NCT09900003"}
    assert numbers_on(html)[-1] == "NCT09900003"
    assert "Bronchiectasis" in html
    assert "Brightmoor Biologics GmbH" in html
    assert numbers_on(page_of(client, "/trackers/fdaaa/trials?state=not_covered")) == ["NCT09900004"]


def test_trials_are_filtered_and_sorted_by_the_address(registers: Flask, client: FlaskClient) -> None:
    assert numbers_on(page_of(client, "/trackers/fdaaa/trials?state=overdue")) == ["NCT09900001"]
    assert numbers_on(page_of(client, "/trackers/fdaaa/trials?q=KELPOSINE")) == ["NCT09900001"]
    assert numbers_on(page_of(client, "/trackers/fdaaa/trials?q=saline+balanced")) == ["NCT09900003"]
    assert numbers_on(page_of(client, "/trackers/fdaaa/trials?q=0002")) == ["NCT09900002"]
    assert numbers_on(page_of(client, "/trackers/fdaaa/trials?before=2025-01-01&sort=number")) == [
        "NCT09900001",
        "NCT09900002",
    ]
    assert numbers_on(page_of(client, "/trackers/fdaaa/trials?sort=-number"))[0] == "NCT09900003"
    assert numbers_on(page_of(client, "/trackers/fdaaa/trials?sort=late"))[0] == "NCT09900001"
    assert "No trial matches" in page_of(client, "/trackers/fdaaa/trials?phase=4")
    assert len(numbers_on(page_of(client, "/trackers/fdaaa/trials?before=never&state=x&sort=y"))) == 3


def test_the_number_of_a_trial_leads_straight_to_it(registers: Flask, client: FlaskClient) -> None:
    answer = client.get("/trackers/search?q=nct09900001")
    assert answer.status_code == 302
    assert answer.location == "/trackers/fdaaa/trials/NCT09900001"


def test_the_search_finds_sponsors_and_trials_of_every_register(registers: Flask, client: FlaskClient) -> None:
    html = page_of(client, "/trackers/search?q=brightmoor")
    assert "/trackers/eu/sponsors/brightmoor-biologics" in html
    assert "/trackers/fdaaa/sponsors/brightmoor-biologics-gmbh" in html
    assert "NCT09900001" in page_of(client, "/trackers/search?q=bronchiectasis")
    assert "Nothing matches" in page_of(client, "/trackers/search?q=no+such+thing")
    assert "at least two letters" in page_of(client, "/trackers/search?q=x")
    assert "Look up" in page_of(client, "/trackers/search")


def test_the_search_works_before_any_register_was_read(app: Flask, client: FlaskClient) -> None:
    assert "Nothing matches" in page_of(client, "/trackers/search?q=brightmoor")


def test_the_first_copy_of_a_register_has_nothing_to_compare_with(registers: Flask, client: FlaskClient) -> None:
    assert "Nothing to compare with yet" in page_of(client, "/trackers/eu/changes")


def test_each_change_is_told_with_its_reason(two_days: Flask, client: FlaskClient) -> None:
    html = page_of(client, "/trackers/eu/changes")
    assert "between 2 May 2026 and 6 June 2026" in html
    assert "Reported, was overdue" in html
    assert "Results on the register: no, now yes." in html
    assert "Left the count" in html
    assert INCONSISTENT_EU.trial_id in html
    overdue = page_of(client, "/trackers/eu/changes?kind=became-overdue")
    assert REPORTED_EU.trial_id in overdue
    assert ONGOING_EU.trial_id in overdue
    assert OVERDUE_EU.trial_id not in overdue
    assert OVERDUE_EU.trial_id in page_of(client, "/trackers/eu/changes?kind=no-longer-overdue")


def test_an_earlier_day_can_be_chosen(two_days: Flask, client: FlaskClient) -> None:
    assert "date=2026-05-02" in page_of(client, "/trackers/eu/changes")
    assert "Nothing to compare with yet" in page_of(client, "/trackers/eu/changes?date=2026-05-02")
    assert client.get("/trackers/eu/changes?date=2019-01-01").status_code == 404
    assert page_of(client, "/trackers/eu/changes?date=nonsense")


def test_a_trial_that_only_time_moved_is_told_so(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        import_names(EU_NAMES, NOON)
        soon = replace(OVERDUE_EU, max_end_date=date(2025, 4, 20))
        take(Register.EU, MAY, [soon])
        take(Register.EU, JUNE, [soon])
    assert "Only time passed." in page_of(client, "/trackers/eu/changes")


def test_changes_come_as_csv_with_day_and_version_in_each_row(two_days: Flask, client: FlaskClient) -> None:
    answer = client.get("/trackers/eu/changes.csv", buffered=True)
    assert answer.mimetype == "text/csv"
    rows = {row["identifier"]: row for row in csv.DictReader(StringIO(answer.text))}
    assert rows[OVERDUE_EU.trial_id]["change"] == "reported on time"
    assert rows[OVERDUE_EU.trial_id]["was_overdue"] == "true"
    assert rows[OVERDUE_EU.trial_id]["sponsors"] == "oberweserbergland-university-hospital"
    assert {(row["data_date"], row["rule_version"], row["register"]) for row in rows.values()} == {
        ("2026-06-06", "1", "eu")
    }
    second = client.get("/trackers/eu/changes.csv?rule=2", buffered=True)
    assert '"2"' in second.text


def test_the_methods_page_prints_the_rules_and_what_each_switch_does(registers: Flask, client: FlaskClient) -> None:
    html = page_of(client, "/trackers/methods")
    assert "Judge one trial on the day the register was read" in html
    assert "Paediatric six months" in html
    assert "Version 1 with “paediatric six months”" in html
    assert "22 November 2017" in html
    assert "How many days beyond the deadline a trial is not yet called due" in html
    assert 'href="https://eur-lex.europa.eu/eli/reg/2004/726/oj"' in html
    assert html.count("Not checked") >= sum(not source.verified for source in SOURCES.values())


def test_the_methods_page_stands_before_any_register_was_read(app: Flask, client: FlaskClient) -> None:
    assert "No trial of this register has been judged here yet" in page_of(client, "/trackers/methods")


def test_every_setting_of_every_law_is_explained() -> None:
    for register, law in LAWS.items():
        book = rule_book(register)
        assert book.opening
        assert all(rule.paragraphs for rule in book.rules)
        switches = {switch.field for switch in law.switches}
        for setting in book.settings:
            assert setting.says or setting.name in switches, (register, setting.name)
    assert [edition.since for edition in rule_book(Register.EU).editions[1:]] == [
        date(2017, 11, 8),
        date(2017, 11, 22),
        date(2019, 1, 10),
        date(2021, 6, 1),
    ]


def test_every_status_and_field_has_words() -> None:
    for register, law in LAWS.items():
        assert law.left_status in STATUSES[register]
        assert len(FIELDS[register]) > 10


def test_reasons_are_told_in_words() -> None:
    eu, us = Register.EU, Register.FDAAA
    assert reasons_words(eu, []) == "Only time passed."
    assert reasons_words(eu, [], left=True) == "Its record is not in this copy of the register."
    assert reasons_words(eu, [["trial_status", 0, 1]]) == "Status over all countries: ongoing in all, now ended in all."
    assert reasons_words(us, [["primary_completion", "2024-03-31", "2025-03-31"], ["title", "A", "B"]]) == (
        "Primary completion: 31 March 2024, now 31 March 2025; title reworded."
    )
    assert reasons_words(us, [["certificate", None, "2024-01-05"]]) == (
        "Certificate of delay or extension: nothing, now 5 January 2024."
    )
    assert reasons_words(us, [["submissions", None, [{"submitted": "2024-01-05"}]]]) == (
        "Submissions in quality control changed."
    )
    assert reasons_words(us, [["participants", 1200, 240]]) == "Participants: 1,200, now 240."


def test_the_table_of_names_says_who_is_meant_and_on_what_proof(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        import_names(
            [
                SponsorName(
                    "Brightmoor GmbH", "Brightmoor", "Brightmoor Group", proof="https://example.org/brightmoor"
                ),
                SponsorName("Uniklinik Süd", "Süd Hospital", "Süd Hospital", proof="javascript:alert(1)"),
            ],
            NOON,
        )
    html = page_of(client, "/trackers/names")
    assert "2 names" in html
    assert 'href="https://example.org/brightmoor" rel="nofollow' in html
    assert "javascript:" not in html
    assert "Brightmoor Group" in html
    found = page_of(client, "/trackers/names?q=sud")
    assert "Uniklinik Süd" in found
    assert "Brightmoor GmbH" not in found
    assert "No name matches" in page_of(client, "/trackers/names?q=nobody")


def test_the_log_of_names_tells_before_and_after(app: Flask, client: FlaskClient) -> None:
    assert "The table is empty" in page_of(client, "/trackers/names")
    assert "Nothing has been changed" in page_of(client, "/trackers/names?show=log")
    with app.app_context():
        import_names([SponsorName("Brightmoor GmbH", "Brightmoor", "Brightmoor")], NOON)
        import_names([SponsorName("Brightmoor GmbH", "Brightmoor Biologics", "Brightmoor Group")], NOON)
    html = page_of(client, "/trackers/names?show=log")
    assert "owned by <bdi>Brightmoor Group</bdi>" in html
    assert "22 November 2026" in html


@pytest.mark.parametrize(
    ("proof", "link"),
    [
        ("https://example.org/a", "https://example.org/a"),
        (" http://example.org ", "http://example.org"),
        ("javascript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("https:", ""),
        ("see the annual report", ""),
        ("//example.org", ""),
        ("http://[", ""),
    ],
)
def test_only_addresses_of_the_web_become_links(proof: str, link: str) -> None:
    assert web_link(proof) == link


def test_titles_from_a_register_are_never_markup(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        take(Register.FDAAA, MAY, [replace(OVERDUE_FDAAA, title="<img src=x onerror=alert(1)>"), LATE_FDAAA])
        take(
            Register.FDAAA, JUNE, [replace(OVERDUE_FDAAA, title="<img src=x onerror=alert(1)>", results_submitted=JUNE)]
        )
        forget_kept()
    for address in ("/trackers", "/trackers/fdaaa/trials", "/trackers/fdaaa/changes", "/trackers/search?q=onerror"):
        assert "<img src=x" not in page_of(client, address)


def test_a_search_looks_for_a_few_words_each_once() -> None:
    assert _looked_for("asthma Asthma " + "a " * 40) == ["asthma", "a"]
    assert len(_looked_for(" ".join("abcdefghijklmnop"))) == 8
