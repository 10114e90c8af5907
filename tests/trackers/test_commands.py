"""`campaign trackers` from files to figures, as somebody at a terminal has it."""

import csv
import gzip
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from flask.cli import ScriptInfo

from campaign.trackers.commands import trackers
from campaign.web.errors import Refusal
from tests.trackers.made import study_record

Run = Callable[..., Result]

TRIALS = """trial_id,number_of_countries,min_end_date,max_end_date,comp_date,has_results,includes_pip,phase,\
trial_status,terminated,sponsor_status,name_of_sponsor,trial_title
2010-000001-01,2,2015-03-01,2015-04-30,2,1,0,3,1,0,1,Made Pharma Ltd,Reported
2010-000002-02,2,2015-03-01,2015-04-30,2,0,0,3,1,0,1,Made Pharma Ltd,Overdue
2010-000003-03,1,,,0,0,0,2,0,0,0,Made University,Going on
2010-000004-04,1,,,0,0,0,2,1,0,0,Nobody knows,No date
not a number,1,,,0,0,0,2,1,0,0,Nobody knows,Broken
"""
NAMES = """trials_ids,name_of_sponsor,normalized_name,normalized_parent_name,Proof,Description,Notes
,Made Pharma Ltd,Made Pharma,Made Holding,https://example.org/made,,
,Made University,Made University,Made University,,,
"""


@pytest.fixture
def run(app: Flask) -> Run:
    """Runs a command of the group on the app under test."""

    def invoke(*words: object) -> Result:
        return CliRunner().invoke(
            trackers, [str(word) for word in words], obj=ScriptInfo(create_app=lambda: app, set_debug_flag=False)
        )

    return invoke


@pytest.fixture
def eu_files(tmp_path: Path) -> tuple[Path, Path]:
    """Trials, packed, and names."""
    trials, names = tmp_path / "trials.csv.gz", tmp_path / "names.csv"
    trials.write_bytes(gzip.compress(TRIALS.encode()))
    names.write_text(NAMES)
    return trials, names


def import_eu(run: Run, files: tuple[Path, Path], *more: str) -> Result:
    return run("import", "eu", "--trials", files[0], "--names", files[1], "--date", "2017-12-03", *more)


def told(result: Result) -> Any:
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_eu_files_become_the_original_headline_and_sponsors(run: Run, eu_files: tuple[Path, Path]) -> None:
    done = import_eu(run, eu_files)
    assert done.exit_code == 0, done.output
    assert "line 6, not a number: no EudraCT number" in done.stderr
    assert "1 of 2 due trials have results (50.0 %)" in done.stdout
    assert told(run("headline", "eu", "--json")) == {
        "scrape_date": "2017-12-03",
        "due_date_cutoff": "2016-11-05",
        "total_trials": 4,
        "due_trials": 2,
        "due_trials_with_results": 1,
        "due_trials_without_results": 1,
        "percent_with_results": 50.0,
        "inconsistent_trials": 1,
        "percent_inconsistent": 25.0,
        "all_sponsors_count": 3,
        "major_sponsors_count": 0,
        "register": "eu",
        "data_date": "2017-12-03",
        "rule_version": "1",
    }
    pharma = next(row for row in told(run("sponsors", "eu", "--json")) if row["slug"] == "made-pharma")
    assert pharma["parents"] == [{"slug": "made-holding", "name": "Made Holding"}]
    assert (pharma["total_due"], pharma["percent_reported"]) == (2, 50.0)


def test_the_same_files_again_change_nothing(run: Run, eu_files: tuple[Path, Path]) -> None:
    import_eu(run, eu_files)
    again = import_eu(run, eu_files)
    assert again.exit_code == 0
    assert "Nothing was changed" in again.stdout


def test_a_sudden_fall_is_refused_unless_forced(run: Run, eu_files: tuple[Path, Path], tmp_path: Path) -> None:
    import_eu(run, eu_files)
    few = tmp_path / "few.csv"
    few.write_text("\n".join(TRIALS.splitlines()[:2]))
    refused = run("import", "eu", few, "--date", "2018-01-17")
    assert isinstance(refused.exception, Refusal)
    assert told(run("headline", "eu", "--json"))["total_trials"] == 4
    assert run("import", "eu", few, "--date", "2018-01-17", "--force").exit_code == 0
    assert told(run("headline", "eu", "--json"))["total_trials"] == 1
    assert told(run("headline", "eu", "--json", "--date", "2018-01-01"))["scrape_date"] == "2017-12-03"


def test_a_file_that_is_something_else_says_so_and_changes_nothing(run: Run, tmp_path: Path) -> None:
    wrong = tmp_path / "notes.txt"
    wrong.write_text("Dear all,\nthis is no register.\n")
    refused = run("import", "eu", wrong, "--date", "2018-01-17")
    assert isinstance(refused.exception, Refusal)
    assert "nothing was changed" in refused.exception.sentence
    assert run("import", "eu", "--date", "2018-01-17").exit_code == 2
    assert run("import", "eu", wrong, "--date", "17.1.2018").exit_code == 2


def test_studies_have_class_due_date_and_status_for_each(run: Run, tmp_path: Path) -> None:
    studies = tmp_path / "studies.json"
    outside = study_record("NCT90000002")
    outside["protocolSection"]["designModule"]["phases"] = ["PHASE1"]
    studies.write_text(json.dumps({"studies": [study_record(), outside]}))
    flags = tmp_path / "flags.csv"
    flags.write_text("nct_id,is_fda_regulated\nNCT90000001,true\n")
    done = run("import", "fdaaa", "--studies", studies, "--old-flags", flags, "--date", "2026-10-04")
    assert done.exit_code == 0, done.output
    rows = {row["nct_id"]: row for row in told(run("trials", "fdaaa", "--json"))}
    assert rows["NCT90000001"] | {"title": ""} == {
        "nct_id": "NCT90000001",
        "title": "",
        "class": "ACT",
        "status": "overdue",
        "state": "overdue",
        "results_due": True,
        "has_results": False,
        "due_date": "2020-01-15",
        "days_late": 2454,
        "finable_days": 2424,
        "rule_version": "1",
    }
    assert (rows["NCT90000002"]["class"], rows["NCT90000002"]["status"]) == ("none", None)
    headline = told(run("headline", "fdaaa", "--json", "--rule", "2"))
    assert (headline["due"], headline["reported"], headline["overdue"]) == (1, 0, 1)
    assert headline["fine_usd"] == 2424 * 11_569


def test_judged_again_on_a_later_day_there_is_a_new_dated_headline(run: Run, tmp_path: Path) -> None:
    studies = tmp_path / "studies.json"
    studies.write_text(json.dumps(study_record()))
    assert run("import", "fdaaa", studies, "--date", "2026-10-04").exit_code == 0
    assert run("assess", "fdaaa", "--date", "2026-11-03").exit_code == 0
    assert told(run("headline", "fdaaa", "--json"))["finable_days"] == 2454
    assert told(run("headline", "fdaaa", "--json", "--date", "2026-10-04"))["finable_days"] == 2424
    assert run("assess").exit_code == 0


def test_sponsors_and_trials_as_csv(run: Run, eu_files: tuple[Path, Path]) -> None:
    import_eu(run, eu_files)
    rows = list(csv.DictReader(io.StringIO(run("trials", "eu", "--csv").stdout)))
    assert [row["overall_status"] for row in rows] == [
        *("reported", "completed-due", "ongoing", "error-completed-no-comp-date"),
    ]
    assert rows[1]["due_date"] == "2016-04-30"
    sponsors = list(csv.DictReader(io.StringIO(run("sponsors", "eu", "--csv").stdout)))
    assert [row["slug"] for row in sponsors] == ["made-holding", "made-pharma", "made-university"]
    assert run("sponsors", "eu", "--csv", "--json").exit_code == 2


def test_a_register_without_data_says_what_to_do(run: Run) -> None:
    refused = run("headline", "ctis", "--json")
    assert isinstance(refused.exception, Refusal)
    assert "Import some first" in refused.exception.sentence


def test_a_portal_record_in_a_folder_is_listed_and_not_due(run: Run, tmp_path: Path) -> None:
    (tmp_path / "2024-500001-11-00.json").write_text(
        json.dumps({"ctNumber": "2024-500001-11-00", "ctPublicStatusCode": 5, "startDateEU": "2024-02-01"})
    )
    assert run("import", "ctis", tmp_path).exit_code == 0
    assert [(row["ct_number"], row["status"]) for row in told(run("trials", "ctis", "--json"))] == [
        ("2024-500001-11-00", "ongoing")
    ]
    assert "None" not in run("headline", "ctis").output


def test_a_fetch_without_an_address_says_which_is_missing(run: Run) -> None:
    refused = run("fetch", "eu")
    assert refused.exit_code == 1
    assert "no address is known" in refused.output
