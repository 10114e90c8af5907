"""Country protocols of the EU Clinical Trials Register, as text or CSV, rolled up into trials.

The text is the register's own download ("Full Trial Details", lines `E.7.1 Human pharmacology (Phase I): Yes`). The CSV
has the columns of the EU TrialsTracker's scraper. Sponsors' addresses and people are passed over. A protocol's text
does not say whether there are results: that is in the register's other download, the summary of a search.
"""

import ast
import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, BinaryIO, Final

from campaign.trackers.facts import EuProtocol, EuSponsor, EuTrial
from campaign.trackers.importers.eu_summary import EUDRACT
from campaign.trackers.importers.source import (
    BROKEN_FILE,
    BadValue,
    Malformed,
    day_or_none,
    flag_or_none,
    lines_of,
)
from campaign.trackers.importers.tables import rows_of
from campaign.trackers.rules.eu_protocols import roll_up

_LINK: Final = re.compile(r"/(\d{4}-\d{6}-\d{2})/([A-Za-z0-9]{2,3})/?\s*$")
# What the lines we read begin with, and the field each fills.
_FIELDS: Final = {
    "EudraCT Number": "number",
    "National Competent Authority": "authority",
    "Clinical Trial Type": "type",
    "Link": "link",
    "Trial results": "results",
    "A.3": "full_title",
    "A.3.2": "short_title",
    "A.7": "pip",
    "B.1.1": "sponsor_name",
    "B.3.1": "sponsor_status",
    "E.1.3": "rare_disease",
    "E.7.1": "phase_1",
    "E.7.1.2": "bioequivalence",
    "E.7.2": "phase_2",
    "E.7.3": "phase_3",
    "E.7.4": "phase_4",
    "E.8.1.3": "single_blind",
    "F.1.1": "under_18",
    "F.3.1": "healthy",
    "P. End of Trial Status": "status",
    "P. Date of the global end": "global_end",
}
_LINE: Final = re.compile(rf"\s*({'|'.join(map(re.escape, _FIELDS))})(?=[ :])[^:]*:\s*(.*)")

Found = tuple[int, EuProtocol]


def read_trials_from_protocols(
    protocols: Iterable[Found | Malformed], reported: Collection[str] = (), *, any_results: bool = False
) -> Iterator[EuTrial | Malformed]:
    """Trials, by number, from protocols in any order; see `roll_up` for `any_results`.

    `reported` are trials known from elsewhere to have results (`read_reported`). A protocol given twice counts once;
    given twice with different content, the later one is listed and left out.
    """
    trials: dict[str, dict[str, EuProtocol]] = {}
    for found in protocols:
        if isinstance(found, Malformed):
            yield found
            continue
        line, protocol = found
        known = trials.setdefault(protocol.trial_id, {}).setdefault(protocol.country, protocol)
        if known != protocol:
            yield Malformed(line, "says otherwise than an earlier protocol of the same country", _number(protocol))
    for trial_id in sorted(trials):
        trial = roll_up(trials[trial_id].values(), any_results=any_results)
        yield replace(trial, has_results=True) if trial_id in reported else trial


def _number(protocol: EuProtocol) -> str:
    return f"{protocol.trial_id}-{protocol.country}"


def read_reported(source: BinaryIO) -> Iterator[str | Malformed]:
    """The numbers of the trials with results, from a search's summary as text (`Trial results: View results`)."""
    trial_id = ""
    for found in _fields_of(source):
        if isinstance(found, Malformed):
            yield found
            continue
        line, field, value = found
        if field == "number":
            trial_id = value
        elif field == "results" and _has_results(value):
            yield trial_id if EUDRACT.fullmatch(trial_id) else Malformed(line, "no EudraCT number", trial_id)


def read_protocol_text(source: BinaryIO) -> Iterator[Found | Malformed]:
    """Protocols of a text download, each with the line it begins on; memory holds one."""
    begins, fields = 0, list[tuple[str, str]]()
    for found in _fields_of(source):
        if isinstance(found, Malformed):
            # What was read of the last protocol before the file broke off is not all of it.
            yield found
            return
        line, field, value = found
        if field == "number":
            if begins:
                yield _from_text(begins, fields)
            begins, fields = line, []
        fields.append((field, value))
    if begins:
        yield _from_text(begins, fields)


def _fields_of(source: BinaryIO) -> Iterator[tuple[int, str, str] | Malformed]:
    """The lines that fill a field: number, field, value."""
    number = 0
    try:
        for number, line in lines_of(source):
            matched = _LINE.match(line)
            if matched is not None:
                yield number, _FIELDS[matched[1]], matched[2].strip()
    except BROKEN_FILE as error:
        yield Malformed(number or 1, f"the file breaks off: {error}")


def _from_text(line: int, fields: Iterable[tuple[str, str]]) -> Found | Malformed:
    values: dict[str, str] = {}
    sponsors: list[EuSponsor] = []
    for field, value in fields:
        if field == "sponsor_name":
            sponsors.append(EuSponsor(value))
        elif field == "sponsor_status" and sponsors:
            sponsors[-1] = EuSponsor(sponsors[-1].name, value)
        else:
            values.setdefault(field, value)
    values["country"] = _country(values)
    try:
        return line, _protocol(values.get("number", ""), values, tuple(sponsors))
    except BadValue as error:
        return Malformed(line, str(error), values.get("number", ""))


def _country(values: Mapping[str, str]) -> str:
    """The suffix of the protocol's number: from its link, from its type, else from who is competent."""
    linked = _LINK.search(values.get("link", ""))
    if linked is not None:
        return linked[2]
    if "outside eu" in values.get("type", "").lower():
        return "3rd"
    return values.get("authority", "").split(" - ")[0].strip()


def read_protocol_csv(source: BinaryIO) -> Iterator[Found | Malformed]:
    """Protocols of a CSV in the scraper's columns, each with its line."""
    for found in rows_of(source, "eudract_number", "eudract_number_with_country", "end_of_trial_status"):
        if isinstance(found, Malformed):
            yield found
            continue
        line, row = found
        trial_id = row["eudract_number"].strip()
        try:
            yield line, _from_row(trial_id, row)
        except BadValue as error:
            yield Malformed(line, str(error), row["eudract_number_with_country"])


def _from_row(trial_id: str, row: Mapping[str, str]) -> EuProtocol:
    number = row["eudract_number_with_country"].strip()
    if not number.startswith(f"{trial_id}-"):
        raise BadValue(f"{number!r} is no protocol of {trial_id!r}")
    values = {
        "country": number.removeprefix(f"{trial_id}-"),
        "status": row["end_of_trial_status"],
        "global_end": row.get("date_of_the_global_end_of_the_trial", ""),
        "results": row.get("trial_results", ""),
        "pip": row.get("trial_is_part_of_a_paediatric_investigation_plan", ""),
        "phase_1": row.get("trial_human_pharmacology_phase_i", ""),
        "phase_2": row.get("trial_therapeutic_exploratory_phase_ii", ""),
        "phase_3": row.get("trial_therapeutic_confirmatory_phase_iii", ""),
        "phase_4": row.get("trial_therapeutic_use_phase_iv", ""),
        "bioequivalence": row.get("trial_bioequivalence_study", ""),
        "healthy": row.get("subject_healthy_volunteers", ""),
        "single_blind": row.get("trial_single_blind", ""),
        "rare_disease": row.get("trial_condition_being_studied_is_a_rare_disease", ""),
        "under_18": row.get("trial_has_subjects_under_18", ""),
        "full_title": row.get("full_title_of_the_trial", ""),
        "short_title": row.get("name_or_abbreviated_title_of_the_trial_where_available", ""),
    }
    return _protocol(trial_id, values, _sponsors(row))


def _sponsors(row: Mapping[str, str]) -> tuple[EuSponsor, ...]:
    """From one column of JSON (or of a Python list, as the scraper's files have it), or from two plain columns."""
    listed = row.get("sponsors", "").strip()
    if not listed:
        name = row.get("name_of_sponsor", "")
        return (EuSponsor(name, row.get("status_of_the_sponsor", "").strip()),) if name.strip() else ()
    entries = _parsed(listed)
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise BadValue("sponsors are no list of sponsors")
    return tuple(
        EuSponsor(str(entry.get("name_of_sponsor") or ""), str(entry.get("status_of_the_sponsor") or ""))
        for entry in entries
    )


def _parsed(listed: str) -> Any:
    try:
        return json.loads(listed)
    except ValueError:
        pass
    try:
        return ast.literal_eval(listed)
    except (ValueError, SyntaxError, MemoryError, RecursionError) as error:
        raise BadValue("sponsors are neither JSON nor a list") from error


def _protocol(trial_id: str, values: Mapping[str, str], sponsors: tuple[EuSponsor, ...]) -> EuProtocol:
    if EUDRACT.fullmatch(trial_id) is None:
        raise BadValue("no EudraCT number")
    if not values["country"]:
        raise BadValue("no country")
    status = values.get("status", "").strip()
    said = values.get
    return EuProtocol(
        trial_id,
        values["country"],
        status,
        day_or_none(said("global_end")),
        _has_results(said("results", "")),
        flag_or_none(said("pip")),
        flag_or_none(said("phase_1")),
        flag_or_none(said("phase_2")),
        flag_or_none(said("phase_3")),
        flag_or_none(said("phase_4")),
        flag_or_none(said("bioequivalence")),
        flag_or_none(said("healthy")),
        flag_or_none(said("single_blind")),
        said("rare_disease", "").strip(),
        flag_or_none(said("under_18")),
        said("full_title", ""),
        said("short_title", ""),
        sponsors,
    )


def _has_results(said: str) -> bool:
    """The register writes "View results", or nothing."""
    return said.strip().lower() not in {
        "",
        "no",
        "false",
        "0",
        "none",
        "(no results available)",
        "no results available",
    }
