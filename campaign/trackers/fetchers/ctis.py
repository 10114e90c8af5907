"""CTIS, the EU's portal under Regulation (EU) No 536/2014: the search list, then the records that changed.

The portal documents neither; it is what its own pages ask. `POST search` pages from 1 (page 0 answers "no trials"), at
most 100 rows a page; `GET retrieve/NUMBER` answers 200 and `{}` for a number it does not know. What a record lacks and
its row has, above all when results first came (`resultsFirstReceived`), is put into the record.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Final

from campaign.trackers.facts import Register
from campaign.trackers.fetchers.cut import Wanted, cut
from campaign.trackers.fetchers.folder import LOCK, STATE, digest, keep_only, read_json, write_json, write_lines
from campaign.trackers.fetchers.outcome import NAMES, Fetched, FetchError, Progress, what_is_missing
from campaign.trackers.fetchers.web import Web

BASE: Final = "https://euclinicaltrials.eu"
PAGE_SIZE: Final = 100

_IN_BOTH: Final = (
    *("ctNumber", "ctPublicStatusCode", "ctStatus", "title", "ctTitle", "startDateEU", "endDateEU", "trialPhase"),
    *("totalNumberEnrolled", "resultsFirstReceived", "sponsor", "sponsorType"),
)
_ORGANISATION: Final = ("name", "type", "commercial", "businessKey")
_PART_ONE: Final = (
    "includesPaediatricSubjects",
    "sponsors.primary",
    "sponsors.isCommercial",
    *(f"sponsors.organisation.{name}" for name in _ORGANISATION),
    *(f"sponsors.publicContacts.organisation.{name}" for name in _ORGANISATION),
    "trialDetails.clinicalTrialIdentifiers.fullTitle",
    "trialDetails.clinicalTrialIdentifiers.secondaryIdentifyingNumbers.nctNumber.number",
    "trialDetails.trialInformation.trialCategory.trialPhase",
    "trialDetails.trialInformation.populationOfTrialSubjects.ageRanges.ageRangeCategory",
    "trialDetails.scientificAdviceAndPip.paediatricInvestigationPlan",
)
_APPLICATION: Final = (
    *(f"authorizedPartI.{name}" for name in _PART_ONE),
    "trialGlobalEnd.globalEndDate",
    *(f"memberStatesConcerned.{name}" for name in ("mscName", "countryName", "mscPublicStatusCode")),
    "memberStatesConcerned.trialPeriod.trialStartDate",
    *("eudraCt.eudraCtCode", "eudraCt.isTransitioned"),
)
# What `importers/ctis.py` reads of a record. No contacts, no sites, no investigators.
FIELDS: Final = (
    *_IN_BOTH,
    *("primarySponsor.name", "primarySponsor.organisation.name"),
    *(f"authorizedApplication.{name}" for name in _APPLICATION),
    # The portal's former shape has at the top what today's has under the application.
    *_APPLICATION,
    *("eudraCtInfo.eudraCtCode", "eudraCtInfo.isTransitioned"),
    "events.trialGlobalEndDate",
    "events.trialEvents.mscName",
    "events.trialEvents.events.notificationType",
    "events.trialEvents.events.date",
    "results.summaryResults.submissionDate",
    "results.laypersonResults.submissionDate",
    "results.clinicalStudyReports.submitDate",
)
_WANTED: Final = Wanted.of(FIELDS)
_WANTED_OF_ROW: Final = Wanted.of(_IN_BOTH)
# The list alone has these, or has them as a code where the record has words.
_ROW_FIRST: Final = ("ctStatus", "resultsFirstReceived")
_NUMBER: Final = re.compile(r"\d{4}-5\d{5}-\d{2}-\d{2}", re.ASCII)
# So many records one after another that cannot be had are no longer the fault of the records.
_IN_A_ROW: Final = 5
# An interrupted search goes on until the day after; rows older than that have moved on too far.
_LIST_LIVES: Final = 1
_SEARCH: Final = "search"
_RECORDS: Final = "records"
_WHAT: Final = "trials"
_NAME: Final = NAMES[Register.CTIS]


@dataclass(slots=True)
class _Listed:
    """The search list of a day: rows by number with their fingerprints, and how many there should be."""

    day: date
    rows: dict[str, tuple[str, dict[str, Any]]] = field(default_factory=dict)
    total: int | None = None
    strange: int = 0

    def fingerprint(self) -> str:
        return digest({number: mark for number, (mark, _) in self.rows.items()})


def fetch_records(web: Web, folder: Path, today: date, progress: Callable[[Progress], None]) -> Fetched:
    """Fetch the list, and every record whose row changed since it was last retrieved.

    The file is packed NDJSON and belongs to `read_records`. Raises FetchError or Stopped; the next call goes on from
    there: with the same list until the day after, with the records that are still to come in any case.
    """
    for name in (_SEARCH, _RECORDS):
        (folder / name).mkdir(exist_ok=True)
    state = read_json(folder / STATE)
    said: list[str] = []
    listed = _list(web, folder, state, today, progress, said)
    if listed.strange:
        said.append(f"Rows of the list without an EU CT number, which are left out: {listed.strange:,}.")
    missing = what_is_missing(len(listed.rows), listed.total, _WHAT)
    if missing:
        _search_anew(folder, state)
        return _incomplete(listed, len(listed.rows), (*said, missing))
    known = state.get("complete") or {}
    if known.get("list") == listed.fingerprint() and (folder / known["file"]).is_file():
        _search_anew(folder, state)
        return _complete(listed, folder / known["file"], known["count"], said, not_modified=True)

    unread = _retrieve(web, folder, listed, progress, said)
    count = sum(1 for _ in _records(folder, listed))
    missing = what_is_missing(count, listed.total, _WHAT)
    if missing:
        _search_anew(folder, state)
        return _incomplete(listed, count, (*said, missing))
    file = folder / f"records-{listed.day.isoformat()}-{listed.fingerprint()[:8]}.ndjson.gz"
    write_lines(file, _records(folder, listed))
    # A list of which something could not be had is not finished with: the next fetch asks for that again.
    fingerprint = "" if unread else listed.fingerprint()
    state["complete"] = {"file": file.name, "list": fingerprint, "count": count}
    _search_anew(folder, state)
    keep_only(folder, file.name, _SEARCH, _RECORDS, STATE, LOCK)
    keep_only(folder / _RECORDS, *(f"{number}.json" for number in listed.rows))
    return _complete(listed, file, count, said, not_modified=False)


def _complete(listed: _Listed, file: Path, count: int, said: Iterable[str], *, not_modified: bool) -> Fetched:
    return Fetched(
        Register.CTIS,
        listed.day,
        {"records": (file,)},
        complete=True,
        not_modified=not_modified,
        count=count,
        total=listed.total,
        said=tuple(said),
    )


def _incomplete(listed: _Listed, count: int, said: Iterable[str]) -> Fetched:
    return Fetched(Register.CTIS, listed.day, count=count, total=listed.total, said=tuple(said))


def _list(
    web: Web, folder: Path, state: dict[str, Any], today: date, progress: Callable[[Progress], None], said: list[str]
) -> _Listed:
    """All rows of the search, from the pages that an interrupted fetch kept and then from the portal."""
    running = state.get("running") or {}
    fields = digest(FIELDS)
    if running and not _goes_on(running, web.base, fields, today):
        said.append("The interrupted fetch is too old to go on with its list: the list is begun anew.")
        running = {}
    if not running:
        keep_only(folder / _SEARCH)
        running = {
            "base": web.base,
            "fields": fields,
            "day": today.isoformat(),
            "pages": 0,
            "total": None,
            "last": False,
        }
    listed = _Listed(date.fromisoformat(running["day"]), total=running["total"])
    for number in range(1, running["pages"] + 1):
        _add(listed, read_json(folder / _SEARCH / f"{number}.json").get("rows") or [])
    while not running["last"]:
        number = running["pages"] + 1
        rows, total, last = _page(web, number)
        kept = [{"mark": digest([fields, web.base, row]), "row": cut(row, _WANTED_OF_ROW)} for row in rows]
        write_json(folder / _SEARCH / f"{number}.json", {"rows": kept})
        running = {**running, "pages": number, "total": total, "last": last}
        state["running"] = running
        write_json(folder / STATE, state)
        _add(listed, kept)
        listed.total = total
        progress(Progress(len(listed.rows), total, f"rows of the list of {_NAME}"))
    return listed


def _goes_on(running: Mapping[str, Any], base: str, fields: str, today: date) -> bool:
    age = (today - date.fromisoformat(running["day"])).days
    return running["base"] == base and running["fields"] == fields and 0 <= age <= _LIST_LIVES


def _search_anew(folder: Path, state: dict[str, Any]) -> None:
    """The next fetch reads the list from its first page."""
    state["running"] = None
    write_json(folder / STATE, state)
    keep_only(folder / _SEARCH)


def _add(listed: _Listed, kept: list[dict[str, Any]]) -> None:
    for each in kept:
        number = each["row"].get("ctNumber") if isinstance(each["row"], dict) else None
        # It becomes the name of a file and a part of an address.
        if isinstance(number, str) and _NUMBER.fullmatch(number):
            listed.rows[number] = (each["mark"], each["row"])
        else:
            listed.strange += 1


def _page(web: Web, number: int) -> tuple[list[Any], int, bool]:
    """A page's rows, how many there are in all, and whether it is the last."""
    question = {
        "pagination": {"page": number, "size": PAGE_SIZE},
        "sort": {"property": "decisionDate", "direction": "DESC"},
        "searchCriteria": {},
    }
    answer = web.post_json("ctis-public-api/search", question)
    answer = answer if isinstance(answer, dict) else {}
    rows, pagination = answer.get("data"), answer.get("pagination")
    total = pagination.get("totalRecords") if isinstance(pagination, dict) else None
    if not isinstance(rows, list) or not isinstance(total, int):
        raise FetchError(
            f"{_NAME}: a search without rows or without a total. The portal has changed; look for a newer version of "
            "this software, or import files."
        )
    return rows, total, not rows or number * PAGE_SIZE >= total


def _retrieve(
    web: Web, folder: Path, listed: _Listed, progress: Callable[[Progress], None], said: list[str]
) -> list[str]:
    """Retrieve what changed, and answer the numbers of what could not be had."""
    unread: list[str] = []
    in_a_row = 0
    for done, (number, (mark, row)) in enumerate(listed.rows.items(), start=1):
        path = folder / _RECORDS / f"{number}.json"
        if read_json(path).get("mark") != mark:
            try:
                record = web.get_json(f"ctis-public-api/retrieve/{number}")
            except FetchError as error:
                # Being refused is about us; the rest may be about this one record.
                if error.status not in {None, 404} or in_a_row + 1 >= _IN_A_ROW:
                    raise
                record = None
            if isinstance(record, dict) and record.get("ctNumber") == number:
                in_a_row = 0
                # One that a loss of power takes away has no mark either, and is retrieved again.
                write_json(path, {"mark": mark, "record": _with_row(record, row)}, lasting=False)
            else:
                # `{}` is an answer, and the portal is well.
                in_a_row = 0 if record == {} else in_a_row + 1
                unread.append(number)
        progress(Progress(done, len(listed.rows), f"records of {_NAME}"))
    if unread:
        some = ", ".join(unread[:3]) + (" and others" if len(unread) > 3 else "")
        said.append(
            f"Listed trials whose record cannot be read: {len(unread):,} ({some}). What was last known of them stays, "
            "and the next fetch asks again."
        )
    return unread


def _with_row(record: Mapping[str, Any], row: Mapping[str, Any]) -> dict[str, Any]:
    """A record as it is read, with what only the list says."""
    whole = {**row, **{name: value for name, value in cut(record, _WANTED).items() if value is not None}}
    return {**whole, **{name: row[name] for name in _ROW_FIRST if row.get(name) is not None}}


def _records(folder: Path, listed: _Listed) -> Iterator[Any]:
    for number in sorted(listed.rows):
        record = read_json(folder / _RECORDS / f"{number}.json").get("record")
        if record is not None:
            yield record
