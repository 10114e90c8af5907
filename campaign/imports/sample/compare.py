"""Compare: a person says of lines of the sample whether they are what stands on the sheets. It can be done in parts."""

from collections.abc import Mapping
from datetime import datetime

from campaign.audit.record import Actor, record
from campaign.db import transaction
from campaign.imports.held import hold, slug_of
from campaign.imports.models import BatchState, ImportBatch
from campaign.imports.refusals import NoSample


def compare(batch_id: int, found: Mapping[int, bool], actor: Actor, now: datetime) -> ImportBatch:
    """Keep what was found of lines, True for right; a later word about a line replaces an earlier one.

    Lines that are not in the sample are left out. Raises NoSuchBatch, WrongMoment; NoSample when none was drawn, or it
    is closed.
    """
    with transaction() as session:
        batch = hold(session, batch_id, (BatchState.APPLIED,), idle=False)
        if not batch.sample or batch.sample_wrong is not None:
            raise NoSample
        lines = set(batch.sample["lines"])
        right = dict(batch.sample["right"]) | {str(line): good for line, good in found.items() if line in lines}
        batch.sample = {**batch.sample, "right": right}
        record(
            actor.id, actor.name, "import.sample_compared", slug_of(session, batch), now,
            campaign_id=batch.campaign_id, subject=f"import_batch {batch.id}", compared=len(right),
            wrong=sum(not good for good in right.values()),
        )  # fmt: skip
    return batch
