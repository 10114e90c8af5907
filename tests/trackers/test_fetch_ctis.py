"""CTIS over the network: the list, the records that changed, and what the importer makes of the file."""

import gzip
from collections.abc import Callable
from dataclasses import fields
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from campaign.trackers.facts import CtisStatus, CtisTrial, Register
from campaign.trackers.fetchers.ctis import FIELDS
from campaign.trackers.fetchers.cut import Wanted, cut
from campaign.trackers.fetchers.outcome import Fetched, FetchError, Progress
from campaign.trackers.importers.ctis import read_records, record
from campaign.trackers.importers.source import Malformed
from tests.servers.registers import Fault, Registers
from tests.trackers.fetching import TODAY, Fetching, trial_number, trial_record, trial_row
from tests.trackers.test_ctis import TODAY as WHOLE

SEARCH = "/ctis-public-api/search"
RETRIEVE = "/ctis-public-api/retrieve/"


@pytest.fixture
def fetching(registers: Registers, fetch_folder: Path) -> Fetching:
    hold(registers, 4)
    return Fetching(Register.CTIS, registers, fetch_folder)


def hold(registers: Registers, trials: int) -> None:
    registers.rows = [trial_row(number) for number in range(trials)]
    registers.records = {trial_number(number): trial_record(number) for number in range(trials)}


def read(fetched: Fetched) -> list[CtisTrial | Malformed]:
    (path,) = fetched.paths["records"]
    with path.open("rb") as source:
        return list(read_records(source))


def trials(fetched: Fetched) -> dict[str, CtisTrial]:
    return {found.ct_number: found for found in read(fetched) if isinstance(found, CtisTrial)}


def retrieved(registers: Registers) -> list[str]:
    return [path.removeprefix(RETRIEVE) for path in registers.paths() if path.startswith(RETRIEVE)]


def interrupting(what: str, done: int) -> Callable[[Progress], None]:
    def progress(now: Progress) -> None:
        if now.what.startswith(what) and now.done >= done:
            raise KeyboardInterrupt

    return progress


def test_the_list_and_every_record_come_and_the_importer_reads_them(fetching: Fetching, registers: Registers) -> None:
    registers.rows[2]["resultsFirstReceived"] = "01/05/2026"
    fetched = fetching.run()
    assert (fetched.complete, fetched.not_modified, fetched.count, fetched.total) == (True, False, 4, 4)
    assert (fetched.data_date, fetched.said) == (TODAY, ())
    found = trials(fetched)
    assert list(found) == [trial_number(number) for number in range(4)]
    third = found[trial_number(2)]
    # From the record, from the list alone, from both.
    assert (third.title, third.sponsor_key) == ("Trial 2 in full", "ORG-1")
    assert third.results_first_received == date(2026, 5, 1)
    assert (third.start, third.end, third.participants) == (date(2024, 4, 28), date(2025, 6, 30), 13)
    assert (third.status, third.phase_text) == (CtisStatus.ENDED, "Therapeutic confirmatory  (Phase III)")
    assert fetching.told[-1] == Progress(4, 4, "records of CTIS")
    assert fetching.drafts() == []


def test_the_search_is_read_page_by_page_from_the_first(fetching: Fetching, registers: Registers) -> None:
    hold(registers, 103)
    fetched = fetching.run()
    pages = [each.body["pagination"] for each in registers.asked if each.path == SEARCH]
    assert pages == [{"page": 1, "size": 100}, {"page": 2, "size": 100}]
    assert (fetched.complete, fetched.count, len(trials(fetched))) == (True, 103, 103)


def test_only_records_whose_row_changed_are_retrieved_again(fetching: Fetching, registers: Registers) -> None:
    fetching.run()
    registers.rows[1]["lastUpdated"] = "20/11/2026"
    registers.records[trial_number(1)]["results"] = {"summaryResults": [{"submissionDate": "2026-11-20"}]}
    hold_one_more = trial_row(9)
    registers.rows.insert(0, hold_one_more)
    registers.records[trial_number(9)] = trial_record(9)
    fetched = fetching.run(today=TODAY + timedelta(1))
    assert sorted(retrieved(registers)) == [trial_number(1), trial_number(9)]
    found = trials(fetched)
    assert len(found) == 5
    assert found[trial_number(1)].summary_submitted == date(2026, 11, 20)
    assert (fetched.not_modified, fetched.data_date) == (False, TODAY + timedelta(1))


def test_an_unchanged_list_is_not_modified(fetching: Fetching, registers: Registers) -> None:
    first = fetching.run()
    again = fetching.run(today=TODAY + timedelta(1))
    assert (again.complete, again.not_modified, again.count) == (True, True, 4)
    assert again.paths == first.paths
    assert retrieved(registers) == []


def test_a_trial_that_left_the_list_leaves_the_file(fetching: Fetching, registers: Registers) -> None:
    hold(registers, 201)
    fetching.run()
    gone = registers.rows.pop()["ctNumber"]
    fetched = fetching.run(today=TODAY + timedelta(1))
    assert (fetched.complete, fetched.count) == (True, 200)
    assert gone not in trials(fetched)
    assert not list(fetching.own.rglob(f"{gone}*"))


def test_an_interrupted_search_goes_on_with_its_next_page(fetching: Fetching, registers: Registers) -> None:
    hold(registers, 103)
    with pytest.raises(KeyboardInterrupt):
        fetching.run(progress=interrupting("rows", 100))
    fetched = fetching.run()
    assert [each.body["pagination"]["page"] for each in registers.asked if each.path == SEARCH] == [2]
    assert (fetched.complete, fetched.count, fetched.said) == (True, 103, ())


def test_interrupted_retrieving_asks_only_for_the_remaining_records(fetching: Fetching, registers: Registers) -> None:
    with pytest.raises(KeyboardInterrupt):
        fetching.run(progress=interrupting("records", 3))
    fetched = fetching.run(today=TODAY + timedelta(1))
    assert registers.paths() == [f"{RETRIEVE}{trial_number(3)}"]
    assert (fetched.complete, len(trials(fetched))) == (True, 4)
    # The list is of the day on which it was read.
    assert fetched.data_date == TODAY


def test_however_often_it_is_stopped_it_asks_for_nothing_twice(fetching: Fetching, registers: Registers) -> None:
    asked: list[str] = []
    complete: list[bool] = []
    for _ in range(5):
        complete.append(fetching.run(stop=lambda: len(registers.asked) >= 1).complete)
        asked.extend(registers.paths())
    assert complete == [False, False, False, False, True]
    assert asked == [SEARCH, *(f"{RETRIEVE}{trial_number(number)}" for number in range(4))]


def test_an_old_list_is_read_anew_but_records_are_kept(fetching: Fetching, registers: Registers) -> None:
    fetching.run(stop=lambda: len(retrieved(registers)) >= 3)
    fetched = fetching.run(today=TODAY + timedelta(2))
    assert fetched.said == ("The interrupted fetch is too old to go on with its list: the list is begun anew.",)
    assert registers.paths().count(SEARCH) == 1
    assert retrieved(registers) == [trial_number(3)]
    assert fetched.data_date == TODAY + timedelta(2)


def test_an_empty_list_is_not_handed_on(fetching: Fetching, registers: Registers) -> None:
    first = fetching.run()
    registers.rows.clear()
    fetched = fetching.run()
    assert (fetched.complete, fetched.paths) == (False, {})
    assert "no trials at all" in fetched.said[0]
    assert first.paths["records"][0].exists()


def test_fewer_rows_than_the_portal_says_are_not_handed_on(fetching: Fetching, registers: Registers) -> None:
    registers.said_records = 6
    fetched = fetching.run()
    assert (fetched.complete, fetched.paths) == (False, {})
    assert "Only 4 of 6 trials came" in fetched.said[0]
    assert retrieved(registers) == []


def test_a_trial_without_a_record_is_named_and_asked_for_again(fetching: Fetching, registers: Registers) -> None:
    hold(registers, 201)
    known = registers.records.pop(trial_number(5))
    fetched = fetching.run()
    assert (fetched.complete, fetched.count, fetched.total) == (True, 200, 201)
    assert f"Listed trials whose record cannot be read: 1 ({trial_number(5)})." in fetched.said[0]
    registers.records[trial_number(5)] = known
    again = fetching.run()
    assert retrieved(registers) == [trial_number(5)]
    assert (again.complete, again.not_modified, again.count, again.said) == (True, False, 201, ())


@pytest.mark.parametrize("status", [500, 404])
def test_what_was_last_known_of_a_trial_stays(status: int, fetching: Fetching, registers: Registers) -> None:
    fetching.run()
    registers.rows[1]["lastUpdated"] = "20/11/2026"
    registers.faults.extend([Fault("status", f"{RETRIEVE}{trial_number(1)}", status)] * 2)
    fetched = fetching.run(tries=2)
    assert (fetched.complete, fetched.count) == (True, 4)
    assert "What was last known of them stays" in fetched.said[0]
    assert len(trials(fetched)) == 4


def test_many_unknown_trials_are_not_handed_on(fetching: Fetching, registers: Registers) -> None:
    registers.records.clear()
    fetched = fetching.run()
    assert (fetched.complete, fetched.paths, fetched.count) == (False, {}, 0)


def test_a_portal_that_is_down_ends_the_fetch(fetching: Fetching, registers: Registers) -> None:
    hold(registers, 20)
    registers.faults.extend([Fault("status", RETRIEVE, 502)] * 20)
    with pytest.raises(FetchError, match=r"^CTIS: it answers 502"):
        fetching.run(tries=1)
    assert len(retrieved(registers)) == 5


def test_a_portal_that_refuses_us_ends_the_fetch_at_once(fetching: Fetching, registers: Registers) -> None:
    registers.faults.append(Fault("status", RETRIEVE, 403))
    with pytest.raises(FetchError, match="refuses us"):
        fetching.run()
    assert len(retrieved(registers)) == 1


def test_rows_without_a_number_are_counted_and_never_become_files(fetching: Fetching, registers: Registers) -> None:
    hold(registers, 201)
    registers.rows.append(trial_row(1, ctNumber="../../evil"))
    fetched = fetching.run()
    assert fetched.complete
    assert fetched.said == ("Rows of the list without an EU CT number, which are left out: 1.",)
    assert len(retrieved(registers)) == 201


def test_another_shape_is_said(fetching: Fetching, registers: Registers) -> None:
    registers.rows = [{"ctNumber": trial_number(1)}]
    registers.records = {trial_number(1): {"ctNumber": "another"}}
    fetched = fetching.run()
    assert not fetched.complete


def test_no_person_is_on_disk(fetching: Fetching) -> None:
    fetched = fetching.run()
    everything = b"".join(path.read_bytes() for path in fetching.own.rglob("*.json"))
    everything += gzip.decompress(fetched.paths["records"][0].read_bytes())
    assert b"Made Hospital" in everything
    assert b"erson" not in everything


def test_the_fields_are_all_that_the_importer_reads() -> None:
    whole: dict[str, Any] = WHOLE
    facts = record(whole)
    defaults = {each.name for each in fields(CtisTrial) if getattr(facts, each.name) == each.default}
    # Only the portal's former shape says the status in words.
    assert defaults == {"status_text"}, "every fact that is read has to be in this record"
    assert record(cut(whole, Wanted.of(FIELDS))) == facts
    former = {
        "ctNumber": "2022-500002-22-00",
        "ctStatus": "Ended",
        "title": "Another",
        "trialGlobalEnd": [{"globalEndDate": "2025-01-02"}],
        "memberStatesConcerned": [{"countryName": "Germany", "trialPeriod": [{"trialStartDate": "2022-09-01"}]}],
        "authorizedPartI": {"includesPaediatricSubjects": False},
        "primarySponsor": {"organisation": {"name": "Made"}},
        "sponsorType": "Hospital",
        "eudraCtInfo": {"eudraCtCode": "2021-000001-11", "isTransitioned": False},
    }
    assert record(cut(former, Wanted.of(FIELDS))) == record(former)


def test_half_a_character_costs_nothing_but_itself(fetching: Fetching, registers: Registers) -> None:
    registers.rows[1]["ctTitle"] = registers.records[trial_number(1)]["ctTitle"] = "Half \ud800 a character"
    fetched = fetching.run()
    assert fetched.complete
    assert len(trials(fetched)) == 4
