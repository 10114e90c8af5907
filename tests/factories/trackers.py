"""Registers with a few trials, taken into the store as an import does it."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from campaign.trackers.facts import EuTrial, FdaaaTrial, Register, SponsorStatus, TrialStatus
from campaign.trackers.import_names import import_names
from campaign.trackers.models import Origin
from campaign.trackers.names import SponsorName
from campaign.trackers.take_snapshot import Source, Taken, take_snapshot

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
MAY = date(2026, 5, 2)
JUNE = date(2026, 6, 6)

OVERDUE_EU = EuTrial(
    "2017-990041-26",
    3,
    TrialStatus.ENDED,
    comp_date=3,
    min_end_date=date(2023, 11, 30),
    max_end_date=date(2024, 2, 14),
    phase=3,
    sponsor_status=SponsorStatus.NON_COMMERCIAL,
    title="Velatrexone once weekly against placebo in adults with moderate nocturnal asthma",
    sponsor_names=("Universitätsklinikum Oberweserbergland",),
)
REPORTED_EU = replace(OVERDUE_EU, trial_id="2018-990119-42", has_results=True, title="Kortexan in acute back pain")
ONGOING_EU = replace(
    OVERDUE_EU,
    trial_id="2021-990873-30",
    trial_status=TrialStatus.ONGOING,
    comp_date=0,
    min_end_date=None,
    max_end_date=None,
    title="Early mobilisation after hip fracture",
)
INCONSISTENT_EU = replace(
    OVERDUE_EU,
    trial_id="2019-990630-77",
    comp_date=0,
    min_end_date=None,
    max_end_date=None,
    title="Night shift nurses and vitamin D",
)
COMPANY_EU = replace(
    OVERDUE_EU,
    trial_id="2021-990268-74",
    has_results=True,
    sponsor_status=SponsorStatus.COMMERCIAL,
    sponsor_names=("Brightmoor Biologics GmbH",),
    title="Ostravimab in relapsed Merrin’s disease",
)
EU_TRIALS = (OVERDUE_EU, REPORTED_EU, ONGOING_EU, INCONSISTENT_EU, COMPANY_EU)
EU_NAMES = (
    SponsorName("Universitätsklinikum Oberweserbergland", "Oberweserbergland University Hospital", "Land Oberweser"),
    SponsorName("Brightmoor Biologics GmbH", "Brightmoor Biologics", "Brightmoor Biologics"),
)

OVERDUE_FDAAA = FdaaaTrial(
    "NCT09900001",
    title="Inhaled kelposine in adults with stable bronchiectasis",
    study_type="INTERVENTIONAL",
    phases=("PHASE3",),
    primary_purpose="TREATMENT",
    overall_status="COMPLETED",
    start=date(2018, 3, 1),
    primary_completion=date(2023, 6, 30),
    completion=date(2023, 12, 31),
    is_fda_regulated_drug=True,
    intervention_types=("DRUG",),
    countries=("United States",),
    sponsor="Brightmoor Biologics GmbH",
    sponsor_class="INDUSTRY",
    conditions=("Bronchiectasis",),
    participants=240,
    secondary_ids=("2021-990268-74",),
)
LATE_FDAAA = replace(
    OVERDUE_FDAAA, nct_id="NCT09900002", results_submitted=date(2025, 1, 15), results_posted=date(2025, 3, 1),
    title="Two doses of ostravimab", secondary_ids=(),
)  # fmt: skip
ONGOING_FDAAA = replace(
    OVERDUE_FDAAA, nct_id="NCT09900003", primary_completion=date(2026, 4, 1), completion=None,
    title="Saline against balanced solution", sponsor="Lakeside University", sponsor_class="OTHER", secondary_ids=(),
)  # fmt: skip
NOT_COVERED_FDAAA = replace(OVERDUE_FDAAA, nct_id="NCT09900004", phases=("PHASE1",), title="A phase 1 study")
FDAAA_TRIALS = (OVERDUE_FDAAA, LATE_FDAAA, ONGOING_FDAAA, NOT_COVERED_FDAAA)


def take(register: Register, day: date, records: Iterable[Any], *, forced: bool = True) -> Taken:
    """Take these facts as the register's copy of a day. Opens its own transactions."""
    return take_snapshot(register, day, list(records), Source(Origin.FILES, "", forced), lambda: NOON)


def both_registers() -> None:
    """Both registers on 2 May 2026, with the table of names."""
    import_names(EU_NAMES, NOON)
    take(Register.EU, MAY, EU_TRIALS)
    take(Register.FDAAA, MAY, FDAAA_TRIALS)
