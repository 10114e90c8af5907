"""The EU TrialsTracker's own tables: `trials.csv`, the name table, and lists of trials by sponsor name."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import BinaryIO, Final

from campaign.trackers.facts import EuTrial, SponsorStatus, TrialStatus
from campaign.trackers.importers.source import BadValue, Malformed, day_or_none, flag_or_none, whole_number
from campaign.trackers.importers.tables import rows_of
from campaign.trackers.names import SponsorName

EUDRACT: Final = re.compile(r"\d{4}-\d{6}-\d{2}", re.ASCII)


def read_trials(source: BinaryIO) -> Iterator[EuTrial | Malformed]:
    """Trials of a `trials.csv`, by number. A trial has a row for every sponsor name; the rows may come in any order.

    All trials are in memory before the first comes out: they are tens of thousands, and a register that is closing.
    """
    trials: dict[str, EuTrial] = {}
    names: dict[str, dict[str, None]] = {}
    for found in rows_of(source, "trial_id", "trial_status", "number_of_countries", "name_of_sponsor"):
        if isinstance(found, Malformed):
            yield found
            continue
        line, row = found
        trial_id = row["trial_id"].strip()
        try:
            trial = _trial(trial_id, row)
            known = trials.setdefault(trial_id, trial)
            if known != trial:
                trials[trial_id] = _merged(known, trial)
        except BadValue as error:
            yield Malformed(line, str(error), trial_id)
            continue
        names.setdefault(trial_id, {})[row["name_of_sponsor"]] = None
    for trial_id in sorted(trials):
        said = tuple(sorted(name for name in names[trial_id] if name.strip()))
        # A trial without any name still has to be somebody's: a table by trial may say whose.
        yield replace(trials[trial_id], sponsor_names=said or ("",))


def _merged(known: EuTrial, trial: EuTrial) -> EuTrial:
    """Two rows of one trial, of which only the kind of sponsor may differ."""
    if replace(known, sponsor_status=trial.sponsor_status) != trial:
        raise BadValue("says otherwise than an earlier row of the same trial")
    return replace(known, sponsor_status=SponsorStatus.MIXED)


def _trial(trial_id: str, row: Mapping[str, str]) -> EuTrial:
    if EUDRACT.fullmatch(trial_id) is None:
        raise BadValue("no EudraCT number")
    terminated = row.get("all_terminated") or row.get("terminated")
    return EuTrial(
        trial_id,
        whole_number(row["number_of_countries"]),
        TrialStatus(_one_of(row["trial_status"], 4)),
        comp_date=whole_number(row.get("comp_date")),
        min_end_date=day_or_none(row.get("min_end_date")),
        max_end_date=day_or_none(row.get("max_end_date")),
        has_results=bool(flag_or_none(row.get("has_results"))),
        includes_pip=bool(flag_or_none(row.get("includes_pip"))),
        phase=_one_of(row.get("phase"), 4),
        exempt_stated=flag_or_none(row.get("exempt")),
        single_blind=_one_of(row.get("single_blind"), 2),
        rare_disease=_one_of(row.get("rare_disease"), 3),
        bioequivalence_study=_one_of(row.get("bioequivalence_study"), 2),
        health_volunteers=_one_of(row.get("health_volunteers"), 2),
        any_terminated=bool(flag_or_none(row.get("any_terminated") or terminated)),
        all_terminated=bool(flag_or_none(terminated)),
        contains_non_eu=bool(flag_or_none(row.get("contains_non_eu"))),
        only_non_eu=bool(flag_or_none(row.get("only_non_eu"))),
        sponsor_status=SponsorStatus(_one_of(row.get("sponsor_status") or "3", 3)),
        title=row.get("trial_title", ""),
    )


def _one_of(text: str | None, highest: int) -> int:
    number = whole_number(text or "0")
    if number > highest:
        raise BadValue(f"{text!r} is not between 0 and {highest}")
    return number


def read_names(source: BinaryIO) -> Iterator[SponsorName | Malformed]:
    """Rows of a name table, in today's columns or those of 2017 (`normalized_name_only` with the parent beside it)."""
    for found in rows_of(source, "name_of_sponsor", ("normalized_name_only", "normalized_name")):
        if isinstance(found, Malformed):
            yield found
            continue
        line, row = found
        name = _name(row)
        if name.raw_name.strip() or name.trial_ids:
            yield name
        else:
            yield Malformed(line, "neither a sponsor name nor a trial")


def _name(row: Mapping[str, str]) -> SponsorName:
    # The table of 2017 calls the parent `normalized_name` and lists one trial a row.
    former = "normalized_name_only" in row
    name = row["normalized_name_only"] if former else row["normalized_name"]
    parent = row["normalized_name"] if former else row.get("normalized_parent_name", "")
    listed = row.get("trial_id") if former else row.get("trials_ids")
    return SponsorName(
        row["name_of_sponsor"],
        name,
        parent or name,
        row.get("Proof", ""),
        row.get("Description", ""),
        row.get("Notes", ""),
        tuple(each.strip() for each in (listed or "").split(",") if each.strip()),
        former,
    )
