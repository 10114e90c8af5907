"""ClinicalTrials.gov over the network: pages, going on after an interruption, and what the importer makes of it."""

import gzip
import json
from collections.abc import Callable
from dataclasses import fields
from datetime import date
from pathlib import Path

import pytest

from campaign.trackers.facts import FdaaaTrial, Register
from campaign.trackers.fetchers.clinicaltrials_gov import FIELDS
from campaign.trackers.fetchers.cut import Wanted, cut
from campaign.trackers.fetchers.outcome import Fetched, FetchError, Progress
from campaign.trackers.importers.clinicaltrials_gov import read_studies
from campaign.trackers.importers.clinicaltrials_gov import study as read_study
from campaign.trackers.importers.source import Malformed
from tests.servers.registers import Fault, Registers
from tests.trackers.fetching import Fetching, study

PAGES = "/api/v2/studies"


@pytest.fixture
def fetching(registers: Registers, fetch_folder: Path) -> Fetching:
    registers.studies = [study(number) for number in range(7)]
    registers.studies_a_page = 2
    return Fetching(Register.FDAAA, registers, fetch_folder)


def read(fetched: Fetched) -> list[FdaaaTrial | Malformed]:
    found: list[FdaaaTrial | Malformed] = []
    for path in fetched.paths["studies"]:
        with path.open("rb") as source:
            found.extend(read_studies(source))
    return found


def stopping(after: int) -> Callable[[Progress], None]:
    """What Ctrl-C does after so many pages."""

    def progress(now: Progress) -> None:
        if now.done >= after:
            raise KeyboardInterrupt

    return progress


def test_all_pages_come_and_the_importer_reads_them(fetching: Fetching) -> None:
    fetched = fetching.run()
    assert (fetched.complete, fetched.not_modified, fetched.count, fetched.total) == (True, False, 7, 7)
    assert fetched.data_date == date(2026, 11, 20)
    assert fetched.said == ()
    assert len(fetched.paths["studies"]) == 4
    assert read(fetched) == [read_study(study(number)) for number in range(7)]
    assert [now.done for now in fetching.told] == [2, 4, 6, 7]
    assert fetching.told[0] == Progress(2, 7, "studies of ClinicalTrials.gov")
    assert fetching.drafts() == []


def test_it_asks_for_interventional_studies_and_named_fields_only(fetching: Fetching, registers: Registers) -> None:
    observed = study(50)
    observed["protocolSection"]["designModule"]["studyType"] = "OBSERVATIONAL"
    registers.studies.insert(0, observed)
    fetched = fetching.run()
    assert fetched.count == 7
    query = next(each.query for each in registers.asked if each.path == PAGES)
    assert query["pageSize"] == "1000"
    assert query["fields"].split(",") == list(FIELDS)
    assert "pageToken" not in query


def test_an_interrupted_fetch_asks_only_for_the_remaining_pages(fetching: Fetching, registers: Registers) -> None:
    with pytest.raises(KeyboardInterrupt):
        fetching.run(progress=stopping(after=4))
    assert registers.paths().count(PAGES) == 2
    fetched = fetching.run()
    assert registers.paths().count(PAGES) == 2
    assert all("pageToken" in each.query for each in registers.asked if each.path == PAGES)
    assert (fetched.complete, fetched.count, fetched.said) == (True, 7, ())
    assert read(fetched) == [read_study(study(number)) for number in range(7)]


def test_a_stop_between_requests_leaves_what_can_be_gone_on_with(fetching: Fetching, registers: Registers) -> None:
    stopped = fetching.run(stop=lambda: registers.paths().count(PAGES) >= 2)
    assert (stopped.complete, stopped.count, stopped.total, stopped.paths) == (False, 4, 7, {})
    assert stopped.said == ("Stopped. The next fetch goes on from where this one is.",)
    assert fetching.run().complete
    assert registers.paths().count(PAGES) == 2


def test_however_often_it_is_stopped_it_asks_for_no_page_twice(fetching: Fetching, registers: Registers) -> None:
    runs = [fetching.run(stop=lambda: registers.paths().count(PAGES) >= 1) for _ in range(4)]
    assert [fetched.complete for fetched in runs] == [False, False, False, False]
    assert [fetched.count for fetched in runs] == [2, 4, 6, 7]
    fetched = fetching.run()
    assert registers.paths().count(PAGES) == 0
    assert read(fetched) == [read_study(study(number)) for number in range(7)]


def test_a_fetch_that_failed_goes_on_too(fetching: Fetching, registers: Registers) -> None:
    def break_down(now: Progress) -> None:
        registers.faults.append(Fault("cut", PAGES))

    with pytest.raises(FetchError, match=r"^ClinicalTrials\.gov: the connection broke off"):
        fetching.run(progress=break_down, tries=1)
    registers.faults.clear()
    assert fetching.drafts() == []
    assert fetching.run().complete
    assert registers.paths().count(PAGES) == 3


def test_an_expired_token_begins_anew_and_says_so(fetching: Fetching, registers: Registers) -> None:
    fetching.run(stop=lambda: registers.paths().count(PAGES) >= 2)
    registers.forget_tokens()
    fetched = fetching.run()
    assert fetched.said == ("The register no longer knew the page where the fetch was: begun anew.",)
    assert (fetched.complete, fetched.count) == (True, 7)
    assert len(read(fetched)) == 7


def test_newer_data_begins_anew_and_says_so(fetching: Fetching, registers: Registers) -> None:
    fetching.run(stop=lambda: registers.paths().count(PAGES) >= 2)
    registers.data_timestamp = "2026-11-21T09:00:05"
    fetched = fetching.run()
    assert fetched.said == ("What the interrupted fetch left is of other data, or no longer whole: begun anew.",)
    assert (fetched.complete, fetched.count, fetched.data_date) == (True, 7, date(2026, 11, 21))


def test_data_that_is_replaced_meanwhile_is_read_again_next_time(fetching: Fetching, registers: Registers) -> None:
    def replaced(now: Progress) -> None:
        registers.data_timestamp = "2026-11-21T09:00:05"

    fetched = fetching.run(progress=replaced)
    assert (fetched.complete, fetched.data_date) == (True, date(2026, 11, 20))
    assert "the next fetch reads it again" in fetched.said[0]
    again = fetching.run()
    assert (again.complete, again.not_modified, again.data_date) == (True, False, date(2026, 11, 21))


def test_unchanged_data_is_not_fetched_again(fetching: Fetching, registers: Registers) -> None:
    first = fetching.run()
    again = fetching.run()
    assert (again.complete, again.not_modified, again.count) == (True, True, 7)
    assert again.paths == first.paths
    assert registers.paths() == ["/api/v2/version"]
    assert "if-none-match" in registers.asked[0].headers


def test_a_new_complete_fetch_replaces_the_former(fetching: Fetching, registers: Registers) -> None:
    first = fetching.run()
    registers.data_timestamp = "2026-11-21T09:00:05"
    interrupted = fetching.run(stop=lambda: registers.paths().count(PAGES) >= 1)
    assert not interrupted.complete
    assert all(path.exists() for path in first.paths["studies"])
    second = fetching.run()
    assert second.complete
    assert not any(path.exists() for path in first.paths["studies"])
    assert len(read(second)) == 7


def test_files_that_are_gone_are_fetched_again(fetching: Fetching) -> None:
    fetching.run().paths["studies"][1].unlink()
    again = fetching.run()
    assert (again.complete, again.not_modified) == (True, False)
    assert len(read(again)) == 7


def test_a_file_that_went_bad_is_named(fetching: Fetching, registers: Registers) -> None:
    fetching.run(stop=lambda: registers.paths().count(PAGES) >= 3)
    bad = next(fetching.own.rglob("studies-00002*"))
    bad.write_bytes(bad.read_bytes()[:-20])
    with pytest.raises(FetchError, match=r"studies-00002\.ndjson\.gz went bad on disk"):
        fetching.run()


def test_a_register_without_studies_is_not_handed_on(fetching: Fetching, registers: Registers) -> None:
    fetching.run()
    registers.studies.clear()
    registers.data_timestamp = "2026-11-21T09:00:05"
    fetched = fetching.run()
    assert (fetched.complete, fetched.paths, fetched.count) == (False, {}, 0)
    assert "no studies at all" in fetched.said[0]


@pytest.mark.parametrize(("said", "words"), [(8, "Only 7 of 8 studies came"), (900, "Only 7 of 900 studies came")])
def test_fewer_than_the_register_says_are_not_handed_on(
    said: int, words: str, fetching: Fetching, registers: Registers
) -> None:
    registers.said_total = said
    fetched = fetching.run()
    assert (fetched.complete, fetched.paths) == (False, {})
    assert words in fetched.said[0]


def test_a_study_that_comes_twice_counts_once(fetching: Fetching, registers: Registers) -> None:
    registers.studies.append(registers.studies[0])
    fetched = fetching.run()
    assert (fetched.complete, fetched.count, fetched.total) == (False, 7, 8)


def test_another_shape_is_said(fetching: Fetching, registers: Registers) -> None:
    registers.data_timestamp = "soon"
    with pytest.raises(FetchError, match="does not say of when its data is"):
        fetching.run()


def test_a_second_fetch_at_the_same_time_is_refused(fetching: Fetching) -> None:
    def at_once(now: Progress) -> None:
        with pytest.raises(FetchError, match=r"another fetch of it is running\. Wait"):
            Fetching(fetching.register, fetching.registers, fetching.folder).run()

    assert fetching.run(progress=at_once).complete


def test_a_folder_that_cannot_be_written_is_named(fetching: Fetching) -> None:
    fetching.own.write_bytes(b"")
    with pytest.raises(FetchError, match=r"ClinicalTrials\.gov: .*cannot be written or read"):
        fetching.run()


def test_no_person_is_on_disk(fetching: Fetching, registers: Registers) -> None:
    registers.studies[0]["protocolSection"]["sponsorCollaboratorsModule"]["leadSponsor"] = {
        "name": "A. Person",
        "class": "INDIV",
    }
    fetched = fetching.run()
    first = read(fetched)[0]
    assert isinstance(first, FdaaaTrial)
    assert first.sponsor == "An individual"
    everything = b"".join(path.read_bytes() for path in fetching.own.rglob("*.json"))
    everything += b"".join(gzip.decompress(path.read_bytes()) for path in fetched.paths["studies"])
    assert b"Made University" in everything
    assert b"Person" not in everything


def test_the_fields_are_all_that_the_importer_reads() -> None:
    whole = study(
        1,
        dispFirstSubmitDate="2019-11-01",
        resultsFirstSubmitDate="2020-01-01",
        resultsFirstSubmitQcDate="2020-02-01",
        resultsFirstPostDateStruct={"date": "2020-03-01", "type": "ACTUAL"},
        completionDateStruct={"date": "2019-02", "type": "ESTIMATED"},
    )
    oversight = {"isFdaRegulatedDevice": True, "isUnapprovedDevice": True, "fdaaa801Violation": True}
    whole["protocolSection"]["oversightModule"].update(oversight)
    whole["derivedSection"] = {
        "miscInfoModule": {
            "removedCountries": ["France"],
            "submissionTracking": {
                "submissionInfos": [
                    {
                        "releaseDate": "2019-06-01",
                        "resetDate": "2019-07-01",
                        "unreleaseDate": "2019-08-01",
                        "mcpReleaseN": 1,
                    }
                ]
            },
        }
    }
    facts = read_study(whole)
    defaults = {each.name for each in fields(FdaaaTrial) if getattr(facts, each.name) == each.default}
    assert defaults == {"was_fda_regulated"}, "every fact that is read has to be in this record"
    assert read_study(cut(whole, Wanted.of(FIELDS))) == facts


def test_the_fields_of_the_public_annotation_are_read_too() -> None:
    whole = study(1)
    whole["annotationSection"] = {
        "annotationModule": {
            "unpostedAnnotation": {
                "unpostedResponsibleParty": "A. Person",
                "unpostedEvents": [
                    {"type": "RELEASE", "date": "2019-06-01"},
                    {"type": "UNRELEASE", "dateUnknown": True},
                ],
            },
            "violationAnnotation": {"violationEvents": [{"type": "VIOLATION_IDENTIFIED", "issuedDate": "2021-04-27"}]},
        }
    }
    kept = cut(whole, Wanted.of(FIELDS))
    facts = read_study(whole)
    assert (facts.has_violation, len(facts.submissions)) == (True, 1)
    assert read_study(kept) == facts
    assert "unpostedResponsibleParty" not in json.dumps(kept)
