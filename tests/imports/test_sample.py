"""Paper verified by sample: drawn by a seed, compared in parts, closed once."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from campaign.audit.record import COMMAND_LINE
from campaign.imports import queries
from campaign.imports.models import ImportBatch, Source
from campaign.imports.refusals import NoSample, SampleIncomplete
from campaign.imports.sample.close import close_sample, is_good_enough
from campaign.imports.sample.compare import compare
from campaign.imports.sample.draw import draw, lot, sample_size
from campaign.signatures.models import Signature
from campaign.signatures.queries import count_people
from tests.factories.campaigns import open_campaign
from tests.imports.listing import NOW, csv_of, line, taken_in


@pytest.mark.parametrize(("lines", "size"), [(1, 1), (59, 59), (61, 60), (1_000, 60), (1_001, 120), (95_000, 200)])
def test_how_many_lines_are_compared(lines: int, size: int) -> None:
    assert sample_size(lines) == size


def test_the_lot_falls_by_the_seed_alone() -> None:
    assert lot("a", range(2, 1002), 60) == lot("a", list(reversed(range(2, 1002))), 60)
    assert lot("a", range(2, 1002), 60) != lot("b", range(2, 1002), 60)
    assert len(set(lot("a", range(2, 1002), 60))) == 60


@pytest.mark.parametrize(("wrong", "size", "passes"), [(0, 1, True), (1, 60, True), (2, 60, False), (4, 200, True)])
def test_at_most_two_in_a_hundred_may_be_wrong(wrong: int, size: int, passes: bool) -> None:
    assert is_good_enough(wrong, size) is passes


def paper(lines: int = 70) -> ImportBatch:
    batch = taken_in(open_campaign(), csv_of(*(line(email="") for _ in range(lines))), Source.PAPER)
    return draw(batch.id, COMMAND_LINE, NOW)


def states(session: Session, batch: ImportBatch) -> set[str]:
    return set(session.scalars(select(Signature.state).where(Signature.batch_id == batch.id)))


def test_a_list_that_passes_becomes_paper_and_still_does_not_count(session: Session) -> None:
    batch = paper()
    lines = batch.sample["lines"]
    compare(batch.id, dict.fromkeys(lines[:30], True), COMMAND_LINE, NOW)
    with pytest.raises(SampleIncomplete):
        close_sample(batch.id, COMMAND_LINE, NOW)
    compare(batch.id, {**dict.fromkeys(lines[29:], True), lines[0]: False, 99_999: False}, COMMAND_LINE, NOW)
    closed = close_sample(batch.id, COMMAND_LINE, NOW)
    assert (closed.sample_size, closed.sample_wrong, closed.verified_at) == (60, 1, NOW)
    assert states(session, batch) == {"paper"}
    assert queries.totals_by_class(batch.campaign_id) == queries.ByClass(imported=0, paper=70)
    assert count_people(batch.campaign_id) == 0
    for again in (draw, close_sample):
        with pytest.raises(NoSample):
            again(batch.id, COMMAND_LINE, NOW)
    with pytest.raises(NoSample):
        compare(batch.id, {lines[0]: True}, COMMAND_LINE, NOW)


def test_a_list_that_fails_stays_as_it_is_and_gets_no_second_sample(session: Session) -> None:
    batch = paper()
    lines = batch.sample["lines"]
    compare(batch.id, {each: each not in lines[:2] for each in lines}, COMMAND_LINE, NOW)
    closed = close_sample(batch.id, COMMAND_LINE, NOW)
    assert (closed.sample_wrong, closed.verified_at) == (2, None)
    assert states(session, batch) == {"imported"}
    with pytest.raises(NoSample):
        draw(batch.id, COMMAND_LINE, NOW)


def test_only_paper_that_was_taken_in_is_sampled(session: Session) -> None:
    batch = taken_in(open_campaign(), csv_of(line()))
    with pytest.raises(NoSample):
        draw(batch.id, COMMAND_LINE, NOW)
