"""Draw a sample of a paper list: which lines a second person compares with the sheets."""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from campaign.audit.record import Actor, record
from campaign.db import transaction
from campaign.imports.held import hold, slug_of
from campaign.imports.models import BatchState, ImportBatch, ImportRow, RowState, Source, Target
from campaign.imports.refusals import NoSample

# Lists of up to so many lines, and how many of them are compared.
SIZES = ((60, 60), (1_000, 60), (10_000, 120), (100_000, 200))
MOST_WRONG_PERCENT = 2.0


def sample_size(lines: int) -> int:
    """How many of so many lines are compared: all up to 60, at most 200."""
    return min(lines, next(size for most, size in SIZES if lines <= most))


def lot(seed: str, numbers: Sequence[int], size: int) -> list[int]:
    """The lines that a seed chooses: those whose SHA-256 of seed and number is smallest. Anybody can do it again."""
    return sorted(sorted(numbers, key=lambda number: hashlib.sha256(f"{seed}|{number}".encode()).digest())[:size])


def may_draw(batch: ImportBatch) -> bool:
    """Whether a sample can be drawn: paper, taken in whole, and none was drawn before."""
    return (
        batch.target == Target.SIGNATURES
        and batch.source == Source.PAPER
        and batch.state == BatchState.APPLIED
        and batch.taken > 0
        and not batch.sample
    )


def draw(batch_id: int, actor: Actor, now: datetime) -> ImportBatch:
    """Draw the one sample of a list, by a seed that nobody chose. Raises NoSuchBatch, WrongMoment, NoSample."""
    with transaction() as session:
        batch = hold(session, batch_id, (BatchState.APPLIED,), idle=False)
        if not may_draw(batch):
            raise NoSample
        numbers = session.scalars(
            select(ImportRow.number).where(ImportRow.batch_id == batch_id, ImportRow.state == RowState.TAKEN)
        ).all()
        seed = secrets.token_hex(8)
        chosen = lot(seed, numbers, sample_size(len(numbers)))
        batch.sample = {"seed": seed, "lines": chosen, "right": {}}
        batch.sample_size = len(chosen)
        record(
            actor.id, actor.name, "import.sample_drawn", slug_of(session, batch), now, campaign_id=batch.campaign_id,
            subject=f"import_batch {batch.id}", seed=seed, lines=len(chosen),
        )  # fmt: skip
    return batch
