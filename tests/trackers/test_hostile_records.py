"""Records that no register means: one of them is listed or cleaned, and never stops the rest."""

import json
import random
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from campaign.trackers.facts import Register
from campaign.trackers.import_files import Files, import_files
from campaign.trackers.models import Trial
from tests.trackers.made import page, study_record

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def hostile(**members: Any) -> dict[str, Any]:
    record = study_record("NCT90000002")
    for path, value in members.items():
        *branch, last = path.split("__")
        place = record["protocolSection"]
        for name in branch:
            place = place.setdefault(name, {})
        place[last] = value
    return record


def incompressible(length: int) -> str:
    return "".join(random.Random(1).choices("abcdefghijklmnopqrstuvwxyz0123456789", k=length))


@pytest.mark.parametrize(
    "members",
    [
        {"identificationModule__officialTitle": "A\x00B"},
        {"identificationModule__officialTitle": "A\ud800B"},
        {"sponsorCollaboratorsModule__leadSponsor": {"name": "\ud800", "class": "OTHER"}},
        {"sponsorCollaboratorsModule__leadSponsor": {"name": "\x00", "class": "OTHER"}},
        {"sponsorCollaboratorsModule__leadSponsor": {"name": ["x"], "class": "OTHER"}},
        {"sponsorCollaboratorsModule__leadSponsor": {"name": 5, "class": "OTHER"}},
        {"sponsorCollaboratorsModule__leadSponsor": {"name": incompressible(9000), "class": "OTHER"}},
        {"sponsorCollaboratorsModule__leadSponsor": {"name": "= ../?#/", "class": "OTHER"}},
        {"identificationModule__officialTitle": ["a", "list"]},
        {"identificationModule__officialTitle": {"an": "object"}},
        {"identificationModule__officialTitle": 7},
        {"conditionsModule__conditions": [{"x": 1}]},
        {"conditionsModule__conditions": "text"},
        {"identificationModule__secondaryIdInfos": [{"id": 7}]},
        {"designModule__enrollmentInfo": {"count": 10**400}},
        {"designModule__enrollmentInfo": {"count": -5}},
        {"statusModule__primaryCompletionDateStruct": {"date": "9999-12-31"}},
        {"statusModule__primaryCompletionDateStruct": {"date": "9999-12"}},
        {"statusModule__primaryCompletionDateStruct": {"date": "9999"}},
        {"statusModule__primaryCompletionDateStruct": {"date": "0001-01-01"}},
        {"statusModule__primaryCompletionDateStruct": {"date": "0001"}},
        {"statusModule__completionDateStruct": {"date": "9999-12-31"}},
        {"statusModule__startDateStruct": {"date": "9999-12"}},
        {"statusModule__startDateStruct": {"date": "0001-01-01"}},
        {"statusModule__resultsFirstSubmitDate": "9999-12-31"},
        {"statusModule__resultsFirstSubmitDate": "0001-01-01"},
        {"statusModule__dispFirstSubmitDate": "9999-12-31"},
        {"contactsLocationsModule__locations": [{"country": "\x00"}]},
        {"designModule__phases": [["PHASE2"]]},
        {"annotationModule": {}, "identificationModule__briefTitle": "x" * 30_000},
        {"identificationModule__officialTitle": "<script>\u202e\x1b[31m" * 2000},
    ],
    ids=lambda members: str(members)[:60],
)
def test_one_hostile_study_does_not_stop_the_rest(session: Session, tmp_path: Path, members: dict[str, Any]) -> None:
    file = tmp_path / "studies.json"
    file.write_text(page(study_record("NCT90000001"), hostile(**members), study_record("NCT90000003")))
    for day in (date(2026, 5, 1), date(2026, 5, 2)):
        import_files(Register.FDAAA, Files([file]), day, lambda: NOON)
    kept = session.scalars(select(Trial.identifier)).all()
    assert {"NCT90000001", "NCT90000003"} <= set(kept)


EU_COLUMNS = (
    "trial_id,trial_status,number_of_countries,name_of_sponsor,comp_date,min_end_date,max_end_date,phase,trial_title"
)


@pytest.mark.parametrize(
    "cells",
    [
        "2017-990041-26,1,1,A\x00B,1,2020-01-01,2020-01-01,3,A\x00 title",
        f"2017-990041-26,1,{'9' * 5000},A,1,2020-01-01,2020-01-01,3,x",
        "2017-990041-26,1,99999999999,A,1,2020-01-01,2020-01-01,3,x",
        "2017-990041-26,1,-1,A,1,2020-01-01,2020-01-01,3,x",
        "2017-990041-26,1,1,A,1,9999-12-31,9999-12-31,3,x",
        "2017-990041-26,1,1,A,1,0001-01-01,0001-01-01,3,x",
        f"2017-990041-26,1,1,{incompressible(9000)},1,2020-01-01,2020-01-01,3,x",
    ],
    ids=lambda cells: cells[:40],
)
def test_one_hostile_row_does_not_stop_the_rest(session: Session, tmp_path: Path, cells: str) -> None:
    file, names = tmp_path / "trials.csv", tmp_path / "names.csv"
    good = "2017-990041-{},1,1,Made,1,2020-01-01,2020-01-01,3,x"
    file.write_text("\n".join([EU_COLUMNS, good.format("25"), cells, good.format("27")]))
    hostile = f"{incompressible(9000)},{incompressible(9000)},{incompressible(9000)}"
    names.write_text(f"name_of_sponsor,normalized_name,normalized_parent_name\nMa\x00de,Ma\x00de,\n{hostile}\n")
    for day in (date(2026, 5, 1), date(2026, 5, 2)):
        import_files(Register.EU, Files([file], names=names), day, lambda: NOON)
    assert {"2017-990041-25", "2017-990041-27"} <= set(session.scalars(select(Trial.identifier)))


@pytest.mark.parametrize(
    "members",
    [
        {"ctTitle": "A\x00\ud800"},
        {"ctTitle": ["x"]},
        {"sponsor": {"a": 1}},
        {"sponsor": "\x00"},
        {"totalNumberEnrolled": "9" * 5000},
        {"totalNumberEnrolled": 10**4000},
        {"trialPhase": {"x": 1}},
        {"trialPhase": 3},
        {"endDateEU": "31/12/9999"},
        {"startDateEU": "01/01/0001"},
        {"resultsFirstReceived": "31/12/9999"},
        {"ctPublicStatusCode": 10**30},
        {"authorizedApplication": {"eudraCt": {"eudraCtCode": incompressible(9000)}}},
        {"authorizedApplication": {"memberStatesConcerned": [{"mscName": ["x"]}]}},
        {"authorizedApplication": {"memberStatesConcerned": [{"mscName": "x", "mscPublicStatusCode": {"a": 1}}]}},
    ],
    ids=lambda members: str(members)[:60],
)
def test_one_hostile_record_of_ctis_does_not_stop_the_rest(
    session: Session, tmp_path: Path, members: dict[str, Any]
) -> None:
    def record(number: str) -> dict[str, Any]:
        return {"ctNumber": number, "ctStatus": 8, "ctTitle": "T", "sponsor": "Made", "endDateEU": "01/02/2024"}

    records = [record("2022-500001-11-00"), record("2022-500002-11-00") | members, record("2022-500003-11-00")]
    file = tmp_path / "records.ndjson"
    file.write_text("\n".join(json.dumps(each) for each in records))
    for day in (date(2026, 5, 1), date(2026, 5, 2)):
        import_files(Register.CTIS, Files([file]), day, lambda: NOON)
    assert {"2022-500001-11-00", "2022-500003-11-00"} <= set(session.scalars(select(Trial.identifier)))


def test_a_number_of_thousands_of_digits_costs_one_record(session: Session, tmp_path: Path) -> None:
    file = tmp_path / "studies.json"
    broken = json.dumps(hostile(designModule__enrollmentInfo={"count": "N"})).replace('"N"', "9" * 5000)
    file.write_text(
        "\n".join([json.dumps(study_record("NCT90000001")), broken, json.dumps(study_record("NCT90000003"))])
    )
    taken = import_files(Register.FDAAA, Files([file]), date(2026, 5, 1), lambda: NOON).taken
    assert taken.records == 2
    assert [each.reason for each in taken.malformed] == ["a number that is too large"]
