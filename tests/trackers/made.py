"""Hand-made trials and records, in no register."""

import io
import json
from datetime import date
from typing import Any

from campaign.trackers.facts import EuTrial, FdaaaTrial, TrialStatus

ACT = FdaaaTrial(
    "NCT90000001",
    title="A made trial",
    study_type="INTERVENTIONAL",
    phases=("PHASE2",),
    primary_purpose="TREATMENT",
    overall_status="COMPLETED",
    start=date(2017, 6, 1),
    primary_completion=date(2019, 1, 15),
    is_fda_regulated_drug=True,
    is_fda_regulated_device=False,
    sponsor="Made University",
    sponsor_class="OTHER",
)
PACT = FdaaaTrial(
    "NCT90000002",
    study_type="INTERVENTIONAL",
    phases=("PHASE3",),
    overall_status="COMPLETED",
    start=date(2014, 6, 1),
    primary_completion=date(2018, 1, 15),
    intervention_types=("DRUG",),
    countries=("United States",),
    sponsor="Made Pharma",
    sponsor_class="INDUSTRY",
)
ENDED = EuTrial(
    "2010-000001-01",
    2,
    TrialStatus.ENDED,
    comp_date=2,
    min_end_date=date(2015, 3, 1),
    max_end_date=date(2015, 4, 30),
    phase=3,
    sponsor_names=("Made University Hospital",),
)


def binary(text: str) -> io.BytesIO:
    """Text as the bytes of a file."""
    return io.BytesIO(text.encode())


def study_record(nct_id: str = "NCT90000001", **status: Any) -> dict[str, Any]:
    """A study as API v2 sends it; keyword arguments go into its status module."""
    return {
        "protocolSection": {
            "identificationModule": {
                "nctId": nct_id,
                "briefTitle": "Short",
                "officialTitle": "The official title",
                "secondaryIdInfos": [{"id": "2015-000001-11", "type": "EUDRACT_NUMBER"}, {"type": "OTHER"}],
            },
            "statusModule": {
                "overallStatus": "COMPLETED",
                "startDateStruct": {"date": "2017-06", "type": "ACTUAL"},
                "primaryCompletionDateStruct": {"date": "2019-01-15", "type": "ESTIMATED"},
                "completionDateStruct": {"date": "2019-02", "type": "ACTUAL"},
                **status,
            },
            "sponsorCollaboratorsModule": {
                "leadSponsor": {"name": "Made University", "class": "OTHER"},
                "collaborators": [
                    {"name": "Made Pharma", "class": "INDUSTRY"},
                    {"name": "A. Person", "class": "INDIV"},
                ],
            },
            "oversightModule": {"isFdaRegulatedDrug": True, "isFdaRegulatedDevice": False},
            "conditionsModule": {"conditions": ["Asthma"]},
            "designModule": {
                "studyType": "INTERVENTIONAL",
                "phases": ["PHASE1", "PHASE2"],
                "designInfo": {"primaryPurpose": "TREATMENT"},
                "enrollmentInfo": {"count": 40, "type": "ACTUAL"},
            },
            "armsInterventionsModule": {"interventions": [{"type": "DRUG"}, {"type": "DRUG"}, {"type": "DEVICE"}]},
            "contactsLocationsModule": {"locations": [{"country": "Guam"}, {"city": "Nowhere"}, {"country": "Guam"}]},
        },
        "hasResults": False,
    }


def page(*records: dict[str, Any]) -> str:
    """A page of the API."""
    return json.dumps({"totalCount": len(records), "studies": list(records), "nextPageToken": "abc"})
