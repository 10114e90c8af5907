"""Organizations that may be one: found with the reason, made one, and parted again."""

import time
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, true
from sqlalchemy.orm import Session

from campaign.accounts.models import RoleName
from campaign.audit.models import AuditEntry
from campaign.audit.record import COMMAND_LINE
from campaign.campaigns.models import Campaign, Partner, Referral
from campaign.db import db, transaction
from campaign.mail.models import Message
from campaign.organizations.approve import approve
from campaign.organizations.decline import decline
from campaign.organizations.directory.queries import supporter_counts
from campaign.organizations.drop import drop
from campaign.organizations.duplicates.find_duplicates import find_duplicates
from campaign.organizations.duplicates.merge import merge
from campaign.organizations.duplicates.refusals import CannotMerge, NoSuchMerge, TooLateToUndo
from campaign.organizations.duplicates.undo_merge import undo_merge
from campaign.organizations.leave import leave
from campaign.organizations.merged import kept_slug
from campaign.organizations.models import (
    Capacity,
    Identifier,
    IdentifierScheme,
    Merge,
    Organization,
    Support,
    SupportState,
)
from campaign.organizations.names import alike, next_slug, resemble
from campaign.organizations.refusals import MergedAway, NoSuchOrganization
from campaign.organizations.reopen import reopen
from campaign.text import folded
from tests.factories.accounts import sign_in, staff
from tests.factories.campaigns import open_campaign
from tests.factories.organizations import WHEN, applied, approved_support, waiting_support
from tests.organizations.test_authority import at_once

DAY = timedelta(days=1)
LATER = WHEN + 3 * DAY  # when what is listed has been listed


def everywhere(_: int) -> bool:
    return True


def again(session: Session, support: Support) -> Support:
    return session.get_one(Support, support.id, populate_existing=True)


def found(support: Support, mine: object = None) -> dict[str, list[str]]:
    condition = true() if mine is None else mine
    return {each.organization.name: each.reasons for each in find_duplicates(support, condition)}  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("left", "right", "same"),
    [
        ("Universität Leipzig", "Leipzig University", True),
        ("TrialWatch e.V.", "Trial Watch", True),
        ("European Federation of Pharmaceutical Industries and Associations", "EFPIA", True),
        ("Northmarch University", "Northmarsh Univ.", True),
        ("Cochrane", "Cochrane Deutschland Stiftung", True),
        ("Section 4", "Section 5", False),
        ("University of Leeds", "University of Leiden", False),
        ("International Health Network", "European Health Network", False),
        ("Health", "Health Action International", False),
        ("医学会", "医学会", True),
        ("医学会", "患者会", False),
    ],
)
def test_what_tells_two_names_apart_weighs_more_than_what_many_have(left: str, right: str, same: bool) -> None:
    assert resemble(folded(left), folded(right)) is same
    assert resemble(folded(right), folded(left)) is same


def test_a_word_that_half_of_all_names_have_does_not_make_two_alike() -> None:
    names = [folded(f"Evidence Circle of {place}") for place in ("Aachen", "Bruges", "Coimbra", "Delft", "Evora")]
    assert alike(names[0], names[1:]) == {}


def test_no_name_gets_the_address_of_a_page_of_ours() -> None:
    assert next_slug("authority", set()) == "authority-2"


def test_duplicates_are_found_by_identifier_domain_and_name_each_with_its_reason(session: Session) -> None:
    campaign, elsewhere = open_campaign(), open_campaign()
    support = waiting_support(campaign, name="Fennmark Kliniken", website="https://www.fennmark.example")
    by_domain = approved_support(elsewhere, name="Trial Office", website="https://fennmark.example/trials")
    below = approved_support(elsewhere, name="Trial Unit", website="https://ctu.fennmark.example")
    by_number = approved_support(elsewhere, name="Northern Clinics", website="https://northern.example")
    by_name = approved_support(elsewhere, name="Kliniken Fennmark gGmbH", website="https://fk.example")
    approved_support(campaign, name="Southdale University", website="https://southdale.example")
    with transaction():
        for each in (support, by_number):
            session.add(
                Identifier(organization_id=each.organization_id, scheme=IdentifierScheme.ROR, value="03vek6s52")
            )
    session.expire_all()
    assert found(again(session, support)) == {
        by_number.organization.name: ["the same ROR, 03vek6s52"],
        by_domain.organization.name: ["the same website, fennmark.example"],
        below.organization.name: ["a website under the same domain, ctu.fennmark.example"],
        by_name.organization.name: ["the same name but for its legal form or the order of its words"],
    }
    assert "Fennmark Kliniken" in found(below)


def test_a_host_that_many_share_makes_no_two_the_same(session: Session) -> None:
    campaign = open_campaign()
    support = waiting_support(campaign, name="Aster League", website="https://facebook.com/aster")
    approved_support(campaign, name="Birch Guild", website="https://facebook.com/birch")
    assert found(support) == {}


def test_a_reviewer_sees_only_what_is_public_or_in_their_campaigns(session: Session) -> None:
    campaign, other = open_campaign(), open_campaign()
    support = waiting_support(campaign, name="Fennmark Kliniken")
    waiting_support(other, name="Fennmark Kliniken GmbH")
    listed = approved_support(other, name="Fennmark Kliniken gGmbH")
    waiting_support(campaign, name="The Fennmark Kliniken")
    mine = Support.campaign_id == campaign.id
    assert set(found(support, mine)) == {"Fennmark Kliniken gGmbH", "The Fennmark Kliniken"}
    with pytest.raises(NoSuchOrganization):
        hidden = session.scalars(select(Organization).where(Organization.name == "Fennmark Kliniken GmbH")).one()
        merge(support.organization_id, hidden.id, lambda id_: id_ == campaign.id, COMMAND_LINE, WHEN)
    merge(support.organization_id, listed.organization_id, lambda id_: id_ == campaign.id, COMMAND_LINE, WHEN)


def test_one_name_is_compared_with_five_thousand_in_a_moment() -> None:
    kinds = ("University", "Hospital", "League", "Institute of Health", "Society for Trials")
    names = [folded(f"{first}{last} {kind}") for first in SYLLABLES for last in SYLLABLES for kind in kinds][:5000]
    begun = time.process_time()
    found = alike("fennmark kliniken", [*names, "fenmark kliniken"])
    assert time.process_time() - begun < 1, "measured: 0.03 s"
    assert list(found) == ["fenmark kliniken"]


SYLLABLES = (
    "Aber", "Brock", "Carn", "Dun", "Elm", "Fal", "Glen", "Hart", "Inver", "Jar", "Kel", "Lang", "Mor", "Nor", "Oak",
    "Pen", "Quar", "Rav", "Sel", "Thorn", "Ulv", "Vel", "Wyn", "Yar", "Zel", "Ash", "Beck", "Crag", "Dale", "Esk",
    "Fell", "Garth",
)  # fmt: skip


def test_merging_keeps_one_organization_with_the_support_of_both_and_undoing_parts_them(session: Session) -> None:
    first, second = open_campaign(), open_campaign()
    kept = approved_support(first, name="Fennmark Kliniken")
    away = waiting_support(second, name="Fennmark Clinics", slug="fennmark-clinics")
    with transaction():
        session.add(Referral(campaign_id=second.id, code="fenn", organization_id=away.organization_id, created_at=WHEN))
        session.add(Partner(campaign_id=second.id, name="Fennmark", organization_id=away.organization_id))
    done = merge(away.organization_id, kept.organization_id, everywhere, COMMAND_LINE, WHEN)
    assert again(session, away).organization.name == "Fennmark Kliniken"
    assert session.scalars(select(Referral.organization_id)).one() == kept.organization_id
    assert (
        session.scalars(select(Partner.organization_id).where(Partner.name == "Fennmark")).one() == kept.organization_id
    )
    assert kept_slug("fennmark-clinics") is None, "nobody knew that address"
    approve(away.id, COMMAND_LINE, WHEN)
    assert supporter_counts(second.id).organizations == 1

    undo_merge(done.id, everywhere, COMMAND_LINE, WHEN + 30 * DAY)
    after = again(session, away)
    assert (after.organization.name, after.state) == ("Fennmark Clinics", SupportState.APPROVED)
    assert session.scalars(select(Referral.organization_id)).one() == away.organization_id
    with pytest.raises(NoSuchMerge):
        undo_merge(done.id, everywhere, COMMAND_LINE, WHEN)
    subjects = session.scalars(select(AuditEntry.subject).where(AuditEntry.act.startswith("organization."))).all()
    assert set(subjects) == {f"support {away.id}", f"organization {kept.organization_id}"}


def test_of_two_that_support_one_campaign_one_is_declined_and_comes_back_when_it_is_undone(session: Session) -> None:
    campaign = open_campaign()
    kept, away = approved_support(campaign), approved_support(campaign)
    approved_at = away.approved_at
    done = merge(away.organization_id, kept.organization_id, everywhere, COMMAND_LINE, WHEN + 3 * DAY)
    declined = again(session, away)
    assert (declined.state, declined.organization_id) == (SupportState.DECLINED, away.organization_id)
    assert kept.organization.name in declined.review_note
    assert supporter_counts(campaign.id).organizations == 1
    assert session.scalars(select(Message.kind)).all() == ["organizations.declined"]
    with pytest.raises(MergedAway):
        reopen(away.id, COMMAND_LINE, WHEN + 4 * DAY)
    undo_merge(done.id, everywhere, COMMAND_LINE, WHEN + 5 * DAY)
    back = again(session, away)
    assert (back.state, back.approved_at, back.declined_at) == (SupportState.APPROVED, approved_at, None)
    assert supporter_counts(campaign.id).organizations == 2
    assert session.scalars(select(Message.kind).order_by(Message.id)).all()[-1] == "organizations.approved"


def test_a_persons_own_word_is_no_duplicate(session: Session) -> None:
    campaign, other = open_campaign(), open_campaign()
    kept = approved_support(campaign)
    person = approved_support(campaign, capacity=Capacity.PERSONAL)
    with pytest.raises(CannotMerge, match="nothing that would move"):
        merge(person.organization_id, kept.organization_id, everywhere, COMMAND_LINE, WHEN)
    with pytest.raises(CannotMerge, match="other way round"):
        merge(kept.organization_id, person.organization_id, everywhere, COMMAND_LINE, WHEN)
    elsewhere = approved_support(other, capacity=Capacity.PERSONAL)
    merge(elsewhere.organization_id, kept.organization_id, everywhere, COMMAND_LINE, WHEN)
    assert supporter_counts(campaign.id).organizations == 1
    assert supporter_counts(other.id).organizations == 0
    assert supporter_counts(other.id).personal == 1


def test_what_stands_further_along_is_kept(session: Session) -> None:
    campaign = open_campaign()
    listed, waiting = approved_support(campaign), waiting_support(campaign)
    with pytest.raises(CannotMerge, match="other way round"):
        merge(listed.organization_id, waiting.organization_id, everywhere, COMMAND_LINE, WHEN)
    merge(waiting.organization_id, listed.organization_id, everywhere, COMMAND_LINE, WHEN)
    assert again(session, waiting).state == SupportState.DECLINED


def test_who_left_brings_the_dates_along_but_not_beside_newer_support_of_the_same(session: Session) -> None:
    campaign = open_campaign()
    old = approved_support(campaign)
    leave(old.id, COMMAND_LINE, WHEN)
    new = waiting_support(campaign)
    with pytest.raises(CannotMerge, match="nothing that would move"):
        merge(old.organization_id, new.organization_id, everywhere, COMMAND_LINE, WHEN)
    again_elsewhere = approved_support(open_campaign())
    merge(old.organization_id, again_elsewhere.organization_id, everywhere, COMMAND_LINE, WHEN)
    moved = again(session, old)
    assert (moved.organization_id, moved.left_at) == (again_elsewhere.organization_id, WHEN)


def test_what_nobody_confirmed_never_moves_onto_a_public_organization(session: Session) -> None:
    kept = approved_support(open_campaign())
    typed = applied(open_campaign())
    with pytest.raises(CannotMerge):
        merge(typed.organization_id, kept.organization_id, everywhere, COMMAND_LINE, WHEN)
    assert again(session, typed).organization_id == typed.organization_id


def test_a_reviewer_moves_only_what_they_review(session: Session) -> None:
    mine, other = open_campaign(), open_campaign()
    both = approved_support(mine)
    second = approved_support(other)
    merge(second.organization_id, both.organization_id, everywhere, COMMAND_LINE, WHEN)
    target = approved_support(open_campaign())
    with pytest.raises(CannotMerge, match="do not review"):
        merge(both.organization_id, target.organization_id, lambda id_: id_ == mine.id, COMMAND_LINE, WHEN)
    done = session.scalars(select(Merge)).one()
    with pytest.raises(NoSuchMerge):
        undo_merge(done.id, lambda id_: id_ == mine.id, COMMAND_LINE, WHEN)


def test_it_is_undone_in_order_and_for_thirty_days(session: Session) -> None:
    a, b, c = (approved_support(open_campaign()).organization for _ in range(3))
    first = merge(a.id, b.id, everywhere, COMMAND_LINE, LATER)
    with pytest.raises(CannotMerge, match="merged into another"):
        merge(a.id, c.id, everywhere, COMMAND_LINE, LATER)
    second = merge(b.id, c.id, everywhere, COMMAND_LINE, LATER)
    assert (kept_slug(a.slug), kept_slug(b.slug), kept_slug(c.slug)) == (c.slug, c.slug, None)
    with pytest.raises(CannotMerge, match="Undo that first"):
        undo_merge(first.id, everywhere, COMMAND_LINE, LATER)
    with pytest.raises(TooLateToUndo):
        undo_merge(second.id, everywhere, COMMAND_LINE, LATER + 31 * DAY)
    undo_merge(second.id, everywhere, COMMAND_LINE, LATER)
    undo_merge(first.id, everywhere, COMMAND_LINE, LATER)
    assert kept_slug(a.slug) is None
    assert sorted(session.scalars(select(Support.organization_id))) == [a.id, b.id, c.id]


def test_an_organization_stays_as_long_as_one_that_was_merged_into_it(session: Session) -> None:
    kept, away = approved_support(open_campaign()), approved_support(open_campaign())
    merge(away.organization_id, kept.organization_id, everywhere, COMMAND_LINE, WHEN)
    with transaction():
        drop(session, kept.id, kept.organization_id)
    assert len(session.scalars(select(Organization.id)).all()) == 2
    with transaction():
        drop(session, away.id, kept.organization_id)
    assert session.scalars(select(Organization.id)).all() == []
    assert session.scalars(select(Merge.id)).all() == []


def test_two_reviewers_at_once_merge_once(app: Flask) -> None:
    with app.app_context():
        one, other = approved_support(open_campaign()), approved_support(open_campaign())
    raised = at_once(
        app,
        lambda: merge(one.organization_id, other.organization_id, everywhere, COMMAND_LINE, WHEN),
        lambda: merge(other.organization_id, one.organization_id, everywhere, COMMAND_LINE, WHEN),
    )
    assert len(raised) == 1
    assert isinstance(raised[0], CannotMerge | NoSuchOrganization)
    with app.app_context():
        assert len(db.session.scalars(select(Merge)).all()) == 1


@pytest.fixture
def campaign(app: Flask) -> Campaign:
    with app.app_context():
        return open_campaign()


def test_the_desk_previews_merges_and_undoes(app: Flask, client: FlaskClient, campaign: Campaign) -> None:
    with app.app_context():
        sign_in(client, staff(RoleName.REVIEWER))
        kept = approved_support(open_campaign(), name="Fennmark Kliniken", slug="fennmark-kliniken")
        away = waiting_support(campaign, name="Fennmark <b>Kliniken</b>")
    page = f"/desk/organizations/{away.id}"
    assert f"{page}/same-as/fennmark-kliniken" in client.get(page).text
    preview = client.get(f"{page}/same-as/fennmark-kliniken").text
    assert "Nothing is done yet" in preview
    assert "<b>Kliniken</b>" not in preview
    assert client.post(f"{page}/same-as/fennmark-kliniken").status_code == 303
    assert "was merged into this organization" in client.get(page).text
    with app.app_context():
        merge_id = db.session.scalars(select(Merge.id)).one()
        assert db.session.get_one(Support, away.id).organization_id == kept.organization_id
    assert client.post(f"{page}/same-as/fennmark-kliniken").status_code == 409
    assert client.post(f"{page}/apart/{merge_id}").status_code == 303
    assert client.post(f"{page}/apart/{merge_id}").status_code == 404
    assert client.get(f"{page}/same-as/nobody").status_code == 404


def test_the_old_address_of_a_public_page_leads_to_the_one_that_is_kept(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        kept = approved_support(open_campaign(), slug="fennmark-kliniken")
        away = approved_support(open_campaign(), slug="fennmark-clinics")
        merge(away.organization_id, kept.organization_id, everywhere, COMMAND_LINE, WHEN + 3 * DAY)
    answer = client.get("/organizations/fennmark-clinics")
    assert (answer.status_code, answer.location) == (302, "/organizations/fennmark-kliniken")
    page = client.get(answer.location).text
    assert page.count("Support on record") == 2


def test_a_decision_that_was_taken_meanwhile_stays(session: Session) -> None:
    kept, away = approved_support(open_campaign()), waiting_support(open_campaign())
    done = merge(away.organization_id, kept.organization_id, everywhere, COMMAND_LINE, WHEN)
    decline(away.id, "No.", COMMAND_LINE, WHEN)
    undo_merge(done.id, everywhere, COMMAND_LINE, WHEN)
    assert again(session, away).state == SupportState.DECLINED
