"""Map columns: a person says what each column means; the dry run follows by itself."""

from collections.abc import Mapping
from datetime import datetime

from campaign.audit.record import Actor, record
from campaign.db import transaction
from campaign.imports.held import WORK, hold, pick_up, slug_of
from campaign.imports.models import BatchState, ImportBatch
from campaign.imports.refusals import MappingIncomplete
from campaign.imports.target import tidied_options
from campaign.imports.targets import TARGETS
from campaign.queue import wake

OPEN = (BatchState.MAPPING, BatchState.CHECKED)


def map_columns(
    batch_id: int, mapping: Mapping[str, str], options: Mapping[str, str], actor: Actor, now: datetime
) -> ImportBatch:
    """Store field -> heading and the options of the whole list, and owe the dry run.

    Raises NoSuchBatch, WrongMoment, MappingIncomplete.
    """
    with transaction() as session:
        batch = hold(session, batch_id, OPEN)
        target = TARGETS[batch.target]
        chosen = {name: heading for name, heading in mapping.items() if heading}
        options = tidied_options(options)
        faults = _faults(batch, chosen) | target.mapping_faults(batch, chosen, options)
        if faults:
            raise MappingIncomplete(faults)
        batch.mapping, batch.options, batch.state = chosen, options, BatchState.MAPPING
        pick_up(batch, now)
        record(
            actor.id, actor.name, "import.mapped", slug_of(session, batch), now, campaign_id=batch.campaign_id,
            subject=f"import_batch {batch.id}", columns=chosen, options=sorted(options),
        )  # fmt: skip
        wake(WORK)
    return batch


def _faults(batch: ImportBatch, mapping: Mapping[str, str]) -> dict[str, str]:
    """Columns that are not there, and columns that are to be two things."""
    known = {field.name: field.label for field in TARGETS[batch.target].fields(batch.source)}
    faults: dict[str, str] = {}
    seen: dict[str, str] = {}
    for name, heading in mapping.items():
        if name not in known:
            faults[name] = f"There is no field called “{name}”. Fields: {', '.join(known)}"
        elif heading not in batch.columns:
            faults[name] = f"The file has no column “{heading}”"
        elif heading in seen:
            faults[name] = f"The column “{heading}” is chosen for “{seen[heading]}” too; choose each column once"
        else:
            seen[heading] = known[name]
    return faults
