"""ClinicalTrials.gov API v2 JSON to facts."""

import gzip
import io
import json
from datetime import date
from typing import Any

import pytest

from campaign.trackers.facts import FdaaaTrial, PartialDate, Submission
from campaign.trackers.importers.clinicaltrials_gov import FIRST_CANCELLATIONS, read_studies, study
from campaign.trackers.importers.source import Malformed
from tests.trackers.made import binary, page, study_record


def test_a_study_whole() -> None:
    record = study_record(
        resultsFirstSubmitDate="2020-01-10",
        resultsFirstSubmitQcDate="2020-02-01",
        resultsFirstPostDateStruct={"date": "2020-02-03", "type": "ACTUAL"},
        dispFirstSubmitDate="2019-12-01",
    )
    record["protocolSection"]["oversightModule"]["isUnapprovedDevice"] = True
    record["protocolSection"]["oversightModule"]["fdaaa801Violation"] = True
    record["derivedSection"] = {
        "miscInfoModule": {
            "removedCountries": ["Canada"],
            "submissionTracking": {"firstMcpInfo": {"postDateStruct": {"date": "2020-02-03"}}},
        }
    }
    assert study(record, {"NCT90000001": True}) == FdaaaTrial(
        "NCT90000001",
        "The official title",
        "INTERVENTIONAL",
        ("PHASE1", "PHASE2"),
        "TREATMENT",
        "COMPLETED",
        PartialDate(2017, 6),
        date(2019, 1, 15),
        True,
        PartialDate(2019, 2),
        False,
        *(True, False, True, True),
        ("DRUG", "DEVICE"),
        ("Guam",),
        ("Canada",),
        certificate=date(2019, 12, 1),
        results_submitted=date(2020, 1, 10),
        results_passed_control=date(2020, 2, 1),
        results_posted=date(2020, 2, 3),
        has_major_comments=True,
        has_violation=True,
        sponsor="Made University",
        sponsor_class="OTHER",
        # Nobody's name is kept.
        collaborators=("Made Pharma", "An individual"),
        conditions=("Asthma",),
        participants=40,
        secondary_ids=("2015-000001-11",),
    )


def test_a_study_of_which_only_the_number_is_known() -> None:
    assert study({"protocolSection": {"identificationModule": {"nctId": "NCT90000001"}}}) == FdaaaTrial("NCT90000001")


def test_the_brief_title_stands_in() -> None:
    record = study_record()
    del record["protocolSection"]["identificationModule"]["officialTitle"]
    assert study(record).title == "Short"


def test_a_sponsor_that_is_a_person_is_not_named() -> None:
    record = study_record()
    record["protocolSection"]["sponsorCollaboratorsModule"]["leadSponsor"] = {"name": "A. Person", "class": "INDIV"}
    assert (study(record).sponsor, study(record).sponsor_class) == ("An individual", "INDIV")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2019-02", date(2019, 2, 28)),
        ("2020-02", date(2020, 2, 29)),
        ("2019-12", date(2019, 12, 31)),
        ("2019", date(2019, 12, 31)),
        ("2019-02-03", date(2019, 2, 3)),
        ("2019-02-03T10:00", date(2019, 2, 3)),
    ],
)
def test_dates_are_as_exact_as_they_are_given(text: str, expected: date) -> None:
    trial = study(study_record(primaryCompletionDateStruct={"date": text}))
    assert trial.available_completion == expected
    assert str(trial.primary_completion) == text[:10]


@pytest.mark.parametrize("text", ["2019-13", "2019-02-30", "2019-1-1", "January 2019", "20190101", "0000", 20190101])
def test_what_is_no_date_makes_the_study_malformed(text: Any) -> None:
    (found,) = read_studies(binary(page(study_record(primaryCompletionDateStruct={"date": text}))))
    assert isinstance(found, Malformed)
    assert found.identifier == "NCT90000001"


def with_events(*events: dict[str, Any], annotated: bool = False) -> dict[str, Any]:
    record = study_record()
    if annotated:
        record["annotationSection"] = {"annotationModule": {"unpostedAnnotation": {"unpostedEvents": list(events)}}}
    else:
        record["derivedSection"] = {"miscInfoModule": {"submissionTracking": {"submissionInfos": list(events)}}}
    return record


def test_the_chain_of_quality_control() -> None:
    trial = study(
        with_events(
            {"releaseDate": "2020-01-01", "resetDate": "2020-01-20", "mcpReleaseN": 3},
            {"releaseDate": "2020-02-01", "unreleaseDate": "2020-02-05"},
            {"releaseDate": "2020-03-01", "unreleaseDateUnknown": True},
            {"releaseDate": "2020-04-01"},
        )
    )
    assert trial.submissions == (
        Submission(date(2020, 1, 1), returned=date(2020, 1, 20)),
        Submission(date(2020, 2, 1), cancelled=date(2020, 2, 5)),
        Submission(date(2020, 3, 1), cancelled=FIRST_CANCELLATIONS, cancellation_inferred=True),
        Submission(date(2020, 4, 1)),
    )
    assert trial.has_major_comments


def test_the_chain_as_the_public_annotation_gives_it() -> None:
    trial = study(
        with_events(
            {"type": "RELEASE", "date": "2020-01-01"},
            {"type": "RESET", "date": "2020-01-20"},
            {"type": "RELEASE", "date": "2020-02-01"},
            {"type": "UNRELEASE", "dateUnknown": True},
            {"type": "RELEASE", "date": "2020-03-01"},
            {"type": "UNRELEASE", "date": "2020-03-02"},
            annotated=True,
        )
    )
    assert trial.submissions == (
        Submission(date(2020, 1, 1), returned=date(2020, 1, 20)),
        Submission(date(2020, 2, 1), cancelled=FIRST_CANCELLATIONS, cancellation_inferred=True),
        Submission(date(2020, 3, 1), cancelled=date(2020, 3, 2)),
    )
    assert not trial.has_major_comments


A, B = study_record("NCT90000001"), study_record("NCT90000002")


@pytest.mark.parametrize(
    "text",
    [
        page(A, B),
        json.dumps({"studies": [A, B]}, indent=2),
        json.dumps([A, B]),
        f"{json.dumps(A)}\n{json.dumps(B)}\n",
        f"{json.dumps(A, indent=1)}\n\n{json.dumps(B, indent=1)}",
        f"{page(A)}\n{page(B)}\n",
        f"{page(A)}{json.dumps(B)}",
        f"\ufeff{page(A, B)}",
        json.dumps({"studies": [A, B], "totalCount": 2}),
    ],
)
def test_every_shape_of_file(text: str) -> None:
    for source in (binary(text), io.BytesIO(gzip.compress(text.encode()))):
        found = list(read_studies(source))
        assert [each.nct_id if isinstance(each, FdaaaTrial) else each for each in found] == [
            "NCT90000001",
            "NCT90000002",
        ]


@pytest.mark.parametrize("text", ["", "  \n", page(), "[]", '{"studies": []}'])
def test_nothing_is_nothing(text: str) -> None:
    assert list(read_studies(binary(text))) == []


def test_malformed_studies_are_listed_with_their_line_and_stop_nothing() -> None:
    lines = [
        '{"studies": [',
        f"{json.dumps(A)},",
        '{"protocolSection": {"identificationModule": {"nctId": "NCT9"}}},',
        '{"protocolSection": {"identificationModule": ["NCT90000005"]}},',
        '"not a study", 17,',
        '{"protocolSection": {"identificationModule": {"nctId": "NCT90000006"},,}},',
        '{"derivedSection": {}, "hasResults": false},',
        '{"protocolSection": {"identificationModule": {"nctId": "NCT90000007"},',
        '  "oversightModule": {"isFdaRegulatedDrug": "Yes"}}},',
        json.dumps(B),
        "]}",
    ]
    found = list(read_studies(binary("\n".join(lines))))
    assert [each.nct_id for each in found if isinstance(each, FdaaaTrial)] == ["NCT90000001", "NCT90000002"]
    assert [(each.line, each.identifier) for each in found if isinstance(each, Malformed)] == [
        (3, "NCT9"),
        (4, ""),
        (5, ""),
        (5, ""),
        (6, ""),
        (7, ""),
        (8, "NCT90000007"),
    ]
    assert all(each.reason for each in found if isinstance(each, Malformed))


def test_a_broken_line_of_ndjson_costs_that_line() -> None:
    text = f'{json.dumps(A)}\n{{"protocolSection": {{"x": "no end\n{json.dumps(B)}\n'
    found = list(read_studies(binary(text)))
    assert [type(each) for each in found] == [FdaaaTrial, Malformed, FdaaaTrial]
    assert isinstance(found[1], Malformed)
    assert found[1].line == 2


@pytest.mark.parametrize("cut", [1, 10, 200, 1200])
def test_a_file_that_breaks_off_says_so(cut: int) -> None:
    whole = page(A, B)
    found = list(read_studies(binary(whole[: len(whole) - cut])))
    assert isinstance(found[0], FdaaaTrial)
    assert cut == 1 or isinstance(found[-1], Malformed)


def test_a_compressed_file_that_breaks_off_says_so() -> None:
    packed = gzip.compress(page(A, B).encode())
    assert isinstance(list(read_studies(io.BytesIO(packed[:-20])))[-1], Malformed)


def test_bytes_that_are_no_utf_8_cost_no_trial() -> None:
    (found,) = read_studies(io.BytesIO(page(A).encode().replace(b"official title", b"offici\xffal title")))
    assert isinstance(found, FdaaaTrial)
    assert found.title == "The offici\ufffdal title"
