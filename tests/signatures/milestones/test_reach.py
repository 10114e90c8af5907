"""A milestone fires exactly once, whatever the count does, and says which count it was."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from campaign.accounts.models import RoleName
from campaign.audit.models import AuditEntry
from campaign.audit.record import COMMAND_LINE
from campaign.campaigns.close import close_campaign
from campaign.campaigns.models import Campaign, Measure, Milestone
from campaign.clock import now
from campaign.content.models import Page, PageKind, PageState, Revision
from campaign.db import db, transaction
from campaign.mail.deliver import deliver_due
from campaign.mail.models import Message
from campaign.mail.post import post
from campaign.privacy.let_go import let_go
from campaign.sealed import seal_for_site
from campaign.signatures.deciding.carry_out import Chosen
from campaign.signatures.deciding.decide import decide
from campaign.signatures.milestones.add_milestone import Actions, add_milestone
from campaign.signatures.milestones.delete_milestone import delete_milestone
from campaign.signatures.milestones.edit_milestone import edit_milestone
from campaign.signatures.milestones.letters import write
from campaign.signatures.milestones.queries import addresses_of, one_milestone, shown_milestones
from campaign.signatures.milestones.reach_milestones import MILESTONE, reach_milestones
from campaign.signatures.milestones.refusals import AlreadyPassed, AlreadyReached, MilestoneTaken, NoSuchMilestone
from campaign.signatures.milestones.rules import Step, step, suggestions
from campaign.signatures.models import Verdict
from tests.factories.accounts import sign_in, staff
from tests.factories.campaigns import WHEN, open_campaign
from tests.factories.organizations import approved_support
from tests.factories.signatures import signature
from tests.house.test_letters import part, printed
from tests.privacy.test_let_go import AFTER, END

TOLD = Actions(drafts_news=True, addresses=("press@agency.example", "desk@paper.example"))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 30), max_size=40), st.sets(st.integers(1, 30), min_size=1, max_size=6))
def test_any_sequence_of_counts_fires_each_at_most_once(counts: list[int], thresholds: set[int]) -> None:
    for threshold in thresholds:
        fired, reached, fallen = 0, False, False
        for index, value in enumerate(counts):
            match step(value, threshold, was_reached=reached, is_fallen=fallen):
                case Step.FIRE:
                    fired, reached = fired + 1, True
                case Step.FALL:
                    fallen = True
                case Step.RISE:
                    fallen = False
                case Step.NOTHING:
                    pass
            highest = max(counts[: index + 1])
            assert fired == (1 if highest >= threshold else 0)
            assert reached == (highest >= threshold)
            assert fallen == (reached and value < threshold)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2_000_000), st.sets(st.integers(1, 1_000_000)))
def test_suggestions_lie_ahead_and_are_new(value: int, taken: set[int]) -> None:
    assert all(figure > value and figure not in taken for figure in suggestions(value, taken))


def add(campaign: Campaign, threshold: int, measure: Measure = Measure.PEOPLE, actions: Actions = TOLD) -> Milestone:
    return add_milestone(campaign.id, measure, threshold, actions, COMMAND_LINE, WHEN)


def drafts(session: Session) -> list[tuple[str, str, str]]:
    query = select(Page.slug, Revision.title, Revision.body).join(Revision, Revision.page_id == Page.id)
    return [(slug, title, body) for slug, title, body in session.execute(query.order_by(Page.id))]


def letters(session: Session) -> int:
    return len(session.scalars(select(Message.id).where(Message.kind == MILESTONE)).all())


def test_crossing_fires_once_with_its_draft_and_its_letters(session: Session) -> None:
    campaign = open_campaign(title="Open the [record]")
    made = add(campaign, 2)
    signature(campaign)
    assert reach_milestones(WHEN) == 0
    signature(campaign)
    signature(campaign)
    assert reach_milestones(WHEN) == 1
    assert reach_milestones(WHEN + timedelta(minutes=1)) == 0
    session.refresh(made)
    assert (made.reached_at, made.reached_value, made.fallen_at) == (WHEN, 3, None)
    [(slug, title, body)] = drafts(session)
    assert slug == f"{campaign.slug}-2-people"
    assert title == "2 people have signed"
    assert body.startswith("On 2 March 2026, 09:00 UTC the count stood at 3. Counted are confirmed signatures alone")
    assert r"[Open the \[record\]](http://localhost/c/" in body
    page = session.scalars(select(Page)).one()
    assert (page.kind, page.state, page.campaign_id) == (PageKind.NEWS, PageState.DRAFT, campaign.id)
    assert letters(session) == 2
    acts = session.scalars(select(AuditEntry.act).order_by(AuditEntry.id)).all()
    assert acts.count("milestone.reached") == 1


def test_several_jumped_over_fire_each_and_none_twice(session: Session) -> None:
    campaign = open_campaign()
    for threshold in (1, 2, 3, 4):
        add(campaign, threshold, actions=Actions())
    entries = [signature(campaign).id for _ in range(3)]
    assert reach_milestones(WHEN) == 3
    decision_at = WHEN + timedelta(days=1)
    decide(campaign.id, Verdict.INVALIDATE, Chosen(tuple(entries[:2])), "Twice", COMMAND_LINE, decision_at)
    assert reach_milestones(decision_at) == 0
    fallen = session.execute(select(Milestone.threshold, Milestone.fallen_at).order_by(Milestone.threshold)).all()
    assert [tuple(row) for row in fallen] == [(1, None), (2, decision_at), (3, decision_at), (4, None)]
    decide(campaign.id, Verdict.REINSTATE, Chosen(tuple(entries[:2])), "Not", COMMAND_LINE, decision_at)
    assert reach_milestones(decision_at) == 0
    assert session.scalars(select(Milestone.fallen_at).where(Milestone.fallen_at.is_not(None))).all() == []
    signature(campaign)
    assert reach_milestones(decision_at) == 1


def test_what_is_reached_at_once_is_told_in_one_letter_and_one_draft(session: Session) -> None:
    campaign = open_campaign()
    both = Actions(drafts_news=True, addresses=("press@agency.example",))
    one = Actions(drafts_news=True, addresses=("press@agency.example", "desk@paper.example"))
    lowest = add(campaign, 1, actions=both)
    highest = add(campaign, 3, actions=both)
    countries = add(campaign, 1, Measure.COUNTRIES, one)
    add(campaign, 2, actions=Actions(addresses=("desk@paper.example",)))
    add(campaign, 4, actions=TOLD)
    for _ in range(3):
        signature(campaign, country="DE")
    assert reach_milestones(WHEN) == 4
    written = write(session.scalars(select(Message.id).where(Message.kind == MILESTONE)).all())
    by_address = {letter.recipient: letter.shared for letter in written.values()}
    assert len(written) == len(by_address) == 2
    press, desk = by_address["press@agency.example"], by_address["desk@paper.example"]
    assert [group["names"] for group in press["groups"]] == [
        ["3 people have signed", "1 person has signed"], ["People have signed from 1 country"],
    ]  # fmt: skip
    assert [group["names"] for group in desk["groups"]] == [
        ["2 people have signed"], ["People have signed from 1 country"]
    ]  # fmt: skip
    assert (press["name"], press["several"], desk["name"]) == ("3 people have signed", True, "2 people have signed")
    [(slug, title, body)] = drafts(session)
    assert (slug, title) == (f"{campaign.slug}-3-people", "3 people have signed")
    assert "Reached at the same time:\n\n- 1 person has signed\n- People have signed from 1 country\n\n" in body
    assert "the count stood at 1. Counted are countries" in body
    assert "2 people" not in body  # which was asked to draft nothing
    text = part(
        printed(next(letter for letter in written.values() if letter.recipient == "press@agency.example")), "plain"
    )
    assert (
        "were reached at once.\n\n    3 people have signed\n    1 person has signed\n\nThe count stood at 3 on" in text
    )
    assert "    People have signed from 1 country\n\nThe count stood at 1 on" in text
    # A process of before this change may have owed a letter about one alone.
    for milestone in (lowest, highest, countries):
        session.refresh(milestone)
    with transaction() as owing:
        message = post(MILESTONE, 0, WHEN, campaign_id=campaign.id)
        message.sealed = seal_for_site(
            Message.__tablename__, message.public_id, {"email": "old@paper.example", "milestone": highest.id}
        )
        owing.flush()
    [old] = write([message.id]).values()
    assert (old.shared["several"], old.shared["name"]) == (False, "3 people have signed")


def test_each_measure_has_its_own_figure(session: Session) -> None:
    campaign = open_campaign()
    for measure in Measure:
        add(campaign, 1 if measure != Measure.COUNTRIES else 2, measure, Actions())
    approved_support(campaign)
    signature(campaign, country="DE")
    assert reach_milestones(WHEN) == 2
    signature(campaign, country="FR")
    assert reach_milestones(WHEN) == 1
    reached, ahead = shown_milestones(campaign.id)
    assert ({one.measure for one in reached}, ahead) == (set(Measure), ())


def test_the_campaign_page_is_short_and_the_page_of_data_is_whole(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        campaign = open_campaign()
        for threshold in range(1, 9):
            add(campaign, threshold, actions=Actions())
        for _ in range(6):
            signature(campaign)
            reach_milestones(WHEN)
        slug = campaign.slug
    page, data = client.get(f"/en/c/{slug}").text, client.get(f"/en/c/{slug}/data").text
    assert (page.count('<li class="yes">'), page.count("Next: ")) == (5, 1)
    assert "<b>2 people have signed</b>" in page
    assert "<b>1 person has signed</b>" not in page
    assert f'href="/en/c/{slug}/data#milestones">All milestones' in page
    assert data.count('<li class="yes">') == 6
    assert "All milestones" not in data


def test_letting_go_is_no_fall(session: Session) -> None:
    campaign = open_campaign(retention_until=END)
    made = add(campaign, 1, Measure.COUNTRIES)
    signature(campaign)
    reach_milestones(WHEN)
    close_campaign(campaign.id, "", COMMAND_LINE, WHEN)
    let_go(campaign.id, COMMAND_LINE, AFTER)
    reach_milestones(AFTER)
    session.refresh(made)
    assert (made.fallen_at, made.tells) == (None, None)


def test_what_is_passed_is_refused_and_what_is_there_too(session: Session) -> None:
    campaign = open_campaign()
    signature(campaign)
    with pytest.raises(AlreadyPassed):
        add(campaign, 1)
    add(campaign, 2)
    with pytest.raises(MilestoneTaken):
        add(campaign, 2)
    add(campaign, 2, Measure.COUNTRIES)
    assert session.scalars(select(Milestone.threshold)).all() == [2, 2]


def test_only_an_unreached_one_of_this_campaign_is_deleted(session: Session) -> None:
    campaign, other = open_campaign(), open_campaign()
    made, another = add(campaign, 1), add(campaign, 5)
    with pytest.raises(NoSuchMilestone):
        delete_milestone(other.id, made.id, COMMAND_LINE, WHEN)
    signature(campaign)
    reach_milestones(WHEN)
    with pytest.raises(AlreadyReached):
        delete_milestone(campaign.id, made.id, COMMAND_LINE, WHEN)
    delete_milestone(campaign.id, another.id, COMMAND_LINE, WHEN)
    assert session.scalars(select(Milestone.id)).all() == [made.id]


def test_addresses_are_sealed_kept_and_taken_off(session: Session) -> None:
    campaign = open_campaign()
    made = add(campaign, 9)
    assert made.tells is not None
    assert b"agency" not in made.tells
    kept = edit_milestone(campaign.id, made.id, Actions(addresses=None), COMMAND_LINE, WHEN)
    assert addresses_of(kept) == TOLD.addresses
    assert addresses_of(edit_milestone(campaign.id, made.id, Actions(), COMMAND_LINE, WHEN)) == ()
    with pytest.raises(NoSuchMilestone):
        one_milestone(open_campaign().id, made.id)


def test_two_workers_fire_once(session: Session) -> None:
    """Whoever comes second finds `reached_at` set by the first, though it saw the row before."""
    campaign = open_campaign()
    made = add(campaign, 1)
    signature(campaign)
    with transaction() as first:
        first.get_one(Milestone, made.id, populate_existing=True).reached_at = WHEN
    assert reach_milestones(WHEN) == 0
    assert letters(session) == 0


def test_a_draft_is_in_the_language_of_the_campaign_and_its_address_is_free(session: Session) -> None:
    campaign = open_campaign()
    with transaction() as writing:
        writing.get_one(Campaign, campaign.id).language = "de"
        writing.add(
            Page(public_id=b"1" * 16, kind=PageKind.NEWS, slug=f"{campaign.slug}-1-people", created_at=WHEN)
        )  # fmt: skip
    add(campaign, 1)
    signature(campaign)
    reach_milestones(WHEN)
    page = session.scalars(select(Page).order_by(Page.id.desc())).first()
    assert page is not None
    assert (page.slug, page.language) == (f"{campaign.slug}-1-people-2", "de")


def test_letters_leave_through_the_outbox(session: Session, app: Flask) -> None:
    campaign = open_campaign()
    add(campaign, 1)
    signature(campaign)
    reach_milestones(now())
    ids = session.scalars(select(Message.id).where(Message.kind == MILESTONE)).all()
    written = write(ids)
    assert sorted(one.recipient for one in written.values()) == ["desk@paper.example", "press@agency.example"]
    assert written[ids[0]].shared["name"] == "1 person has signed"
    db.session.rollback()
    deliver_due(now)
    rows = session.execute(select(Message.state, Message.sealed).where(Message.kind == MILESTONE)).all()
    assert [tuple(row) for row in rows] == [("sent", None)] * 2


def test_the_desk_adds_changes_shows_and_deletes(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        campaign = open_campaign()
        signature(campaign)
        editor = sign_in(client, staff(RoleName.EDITOR, campaign_id=campaign.id))
        other = open_campaign().id
    at = f"/desk/campaigns/{campaign.id}/milestones"
    assert "No milestone yet" in editor.get(at).text
    assert editor.get(f"/desk/campaigns/{other}/milestones").status_code in (403, 404)
    for wrong, sentence in (
        ({"threshold": "1"}, "The figure is there already"),
        ({"threshold": "0"}, "1"),
        ({"threshold": "9", "measure": "votes"}, "Not a valid choice"),
        ({"threshold": "9", "addresses": "press@agency.example\r\nBcc: x"}, "Line 2 is not a whole e-mail address"),
    ):
        answer = editor.post(at, data={"measure": "people"} | wrong)
        assert answer.status_code == 422
        assert sentence in answer.text
    added = editor.post(
        at,
        data={"measure": "people", "threshold": "1,000", "is_shown": "y", "addresses": "press@agency.example"},
        follow_redirects=True,
    )
    assert "Added: 1,000 people have signed." in added.text
    assert "press@agency.example" not in added.text
    with app.app_context():
        made = db.session.scalars(select(Milestone.id)).one()
    assert "press@agency.example" not in editor.get(f"{at}/{made}").text
    assert "press@agency.example" in editor.post(f"{at}/{made}/addresses").text
    with app.app_context():
        assert "milestone.addresses_looked_at" in db.session.scalars(select(AuditEntry.act)).all()
    assert editor.post(f"{at}/{made}", data={"drafts_news": "y"}).status_code == 303
    assert "a draft for the news, 1 letter" in editor.get(at).text
    assert "Added: 100, 500, 5,000, 10,000." in editor.post(f"{at}/suggested", follow_redirects=True).text
    assert editor.post(f"{at}/{made}/delete").status_code == 303
    assert editor.get(f"{at}/{made}").status_code == 404
