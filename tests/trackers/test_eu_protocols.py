"""From country protocols to a trial, and the register's protocols as text and CSV."""

import csv
import gzip
import io
import json
from dataclasses import replace
from datetime import date

import pytest

from campaign.trackers.facts import EuProtocol, EuSponsor, EuTrial, ProtocolCounts, SponsorStatus, TrialStatus
from campaign.trackers.importers.eu_protocols import (
    read_protocol_csv,
    read_protocol_text,
    read_reported,
    read_trials_from_protocols,
)
from campaign.trackers.importers.source import Malformed
from campaign.trackers.rules.eu_protocols import roll_up
from tests.trackers.made import binary

ONE = EuProtocol(
    "2010-000001-01",
    "GB",
    "Completed",
    date(2015, 4, 30),
    has_results=True,
    includes_pip=False,
    phase_1=False,
    phase_2=False,
    phase_3=True,
    phase_4=False,
    bioequivalence_study=False,
    healthy_volunteers=False,
    single_blind=True,
    rare_disease="No",
    under_18=False,
    full_title="A full title",
    sponsors=(EuSponsor("Made University Hospital", "Non-Commercial"),),
)
TWO = replace(ONE, country="DE", end_of_trial_status="Prematurely Ended", global_end=date(2015, 3, 1))


def test_two_protocols_make_a_trial() -> None:
    assert roll_up([ONE, TWO]) == EuTrial(
        "2010-000001-01",
        2,
        TrialStatus.ENDED,
        comp_date=2,
        min_end_date=date(2015, 3, 1),
        max_end_date=date(2015, 4, 30),
        has_results=True,
        phase=3,
        single_blind=1,
        any_terminated=True,
        under_18=False,
        sponsor_status=SponsorStatus.NON_COMMERCIAL,
        title="A full title",
        sponsor_names=("Made University Hospital",),
        protocols=ProtocolCounts(2, ended=2),
    )


@pytest.mark.parametrize(
    ("statuses", "expected"),
    [
        (["Ongoing", "Restarted"], TrialStatus.ONGOING),
        (["Completed", "Prematurely Ended"], TrialStatus.ENDED),
        (["Completed", "Ongoing"], TrialStatus.PARTLY_ENDED),
        (["Completed", ""], TrialStatus.PARTLY_ENDED),
        (["Completed", "GB - no longer in EU/EEA"], TrialStatus.PARTLY_ENDED),
        (["Completed", "Trial now transitioned"], TrialStatus.PARTLY_ENDED),
        (["", ""], TrialStatus.BLANK),
        (["Ongoing", ""], TrialStatus.OTHER),
        (["Temporarily Halted", "Ongoing"], TrialStatus.OTHER),
        (["Suspended by CA"], TrialStatus.OTHER),
        (["Not Authorised"], TrialStatus.OTHER),
        (["A word of tomorrow"], TrialStatus.OTHER),
        (["Completed", "A word of tomorrow"], TrialStatus.PARTLY_ENDED),
        (["Prohibited by CA"], TrialStatus.OTHER),
        (["Trial now transitioned"], TrialStatus.OTHER),
    ],
)
def test_where_the_protocols_stand_together(statuses: list[str], expected: TrialStatus) -> None:
    protocols = [replace(ONE, country=f"C{at}", end_of_trial_status=status) for at, status in enumerate(statuses)]
    assert roll_up(protocols).trial_status is expected


def test_results_count_when_every_protocol_shows_them_and_once_when_any_did() -> None:
    protocols = [ONE, replace(TWO, has_results=False)]
    assert not roll_up(protocols).has_results
    assert roll_up(protocols, any_results=True).has_results


def test_phase_is_what_every_protocol_says() -> None:
    assert roll_up([ONE, replace(TWO, phase_3=False, phase_4=True)]).phase == 0
    assert roll_up([replace(ONE, phase_2=True)]).phase == 2
    assert roll_up([replace(ONE, phase_3=None)]).phase == 0


def test_one_paediatric_plan_is_enough_and_blank_is_none() -> None:
    assert roll_up([replace(ONE, includes_pip=None), replace(TWO, includes_pip=True)]).includes_pip
    assert not roll_up([replace(ONE, includes_pip=None)]).includes_pip


def test_protocols_from_outside_the_eu() -> None:
    outside = replace(TWO, country="3rd")
    assert (roll_up([ONE, outside]).contains_non_eu, roll_up([ONE, outside]).only_non_eu) == (True, False)
    assert roll_up([outside]).only_non_eu


def test_what_the_protocols_do_not_agree_on() -> None:
    trial = roll_up([ONE, replace(TWO, single_blind=False, rare_disease="Yes", healthy_volunteers=None)])
    assert (trial.single_blind, trial.rare_disease, trial.health_volunteers, trial.bioequivalence_study) == (2, 2, 2, 0)
    blank = "Information not present in EudraCT"
    assert roll_up([replace(ONE, rare_disease=blank), replace(TWO, rare_disease=blank)]).rare_disease == 3


@pytest.mark.parametrize(
    ("statuses", "expected"),
    [
        (["Commercial", "Commercial"], SponsorStatus.COMMERCIAL),
        (["Commercial", "Non-Commercial"], SponsorStatus.MIXED),
        (["Commercial", ""], SponsorStatus.MIXED),
        (["", ""], SponsorStatus.BLANK),
        ([], SponsorStatus.BLANK),
    ],
)
def test_who_sponsors(statuses: list[str], expected: SponsorStatus) -> None:
    sponsors = tuple(EuSponsor("A sponsor", status) for status in statuses)
    assert roll_up([replace(ONE, sponsors=sponsors)]).sponsor_status is expected


def test_titles() -> None:
    long = "x" * 201
    assert roll_up([replace(ONE, full_title=long)]).title == "x" * 200 + "..."
    assert roll_up([replace(ONE, full_title="x" * 200)]).title == "x" * 200
    assert roll_up([replace(ONE, full_title="two\r\nlines")]).title == "twolines"
    assert roll_up([replace(ONE, full_title="", short_title="SHORT")]).title == "SHORT"
    assert roll_up([replace(ONE, full_title="")]).title == "No Title"


TEXT = """\
EU Clinical Trials Register    Data extracted on 2 May 2026

Summary
EudraCT Number: 2010-000001-01
Sponsor's Protocol Code Number: MADE-1
National Competent Authority: UK - MHRA
Clinical Trial Type: EEA CTA
Trial Status: Completed
Link: https://www.clinicaltrialsregister.eu/ctr-search/trial/2010-000001-01/GB/

A. Protocol Information
A.1 Member State Concerned: UK - MHRA
A.3 Full title of the trial: A full title: with a colon
A.3.2 Name or abbreviated title of the trial where available: SHORT
A.7 Trial is part of a Paediatric Investigation Plan: No
B.1.1 Name of Sponsor: Made University Hospital
B.3.1 and B.3.2 Status of the sponsor: Non-Commercial
B.5.2 Functional name of contact point: Dr A. Person
B.1.1 Name of Sponsor: Made Pharma GmbH
B.3.1 and B.3.2 Status of the sponsor: Commercial
E.1.3 Condition being studied is a rare disease: Yes
E.7.1 Human pharmacology (Phase I): No
E.7.1.2 Bioequivalence study: No
E.7.2 Therapeutic exploratory (Phase II): No
E.7.3 Therapeutic confirmatory (Phase III): Yes
E.7.4 Therapeutic use (Phase IV): No
E.8.1.3 Single blind: No
F.1.1 Trial has subjects under 18: Yes
F.3.1 Healthy volunteers: No
P. End of Trial
P. End of Trial Status: Completed
P. Date of the global end of the trial: 2015-04-30
Trial results: View results

Summary
EudraCT Number: 2010-000001-01
National Competent Authority: Germany - BfArM
Clinical Trial Type: Outside EU/EEA
P. End of Trial Status:
P. Date of the global end of the trial: 30.04.2015

Summary
EudraCT Number: 2010-000002-02
Clinical Trial Type: Outside EU/EEA
A.7 Trial is part of a Paediatric Investigation Plan: Information not present in EudraCT
"""


def test_a_text_download() -> None:
    first, second, third = read_protocol_text(binary(TEXT))
    assert first == (
        4,
        EuProtocol(
            "2010-000001-01",
            "GB",
            "Completed",
            date(2015, 4, 30),
            True,
            *(False, False, False, True, False, False, False, False),
            "Yes",
            True,
            "A full title: with a colon",
            "SHORT",
            (EuSponsor("Made University Hospital", "Non-Commercial"), EuSponsor("Made Pharma GmbH", "Commercial")),
        ),
    )
    assert second == Malformed(36, "'30.04.2015' is no date", "2010-000001-01")
    assert not isinstance(third, Malformed)
    assert (third[1].country, third[1].outside_eu, third[1].includes_pip) == ("3rd", True, None)


def test_a_text_download_rolled_up() -> None:
    found = list(read_trials_from_protocols(read_protocol_text(io.BytesIO(gzip.compress(TEXT.encode())))))
    assert [type(each) for each in found] == [Malformed, EuTrial, EuTrial]
    assert [each.trial_id for each in found if isinstance(each, EuTrial)] == ["2010-000001-01", "2010-000002-02"]


SUMMARY = """\
EudraCT Number:       2010-000002-02
Sponsor Name: Made University Hospital
Trial protocol: GB(GB - no longer in EU/EEA) SE(Completed)
Trial results: View results

EudraCT Number:       2010-000003-03
Trial protocol: SE(Completed)
Trial results: (No results available)

EudraCT Number:       2010
Trial results: View results
"""


def test_results_come_from_the_summary_of_a_search() -> None:
    found = list(read_reported(binary(SUMMARY)))
    assert found == ["2010-000002-02", Malformed(11, "no EudraCT number", "2010")]
    protocols = read_protocol_text(binary(TEXT))
    trials = read_trials_from_protocols(protocols, {each for each in found if isinstance(each, str)})
    assert [(each.trial_id, each.has_results) for each in trials if isinstance(each, EuTrial)] == [
        ("2010-000001-01", True),
        ("2010-000002-02", True),
    ]


COLUMNS = (
    *("eudract_number", "eudract_number_with_country", "end_of_trial_status", "trial_results", "sponsors"),
    *("date_of_the_global_end_of_the_trial", "trial_human_pharmacology_phase_i", "full_title_of_the_trial"),
)


def protocol_csv(*rows: tuple[str, ...]) -> io.BytesIO:
    text = io.StringIO(newline="")
    csv.writer(text).writerows([COLUMNS, *rows])
    return binary(text.getvalue())


def test_a_csv_of_protocols() -> None:
    number = "2010-000001-01"
    as_python = "[{'name_of_sponsor': \"Made 'U'\", 'status_of_the_sponsor': None, 'e_mail': 'a@example.org'}]"
    as_json = json.dumps([{"name_of_sponsor": "Made Pharma", "status_of_the_sponsor": "Commercial"}])
    source = protocol_csv(
        (number, f"{number}-GB", "Completed", "View results", as_python, "2015-04-30", "False", "two\nlines"),
        (number, f"{number}-DE", "Ongoing", "", as_json, "2015-04-30 00:00:00", "True", ""),
        (number, f"{number}-FR", "Ongoing", "", "", "2015-4-30", "", ""),
        (number, "2010-000009-09-IT", "Ongoing", "", "", "", "", ""),
        ("no number", "no number-IT", "Ongoing", "", "", "", "", ""),
        (number, f"{number}-IT", "Ongoing", "", "[1]", "", "", ""),
        (number, f"{number}-GB", "Completed", "View results", as_python, "2015-04-30", "False", "two\nlines"),
        (number, f"{number}-DE", "Completed", "", as_json, "", "", ""),
    )
    *malformed, trial = read_trials_from_protocols(read_protocol_csv(source))
    assert malformed == [
        Malformed(5, "'2015-4-30' is no date", f"{number}-FR"),
        Malformed(6, f"'2010-000009-09-IT' is no protocol of '{number}'", "2010-000009-09-IT"),
        Malformed(7, "no EudraCT number", "no number-IT"),
        Malformed(8, "sponsors are no list of sponsors", f"{number}-IT"),
        Malformed(11, "says otherwise than an earlier protocol of the same country", f"{number}-DE"),
    ]
    assert isinstance(trial, EuTrial)
    assert (trial.number_of_countries, trial.comp_date, trial.trial_status) == (2, 2, TrialStatus.PARTLY_ENDED)
    assert trial.sponsor_names == ("Made 'U'", "Made Pharma")
    assert (trial.title, trial.has_results) == ("twolines", False)


def test_a_table_without_its_columns_is_refused() -> None:
    assert list(read_protocol_csv(binary("a,b\n1,2\n"))) == [
        Malformed(1, "no column eudract_number, eudract_number_with_country, end_of_trial_status")
    ]
