"""CTIS JSON to facts, in both shapes and as a search lists it."""

import json
from datetime import date
from typing import Any

import pytest

from campaign.trackers.facts import CtisCountry, CtisStatus, CtisTrial
from campaign.trackers.importers.ctis import read_records, record
from campaign.trackers.importers.source import Malformed
from tests.trackers.made import binary

PART_ONE: dict[str, Any] = {
    "trialDetails": {
        "clinicalTrialIdentifiers": {
            "fullTitle": "A made trial",
            "secondaryIdentifyingNumbers": {"nctNumber": {"number": "NCT90000001"}},
        },
        "trialInformation": {
            "trialCategory": {"trialPhase": "4"},
            "populationOfTrialSubjects": {"ageRanges": [{"ageRangeCategory": "3"}, {"ageRangeCategory": "2"}]},
        },
        "scientificAdviceAndPip": {"paediatricInvestigationPlan": [{"id": 1}]},
    },
    "sponsors": [
        {"primary": False, "organisation": {"name": "Second"}},
        {
            "primary": True,
            "isCommercial": False,
            "organisation": {"name": "Made", "type": "Hospital", "commercial": True, "businessKey": "ORG-1"},
            "publicContacts": [{"functionalName": "Dr A. Person", "email": "a@example.org"}],
        },
    ],
}
TODAY: dict[str, Any] = {
    "ctNumber": "2023-500001-11-00",
    "ctStatus": 8,
    "ctPublicStatusCode": 8,
    "startDateEU": "28/04/2021",
    "endDateEU": "30/06/2025",
    "trialPhase": "Phase II",
    "totalNumberEnrolled": "13",
    "authorizedApplication": {
        "authorizedPartI": PART_ONE,
        "trialGlobalEnd": {"globalEndDate": "2025-06-30"},
        "memberStatesConcerned": [
            {"mscName": "Poland", "mscPublicStatusCode": 8},
            {"mscName": "Greece", "mscPublicStatusCode": 8},
        ],
        "eudraCt": {"isTransitioned": True, "eudraCtCode": "2019-000001-11"},
    },
    "events": {
        "trialEvents": [
            {
                "mscName": "Poland",
                "events": [
                    {"notificationType": "START_OF_TRIAL", "date": "2021-04-28"},
                    {"notificationType": "START_OF_TRIAL", "date": "2021-05-01"},
                    {"notificationType": "END_OF_TRIAL", "date": "2025-06-30"},
                ],
            },
            {"mscName": "Greece", "events": [{"notificationType": "EARLY_TERMINATION", "date": "2024-01-01"}]},
        ]
    },
    "results": {
        "summaryResults": [{"submissionDate": "2026-06-01T10:00:00"}, {"submissionDate": "2026-05-01"}],
        "laypersonResults": [{"submissionDate": "2026-06-02"}],
        "clinicalStudyReports": [{"submitDate": "2026-07-01"}],
    },
    "resultsFirstReceived": "01/05/2026",
}


def test_a_record_in_the_shape_of_today() -> None:
    assert record(TODAY) == CtisTrial(
        "2023-500001-11-00",
        "A made trial",
        CtisStatus.ENDED,
        "",
        date(2021, 4, 28),
        date(2025, 6, 30),
        (
            CtisCountry("Poland", 8, date(2021, 4, 28), date(2025, 6, 30)),
            CtisCountry("Greece", 8, None, date(2024, 1, 1), ended_early=True),
        ),
        *("Made", "ORG-1", "Hospital", False),
        *("4", "Phase II", True, True),
        *("NCT90000001", "2019-000001-11", True, 13),
        *(date(2026, 5, 1), date(2026, 6, 2), date(2026, 7, 1), date(2026, 5, 1)),
        results_received=True,
    )


def test_a_record_in_the_former_shape() -> None:
    found = record(
        {
            "ctNumber": "2022-500002-22-00",
            "ctStatus": "Authorised, not started",
            "title": "Another",
            "trialGlobalEnd": [],
            "memberStatesConcerned": [
                {"mscName": "Germany", "trialPeriod": [{"trialStartDate": "2022-09-01"}], "mscId": 1}
            ],
            "authorizedPartI": {"includesPaediatricSubjects": False, "sponsors": [{"primary": True}]},
            "primarySponsor": {"organisation": {"name": "Made"}},
            "eudraCtInfo": {"eudraCtCode": "2021-000001-11"},
            "resultsFirstReceived": "No",
        }
    )
    assert (found.status, found.status_text, found.title) == (None, "Authorised, not started", "Another")
    assert found.countries == (CtisCountry("Germany", None, date(2022, 9, 1)),)
    assert (found.sponsor, found.eudract_number, found.under_18) == ("Made", "2021-000001-11", False)
    assert (found.end, found.results_first_received, found.results_received) == (None, None, False)


def test_the_end_is_found_wherever_it_stands() -> None:
    bare = {"ctNumber": "2022-500002-22-00"}
    application = {"trialGlobalEnd": [{"globalEndDate": "2025-01-02"}, {"globalEndDate": None}]}
    assert record(bare).end is None
    assert record({**bare, "authorizedApplication": application}).end == date(2025, 1, 2)
    assert record({**bare, "events": {"trialGlobalEndDate": "2025-01-03"}}).end == date(2025, 1, 3)
    assert record({**bare, "endDateEU": "2025-01-04"}).end == date(2025, 1, 4)


def test_the_sponsor_may_stand_with_its_contacts() -> None:
    sponsors = [{"primary": True, "publicContacts": [{}, {"organisation": {"name": "Made", "commercial": True}}]}]
    found = record({"ctNumber": "2022-500002-22-00", "authorizedPartI": {"sponsors": sponsors}})
    assert (found.sponsor, found.is_commercial) == ("Made", True)


def test_a_page_of_search_results() -> None:
    listed = {"ctNumber": "2022-500002-22-00", "ctTitle": "Listed", "ctStatus": 4, "sponsor": "Made"}
    text = json.dumps({"pagination": None, "data": [listed, {"ctNumber": "?"}, TODAY]})
    first, second, third = read_records(binary(text))
    assert isinstance(first, CtisTrial)
    assert (first.title, first.sponsor, first.status) == ("Listed", "Made", CtisStatus.ONGOING_RECRUITING)
    assert second == Malformed(1, "no EU CT number", "?")
    assert isinstance(third, CtisTrial)


@pytest.mark.parametrize(
    ("given", "day", "received"),
    [
        ("Yes", None, True),
        ("No", None, False),
        (True, None, True),
        ("01/05/2026", date(2026, 5, 1), True),
        ("", None, None),
        (None, None, None),
    ],
)
def test_results_may_have_been_received_on_a_day_or_just_received(
    given: object, day: date | None, received: bool | None
) -> None:
    found = record({"ctNumber": "2022-500002-22-00", "resultsFirstReceived": given})
    assert (found.results_first_received, found.results_received) == (day, received)


def test_malformed_records_are_listed() -> None:
    lines = [
        "{}",
        json.dumps(TODAY),
        json.dumps({**TODAY, "startDateEU": "2021-28-04"}),
        json.dumps({**TODAY, "events": []}),
        json.dumps({**TODAY, "results": {"summaryResults": "none"}}),
        json.dumps(TODAY),
    ]
    found = list(read_records(binary("\n".join(lines))))
    assert [type(each) for each in found] == [Malformed, CtisTrial, Malformed, CtisTrial, Malformed, CtisTrial]
    assert [each.line for each in found if isinstance(each, Malformed)] == [1, 3, 5]
