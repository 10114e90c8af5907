"""The EU tracker's tables over the network, and what the importer makes of them."""

import gzip
import json
from datetime import date
from pathlib import Path

import pytest

from campaign.trackers.facts import EuTrial, Register
from campaign.trackers.fetchers.fetch import fetch
from campaign.trackers.fetchers.outcome import FetchError
from campaign.trackers.importers.eu_summary import read_names, read_trials
from tests.servers.registers import Fault, Registers
from tests.trackers.fetching import TODAY, Fetching

TRIALS = b"""trial_id,number_of_countries,comp_date,has_results,phase,trial_status,name_of_sponsor
2010-000001-01,2,2,1,3,1,Made University Hospital
2010-000001-01,2,2,1,3,1,"Made, second"
2010-000002-02,1,0,0,2,0,Made Pharma
"""
NAMES = b"""trials_ids,name_of_sponsor,normalized_name,normalized_parent_name,Proof,Description,Notes
"2010-000001-01,2010-000002-02",Made Pharma,Made Pharma Ltd,Made Group,,,
"""


@pytest.fixture
def fetching(registers: Registers, fetch_folder: Path) -> Fetching:
    registers.tables = {
        "trials.csv": TRIALS,
        "new_trials.csv": NAMES,
        "trials.csv.json": json.dumps({"scrape_date": "2026-11-07", "due_date_cutoff": "2025-10-10"}).encode(),
        "headline.json": json.dumps({"scrape_date": "2026-11-07", "total_trials": 2}).encode(),
    }
    return Fetching(Register.EU, registers, fetch_folder)


def test_both_tables_come_and_the_importer_reads_them(fetching: Fetching) -> None:
    fetched = fetching.run()
    assert (fetched.complete, fetched.not_modified, fetched.count, fetched.total) == (True, False, 2, 2)
    assert fetched.data_date == date(2026, 11, 7)
    (trials_path,), (names_path,) = fetched.paths["trials"], fetched.paths["names"]
    with trials_path.open("rb") as source:
        first, second = read_trials(source)
    assert isinstance(first, EuTrial)
    assert isinstance(second, EuTrial)
    assert first.sponsor_names == ("Made University Hospital", "Made, second")
    assert second.trial_id == "2010-000002-02"
    with names_path.open("rb") as source:
        (name,) = read_names(source)
    assert name.trial_ids == ("2010-000001-01", "2010-000002-02")  # type: ignore[union-attr]  # a name, or the test fails
    assert fetching.drafts() == []


def test_tables_that_did_not_change_are_not_sent_again(fetching: Fetching, registers: Registers) -> None:
    first = fetching.run()
    again = fetching.run()
    assert (again.complete, again.not_modified, again.paths) == (True, True, first.paths)
    conditional = [each.headers.get("if-none-match") for each in registers.asked if each.path.endswith(".csv")]
    assert len([etag for etag in conditional if etag]) == 2


def test_one_table_that_changed_is_enough(fetching: Fetching, registers: Registers) -> None:
    first = fetching.run()
    registers.tables["new_trials.csv"] += b",Another,Another Ltd,,,,\n"
    again = fetching.run()
    assert (again.complete, again.not_modified) == (True, False)
    assert again.paths["trials"] == first.paths["trials"]
    assert b"Another Ltd" in gzip.decompress(again.paths["names"][0].read_bytes())
    assert not first.paths["names"][0].exists()


def test_the_same_tables_of_a_later_day_are_news(fetching: Fetching, registers: Registers) -> None:
    fetching.run()
    registers.tables["trials.csv.json"] = json.dumps({"scrape_date": "2026-12-05"}).encode()
    again = fetching.run()
    assert (again.complete, again.not_modified, again.data_date) == (True, False, date(2026, 12, 5))


@pytest.mark.parametrize("table", [b"<html>Sorry</html>", b"a,b\n1,2\n", b""])
def test_what_is_no_table_of_trials_is_refused(table: bytes, fetching: Fetching, registers: Registers) -> None:
    first = fetching.run()
    registers.tables["trials.csv"] = table
    if table:
        with pytest.raises(FetchError, match="the answer is not what was asked for"):
            fetching.run(tries=2)
    else:
        assert not fetching.run().complete
    assert gzip.decompress(first.paths["trials"][0].read_bytes()) == TRIALS
    assert fetching.drafts() == []


def test_fewer_trials_than_the_tracker_counts_are_not_handed_on(fetching: Fetching, registers: Registers) -> None:
    first = fetching.run()
    registers.tables["trials.csv"] = TRIALS.rsplit(b"\n", 2)[0] + b"\n"
    fetched = fetching.run()
    assert (fetched.complete, fetched.paths) == (False, {})
    assert "Only 1 of 2 trials came" in fetched.said[0]
    assert gzip.decompress(first.paths["trials"][0].read_bytes()) == TRIALS


def test_a_count_of_another_day_or_none_is_no_measure(fetching: Fetching, registers: Registers) -> None:
    registers.tables["headline.json"] = json.dumps({"scrape_date": "2026-10-03", "total_trials": 9}).encode()
    assert (fetching.run().complete, fetching.run().total) == (True, None)
    del registers.tables["headline.json"]
    assert fetching.run().complete


def test_without_a_day_there_is_nothing_to_count_from(fetching: Fetching, registers: Registers) -> None:
    registers.tables["trials.csv.json"] = b"{}"
    with pytest.raises(FetchError, match=r"does not say of which day the table is\. Import the files with their date"):
        fetching.run()


def test_a_table_that_is_not_there_is_named(fetching: Fetching, registers: Registers) -> None:
    del registers.tables["trials.csv"]
    with pytest.raises(FetchError, match=r"^The EU tracker: nothing is at .*/tables/trials\.csv \(404\)\. Check the"):
        fetching.run()


def test_a_connection_that_breaks_leaves_the_former_tables(fetching: Fetching, registers: Registers) -> None:
    first = fetching.run()
    registers.tables["trials.csv"] = TRIALS + b"2010-000003-03,1,0,0,2,0,Made Pharma\n"
    registers.faults.append(Fault("cut", "/trials.csv"))
    # The path of the day's file begins the same.
    registers.faults.append(Fault("cut", "/tables/trials.csv"))
    with pytest.raises(FetchError):
        fetching.run(tries=1)
    registers.faults.clear()
    assert gzip.decompress(first.paths["trials"][0].read_bytes()) == TRIALS
    assert fetching.run().count == 3


def test_without_an_address_it_says_what_to_give(tmp_path: Path) -> None:
    with pytest.raises(FetchError, match=r"no address is known .* trials\.csv, new_trials\.csv and trials\.csv\.json"):
        fetch(Register.EU, tmp_path, today=TODAY, progress=lambda now: None, stop=lambda: False)
