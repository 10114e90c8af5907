"""How lists, their states and their lines are called."""

from collections.abc import Mapping
from typing import Final

from campaign.imports.models import BatchState, ImportBatch, RowState, Source
from campaign.imports.signatures.fields import SOURCES

SOURCE_LABELS: Final[Mapping[Source, str]] = {**SOURCES, Source.UMBRELLA: "An umbrella’s list of its members"}
# How a row is marked: words, and the class of the mark.
ROW_STATES: Final[Mapping[RowState, tuple[str, str]]] = {
    RowState.GOOD: ("Good", "ok"),
    RowState.WARNED: ("Good, with a remark", "late"),
    RowState.FAULTY: ("Not taken in", "over"),
    RowState.DUPLICATE: ("Here already", ""),
    RowState.TAKEN: ("Taken in", "ok"),
    RowState.UNDONE: ("Undone", ""),
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
            return ("Dry run under way", "wait") if under_way else ("Columns to be chosen", "wait")
        case BatchState.CHECKED:
            return ("Waits for a decision", "wait")
        case BatchState.APPLYING:
            return ("Being taken in", "wait")
        case BatchState.APPLIED:
            return ("Taken in, letters on their way", "ok") if under_way else _taken_in(batch)
        case BatchState.STOPPED:
            return ("Stopped half way", "late")
        case BatchState.FAILED:
            return ("Broke off", "over")
        case BatchState.UNDOING:
            return ("Being undone", "wait")
        case BatchState.UNDONE:
            return ("Undone", "") if batch.applied_at is not None or batch.taken else ("Set aside", "")


def _taken_in(batch: ImportBatch) -> tuple[str, str]:
    if batch.verified_at is not None:
        return ("Taken in, verified by sample", "ok")
    return ("Taken in, sample failed", "late") if batch.sample_wrong is not None else ("Taken in", "ok")
