"""The EU TrialsTracker's tables to facts."""

import csv
import gzip
import io
from datetime import date

from campaign.trackers.facts import EuTrial, SponsorStatus, TrialStatus
from campaign.trackers.importers.eu_summary import read_names, read_trials
from campaign.trackers.importers.old_flags import read_old_flags
from campaign.trackers.importers.source import Malformed
from campaign.trackers.names import SponsorName
from tests.trackers.made import binary

COLUMNS = (
    *("trial_id", "number_of_countries", "min_end_date", "max_end_date", "comp_date", "has_results", "includes_pip"),
    *("phase", "trial_status", "terminated", "sponsor_status", "name_of_sponsor"),
)
FIRST = ("2010-000001-01", "2", "2015-03-01", "2015-04-30", "2", "1", "0", "3", "1", "0", "0", "Made University")


def table(*rows: tuple[str, ...], columns: tuple[str, ...] = COLUMNS) -> io.BytesIO:
    text = io.StringIO(newline="")
    csv.writer(text).writerows([columns, *rows])
    return binary(text.getvalue())


def row(**change: str) -> tuple[str, ...]:
    return tuple((dict(zip(COLUMNS, FIRST, strict=True)) | change).values())


def test_a_trial_of_the_summary() -> None:
    assert list(read_trials(table(FIRST))) == [
        EuTrial(
            "2010-000001-01",
            2,
            TrialStatus.ENDED,
            comp_date=2,
            min_end_date=date(2015, 3, 1),
            max_end_date=date(2015, 4, 30),
            has_results=True,
            phase=3,
            sponsor_status=SponsorStatus.NON_COMMERCIAL,
            sponsor_names=("Made University",),
        )
    ]


def test_rows_of_one_trial_come_together_wherever_they_stand() -> None:
    rows = [FIRST, row(trial_id="2010-000002-02"), row(name_of_sponsor="Made Pharma", sponsor_status="1")]
    for order in (rows, rows[::-1]):
        first, second = read_trials(table(*order))
        assert isinstance(first, EuTrial)
        assert isinstance(second, EuTrial)
        assert (first.sponsor_names, first.sponsor_status) == (("Made Pharma", "Made University"), SponsorStatus.MIXED)
        assert second.trial_id == "2010-000002-02"


def test_malformed_rows_are_listed_with_their_line() -> None:
    found = list(
        read_trials(
            table(
                FIRST,
                row(trial_id="2010-1"),
                row(trial_id="2010-000003-03", number_of_countries="two"),
                row(trial_id="2010-000004-04", name_of_sponsor="over\ntwo lines", max_end_date="2015-02-30"),
                row(trial_id="2010-000005-05", trial_status="5"),
                row(has_results="0"),
                (*FIRST, "too", "many"),
                row(trial_id="2010-000006-06", has_results="perhaps"),
                row(trial_id="2010-000007-07"),
            )
        )
    )
    assert [(each.line, each.identifier) for each in found if isinstance(each, Malformed)] == [
        (3, "2010-1"),
        (4, "2010-000003-03"),
        (5, "2010-000004-04"),
        (7, "2010-000005-05"),
        (8, "2010-000001-01"),
        (9, "2010-000001-01"),
        (10, "2010-000006-06"),
    ]
    assert [each.trial_id for each in found if isinstance(each, EuTrial)] == ["2010-000001-01", "2010-000007-07"]


def test_a_trial_without_a_sponsor_name_is_kept() -> None:
    (trial,) = read_trials(table(row(name_of_sponsor=" ")))
    assert isinstance(trial, EuTrial)
    assert trial.sponsor_names == ("",)


def test_an_empty_file_is_empty_and_another_table_is_refused() -> None:
    assert list(read_trials(binary(""))) == []
    (refused,) = read_trials(binary("name,of,something\n1,2,3\n"))
    assert refused == Malformed(1, "no column trial_id, trial_status, number_of_countries, name_of_sponsor")


def test_the_name_table_of_today_and_of_2017() -> None:
    today = table(
        ("2010-000001-01,2010-000002-02", "Made Ltd", "Made", "Holding", "https://example.org", "Bought", "Note"),
        ("", "Made BV", "Made", "", "", "", ""),
        ("", "New name", "", "", "", "", ""),
        ("", "", "Made", "Made", "", "", ""),
        columns=(
            *("trials_ids", "name_of_sponsor", "normalized_name", "normalized_parent_name"),
            *("Proof", "Description", "Notes"),
        ),
    )
    ids = ("2010-000001-01", "2010-000002-02")
    assert list(read_names(today)) == [
        SponsorName("Made Ltd", "Made", "Holding", "https://example.org", "Bought", "Note", ids),
        SponsorName("Made BV", "Made", "Made"),
        SponsorName("New name", "", ""),
        Malformed(5, "neither a sponsor name nor a trial"),
    ]
    former = table(
        ("2010-000001-01", "Made Ltd", "Made", "Holding"),
        columns=("trial_id", "name_of_sponsor", "normalized_name_only", "normalized_name"),
    )
    assert list(read_names(former)) == [
        SponsorName("Made Ltd", "Made", "Holding", trial_ids=("2010-000001-01",), decides_trials=True)
    ]


def test_former_flags_leave_the_unknown_out() -> None:
    text = (
        "nct_id,is_fda_regulated,is_section_801\nNCT90000001,true,\nNCT90000002,,\nNCT90000003,false,\nNCT90000004,x,\n"
    )
    expected = [("NCT90000001", True), ("NCT90000003", False), Malformed(5, "'x' is neither yes nor no", "NCT90000004")]
    assert list(read_old_flags(io.BytesIO(gzip.compress(text.encode())))) == expected
