"""The page of one trial: verdict, steps, other rules, history, the same trial elsewhere."""

import re
from dataclasses import replace
from datetime import date

from flask import Flask
from flask.testing import FlaskClient

from campaign.trackers.facts import EuTrial, FdaaaTrial, ProtocolCounts, Register, Submission, TrialStatus
from campaign.trackers.law_fdaaa import FdaaaLaw
from campaign.trackers.words.trials import cancelled_readings, field_changes, uncertainties
from tests.factories.trackers import (
    EU_TRIALS,
    FDAAA_TRIALS,
    JUNE,
    MAY,
    OVERDUE_EU,
    OVERDUE_FDAAA,
    both_registers,
    take,
)


def words(client: FlaskClient, address: str, status: int = 200) -> str:
    """The page as text: tags gone, white space folded."""
    answer = client.get(address)
    assert answer.status_code == status, address
    return " ".join(re.sub(r"<[^>]*>", " ", answer.text).replace("&nbsp;", " ").split())


def filled(app: Flask) -> None:
    with app.app_context():
        both_registers()


def test_an_overdue_trial_says_why_step_by_step(app: Flask, client: FlaskClient) -> None:
    filled(app)
    page = words(client, f"/trackers/eu/trials/{OVERDUE_EU.trial_id}")
    assert "All 3 country protocols say that the trial has ended, the last of them on 14 February 2024." in page
    assert "A summary of the results was due on 14 February 2025; the register shows none." in page
    assert "days late on 2 May 2026 442" in page
    assert "Where do the country protocols stand? Ended in all." in page
    assert "So where does it stand? Ended, and the results are overdue. This step decides" in page
    assert "Regulation (EC) No 726/2004, Article 57(2)" in page
    assert "Rule version 1" in page
    assert "Land Oberweser" not in page  # the parent's count is its own
    assert "First seen , data of 2 May 2026" in page


def test_each_switch_of_version_2_is_told_with_its_verdict(app: Flask, client: FlaskClient) -> None:
    trial = replace(OVERDUE_EU, under_18=True)
    with app.app_context():
        take(Register.EU, MAY, [trial])
    page = words(client, f"/trackers/eu/trials/{trial.trial_id}")
    assert "Due 14 August 2024 instead of 14 February 2025; 626 days late instead of 442" in page
    assert page.count("Nothing in this record depends on it") == 2
    second = words(client, f"/trackers/eu/trials/{trial.trial_id}?rule=2")
    assert "Rule version 2" in second
    assert "days late on 2 May 2026 626" in second


def test_a_number_is_found_in_any_case_and_with_a_country_behind_it(app: Flask, client: FlaskClient) -> None:
    filled(app)
    for asked, found in (
        ("/trackers/fdaaa/trials/nct09900001", "/trackers/fdaaa/trials/NCT09900001"),
        (f"/trackers/eu/trials/{OVERDUE_EU.trial_id}-DE", f"/trackers/eu/trials/{OVERDUE_EU.trial_id}"),
        (f"/trackers/eu/trials/{OVERDUE_EU.trial_id}-3rd?rule=2", f"/trackers/eu/trials/{OVERDUE_EU.trial_id}?rule=2"),
    ):
        answer = client.get(asked)
        assert (answer.status_code, answer.headers["Location"]) == (301, found)


def test_an_unknown_number_helps_further(app: Flask, client: FlaskClient) -> None:
    filled(app)
    assert "We hold no trial 2004-123456-12" in words(client, "/trackers/eu/trials/2004-123456-12", 404)
    page = client.get("/trackers/eu/trials/NCT09900001")
    assert page.status_code == 404
    assert "/trackers/fdaaa/trials/NCT09900001" in page.text


def test_a_trial_that_is_not_covered_says_which_step_left_it_out(app: Flask, client: FlaskClient) -> None:
    filled(app)
    page = words(client, "/trackers/fdaaa/trials/NCT09900004")
    assert "Why it is not covered" in page
    assert "Is it of a phase that the law covers? Not covered. This step decides" in page


def test_the_same_trial_elsewhere_is_linked_from_both_sides(app: Flask, client: FlaskClient) -> None:
    filled(app)
    us = client.get("/trackers/fdaaa/trials/NCT09900001").text
    assert "/trackers/eu/trials/2021-990268-74" in us
    assert "Reported there, missing here." in us
    eu = client.get("/trackers/eu/trials/2021-990268-74").text
    assert "/trackers/fdaaa/trials/NCT09900001" in eu
    assert "Reported here, missing there." in eu


def test_history_tells_what_the_register_changed_and_when(app: Flask, client: FlaskClient) -> None:
    filled(app)
    with app.app_context():
        take(Register.EU, JUNE, [replace(OVERDUE_EU, has_results=True), *EU_TRIALS[1:]])
    page = words(client, f"/trackers/eu/trials/{OVERDUE_EU.trial_id}")
    assert "Reported , data of 6 June 2026" in page
    assert "Results no → yes" in page
    assert page.index("data of 6 June 2026") < page.index("First seen")


def test_a_trial_that_left_says_so_and_since_when(app: Flask, client: FlaskClient) -> None:
    filled(app)
    with app.app_context():
        take(Register.EU, JUNE, EU_TRIALS[1:])
        take(Register.FDAAA, JUNE, [replace(OVERDUE_FDAAA, is_fda_regulated_drug=False), *FDAAA_TRIALS[1:]])
    page = words(client, f"/trackers/eu/trials/{OVERDUE_EU.trial_id}")
    assert "The register no longer shows it. It left the count with the data of 6 June 2026" in page
    assert "days late on" not in page
    page = words(client, "/trackers/fdaaa/trials/NCT09900001")
    assert "by what the register says now it no longer is" in page
    assert "Does it study a product that the FDA regulates? Not covered. This step decides" in page


def test_text_of_the_register_is_escaped(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        take(Register.EU, MAY, [replace(OVERDUE_EU, title="<script>alert(1)</script> & more")])
    page = client.get(f"/trackers/eu/trials/{OVERDUE_EU.trial_id}").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; more" in page


def told(trial: FdaaaTrial, as_of: date = MAY) -> dict[str, str]:
    law = FdaaaLaw()
    return dict(uncertainties(trial, law.told(law.judge(trial, as_of, law.versions(as_of)["1"])), as_of))


def test_what_is_uncertain_about_a_trial_of_the_us_law_is_said() -> None:
    probable = replace(OVERDUE_FDAAA, start=date(2016, 5, 1))
    assert "marks its product" in told(probable)["Probably covered, not surely"]
    by_method = replace(probable, is_fda_regulated_drug=None, is_fda_regulated_device=None)
    assert "former flag" in told(by_method)["Probably covered, not surely"]
    assert "No completion date" in told(replace(OVERDUE_FDAAA, primary_completion=None, completion=None))
    assert "An estimated date that has passed" in told(replace(OVERDUE_FDAAA, primary_completion_estimated=True))
    ahead = replace(OVERDUE_FDAAA, primary_completion=date(2027, 1, 1), primary_completion_estimated=True)
    assert "An estimated date" in told(ahead)
    assert "A device that is not approved" in told(replace(OVERDUE_FDAAA, is_unapproved_device=True))
    assert "The register agrees" in told(replace(OVERDUE_FDAAA, has_major_comments=True))
    assert "The register disagrees" in told(replace(OVERDUE_FDAAA, has_major_comments=True, phases=("PHASE1",)))
    assert told(OVERDUE_FDAAA) == {}


def test_a_frozen_protocol_of_the_united_kingdom_is_pointed_out(app: Flask, client: FlaskClient) -> None:
    trial = replace(
        OVERDUE_EU,
        trial_status=TrialStatus.PARTLY_ENDED,
        comp_date=0,
        protocols=ProtocolCounts(3, ongoing=1, ended=2, frozen=1),
    )
    assert isinstance(trial, EuTrial)
    with app.app_context():
        take(Register.EU, MAY, [trial])
    page = words(client, f"/trackers/eu/trials/{trial.trial_id}")
    assert "1 protocol of the United Kingdom stands as it stood when it left the EU" in page


def test_cancelled_results_have_two_readings(app: Flask, client: FlaskClient) -> None:
    cancelled = replace(
        OVERDUE_FDAAA, submissions=(Submission(date(2024, 8, 1), cancelled=date(2024, 9, 1)),)
    )  # due on 29 June 2024
    readings = cancelled_readings(cancelled, MAY)
    assert readings is not None
    assert (readings.from_first, readings.as_published) == (33, 672)
    assert cancelled_readings(OVERDUE_FDAAA, MAY) is None
    assert cancelled_readings(replace(cancelled, results_submitted=date(2025, 1, 1)), MAY) is None
    with app.app_context():
        take(Register.FDAAA, MAY, [cancelled])
    page = words(client, "/trackers/fdaaa/trials/NCT09900001")
    assert "From the first submission, 1 August 2024" in page
    assert "handed in on 1 August 2024, cancelled, and not handed in again" in page


def test_changes_of_fields_are_told_in_words() -> None:
    changes = field_changes(
        '{"trial_id":"1","trial_status":2,"max_end_date":"2024-02-14"}',
        '{"trial_id":"1","trial_status":1,"has_results":true,"protocols":{"total":2}}',
    )
    assert [(each.field, each.before, each.after) for each in changes] == [
        ("Results", "no", "yes"),
        ("Latest end", "14 February 2024", "not given"),
        ("Counts of protocols", "", ""),
        ("Status of the protocols", "Some ended", "All ended"),
    ]
