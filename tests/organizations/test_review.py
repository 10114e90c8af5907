"""Confirming, reviewing, undoing, leaving, purging: each on the rows."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from campaign.audit.models import AuditEntry
from campaign.campaigns.create import COMMAND_LINE
from campaign.mail.models import Message, Suppression
from campaign.organizations.approve import approve
from campaign.organizations.confirm import LINK_LIVES, confirm
from campaign.organizations.decline import decline
from campaign.organizations.deny import deny
from campaign.organizations.directory.queries import supporter_counts
from campaign.organizations.leave import leave
from campaign.organizations.logo import LogoImage
from campaign.organizations.models import Capacity, Logo, Organization, Support, SupportState
from campaign.organizations.purge_declined import purge_declined
from campaign.organizations.purge_unconfirmed import purge_unconfirmed
from campaign.organizations.refusals import LinkExpired, NoSuchSupport, NothingToUndo, NotListed, NotWaiting
from campaign.organizations.reopen import reopen
from tests.factories.campaigns import open_campaign
from tests.factories.organizations import WHEN, applied, approved_support, waiting_support

DAY = timedelta(days=1)
LOGO = LogoImage(b"png", "0" * 64, 4, 4)


def rows(session: Session, table: type) -> int:
    return session.scalar(select(func.count()).select_from(table)) or 0


def test_confirming_twice_is_confirming_once(session: Session) -> None:
    support = applied(open_campaign())
    confirm(support.id, WHEN + DAY)
    again = confirm(support.id, WHEN + 20 * DAY)
    assert (again.state, again.confirmed_at) == (SupportState.WAITING, WHEN + DAY)


def test_a_link_runs_out_after_fourteen_days(session: Session) -> None:
    support = applied(open_campaign())
    with pytest.raises(LinkExpired):
        confirm(support.id, WHEN + LINK_LIVES + DAY)


def test_not_us_deletes_everything_and_keeps_a_promise(session: Session) -> None:
    support = applied(open_campaign(), logo=LOGO)
    deny(support.id, WHEN)
    assert [rows(session, table) for table in (Support, Organization, Logo, Suppression)] == [0, 0, 0, 1]
    with pytest.raises(NoSuchSupport):
        confirm(support.id, WHEN)


def test_not_us_is_not_for_what_has_been_decided(session: Session) -> None:
    support = approved_support(open_campaign())
    with pytest.raises(NotWaiting):
        deny(support.id, WHEN)


def test_an_approval_counts_tells_the_contact_and_is_recorded(session: Session) -> None:
    campaign = open_campaign()
    support = approve(waiting_support(campaign).id, COMMAND_LINE, WHEN + 3 * DAY)
    assert supporter_counts(campaign.id).organizations == 1
    assert session.scalars(select(Message.kind)).all() == ["organizations.approved"]
    entry = session.scalars(select(AuditEntry).where(AuditEntry.act == "support.approved")).one()
    assert (entry.about, entry.campaign_id) == (support.organization.slug, campaign.id)


def test_somebody_who_speaks_personally_is_named_only_once_approved_and_counted_apart(session: Session) -> None:
    campaign = open_campaign()
    support = waiting_support(campaign, capacity=Capacity.PERSONAL, contact_name="Amrit Delacourt")
    assert support.affiliate == ""
    assert approve(support.id, COMMAND_LINE, WHEN).affiliate == "Amrit Delacourt"
    counts = supporter_counts(campaign.id)
    assert (counts.organizations, counts.personal) == (0, 1)


def test_what_nobody_confirmed_cannot_be_decided(session: Session) -> None:
    support = applied(open_campaign())
    with pytest.raises(NotWaiting):
        approve(support.id, COMMAND_LINE, WHEN)
    with pytest.raises(NotWaiting):
        decline(support.id, "No.", COMMAND_LINE, WHEN)


def test_a_decision_is_taken_once(session: Session) -> None:
    support = waiting_support(open_campaign())
    decline(support.id, "We could not find the house.", COMMAND_LINE, WHEN)
    with pytest.raises(NotWaiting):
        approve(support.id, COMMAND_LINE, WHEN)


def test_a_decision_can_be_undone_for_thirty_days(session: Session) -> None:
    campaign = open_campaign()
    support = waiting_support(campaign)
    decline(support.id, "We could not find the house.", COMMAND_LINE, WHEN)
    undone = reopen(support.id, COMMAND_LINE, WHEN + 30 * DAY)
    assert (undone.state, undone.declined_at, undone.review_note) == (SupportState.WAITING, None, "")
    approve(support.id, COMMAND_LINE, WHEN + 30 * DAY)
    with pytest.raises(NothingToUndo):
        reopen(support.id, COMMAND_LINE, WHEN + 61 * DAY)


def test_leaving_keeps_the_dates_and_forgets_the_person(session: Session) -> None:
    campaign = open_campaign()
    support = approved_support(campaign)
    left = leave(support.id, COMMAND_LINE, WHEN + 9 * DAY)
    assert (left.state, left.left_at) == (SupportState.LEFT, WHEN + 9 * DAY)
    assert left.approved_at is not None
    assert (left.sealed, left.contact_tag, left.application_tag) == (None, None, None)
    counts = supporter_counts(campaign.id)
    assert (counts.organizations, counts.left) == (0, 1)
    with pytest.raises(NotListed):
        leave(support.id, COMMAND_LINE, WHEN)


def test_who_has_left_may_come_back(session: Session) -> None:
    campaign = open_campaign()
    support = approved_support(campaign, name="Fennmark Kliniken", email="straub@fennmark.example")
    leave(support.id, COMMAND_LINE, WHEN)
    again = applied(campaign, WHEN + DAY)
    assert again.id != support.id
    assert again.state == SupportState.UNCONFIRMED


def test_what_nobody_confirmed_is_deleted_after_fourteen_days(session: Session) -> None:
    campaign = open_campaign()
    applied(campaign, logo=LOGO)
    kept = waiting_support(campaign)
    assert purge_unconfirmed(WHEN + 14 * DAY) == 0
    assert purge_unconfirmed(WHEN + 15 * DAY) == 1
    assert purge_unconfirmed(WHEN + 15 * DAY) == 0
    assert session.scalars(select(Support.id)).all() == [kept.id]
    assert [rows(session, Organization), rows(session, Logo)] == [1, 0]


def test_what_was_declined_is_deleted_once_it_cannot_be_undone(session: Session) -> None:
    support = waiting_support(open_campaign())
    decline(support.id, "No.", COMMAND_LINE, WHEN)
    assert purge_declined(WHEN + 30 * DAY) == 0
    assert purge_declined(WHEN + 31 * DAY) == 1
    assert rows(session, Support) == 0
