"""How lists, their states and their lines are called. What an umbrella reads of its own lists is marked."""

from collections.abc import Mapping
from typing import Final

from campaign.imports.models import BatchState, ImportBatch, RowState, Source
from campaign.imports.signatures.fields import SOURCES
from campaign.web.language import N_

SOURCE_LABELS: Final[Mapping[Source, str]] = {**SOURCES, Source.UMBRELLA: "An umbrella’s list of its members"}
# How a row is marked: words, and the class of the mark.
ROW_STATES: Final[Mapping[RowState, tuple[str, str]]] = {
    RowState.GOOD: (N_("Good"), "ok"),
    RowState.WARNED: (N_("Good, with a remark"), "late"),
    RowState.FAULTY: (N_("Not taken in"), "over"),
    RowState.DUPLICATE: (N_("Here already"), ""),
    RowState.TAKEN: ("Taken in", "ok"),
    RowState.UNDONE: (N_("Line undone"), ""),
}
# What the filter of lists calls a state; `state_words` says it of one list, more exactly.
FILTER_WORDS: Final[Mapping[BatchState, str]] = {
    BatchState.MAPPING: "Columns or dry run",
    BatchState.CHECKED: "Waits for a decision",
    BatchState.APPLYING: "Being taken in",
    BatchState.APPLIED: "Taken in",
    BatchState.STOPPED: "Stopped half way",
    BatchState.UNDOING: "Being undone",
    BatchState.UNDONE: "Undone or set aside",
    BatchState.FAILED: "Broke off",
}


def state_words(batch: ImportBatch) -> tuple[str, str]:
    """How the state of a list is shown: words, and the class of the mark."""
    under_way = batch.due_at is not None
    match batch.state:
        case BatchState.MAPPING:
            return (N_("Dry run under way"), "wait") if under_way else (N_("Columns to be chosen"), "wait")
        case BatchState.CHECKED:
            return (N_("Waits for a decision"), "wait")
        case BatchState.APPLYING:
            return (N_("Being taken in"), "wait")
        case BatchState.APPLIED:
            return (N_("Taken in, letters on their way"), "ok") if under_way else _taken_in(batch)
        case BatchState.STOPPED:
            return (N_("Stopped half way"), "late")
        case BatchState.FAILED:
            return (N_("Broke off"), "over")
        case BatchState.UNDOING:
            return (N_("Being undone"), "wait")
        case BatchState.UNDONE:
            return (N_("Undone"), "") if batch.applied_at is not None or batch.taken else (N_("Set aside"), "")


def _taken_in(batch: ImportBatch) -> tuple[str, str]:
    if batch.verified_at is not None:
        return (N_("Taken in, verified by sample"), "ok")
    return (N_("Taken in, sample failed"), "late") if batch.sample_wrong is not None else (N_("Taken in"), "ok")
