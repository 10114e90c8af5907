"""Lists that come in, for tests, in an open application context."""

import itertools
from datetime import UTC, datetime
from typing import Any

from campaign.campaigns.models import Campaign
from campaign.db import transaction
from campaign.imports.models import ImportBatch, Source, Target
from campaign.tokens import new_public_id

WHEN = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)
_numbers = itertools.count(1)


def import_batch(campaign: Campaign, **overrides: Any) -> ImportBatch:
    """A list that was read and waits to be mapped; `overrides` are columns."""
    values: dict[str, Any] = {
        "target": Target.SIGNATURES,
        "source": Source.PAPER,
        "filename": "sheets.csv",
        "sha256": f"{next(_numbers):064x}",
        "encoding": "utf-8",
        "columns": ["Name", "E-mail"],
        "rows": 2,
        "created_at": WHEN,
        "attempts": 0,
    }
    with transaction() as session:
        batch = ImportBatch(public_id=new_public_id(), campaign_id=campaign.id, **(values | overrides))
        session.add(batch)
    return batch
