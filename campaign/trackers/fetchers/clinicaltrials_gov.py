"""ClinicalTrials.gov API v2: all interventional studies, page by page, cut down to what the importer reads.

Its interface is described at https://clinicaltrials.gov/data-api/api. Pages follow one another by token only, so a
fetch that was interrupted goes on with the token it kept. The register replaces its data on working days and says when
(`dataTimestamp`); while that stays the same there is nothing to fetch.
"""

import gzip
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, Final, Self

from campaign.trackers.facts import Register
from campaign.trackers.fetchers.cut import Wanted, cut
from campaign.trackers.fetchers.folder import LOCK, STATE, digest, keep_only, read_json, write_json, write_lines
from campaign.trackers.fetchers.outcome import NAMES, Fetched, FetchError, Progress, what_is_missing
from campaign.trackers.fetchers.web import Web
from campaign.trackers.importers.source import BROKEN_FILE

BASE: Final = "https://clinicaltrials.gov"
# The most the register gives.
PAGE_SIZE: Final = 1000
ONLY: Final = "AREA[StudyType]INTERVENTIONAL"

# What `importers/clinicaltrials_gov.py` reads, as the API calls it. No contacts, no officials, no responsible party.
FIELDS: Final = (
    "protocolSection.identificationModule.nctId",
    "protocolSection.identificationModule.officialTitle",
    "protocolSection.identificationModule.briefTitle",
    "protocolSection.identificationModule.secondaryIdInfos.id",
    "protocolSection.statusModule.overallStatus",
    "protocolSection.statusModule.startDateStruct.date",
    "protocolSection.statusModule.primaryCompletionDateStruct.date",
    "protocolSection.statusModule.primaryCompletionDateStruct.type",
    "protocolSection.statusModule.completionDateStruct.date",
    "protocolSection.statusModule.completionDateStruct.type",
    "protocolSection.statusModule.dispFirstSubmitDate",
    "protocolSection.statusModule.resultsFirstSubmitDate",
    "protocolSection.statusModule.resultsFirstSubmitQcDate",
    "protocolSection.statusModule.resultsFirstPostDateStruct.date",
    "protocolSection.sponsorCollaboratorsModule.leadSponsor.name",
    "protocolSection.sponsorCollaboratorsModule.leadSponsor.class",
    "protocolSection.sponsorCollaboratorsModule.collaborators.name",
    "protocolSection.sponsorCollaboratorsModule.collaborators.class",
    "protocolSection.oversightModule.isFdaRegulatedDrug",
    "protocolSection.oversightModule.isFdaRegulatedDevice",
    "protocolSection.oversightModule.isUnapprovedDevice",
    "protocolSection.oversightModule.fdaaa801Violation",
    "protocolSection.conditionsModule.conditions",
    "protocolSection.designModule.studyType",
    "protocolSection.designModule.phases",
    "protocolSection.designModule.designInfo.primaryPurpose",
    "protocolSection.designModule.enrollmentInfo.count",
    "protocolSection.armsInterventionsModule.interventions.type",
    "protocolSection.contactsLocationsModule.locations.country",
    "annotationSection.annotationModule.unpostedAnnotation.unpostedEvents",
    "annotationSection.annotationModule.violationAnnotation",
    "derivedSection.miscInfoModule.removedCountries",
    "derivedSection.miscInfoModule.submissionTracking",
)
_WANTED: Final = Wanted.of(FIELDS)
_NUMBER: Final = re.compile(rb'"nctId":"NCT(\d{8})"')
_WHAT: Final = "studies"
_NAME: Final = NAMES[Register.FDAAA]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Run:
    """One walk through the register's pages: of which data, and how far it is. `token` is the next page's."""

    base: str
    version: str
    fields: str
    folder: str
    pages: int = 0
    count: int = 0
    token: str = ""
    total: int | None = None

    @classmethod
    def read(cls, kept: Any) -> Self | None:
        try:
            return cls(**kept)
        except TypeError:
            return None

    def is_of(self, fresh: Self, folder: Path) -> bool:
        """Whether it is of the data there is now, and all its pages are still here."""
        same = (self.base, self.version, self.fields) == (fresh.base, fresh.version, fresh.fields)
        return same and all(path.exists() for path in self.files(folder))

    def files(self, folder: Path) -> tuple[Path, ...]:
        return tuple(folder / self.folder / _page_name(number + 1) for number in range(self.pages))

    def data_date(self) -> date:
        return date.fromisoformat(self.version[:10])

    def fetched(self, folder: Path, *, not_modified: bool, said: Iterable[str] = ()) -> Fetched:
        return Fetched(
            Register.FDAAA,
            self.data_date(),
            {"studies": self.files(folder)},
            complete=True,
            not_modified=not_modified,
            count=self.count,
            total=self.total,
            said=tuple(said),
        )


def fetch_studies(web: Web, folder: Path, progress: Callable[[Progress], None]) -> Fetched:
    """Fetch what changed since the last complete fetch in `folder`: everything, or nothing.

    The files are packed NDJSON, one a page, and belong to `read_studies`. Raises FetchError or Stopped; the next call
    goes on from there.
    """
    state = _State.read(folder, web.base)
    said: list[str] = []
    state.version, state.etag = _latest(web, state.version, state.etag)
    fresh = _Run(base=web.base, version=state.version, fields=digest(FIELDS), folder="")
    complete = state.complete
    if complete and complete.is_of(fresh, folder):
        return complete.fetched(folder, not_modified=True)
    if state.running and not state.running.is_of(fresh, folder):
        said.append("What the interrupted fetch left is of other data, or no longer whole: begun anew.")
        state.running = None
    state.running = state.running or state.begin(fresh)
    state.save()
    _walk(web, state, progress, said)

    run = replace(state.running, count=_distinct(state.running.files(folder)))
    missing = what_is_missing(run.count, run.total, _WHAT)
    state.running = None
    if missing is None:
        state.complete = run
        if _latest(web, "", "")[0] != run.version:
            said.append("The register replaced its data while it was being read; the next fetch reads it again.")
    state.save()
    if missing:
        return Fetched(Register.FDAAA, run.data_date(), count=run.count, total=run.total, said=(*said, missing))
    return run.fetched(folder, not_modified=False, said=said)


@dataclass(slots=True)
class _State:
    """What is in the folder: the last complete run, the one under way, and what the register last said of its data."""

    folder: Path
    base: str
    version: str
    etag: str
    complete: _Run | None
    running: _Run | None

    @classmethod
    def read(cls, folder: Path, base: str) -> Self:
        kept = read_json(folder / STATE)
        runs = (_Run.read(kept.get("complete")), _Run.read(kept.get("running")))
        if kept.get("base") != base:
            return cls(folder, base, "", "", *runs)
        return cls(folder, base, str(kept.get("version") or ""), str(kept.get("etag") or ""), *runs)

    def begin(self, fresh: _Run) -> _Run:
        """A run at its start, in a folder of its own: the last complete one stays until this one is."""
        name = re.sub(r"[^0-9T]", "-", fresh.version)
        if self.complete and self.complete.folder == name:
            name += "-again"
        (self.folder / name).mkdir(exist_ok=True)
        keep_only(self.folder / name)
        return replace(fresh, folder=name)

    def save(self) -> None:
        """Write it down, then delete what it does not speak of."""
        runs = {"complete": self.complete, "running": self.running}
        kept = {name: asdict(run) if run else None for name, run in runs.items()}
        write_json(self.folder / STATE, {"base": self.base, "version": self.version, "etag": self.etag, **kept})
        keep_only(self.folder, *(run.folder for run in runs.values() if run), STATE, LOCK)


def _walk(web: Web, state: _State, progress: Callable[[Progress], None], said: list[str]) -> None:
    """From the page where the run is to the last one; each is on disk, and written down, before the next."""
    refused = False
    while (run := state.running) and not (run.pages and not run.token):
        try:
            page, token, total = _page(web, run.token)
        except FetchError as error:
            # A token lives for a while only, and the register says 400 to one that it does not know any more.
            if error.status != 400 or not run.token or refused:
                raise
            refused = True
            said.append("The register no longer knew the page where the fetch was: begun anew.")
            state.running = state.begin(replace(run, pages=0, count=0, token="", total=None))
            state.save()
        else:
            number = run.pages + 1
            write_lines(state.folder / run.folder / _page_name(number), map(_without_people, page))
            count = run.count + len(page)
            total = run.total if total is None else total
            state.running = replace(run, pages=number, count=count, token=token, total=total)
            state.save()
            progress(Progress(count, total, f"{_WHAT} of {_NAME}"))


def _latest(web: Web, version: str, etag: str) -> tuple[str, str]:
    """When the register's data was made, and the ETag of that answer; given those of the last time, if there are."""
    said, etag = web.get_json_if_changed("api/v2/version", etag if version else "")
    if said is None:
        return version, etag
    version = str(said.get("dataTimestamp")) if isinstance(said, dict) else ""
    try:
        date.fromisoformat(version[:10])
    except ValueError:
        raise FetchError(
            f"{_NAME}: it does not say of when its data is. Its interface has changed; look for a newer version of "
            "this software, or import a file."
        ) from None
    return version, etag


def _page(web: Web, token: str) -> tuple[list[Any], str, int | None]:
    """A page's studies, the next page's token (empty after the last), and the total if it says so."""
    query = {
        "format": "json",
        "pageSize": str(PAGE_SIZE),
        "fields": ",".join(FIELDS),
        "filter.advanced": ONLY,
        "countTotal": "true",
    }
    answer = web.get_json("api/v2/studies", {**query, "pageToken": token} if token else query)
    studies = answer.get("studies") if isinstance(answer, dict) else None
    if not isinstance(studies, list):
        raise FetchError(
            f"{_NAME}: a page without a list of studies. Its interface has changed; look for a newer version of this "
            "software, or import a file."
        )
    onward, total = answer.get("nextPageToken") or "", answer.get("totalCount")
    if onward and (not studies or onward == token):
        raise FetchError(f"{_NAME}: its pages have no end. Try again later; the fetch goes on from where it is.")
    return studies, str(onward), total if isinstance(total, int) else None


def _without_people(study: Any) -> Any:
    """A study with nothing but what is read, and without the names of sponsors who are persons."""
    kept = cut(study, _WANTED)
    try:
        sponsors = kept["protocolSection"]["sponsorCollaboratorsModule"]
        for each in (sponsors.get("leadSponsor") or {}, *(sponsors.get("collaborators") or ())):
            if each.get("class") == "INDIV":
                each.pop("name", None)
    except (KeyError, TypeError, AttributeError):
        # No sponsors, or another shape: the importer says so with the record's number.
        pass
    return kept


def _distinct(files: Iterable[Path]) -> int:
    """How many different studies are on disk: pages may overlap when the register changes under our feet.

    One bit a number, so memory does not grow with the register. Raises FetchError where a file has gone bad.
    """
    seen = bytearray(100_000_000 // 8)
    count = 0
    for path in files:
        try:
            for number in _numbers(path):
                place, bit = divmod(number, 8)
                if not seen[place] & 1 << bit:
                    seen[place] |= 1 << bit
                    count += 1
        except BROKEN_FILE as error:
            raise FetchError(f"{_NAME}: {path} went bad on disk. Delete its folder and fetch again.") from error
    return count


def _numbers(path: Path) -> Iterator[int]:
    with gzip.open(path, "rb") as lines:
        for line in lines:
            if found := _NUMBER.search(line):
                yield int(found[1])


def _page_name(number: int) -> str:
    return f"studies-{number:05}.ndjson.gz"
