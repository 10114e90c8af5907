"""What the fetchers' tests share: a fetch that does not sleep, and made records."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from campaign.trackers.facts import Register
from campaign.trackers.fetchers.fetch import fetch
from campaign.trackers.fetchers.outcome import Fetched, Progress
from campaign.trackers.fetchers.web import Manners
from tests.servers.registers import Registers
from tests.trackers.made import study_record

TODAY = date(2026, 11, 22)


@dataclass
class Fetching:
    """Fetches one register of the test's server, and notes what was waited for and told."""

    register: Register
    registers: Registers
    folder: Path
    waited: list[float] = field(default_factory=list)
    told: list[Progress] = field(default_factory=list)

    def run(
        self,
        *,
        today: date = TODAY,
        stop: Callable[[], bool] = lambda: False,
        progress: Callable[[Progress], None] | None = None,
        **manners: Any,
    ) -> Fetched:
        """Fetch. What was asked, waited and told before is forgotten."""
        self.registers.asked.clear()
        self.waited.clear()
        self.told.clear()

        def tell(now: Progress) -> None:
            self.told.append(now)
            if progress is not None:
                progress(now)

        return fetch(
            self.register,
            self.folder,
            today=today,
            contact="campaign@example.org",
            base_url=self.registers.url + ("/tables" if self.register is Register.EU else ""),
            progress=tell,
            stop=stop,
            manners=Manners(**{"pause": 0.0, "sleep": self.waited.append, **manners}),
        )

    @property
    def own(self) -> Path:
        """The register's folder."""
        return self.folder / self.register.value

    def drafts(self) -> list[Path]:
        """Files that were begun and never finished."""
        return [path for path in self.own.rglob("*") if path.name.startswith(".")]


def study(number: int, **status: Any) -> dict[str, Any]:
    """A whole study, contacts and all."""
    made = study_record(f"NCT{90_000_000 + number}", **status)
    made["protocolSection"]["contactsLocationsModule"]["centralContacts"] = [{"name": "Dr A. Person"}]
    made["protocolSection"]["sponsorCollaboratorsModule"]["responsibleParty"] = {"investigatorFullName": "A. Person"}
    made["protocolSection"]["descriptionModule"] = {"briefSummary": "Long."}
    return made


def trial_number(number: int) -> str:
    """An EU CT number."""
    return f"2024-5{number:05}-11-00"


def trial_row(number: int, **more: Any) -> dict[str, Any]:
    """A row of the portal's search."""
    return {
        "ctNumber": trial_number(number),
        "ctTitle": f"Trial {number}",
        "ctStatus": 8,
        "startDateEU": "28/04/2024",
        "endDateEU": "30/06/2025",
        "sponsor": "Made Hospital",
        "sponsorType": "Hospital/Clinic/Other health care facility",
        "trialPhase": "Therapeutic confirmatory  (Phase III)",
        "totalNumberEnrolled": "13",
        "resultsFirstReceived": "No",
        "lastUpdated": "19/08/2026",
        "lastPublicationUpdate": "20/08/2026",
        **more,
    }


def trial_record(number: int, **more: Any) -> dict[str, Any]:
    """A record of the portal, contacts and all."""
    organisation = {"name": "Made Hospital", "type": "Hospital", "commercial": False, "businessKey": "ORG-1"}
    return {
        "ctNumber": trial_number(number),
        "ctStatus": "Ended",
        "ctPublicStatusCode": 8,
        "startDateEU": None,
        "authorizedApplication": {
            "authorizedPartI": {
                "sponsors": [
                    {
                        "primary": True,
                        "publicContacts": [
                            {
                                "functionalName": "Dr A. Person",
                                "functionalEmailAddress": "a.person@example.org",
                                "organisation": organisation,
                            }
                        ],
                    }
                ],
                "trialDetails": {"clinicalTrialIdentifiers": {"fullTitle": f"Trial {number} in full"}},
            },
            "authorizedPartsII": [{"trialSites": [{"personInfo": {"lastName": "Person"}}]}],
            "memberStatesConcerned": [{"mscName": "Poland", "mscPublicStatusCode": 8}],
        },
        "events": {"trialEvents": []},
        "results": {"summaryResults": []},
        **more,
    }
