"""CTIS JSON to facts: a record as retrieved today, a record of the portal's former shape (until June 2024), and lists.

The portal documents neither. Search results write dates DD/MM/YYYY, records in ISO; both are read everywhere. Contacts,
sites and people are passed over.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, BinaryIO, Final

from campaign.trackers.facts import CtisCountry, CtisStatus, CtisTrial
from campaign.trackers.importers.json_records import JsonRecords
from campaign.trackers.importers.source import BadValue, Malformed, day_first_or_none

_NUMBER: Final = re.compile(r"\d{4}-5\d{5}-\d{2}-\d{2}", re.ASCII)
_NOTHING: Final[Mapping[str, Any]] = {}
_FIRST: Final = ("ctNumber", "ctStatus")
_MINORS: Final = frozenset({"1", "2"})


def read_records(source: BinaryIO) -> Iterator[CtisTrial | Malformed]:
    """Trials one by one: a record, several, NDJSON, or a page of search results (`data`)."""
    for found in JsonRecords(source, "data", _FIRST):
        if isinstance(found, Malformed):
            yield found
            continue
        number = found.value.get("ctNumber")
        try:
            yield record(found.value)
        except (BadValue, TypeError, AttributeError, KeyError, RecursionError) as error:
            reason = str(error) if isinstance(error, BadValue) else f"not the shape of the portal: {error}"
            yield Malformed(found.line, reason, number if isinstance(number, str) else "")


def record(given: Mapping[str, Any]) -> CtisTrial:
    """One record, whole or as a search lists it.

    Raises BadValue without a number (the portal answers `{}` to an unknown one) or with a date that is none, TypeError,
    AttributeError or KeyError for a shape of neither kind.
    """
    number = given.get("ctNumber")
    if not isinstance(number, str) or _NUMBER.fullmatch(number) is None:
        raise BadValue("no EU CT number")
    # The former shape has at the top what today's has under `authorizedApplication`.
    application = given.get("authorizedApplication") or given
    part_one = application.get("authorizedPartI") or _NOTHING
    details = part_one.get("trialDetails") or _NOTHING
    identifiers = details.get("clinicalTrialIdentifiers") or _NOTHING
    information = details.get("trialInformation") or _NOTHING
    sponsor = _sponsor(part_one.get("sponsors") or ())
    status = given.get("ctPublicStatusCode") or given.get("ctStatus")
    events = given.get("events") or _NOTHING
    results = given.get("results") or _NOTHING
    eudract = application.get("eudraCt") or given.get("eudraCtInfo") or _NOTHING
    pip = (details.get("scientificAdviceAndPip") or _NOTHING).get("paediatricInvestigationPlan")
    nct = (identifiers.get("secondaryIdentifyingNumbers") or _NOTHING).get("nctNumber") or _NOTHING
    return CtisTrial(
        number,
        identifiers.get("fullTitle") or given.get("title") or given.get("ctTitle") or "",
        CtisStatus(status) if isinstance(status, int) and 1 <= status <= 12 else None,
        status if isinstance(status, str) else "",
        day_first_or_none(given.get("startDateEU")),
        _end(given, application, events),
        _countries(application.get("memberStatesConcerned") or (), events.get("trialEvents") or ()),
        sponsor.get("name") or _text(given.get("primarySponsor")) or given.get("sponsor") or "",
        sponsor.get("businessKey") or "",
        sponsor.get("type") or given.get("sponsorType") or "",
        sponsor.get("commercial"),
        str((information.get("trialCategory") or _NOTHING).get("trialPhase") or ""),
        given.get("trialPhase") or "",
        bool(pip),
        _under_18(part_one, information.get("populationOfTrialSubjects") or _NOTHING),
        nct.get("number") or "",
        eudract.get("eudraCtCode") or "",
        eudract.get("isTransitioned"),
        _participants(given.get("totalNumberEnrolled")),
        _first(results.get("summaryResults"), "submissionDate"),
        _first(results.get("laypersonResults"), "submissionDate"),
        _first(results.get("clinicalStudyReports"), "submitDate"),
        _received(given.get("resultsFirstReceived")),
        _yes_or_no(given.get("resultsFirstReceived")),
    )


def _text(value: Any) -> str:
    """A name given as text, or as an organisation; nothing else is one."""
    if isinstance(value, Mapping):
        return _text(value.get("name") or (value.get("organisation") or _NOTHING).get("name"))
    return value if isinstance(value, str) else ""


def _sponsor(sponsors: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """The primary sponsor's organisation: beside its contacts, or only with them."""
    listed = sorted(sponsors, key=lambda sponsor: not sponsor.get("primary"))
    if not listed:
        return {}
    first = listed[0]
    contacts = first.get("publicContacts") or ()
    found = first.get("organisation") or next(
        (contact["organisation"] for contact in contacts if contact.get("organisation")), _NOTHING
    )
    # The sponsor's own word on being commercial comes before that of the list of organisations.
    own = first.get("isCommercial")
    return {**found, "commercial": found.get("commercial") if own is None else own}


def _end(given: Mapping[str, Any], application: Mapping[str, Any], events: Mapping[str, Any]) -> date | None:
    """The global end of the trial, wherever it stands."""
    ended = application.get("trialGlobalEnd") or ()
    listed = [ended] if isinstance(ended, Mapping) else list(ended)
    days = [day_first_or_none(each.get("globalEndDate")) for each in listed if isinstance(each, Mapping)]
    return (
        day_first_or_none(given.get("endDateEU"))
        or max((day for day in days if day is not None), default=None)
        or day_first_or_none(events.get("trialGlobalEndDate"))
    )


def _countries(concerned: Iterable[Mapping[str, Any]], events: Iterable[Mapping[str, Any]]) -> tuple[CtisCountry, ...]:
    """Member states in the order given, with what they were told of the trial."""
    told = {each.get("mscName"): each.get("events") or () for each in events}
    return tuple(_country(state, told.get(state.get("mscName"), ())) for state in concerned)


def _country(state: Mapping[str, Any], events: Iterable[Mapping[str, Any]]) -> CtisCountry:
    days: dict[str, date] = {}
    for event in events:
        day = day_first_or_none(event.get("date"))
        if day is not None:
            kind = event.get("notificationType") or ""
            # The first start and the last end count.
            days[kind] = min(day, days.get(kind, day)) if kind.startswith("START") else max(day, days.get(kind, day))
    early = days.get("EARLY_TERMINATION")
    periods = [period.get("trialStartDate") for period in state.get("trialPeriod") or ()]
    started = days.get("START_OF_TRIAL") or min(
        (day for day in map(day_first_or_none, periods) if day is not None), default=None
    )
    return CtisCountry(
        state.get("mscName") or state.get("countryName") or "",
        state.get("mscPublicStatusCode"),
        started,
        days.get("END_OF_TRIAL") or early,
        early is not None,
    )


def _under_18(part_one: Mapping[str, Any], population: Mapping[str, Any]) -> bool | None:
    """Whether children take part: the former shape says it, today's gives age ranges (1 unborn, 2 under 18)."""
    said = part_one.get("includesPaediatricSubjects")
    if isinstance(said, bool):
        return said
    ranges = [str(each.get("ageRangeCategory")) for each in population.get("ageRanges") or ()]
    return bool(_MINORS & set(ranges)) if ranges else None


def _participants(given: Any) -> int | None:
    text = "" if isinstance(given, int) and abs(given) >= 10**9 else str(given or "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _first(entries: Iterable[Mapping[str, Any]] | None, member: str) -> date | None:
    """The earliest date among what was handed in."""
    days = (day_first_or_none(entry.get(member)) for entry in entries or ())
    return min((day for day in days if day is not None), default=None)


def _received(given: Any) -> date | None:
    """The day of the first results, where the portal gives one; it says only yes or no in most places."""
    if not isinstance(given, str):
        return None
    return day_first_or_none(given) if any(character.isdigit() for character in given) else None


def _yes_or_no(given: Any) -> bool | None:
    """Whether results were received: a day means yes too."""
    if isinstance(given, bool):
        return given
    if _received(given) is not None:
        return True
    return {"yes": True, "no": False}.get(given.strip().lower()) if isinstance(given, str) else None
