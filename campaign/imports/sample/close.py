"""Close a sample: with few enough errors all signatures of the list are "paper, verified by sample" at one stroke."""

from datetime import datetime

from sqlalchemy import update

from campaign.audit.record import Actor, record
from campaign.campaigns.corrections import PAPER_VERIFIED, note_correction
from campaign.campaigns.models import Measure
from campaign.db import transaction
from campaign.imports.held import hold, slug_of
from campaign.imports.models import BatchState, ImportBatch
from campaign.imports.refusals import NoSample, SampleIncomplete
from campaign.imports.sample.draw import MOST_WRONG_PERCENT
from campaign.signatures.models import Signature, SignatureState


def is_good_enough(wrong: int, size: int) -> bool:
    """Whether so many errors in a sample of this size let a list pass: at most 2 in a hundred."""
    return wrong * 100 <= MOST_WRONG_PERCENT * size


def close_sample(batch_id: int, actor: Actor, now: datetime) -> ImportBatch:
    """Fix what was found. The list passes or stays "imported, unconfirmed"; there is no second sample.

    Raises NoSuchBatch, WrongMoment, NoSample; SampleIncomplete while a line was not compared.
    """
    with transaction() as session:
        batch = hold(session, batch_id, (BatchState.APPLIED,), idle=False)
        if not batch.sample or batch.sample_wrong is not None:
            raise NoSample
        right = batch.sample["right"]
        if len(right) < len(batch.sample["lines"]):
            raise SampleIncomplete
        size, wrong = len(right), sum(not good for good in right.values())
        batch.sample_wrong = wrong
        passed = is_good_enough(wrong, size)
        if passed:
            batch.verified_at = now
            verified = session.execute(
                update(Signature)
                .where(Signature.batch_id == batch_id, Signature.state == SignatureState.IMPORTED)
                .values(state=SignatureState.PAPER)
                .returning(Signature.id)
                .execution_options(synchronize_session=False)
            ).all()
            for beside, change in (("lists", -len(verified)), ("paper", len(verified))):
                note_correction(batch.campaign_id, now, Measure.PEOPLE, change, PAPER_VERIFIED, beside=beside)
            session.execute(
                update(Signature)
                .where(Signature.batch_id == batch_id, Signature.was == SignatureState.IMPORTED)
                .values(was=SignatureState.PAPER),
                execution_options={"synchronize_session": False},
            )
        record(
            actor.id, actor.name, "import.sample_passed" if passed else "import.sample_failed",
            slug_of(session, batch), now, campaign_id=batch.campaign_id, subject=f"import_batch {batch.id}",
            size=size, wrong=wrong,
        )  # fmt: skip
    return batch
