"""Which trials the US law covers, one case for each condition."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from campaign.trackers.facts import FdaaaTrial, PartialDate
from campaign.trackers.rules.fdaaa_scope import TrialClass, classify
from tests.trackers.made import ACT, PACT


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, "ACT"),
        ({"study_type": "OBSERVATIONAL"}, "none"),
        ({"study_type": "EXPANDED_ACCESS"}, "none"),
        ({"phases": ("PHASE1",)}, "none"),
        ({"phases": ("EARLY_PHASE1",)}, "none"),
        ({"phases": ()}, "none"),
        ({"phases": ("PHASE1", "PHASE2")}, "ACT"),
        ({"phases": ("PHASE2", "PHASE3")}, "ACT"),
        ({"phases": ("PHASE3",)}, "ACT"),
        ({"phases": ("PHASE4",)}, "ACT"),
        ({"phases": ("NA",)}, "ACT"),
        ({"primary_purpose": "DEVICE_FEASIBILITY"}, "none"),
        ({"primary_purpose": ""}, "ACT"),
        ({"overall_status": "WITHDRAWN"}, "none"),
        ({"overall_status": "TERMINATED"}, "ACT"),
        ({"start": None}, "none"),
        ({"start": date(2017, 1, 18)}, "ACT"),
        # Completed after the effective date, so a day earlier makes it a probable one.
        ({"start": date(2017, 1, 17)}, "pACT"),
        # A month is its last day.
        ({"start": PartialDate(2017, 1)}, "ACT"),
        ({"start": PartialDate(2016, 12)}, "pACT"),
        ({"is_fda_regulated_drug": False, "is_fda_regulated_device": True}, "ACT"),
        ({"is_fda_regulated_drug": None, "is_fda_regulated_device": True}, "ACT"),
        ({"is_fda_regulated_drug": False}, "none"),
        ({"is_fda_regulated_drug": None}, "none"),
        ({"is_fda_regulated_drug": None, "is_fda_regulated_device": None}, "none"),
        ({"primary_completion": None}, "ACT"),
    ],
)
def test_applicable_trials(change: dict[str, Any], expected: str) -> None:
    assert classify(replace(ACT, **change))[0].value == expected


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, "pACT"),
        ({"primary_completion": date(2017, 1, 17)}, "none"),
        ({"primary_completion": date(2017, 1, 18)}, "pACT"),
        ({"primary_completion": PartialDate(2017, 1)}, "pACT"),
        ({"primary_completion": PartialDate(2016, 12)}, "none"),
        ({"primary_completion": None}, "none"),
        ({"primary_completion": None, "completion": date(2018, 1, 1)}, "pACT"),
        ({"primary_completion": date(2016, 1, 1), "completion": date(2018, 1, 1)}, "none"),
        ({"was_fda_regulated": True}, "pACT"),
        ({"was_fda_regulated": False}, "none"),
        ({"is_fda_regulated_drug": True, "was_fda_regulated": False}, "pACT"),
        ({"is_fda_regulated_drug": True, "countries": ()}, "pACT"),
        ({"is_fda_regulated_drug": False, "is_fda_regulated_device": False}, "none"),
        # With one of the two flags given, the old one is not asked.
        ({"is_fda_regulated_drug": False}, "none"),
        ({"intervention_types": ("BEHAVIORAL",)}, "none"),
        ({"intervention_types": ("BEHAVIORAL", "DIAGNOSTIC_TEST")}, "pACT"),
        ({"intervention_types": ("COMBINATION_PRODUCT",)}, "pACT"),
        ({"countries": ("France",)}, "none"),
        ({"countries": ("France", "Puerto Rico")}, "pACT"),
        ({"countries": (), "removed_countries": ("United States",)}, "none"),
    ],
)
def test_probable_trials(change: dict[str, Any], expected: str) -> None:
    assert classify(replace(PACT, **change))[0].value == expected


def test_the_last_step_is_the_one_that_decided() -> None:
    found, steps = classify(replace(ACT, overall_status="WITHDRAWN"))
    assert found is TrialClass.NONE
    assert [step.rule for step in steps] == ["study type", "phase", "purpose", "not withdrawn"]
    assert (steps[-1].outcome, steps[-1].field, steps[-1].value) == (
        "not covered",
        "statusModule.overallStatus",
        "WITHDRAWN",
    )


def test_every_step_names_its_paragraph() -> None:
    for trial in (ACT, PACT, FdaaaTrial("NCT90000003")):
        assert all(step.paragraph and step.field and step.outcome for step in classify(trial)[1])


def test_the_step_of_a_month_shows_the_month_and_the_day_it_stands_for() -> None:
    start = next(step for step in classify(replace(ACT, start=PartialDate(2017, 1)))[1] if step.rule == "start")
    assert (start.value, start.date) == ("2017-01", date(2017, 1, 31))
