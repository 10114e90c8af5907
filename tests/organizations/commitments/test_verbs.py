"""What organizations do with their promises, what reviewers decide, and what the clock adds: each on the rows."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from threading import Barrier, Thread

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from campaign.audit.models import AuditEntry
from campaign.audit.record import COMMAND_LINE
from campaign.campaigns.models import Campaign
from campaign.db import db, transaction
from campaign.mail.letters import WRITERS
from campaign.mail.models import Message
from campaign.organizations.commitments.accept_evidence import accept_evidence
from campaign.organizations.commitments.ask_for_date import ask_for_date
from campaign.organizations.commitments.deciding import DECIDED, Decision
from campaign.organizations.commitments.find_wanting import find_wanting
from campaign.organizations.commitments.give_up import give_up
from campaign.organizations.commitments.hand_in import Evidence, hand_in
from campaign.organizations.commitments.history import evidence_waits
from campaign.organizations.commitments.keep_date import keep_date
from campaign.organizations.commitments.keep_time import TOLD, Kept, keep_time
from campaign.organizations.commitments.lapse import lapse
from campaign.organizations.commitments.mark_late import mark_late
from campaign.organizations.commitments.models import Act, CommitmentStep
from campaign.organizations.commitments.move_date import move_date
from campaign.organizations.commitments.promise import Promise, promise
from campaign.organizations.commitments.publish import publish
from campaign.organizations.commitments.queries import one_promise, public_history
from campaign.organizations.commitments.refusals import (
    AlreadyDecided,
    CannotPromise,
    DayOutOfReach,
    DayToCome,
    DoesNotFit,
    NoDecisionToUndo,
    NoSuchPromise,
    NotLive,
    SameDay,
    SamePromise,
    TooManyPromises,
)
from campaign.organizations.commitments.reopen import reopen
from campaign.organizations.commitments.turn_down import turn_down
from campaign.organizations.commitments.undo import UNDO_FOR, undo
from campaign.organizations.drop import drop
from campaign.organizations.leave import leave
from campaign.organizations.models import (
    Capacity,
    Commitment,
    CommitmentState,
    Event,
    EventKind,
    Support,
    SupportState,
)
from campaign.organizations.own.lapse import lapse as lapse_support
from tests.factories.campaigns import open_campaign
from tests.factories.commitments import (
    DUE,
    READ,
    STATED,
    WORDS,
    decision,
    proposed,
    published,
    reviewer,
    with_evidence,
)
from tests.factories.organizations import approved_support, waiting_support

DAY = timedelta(days=1)
LATER = STATED + 60 * DAY
OVER = datetime.fromisoformat("2026-09-02T00:10:00+00:00")


@pytest.fixture
def campaign(session: Session) -> Campaign:
    return open_campaign()


@pytest.fixture
def support(campaign: Campaign) -> Support:
    return approved_support(campaign, name="Fennmark Kliniken")


def acts(session: Session, commitment: Commitment) -> list[str]:
    query = select(CommitmentStep.act).where(CommitmentStep.commitment_id == commitment.id).order_by(CommitmentStep.id)
    return [act.value for act in session.scalars(query)]


def events(session: Session, support: Support) -> list[EventKind]:
    return list(session.scalars(select(Event.what).where(Event.support_id == support.id).order_by(Event.id)))


def letters(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Message)) or 0


def test_a_promise_waits_for_a_reviewer_and_is_seen_by_nobody(session: Session, support: Support) -> None:
    commitment = proposed(support)
    assert (commitment.state, commitment.campaign_id) == (CommitmentState.PROPOSED, support.campaign_id)
    assert one_promise(support.campaign_id, commitment.public_id.hex()) is None
    assert (acts(session, commitment), letters(session), events(session, support)) == (["proposed"], 0, [])


def test_who_cannot_promise(session: Session, campaign: Campaign) -> None:
    others = [
        waiting_support(campaign),
        approved_support(campaign, capacity=Capacity.PERSONAL),
        leave(approved_support(campaign).id, COMMAND_LINE, STATED),
    ]
    for other in others:
        with pytest.raises(CannotPromise):
            proposed(other)
    with pytest.raises(CannotPromise):
        promise(10_000, Promise(WORDS, DUE), STATED)
    assert session.scalar(select(func.count()).select_from(Commitment)) == 0


def test_ten_live_promises_are_enough_and_the_same_twice_is_once(session: Session, support: Support) -> None:
    first = proposed(support, "Promise 0")
    with pytest.raises(SamePromise):
        proposed(support, "Promise 0")
    for number in range(1, 10):
        proposed(support, f"Promise {number}")
    with pytest.raises(TooManyPromises):
        proposed(support, "Promise 10")
    give_up(support.id, first.public_id, "", LATER)
    proposed(support, "Promise 10")
    for due_on in (STATED.date(), STATED.date() - DAY, date(2036, 4, 2)):
        with pytest.raises(DayOutOfReach):
            proposed(support, "Promise 11", due_on)


def test_a_published_promise_is_public_audited_and_told(session: Session, support: Support) -> None:
    commitment = published(support)
    assert one_promise(support.campaign_id, commitment.public_id.hex()) is not None
    entry = session.scalars(select(AuditEntry).where(AuditEntry.act == "commitment.published")).one()
    assert (entry.subject, entry.campaign_id) == (f"commitment {commitment.id}", support.campaign_id)
    assert events(session, support) == [EventKind.PROMISED]
    message = session.scalars(select(Message)).one()
    assert message.kind == DECIDED
    assert WRITERS[DECIDED]([message.about_id])[message.about_id].own["promise"] == WORDS


def test_a_declined_promise_is_told_to_its_contact_alone(session: Session, support: Support) -> None:
    commitment = turn_down(decision(proposed(support), "It is no promise."), reviewer(), READ)
    assert commitment.state == CommitmentState.DECLINED
    assert one_promise(support.campaign_id, commitment.public_id.hex()) is None
    assert events(session, support) == []
    message = session.scalars(select(Message)).one()
    assert WRITERS[DECIDED]([message.about_id])[message.about_id].own["note"] == "It is no promise."


def test_evidence_is_public_once_it_is_accepted(session: Session, support: Support) -> None:
    commitment = with_evidence(support, LATER)
    seen = one_promise(support.campaign_id, commitment.public_id.hex())
    assert seen is not None
    assert (seen.evidence_url, seen.evidence_note, seen.evidence_waits) == ("", "", True)
    find_wanting(decision(commitment, "Half of it."), reviewer(), LATER + DAY)
    seen = one_promise(support.campaign_id, commitment.public_id.hex())
    assert seen is not None
    assert (seen.state, seen.evidence_url, seen.evidence_waits) == (CommitmentState.OPEN, "", False)
    assert seen.review_note == "Half of it."
    hand_in(support.id, commitment.public_id, Evidence("https://fennmark.example/all", "All"), LATER + 2 * DAY)
    kept = accept_evidence(decision(commitment, "All of it."), LATER.date(), reviewer(), LATER + 3 * DAY)
    seen = one_promise(support.campaign_id, commitment.public_id.hex())
    assert seen is not None
    assert (seen.state, seen.met_on, seen.late_by) == (CommitmentState.MET, LATER.date(), 0)
    assert (seen.evidence_url, seen.review_note) == ("https://fennmark.example/all", "All of it.")
    assert acts(session, kept) == ["proposed", "published", "evidence", "not_yet", "evidence", "met"]
    assert events(session, support) == [EventKind.PROMISED, EventKind.MET]
    assert not any(step.note == "Half of it." for step in public_history(kept.public_id) if step.act == Act.EVIDENCE)


def test_evidence_that_waited_for_a_decision_is_not_taken_as_judged(session: Session, support: Support) -> None:
    commitment = with_evidence(support, LATER)
    find_wanting(decision(commitment, "No."), reviewer(), LATER + DAY)
    again = hand_in(
        support.id, commitment.public_id, Evidence("https://b.example", ""), LATER + DAY - timedelta(hours=1)
    )
    assert evidence_waits(again)
    hand_in(support.id, commitment.public_id, Evidence("https://b.example", ""), LATER + 2 * DAY)
    assert acts(session, commitment).count("evidence") == 2, "the same again is one"


def test_a_promise_cannot_be_kept_on_a_day_to_come_or_before_it_was_stated(support: Support) -> None:
    commitment = with_evidence(support, LATER)
    for day in (LATER.date() + 2 * DAY, STATED.date() - DAY):
        with pytest.raises(DayToCome):
            accept_evidence(decision(commitment), day, reviewer(), LATER + DAY)
    assert commitment.state == CommitmentState.OPEN


def test_a_date_is_never_moved_in_silence(session: Session, support: Support) -> None:
    commitment = published(support)
    new = date(2027, 1, 1)
    with pytest.raises(SameDay):
        ask_for_date(support.id, commitment.public_id, DUE, "Why", LATER)
    with pytest.raises(DayOutOfReach):
        ask_for_date(support.id, commitment.public_id, LATER.date(), "Why", LATER)
    ask_for_date(support.id, commitment.public_id, new, "Two of us are ill.", LATER)
    seen = one_promise(support.campaign_id, commitment.public_id.hex())
    assert seen is not None
    assert seen.due_on == DUE
    assert not any(new == step.due_on for step in public_history(commitment.public_id))
    moved = move_date(decision(commitment, "Agreed."), reviewer(), LATER + DAY)
    assert (moved.due_on, moved.first_due_on, moved.asked_due_on) == (new, DUE, None)
    ask_for_date(support.id, commitment.public_id, date(2027, 6, 1), "More.", LATER + 2 * DAY)
    kept = keep_date(decision(commitment, "No more."), reviewer(), LATER + 3 * DAY)
    assert (kept.due_on, kept.first_due_on, kept.asked_due_on) == (new, DUE, None)
    told = [(step.act, step.due_on, step.note) for step in public_history(commitment.public_id)]
    assert told == [
        (Act.PROPOSED, DUE, ""),
        (Act.PUBLISHED, DUE, ""),
        (Act.DATE_MOVED, new, "Agreed."),
        (Act.DATE_KEPT, date(2027, 6, 1), "No more."),
    ]


def test_a_date_that_has_come_meanwhile_is_not_agreed_to(support: Support) -> None:
    commitment = published(support)
    ask_for_date(support.id, commitment.public_id, date(2026, 10, 1), "Why", LATER)
    with pytest.raises(DoesNotFit):
        move_date(decision(commitment), reviewer(), OVER + 30 * DAY)


def test_a_promise_that_is_given_up_stays_in_the_table(session: Session, support: Support) -> None:
    commitment = published(support)
    give_up(support.id, commitment.public_id, "Our own words.", LATER)
    seen = one_promise(support.campaign_id, commitment.public_id.hex())
    assert seen is not None
    assert (seen.state, seen.ended_by) == (CommitmentState.LAPSED, Act.GAVE_UP)
    assert all(step.note == "" for step in public_history(commitment.public_id)), "nobody has read these words"
    assert events(session, support)[-1] == EventKind.GAVE_UP
    evidence = Evidence("https://b.example", "")
    for verb in (lambda: give_up(support.id, commitment.public_id, "", LATER),
                 lambda: ask_for_date(support.id, commitment.public_id, date(2027, 1, 1), "", LATER),
                 lambda: hand_in(support.id, commitment.public_id, evidence, LATER)):  # fmt: skip
        with pytest.raises(NotLive):
            verb()


def test_a_promise_taken_back_before_it_was_read_is_never_seen(support: Support) -> None:
    commitment = proposed(support)
    assert give_up(support.id, commitment.public_id, "", LATER).state == CommitmentState.DECLINED
    assert one_promise(support.campaign_id, commitment.public_id.hex()) is None


def test_nobody_touches_the_promise_of_another_support(campaign: Campaign, support: Support) -> None:
    commitment = published(support)
    other = approved_support(campaign)
    evidence = Evidence("https://b.example", "")
    for verb in (lambda: hand_in(other.id, commitment.public_id, evidence, LATER),
                 lambda: ask_for_date(other.id, commitment.public_id, date(2027, 1, 1), "", LATER),
                 lambda: give_up(other.id, commitment.public_id, "", LATER)):  # fmt: skip
        with pytest.raises(NoSuchPromise):
            verb()


def test_what_happened_since_the_page_was_opened_is_not_decided_unseen(support: Support) -> None:
    commitment = with_evidence(support, LATER)
    seen = decision(commitment)
    hand_in(support.id, commitment.public_id, Evidence("https://other.example", ""), LATER + DAY)
    with pytest.raises(AlreadyDecided):
        accept_evidence(seen, LATER.date(), reviewer(), LATER + DAY)
    with pytest.raises(NoSuchPromise):
        publish(Decision(10_000, 1), reviewer(), LATER)


def test_of_two_reviewers_at_once_one_decides(app: Flask, session: Session, support: Support) -> None:
    commitment = with_evidence(support, LATER)
    seen = decision(commitment, "Seen.")
    people = [reviewer(), reviewer()]
    db.session.remove()
    start, outcomes = Barrier(2), []

    def decide(number: int) -> None:
        with app.app_context():
            start.wait()
            try:
                if number:
                    find_wanting(seen, people[1], LATER + DAY)
                else:
                    accept_evidence(seen, LATER.date(), people[0], LATER + DAY)
                outcomes.append("decided")
            except AlreadyDecided:
                outcomes.append("too late")

    threads = [Thread(target=decide, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["decided", "too late"]
    assert len(acts(db.session(), commitment)) == 4
    assert db.session.scalar(select(func.count()).where(AuditEntry.subject == f"commitment {commitment.id}")) == 2


def test_promises_at_once_keep_to_the_limit(app: Flask, session: Session, support: Support) -> None:
    for number in range(9):
        proposed(support, f"Promise {number}")
    support_id = support.id
    db.session.remove()
    start, outcomes = Barrier(3), []

    def state(number: int) -> None:
        with app.app_context():
            start.wait()
            try:
                promise(support_id, Promise(f"Another {number}", DUE), STATED)
                outcomes.append("stated")
            except TooManyPromises:
                outcomes.append("too many")

    threads = [Thread(target=state, args=(number,)) for number in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["stated", "too many", "too many"]


def test_the_clock_reminds_once_and_marks_as_late_once(session: Session, support: Support) -> None:
    commitment = published(support)
    before = letters(session)
    soon = datetime.fromisoformat("2026-08-02T00:10:00+00:00")
    assert keep_time(soon - DAY) == Kept(0, 0)
    assert keep_time(soon) == Kept(0, 1)
    assert keep_time(soon + DAY) == Kept(0, 0)
    reminder = session.scalars(select(Message).where(Message.kind == TOLD)).one()
    assert "due soon" in WRITERS[TOLD]([reminder.about_id])[reminder.about_id].shared["words"].subject
    assert keep_time(OVER) == Kept(1, 0)
    assert keep_time(OVER) == Kept(0, 0)
    assert commitment.state == CommitmentState.LATE
    assert letters(session) == before + 2
    assert WRITERS[TOLD]([reminder.about_id]) == {}, "a reminder that comes too late is not sent"
    assert events(session, support)[-1] == EventKind.LATE
    assert [step.act for step in public_history(commitment.public_id)] == [Act.PROPOSED, Act.PUBLISHED, Act.LATE]


def test_a_letter_of_the_clock_does_not_stand_between_a_reviewer_and_a_decision(support: Support) -> None:
    commitment = published(support)
    seen = decision(commitment, "Nothing.")
    assert keep_time(datetime.fromisoformat("2026-08-02T00:10:00+00:00")).reminded == 1
    assert lapse(seen, reviewer(), LATER).state == CommitmentState.LAPSED


def test_evidence_that_waits_protects_for_fourteen_days(support: Support) -> None:
    commitment = with_evidence(support, LATER)
    assert keep_time(OVER + 13 * DAY).late == 0
    assert keep_time(OVER + 14 * DAY).late == 1
    assert evidence_waits(commitment), "and is judged all the same"
    kept = accept_evidence(decision(commitment), LATER.date(), reviewer(), OVER + 15 * DAY)
    assert (kept.state, kept.met_on) == (CommitmentState.MET, LATER.date())


def test_a_new_date_makes_a_late_promise_open_and_is_reminded_of_anew(session: Session, support: Support) -> None:
    commitment = published(support)
    keep_time(datetime.fromisoformat("2026-08-10T00:10:00+00:00"))
    keep_time(OVER)
    ask_for_date(support.id, commitment.public_id, date(2026, 12, 1), "Why", OVER + DAY)
    assert move_date(decision(commitment), reviewer(), OVER + 2 * DAY).state == CommitmentState.OPEN
    assert keep_time(datetime.fromisoformat("2026-11-01T00:10:00+00:00")).reminded == 1
    assert acts(session, commitment).count("reminded") == 2


def test_a_reviewer_says_what_is_known_of_a_late_promise(session: Session, support: Support) -> None:
    commitment = published(support)
    with pytest.raises(DoesNotFit):
        mark_late(decision(commitment, "No."), reviewer(), LATER)
    mark_late(decision(commitment, "We asked twice."), reviewer(), OVER)
    mark_late(decision(commitment, "We asked again."), reviewer(), OVER + DAY)
    assert (commitment.state, commitment.review_note) == (CommitmentState.LATE, "We asked again.")
    assert events(session, support).count(EventKind.LATE) == 1
    assert keep_time(OVER + 2 * DAY) == Kept(0, 0)


def test_what_ended_can_be_opened_again(session: Session, support: Support) -> None:
    commitment = published(support)
    lapse(decision(commitment, "It told us."), reviewer(), LATER)
    assert reopen(decision(commitment, "It did not."), reviewer(), LATER + DAY).state == CommitmentState.OPEN
    lapse(decision(commitment, "It told us."), reviewer(), LATER + DAY)
    assert reopen(decision(commitment, "It did not."), reviewer(), OVER).state == CommitmentState.LATE
    with pytest.raises(DoesNotFit):
        reopen(decision(commitment, "Again."), reviewer(), OVER)


def test_leaving_ends_what_was_promised(session: Session, support: Support) -> None:
    live, unread = published(support), proposed(support, "Unread")
    kept = with_evidence(support, LATER, words="Kept")
    accept_evidence(decision(kept), LATER.date(), reviewer(), LATER + DAY)
    leave(support.id, COMMAND_LINE, LATER + 2 * DAY)
    seen = {each.promise: each for each in (live, unread, kept)}
    assert [each.state.value for each in seen.values()] == ["lapsed", "declined", "met"]
    public = one_promise(support.campaign_id, live.public_id.hex())
    assert public is not None
    assert (public.ended_by, public.support_state) == (Act.ENDED, SupportState.LEFT)
    assert keep_time(OVER) == Kept(0, 0)
    with pytest.raises(DoesNotFit):
        reopen(decision(live, "Why"), reviewer(), LATER + 3 * DAY)


def test_a_support_that_lapses_takes_its_promises_along(session: Session, support: Support) -> None:
    live, unread = published(support), proposed(support, words="Say more.")
    with transaction():
        support.renew_by, support.renewal_asked_at = LATER.date(), LATER - 30 * DAY
    assert lapse_support(LATER) == 1
    assert (live.state, unread.state) == (CommitmentState.LAPSED, CommitmentState.DECLINED)
    assert acts(session, live)[-1] == "ended"
    assert events(session, support)[-2:] == [EventKind.GAVE_UP, EventKind.LAPSED]
    assert keep_time(OVER) == Kept(0, 0)


def test_the_last_decision_can_be_taken_back_for_thirty_days(session: Session, support: Support) -> None:
    commitment = with_evidence(support, LATER)
    accept_evidence(decision(commitment, "All there."), LATER.date(), reviewer(), LATER + DAY)
    step = decision(commitment).seen
    with pytest.raises(NoDecisionToUndo):
        undo(commitment.id, step, reviewer(), LATER + DAY + UNDO_FOR + timedelta(seconds=1))
    with pytest.raises(NoDecisionToUndo):
        undo(commitment.id, step - 1, reviewer(), LATER + 2 * DAY)
    back = undo(commitment.id, step, reviewer(), LATER + 2 * DAY)
    assert (back.state, back.met_on, back.review_note) == (CommitmentState.OPEN, None, "")
    assert evidence_waits(back)
    assert events(session, support) == [EventKind.PROMISED]
    told = public_history(commitment.public_id)
    assert [(each.act, each.note) for each in told[-2:]] == [(Act.MET, ""), (Act.UNDONE, "")]
    assert told[-2].undone_at is not None
    with pytest.raises(NoDecisionToUndo):
        undo(commitment.id, decision(commitment).seen, reviewer(), LATER + 2 * DAY)
    entry = session.scalars(select(AuditEntry).where(AuditEntry.act == "commitment.undone")).one()
    assert entry.subject == f"commitment {commitment.id}"


def test_a_publication_taken_back_is_seen_by_nobody(support: Support) -> None:
    commitment = published(support)
    undo(commitment.id, decision(commitment).seen, reviewer(), READ + DAY)
    assert commitment.state == CommitmentState.PROPOSED
    assert one_promise(support.campaign_id, commitment.public_id.hex()) is None


def test_a_moved_date_taken_back_is_the_old_one(support: Support) -> None:
    commitment = published(support)
    ask_for_date(support.id, commitment.public_id, date(2027, 1, 1), "Why", LATER)
    move_date(decision(commitment), reviewer(), LATER + DAY)
    undo(commitment.id, decision(commitment).seen, reviewer(), LATER + 2 * DAY)
    assert (commitment.due_on, commitment.first_due_on, commitment.asked_due_on) == (DUE, None, date(2027, 1, 1))
    assert commitment.asked_at == LATER


def test_nothing_is_taken_back_that_something_was_built_upon(support: Support) -> None:
    commitment = published(support)
    seen = decision(commitment).seen
    hand_in(support.id, commitment.public_id, Evidence("https://b.example", ""), LATER)
    with pytest.raises(NoDecisionToUndo):
        undo(commitment.id, seen, reviewer(), LATER)


def test_a_letter_about_a_decision_taken_back_is_not_sent(session: Session, support: Support) -> None:
    commitment = published(support)
    undo(commitment.id, decision(commitment).seen, reviewer(), READ + DAY)
    ids = session.scalars(select(Message.about_id).where(Message.kind == DECIDED).order_by(Message.id)).all()
    written = WRITERS[DECIDED](ids)
    assert list(written) == [ids[-1]]
    assert "taken back" in written[ids[-1]].shared["words"].subject


def test_an_application_that_is_deleted_takes_its_promises_along(session: Session, support: Support) -> None:
    published(support)
    with transaction() as opened:
        drop(opened, support.id, support.organization_id)
    assert session.scalar(select(func.count()).select_from(CommitmentStep)) == 0
    assert session.scalar(select(func.count()).select_from(Commitment)) == 0


def test_decisions_that_do_not_fit_change_nothing(support: Support) -> None:
    commitment = published(support)
    plain = decision(commitment, "Why")
    for verb in (publish, turn_down, find_wanting, move_date, keep_date, mark_late, reopen):
        with pytest.raises(DoesNotFit):
            verb(plain, reviewer(), LATER)
    with pytest.raises(DoesNotFit):
        accept_evidence(replace(plain), LATER.date(), reviewer(), LATER)
    assert commitment.state == CommitmentState.OPEN
