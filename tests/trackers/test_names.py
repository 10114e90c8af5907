"""Saying who is meant by a name: placed, set aside, taken back, and judged again."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from campaign.audit.models import AuditEntry
from campaign.audit.record import Actor
from campaign.trackers.desk_queries import exact_matches, register_states
from campaign.trackers.facts import Register
from campaign.trackers.models import NameChange, Standing, TrackedName, TrackedSponsor
from campaign.trackers.naming.assess_placed import assess_placed
from campaign.trackers.naming.describe_sponsor import describe_sponsor
from campaign.trackers.naming.out_of_date import registers_out_of_date
from campaign.trackers.naming.place_name import Placement, place_name
from campaign.trackers.naming.set_name_aside import set_name_aside
from campaign.trackers.naming.take_back_name import take_back_name
from campaign.trackers.queries import judged_snapshot
from campaign.trackers.refusals import (
    BadProof,
    Grandparent,
    NoSponsorNamed,
    NoSuchName,
    NothingToTakeBack,
    NotTheSame,
    UnknownCountry,
)
from campaign.trackers.take_snapshot import Source, take_snapshot
from tests.factories.accounts import staff
from tests.factories.trackers import EU_TRIALS, JUNE, MAY, NOON, OVERDUE_EU, both_registers, take

RAW = "Klinikum Nordmarsch gGmbH"
WRITTEN = replace(OVERDUE_EU, trial_id="2019-990500-11", sponsor_names=(RAW,), title="Nightly oxygen in Nordmarsch")
LATER = NOON + timedelta(hours=1)


@pytest.fixture
def actor(session: Session) -> Actor:
    """Somebody who reviews, on a site with both registers and one name that nobody knows."""
    both_registers()
    take(Register.EU, MAY, (*EU_TRIALS, WRITTEN))
    person = staff()
    return Actor(person.id, person.email)


def the_name(session: Session, raw: str = RAW) -> TrackedName:
    return session.scalars(select(TrackedName).where(TrackedName.raw_name == raw)).one()


def test_a_name_is_placed_and_the_public_log_says_so(session: Session, actor: Actor) -> None:
    row = the_name(session)
    assert (row.trials, row.example, row.register) == (1, "2019-990500-11", Register.EU)
    placed = place_name(
        row.id, Placement("Nordmarsch Clinics", "Kreis Nordmarsch", "https://nordmarsch.example/imprint", "by phone"),
        actor, LATER,
    )  # fmt: skip
    assert (placed.name, placed.parent_name, placed.notes) == ("Nordmarsch Clinics", "Kreis Nordmarsch", "by phone")
    change = session.scalars(select(NameChange)).one()
    assert (change.raw_name, change.name_before, change.name_after) == (RAW, "", "Nordmarsch Clinics")
    assert (change.staff_id, change.made_at, change.proof) == (actor.id, LATER, "https://nordmarsch.example/imprint")
    entry = session.scalars(select(AuditEntry).where(AuditEntry.act == "tracker_name.placed")).one()
    assert (entry.actor, entry.details["name"]) == (actor.name, "Nordmarsch Clinics")


def test_a_known_sponsor_keeps_its_owner_and_its_spelling(session: Session, actor: Actor) -> None:
    placed = place_name(the_name(session).id, Placement("Oberweserbergland University Hospital"), actor, LATER)
    assert placed.parent_name == "Land Oberweser"


def test_the_same_again_is_logged_once(session: Session, actor: Actor) -> None:
    row = the_name(session)
    for _ in range(2):
        place_name(row.id, Placement("Nordmarsch Clinics"), actor, LATER)
    assert len(session.scalars(select(NameChange)).all()) == 1


def test_nobody_becomes_a_grandparent(session: Session, actor: Actor) -> None:
    row = the_name(session)
    with pytest.raises(Grandparent, match="belongs to Land Oberweser"):
        place_name(row.id, Placement("Nordmarsch", "Oberweserbergland University Hospital"), actor, LATER)
    with pytest.raises(Grandparent, match="owns Oberweserbergland"):
        place_name(row.id, Placement("Land Oberweser", "The Realm"), actor, LATER)
    assert the_name(session).name == ""
    assert session.scalars(select(NameChange)).all() == []


def test_an_empty_sponsor_a_strange_proof_and_a_row_that_is_not_there_are_refused(
    session: Session, actor: Actor
) -> None:
    row = the_name(session)
    with pytest.raises(NoSponsorNamed):
        place_name(row.id, Placement("  "), actor, LATER)
    with pytest.raises(BadProof):
        place_name(row.id, Placement("X", proof="javascript:alert(1)"), actor, LATER)
    with pytest.raises(NoSuchName):
        place_name(10_000, Placement("X"), actor, LATER)


def test_a_name_set_aside_waits_no_more_until_it_is_taken_back(session: Session, actor: Actor) -> None:
    row = the_name(session)
    assert set_name_aside(row.id, actor, LATER).set_aside
    assert not take_back_name(row.id, actor, LATER).set_aside
    with pytest.raises(NothingToTakeBack):
        take_back_name(row.id, actor, LATER)
    place_name(row.id, Placement("Nordmarsch"), actor, LATER)
    with pytest.raises(NoSuchName):
        set_name_aside(row.id, actor, LATER)


def test_a_placing_is_taken_back_to_what_it_was_before(session: Session, actor: Actor) -> None:
    row = the_name(session)
    place_name(row.id, Placement("Nordmarsch"), actor, LATER)
    place_name(row.id, Placement("Nordmarsch Clinics", "Kreis Nordmarsch"), actor, LATER)
    back = take_back_name(row.id, actor, LATER)
    assert (back.name, back.parent_name) == ("Nordmarsch", "Nordmarsch")
    assert [each.name_after for each in session.scalars(select(NameChange).order_by(NameChange.id))] == [
        "Nordmarsch",
        "Nordmarsch Clinics",
        "Nordmarsch",
    ]


def test_what_came_with_a_file_is_not_taken_back(session: Session, actor: Actor) -> None:
    with pytest.raises(NothingToTakeBack):
        take_back_name(the_name(session, "Brightmoor Biologics GmbH").id, actor, LATER)


def test_figures_are_judged_again_once_whoever_places_names_has_paused(session: Session, actor: Actor) -> None:
    assert registers_out_of_date(LATER) == []
    place_name(the_name(session).id, Placement("Nordmarsch Clinics"), actor, LATER)
    assert registers_out_of_date(LATER + timedelta(minutes=1)) == []
    soon = LATER + timedelta(minutes=3)
    assert set(assess_placed(lambda: soon)) == {Register.EU, Register.FDAAA}
    slugs = session.scalars(
        select(TrackedSponsor.slug)
        .join(Standing, Standing.sponsor_id == TrackedSponsor.id)
        .where(Standing.snapshot_id == judged_snapshot(Register.EU).id, Standing.rule_version == "1")
    ).all()
    assert "nordmarsch-clinics" in slugs
    assert assess_placed(lambda: soon) == []


def test_many_names_in_a_row_do_not_put_the_figures_off_for_ever(session: Session, actor: Actor) -> None:
    row = the_name(session)
    for minute in range(21):
        place_name(row.id, Placement(f"Nordmarsch {minute}"), actor, LATER + timedelta(minutes=minute))
    assert Register.EU in registers_out_of_date(LATER + timedelta(minutes=20, seconds=10))


def test_a_register_that_is_being_read_is_judged_the_next_time(session: Session, actor: Actor) -> None:
    place_name(the_name(session).id, Placement("Nordmarsch Clinics"), actor, LATER)
    soon = LATER + timedelta(minutes=3)

    def records() -> object:
        yield OVERDUE_EU
        assert assess_placed(lambda: soon) == [Register.FDAAA]

    take_snapshot(Register.EU, JUNE, records(), Source("files", "", True), lambda: soon)  # type: ignore[arg-type]  # a generator with an assertion


def test_an_alias_follows_the_name_and_leaves_it_again(session: Session, actor: Actor) -> None:
    both = {each.slug: each for each in session.scalars(select(TrackedSponsor))}
    assert both["brightmoor-biologics-gmbh"].same_as_id == both["brightmoor-biologics"].id
    row = the_name(session, "Brightmoor Biologics GmbH")
    place_name(row.id, Placement("Brightmoor Holdings"), actor, LATER)
    session.expire_all()
    assert both["brightmoor-biologics-gmbh"].same_as_id is None


def test_a_name_placed_while_the_register_is_read_breaks_nothing(session: Session, actor: Actor) -> None:
    fresh = replace(WRITTEN, trial_id="2019-990500-22", sponsor_names=("Poliklinik Südmarsch",))

    def records() -> object:
        yield fresh
        # Read already, and unknown to the table as it was when the import began.
        place_name(the_name(session).id, Placement("Nordmarsch Clinics"), actor, LATER)
        yield replace(WRITTEN, trial_id="2019-990500-33")

    take_snapshot(Register.EU, JUNE, records(), Source("files", "", True), lambda: NOON)  # type: ignore[arg-type]  # as above
    assert the_name(session).name == "Nordmarsch Clinics"
    assert the_name(session, "Poliklinik Südmarsch").trials == 1


def test_exact_matches_are_those_that_mean_one_sponsor(session: Session, actor: Actor) -> None:
    more = replace(WRITTEN, trial_id="2019-990500-44", sponsor_names=("BRIGHTMOOR BIOLOGICS, Inc.",))
    take(Register.EU, MAY, (*EU_TRIALS, WRITTEN, more))
    matches = exact_matches()
    assert [(each.row.raw_name, each.suggestion.name) for each in matches] == [
        ("BRIGHTMOOR BIOLOGICS, Inc.", "Brightmoor Biologics")
    ]


def test_a_sponsor_gets_a_country_and_the_one_that_it_is_the_same_as(session: Session, actor: Actor) -> None:
    sponsor = describe_sponsor("lakeside-university", "GB", "", actor, LATER)
    assert (sponsor.country, sponsor.same_as_id) == ("GB", None)
    with pytest.raises(UnknownCountry):
        describe_sponsor("lakeside-university", "XX", "", actor, LATER)
    for wrong in ("lakeside-university", "brightmoor-biologics-gmbh"):
        with pytest.raises(NotTheSame):
            describe_sponsor("lakeside-university", "", wrong, actor, LATER)
    with pytest.raises(NotTheSame):  # another is the same as this one
        describe_sponsor("brightmoor-biologics", "", "lakeside-university", actor, LATER)
    assert len(session.scalars(select(AuditEntry).where(AuditEntry.act == "tracker_sponsor.described")).all()) == 1


def test_the_desk_warns_of_old_data_and_missing_trials(session: Session, actor: Actor) -> None:
    assert "204 days old" in " ".join(register_states(NOON)[0].warnings)
    take(Register.EU, JUNE, EU_TRIALS[:3])
    assert "3 trials fewer than before (50.0 %)" in " ".join(register_states(NOON)[0].warnings)
