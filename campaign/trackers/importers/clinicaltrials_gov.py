"""ClinicalTrials.gov API v2 JSON to facts: pages, single studies, NDJSON, gzip or not."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from sys import intern
from typing import Any, BinaryIO, Final

from campaign.trackers.facts import FdaaaTrial, Submission
from campaign.trackers.importers.json_records import JsonRecords
from campaign.trackers.importers.source import BadValue, Malformed, day_or_none, registry_date

# The first day on which the register recorded cancellations; stands for one of unknown date.
FIRST_CANCELLATIONS: Final = date(2018, 7, 5)
# Decision: people are not stored; a sponsor of class INDIV is one.
AN_INDIVIDUAL: Final = "An individual"

_NUMBER: Final = re.compile(r"NCT\d{8}", re.ASCII)
_NOTHING: Final[Mapping[str, Any]] = {}
_FIRST: Final = (
    *("protocolSection", "resultsSection", "annotationSection", "documentSection", "derivedSection", "hasResults"),
)


def read_studies(source: BinaryIO, old_flags: Mapping[str, bool] = _NOTHING) -> Iterator[FdaaaTrial | Malformed]:
    """Studies one by one; memory does not grow with the file.

    `old_flags` is the register's former "FDA regulated" flag by NCT number (see `old_flags.py`), for probable ACTs.
    """
    for found in JsonRecords(source, "studies", _FIRST):
        if isinstance(found, Malformed):
            yield found
            continue
        try:
            yield study(found.value, old_flags)
        except (BadValue, TypeError, AttributeError, KeyError) as error:
            yield Malformed(found.line, _reason(error), _identifier(found.value))


def study(record: Mapping[str, Any], old_flags: Mapping[str, bool] = _NOTHING) -> FdaaaTrial:
    """One study. Raises BadValue without an NCT number or with a date that is none; TypeError or AttributeError where a
    member has another shape than the API's.
    """
    get = record["protocolSection"].get if "protocolSection" in record else _NOTHING.get
    identification = get("identificationModule") or _NOTHING
    nct_id = identification.get("nctId")
    if not isinstance(nct_id, str) or _NUMBER.fullmatch(nct_id) is None:
        raise BadValue("no NCT number")
    status = get("statusModule") or _NOTHING
    design = get("designModule") or _NOTHING
    oversight = get("oversightModule") or _NOTHING
    sponsors = get("sponsorCollaboratorsModule") or _NOTHING
    sponsor, sponsor_class = _organisation(sponsors.get("leadSponsor") or _NOTHING)
    primary, primary_estimated = _date_struct(status.get("primaryCompletionDateStruct"))
    completion, completion_estimated = _date_struct(status.get("completionDateStruct"))
    start, _ = _date_struct(status.get("startDateStruct"))
    posted = status.get("resultsFirstPostDateStruct")
    derived = (record.get("derivedSection") or _NOTHING).get("miscInfoModule") or _NOTHING
    annotations = (record.get("annotationSection") or _NOTHING).get("annotationModule") or _NOTHING
    tracking = derived.get("submissionTracking") or _NOTHING
    return FdaaaTrial(
        nct_id,
        identification.get("officialTitle") or identification.get("briefTitle") or "",
        _word(design.get("studyType")),
        tuple(map(intern, design.get("phases") or ())),
        _word((design.get("designInfo") or _NOTHING).get("primaryPurpose")),
        _word(status.get("overallStatus")),
        start,
        primary,
        primary_estimated,
        completion,
        completion_estimated,
        _flag(oversight.get("isFdaRegulatedDrug")),
        _flag(oversight.get("isFdaRegulatedDevice")),
        _flag(oversight.get("isUnapprovedDevice")),
        old_flags.get(nct_id),
        _distinct((get("armsInterventionsModule") or _NOTHING).get("interventions"), "type"),
        _distinct((get("contactsLocationsModule") or _NOTHING).get("locations"), "country"),
        tuple(derived.get("removedCountries") or ()),
        day_or_none(status.get("dispFirstSubmitDate")),
        day_or_none(status.get("resultsFirstSubmitDate")),
        day_or_none(status.get("resultsFirstSubmitQcDate")),
        day_or_none(posted.get("date")) if posted else None,
        _submissions(tracking, annotations),
        _has_major_comments(tracking),
        bool(oversight.get("fdaaa801Violation") or annotations.get("violationAnnotation")),
        sponsor,
        sponsor_class,
        tuple(_organisation(each)[0] for each in sponsors.get("collaborators") or ()),
        tuple((get("conditionsModule") or _NOTHING).get("conditions") or ()),
        _participants(design.get("enrollmentInfo")),
        tuple(each["id"] for each in identification.get("secondaryIdInfos") or () if each.get("id")),
    )


def _word(value: Any) -> str:
    return intern(value) if value else ""


def _flag(value: Any) -> bool | None:
    if value is None or isinstance(value, bool):
        return value
    raise BadValue(f"{value!r} is neither true nor false")


def _date_struct(struct: Mapping[str, Any] | None) -> tuple[Any, bool]:
    """The date as exact as given, and whether it is an estimate."""
    if not struct:
        return None, False
    return registry_date(struct.get("date")), struct.get("type") == "ESTIMATED"


def _distinct(items: list[Mapping[str, Any]] | None, member: str) -> tuple[str, ...]:
    """The different values of a member, in the order they first come."""
    if not items:
        return ()
    return tuple(dict.fromkeys([intern(item[member]) for item in items if item.get(member)]))


def _organisation(sponsor: Mapping[str, Any]) -> tuple[str, str]:
    """Name and class; a person's name is left out."""
    kind = _word(sponsor.get("class"))
    return (AN_INDIVIDUAL if kind == "INDIV" else sponsor.get("name") or ""), kind


def _participants(enrollment: Mapping[str, Any] | None) -> int | None:
    count = enrollment.get("count") if enrollment else None
    return count if isinstance(count, int) else None


def _has_major_comments(tracking: Mapping[str, Any]) -> bool:
    return bool(tracking) and (
        bool(tracking.get("firstMcpInfo"))
        or any(info.get("mcpReleaseN") for info in tracking.get("submissionInfos") or ())
    )


def _submissions(tracking: Mapping[str, Any], annotations: Mapping[str, Any]) -> tuple[Submission, ...]:
    """The chain of quality control, from the derived section, else from the public annotation."""
    if not tracking and not annotations:
        return ()
    infos = tracking.get("submissionInfos") if tracking else None
    if infos:
        return tuple(
            _submission(
                info["releaseDate"], info.get("resetDate"), info.get("unreleaseDate"), info.get("unreleaseDateUnknown")
            )
            for info in infos
            if info.get("releaseDate")
        )
    chain: list[Submission] = []
    for event in (annotations.get("unpostedAnnotation") or _NOTHING).get("unpostedEvents") or ():
        kind, day, unknown = event.get("type"), event.get("date"), event.get("dateUnknown")
        if kind == "RELEASE" and day:
            chain.append(_submission(day, None, None, False))
        elif chain and kind in {"RESET", "UNRELEASE"}:
            before = chain.pop()
            cancelled = kind == "UNRELEASE"
            chain.append(
                Submission(
                    before.submitted,
                    before.returned if cancelled else day_or_none(day),
                    (day_or_none(day) or FIRST_CANCELLATIONS) if cancelled else before.cancelled,
                    bool(cancelled and (unknown or not day)),
                )
            )
    return tuple(chain)


def _submission(released: str, reset: str | None, unreleased: str | None, unknown: bool | None) -> Submission:
    cancelled = day_or_none(unreleased)
    inferred = cancelled is None and unknown is True
    submitted = day_or_none(released)
    if submitted is None:
        raise BadValue("a submission without a date")
    return Submission(submitted, day_or_none(reset), FIRST_CANCELLATIONS if inferred else cancelled, inferred)


def _identifier(record: Mapping[str, Any]) -> str:
    try:
        found = record["protocolSection"]["identificationModule"]["nctId"]
    except (KeyError, TypeError):
        return ""
    return found if isinstance(found, str) else ""


def _reason(error: Exception) -> str:
    return str(error) if isinstance(error, BadValue) else f"not the shape of the API: {error}"
