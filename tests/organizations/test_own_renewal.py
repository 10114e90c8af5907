"""Support lives for a year: asked for twice, renewed by one press, lapsed on its day, forgotten a year after that."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from campaign.audit.models import AuditEntry
from campaign.audit.record import COMMAND_LINE
from campaign.campaigns.close import close_campaign
from campaign.campaigns.models import Campaign
from campaign.db import transaction
from campaign.mail.letters import WRITERS
from campaign.mail.models import Message
from campaign.organizations.approve import approve
from campaign.organizations.directory.queries import newest_supporters, supporter_counts
from campaign.organizations.leave import leave
from campaign.organizations.models import Capacity, Event, EventKind, Support, SupportState
from campaign.organizations.own.ask_to_renew import ask_to_renew
from campaign.organizations.own.forget_lapsed import forget_lapsed
from campaign.organizations.own.lapse import lapse
from campaign.organizations.own.renew import renew
from campaign.organizations.queries import public_logo
from campaign.organizations.refusals import NotListed, NotRenewable
from campaign.organizations.speaker import ITSELF, own_page_token, speaker_by_token
from campaign.privacy.let_go import let_go
from tests.factories.campaigns import open_campaign
from tests.factories.organizations import approved_support, waiting_support

DAY = timedelta(days=1)
ENDS = date(2027, 3, 10)


def at(day: date, hour: int = 9) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


@pytest.fixture
def campaign(session: Session) -> Campaign:
    """An open campaign."""
    return open_campaign()


def supporter(campaign: Campaign, **overrides: Any) -> Support:
    return approved_support(campaign, renew_by=ENDS, **overrides)


def night(now: datetime) -> tuple[int, int]:
    """What the worker does: how many lapsed, how many were asked."""
    return lapse(now), ask_to_renew(now)


def kinds(session: Session) -> list[str]:
    return list(session.scalars(select(Message.kind).order_by(Message.id)))


def events(session: Session, support: Support) -> list[EventKind]:
    return list(session.scalars(select(Event.what).where(Event.support_id == support.id).order_by(Event.id)))


def fresh(session: Session, support: Support) -> Support:
    return session.get_one(Support, support.id, populate_existing=True)


def test_an_approval_is_for_a_year(campaign: Campaign) -> None:
    support = approve(waiting_support(campaign).id, COMMAND_LINE, at(date(2026, 3, 10)))
    assert support.renew_by == ENDS


def test_two_letters_and_then_it_lapses_on_its_day(session: Session, campaign: Campaign) -> None:
    support = supporter(campaign)
    happened = []
    day = ENDS - 40 * DAY
    while day <= ENDS + DAY:
        # The worker comes round every hour; twice a day is enough to show that it does nothing twice.
        for hour in (0, 23):
            lapsed, asked = night(at(day, hour))
            happened += [(day, "lapsed")] * lapsed + [(day, "asked")] * asked
        day += DAY
    assert happened == [(ENDS - 30 * DAY, "asked"), (ENDS - 7 * DAY, "asked"), (ENDS, "lapsed")]
    assert kinds(session) == ["organizations.please_renew", "organizations.please_renew", "organizations.lapsed"]
    support = fresh(session, support)
    assert (support.state, support.lapsed_at) == (SupportState.LAPSED, at(ENDS, 0))
    assert events(session, support) == [EventKind.LAPSED]


def test_what_lapsed_leaves_every_count_and_list(session: Session, campaign: Campaign) -> None:
    stays, goes = supporter(campaign, country="FR"), supporter(campaign)
    ask_to_renew(at(ENDS - 20 * DAY))
    renew(stays.id, ITSELF, at(ENDS - 20 * DAY))
    lapse(at(ENDS))
    counts = supporter_counts(campaign.id)
    assert (counts.organizations, counts.countries, counts.left, counts.lapsed) == (1, 1, 0, 1)
    assert [one.slug for one in newest_supporters(campaign.id, 5)] == [stays.organization.slug]
    assert public_logo(goes.organization.slug) is None


def test_nobody_lapses_who_was_not_asked_seven_days_before(session: Session, campaign: Campaign) -> None:
    support = supporter(campaign)
    late = ENDS + 5 * DAY  # the worker was down
    assert night(at(late)) == (0, 1)
    assert night(at(late + 6 * DAY, 23)) == (0, 0)
    assert night(at(late + 7 * DAY)) == (1, 0)
    assert fresh(session, support).state == SupportState.LAPSED


def test_one_press_renews_for_a_year_from_its_day_and_again_changes_nothing(
    session: Session, campaign: Campaign
) -> None:
    support = supporter(campaign)
    assert renew(support.id, ITSELF, at(ENDS - 61 * DAY)).renew_by == ENDS
    ask_to_renew(at(ENDS - 30 * DAY))
    for _ in range(2):
        renewed = renew(support.id, ITSELF, at(ENDS - 29 * DAY))
        assert (renewed.renew_by, renewed.renewal_asked_at) == (ENDS + 365 * DAY, None)
    assert events(session, support) == [EventKind.RENEWED]
    entry = session.scalars(select(AuditEntry).where(AuditEntry.act == "support.renewed")).one()
    assert (entry.actor, entry.subject) == ("the organization itself", f"support {support.id}")
    # The letter that was still under way is no longer owed.
    assert WRITERS["organizations.please_renew"]([support.id]) == {}
    assert night(at(ENDS)) == (0, 0)


def test_what_lapsed_comes_back_for_a_year_with_its_first_day(session: Session, campaign: Campaign) -> None:
    support = supporter(campaign, capacity=Capacity.PERSONAL, contact_name="Amrit Delacourt")
    since = support.approved_at
    ask_to_renew(at(ENDS - 30 * DAY))
    lapse(at(ENDS))
    assert fresh(session, support).affiliate == ""
    back = renew(support.id, ITSELF, at(ENDS + 365 * DAY))
    assert (back.state, back.approved_at, back.renew_by) == (SupportState.APPROVED, since, ENDS + 730 * DAY)
    assert (back.affiliate, back.lapsed_at) == ("Amrit Delacourt", None)


def test_a_year_after_it_lapsed_it_cannot_be_renewed_and_nobody_is_known(session: Session, campaign: Campaign) -> None:
    support = supporter(campaign, statement="We stand by it.")
    token = own_page_token(support)
    ask_to_renew(at(ENDS - 30 * DAY))
    lapse(at(ENDS))
    assert speaker_by_token(token) is not None
    with pytest.raises(NotRenewable):
        renew(support.id, ITSELF, at(ENDS + 366 * DAY))
    assert forget_lapsed(at(ENDS + 365 * DAY)) == 0
    assert forget_lapsed(at(ENDS + 367 * DAY)) == 1
    support = fresh(session, support)
    assert (support.sealed, support.contact_tag, support.statement) == (None, None, "")
    assert support.state == SupportState.LAPSED
    assert speaker_by_token(token) is None


def test_invented_supporters_and_closed_campaigns_stay_as_they_are(session: Session, campaign: Campaign) -> None:
    supporter(campaign, is_sample=True)
    closed = open_campaign()
    supporter(closed)
    close_campaign(closed.id, "", COMMAND_LINE, at(ENDS - 60 * DAY))
    assert night(at(ENDS - 7 * DAY)) == (0, 0)
    assert night(at(ENDS + 30 * DAY)) == (0, 0)


def test_what_does_not_stand_in_the_list_cannot_be_renewed(campaign: Campaign) -> None:
    with pytest.raises(NotListed):
        renew(waiting_support(campaign).id, ITSELF, at(ENDS))


def test_lapsed_support_can_leave_and_stays_when_the_data_is_let_go(session: Session, campaign: Campaign) -> None:
    leaves, stays = supporter(campaign), supporter(campaign)
    ask_to_renew(at(ENDS - 7 * DAY))
    lapse(at(ENDS))
    assert leave(leaves.id, ITSELF, at(ENDS + DAY)).state == SupportState.LEFT
    close_campaign(campaign.id, "", COMMAND_LINE, at(ENDS + 2 * DAY))
    let_go(campaign.id, COMMAND_LINE, at(ENDS + 3 * DAY), early=True)
    left = session.execute(select(Support.id, Support.state).order_by(Support.id)).all()
    assert [tuple(row) for row in left] == [(leaves.id, SupportState.LEFT), (stays.id, SupportState.LAPSED)]


def test_a_hundred_are_asked_in_pieces(session: Session, campaign: Campaign) -> None:
    for _ in range(5):
        supporter(campaign)
    assert [ask_to_renew(at(ENDS - 30 * DAY), limit=2) for _ in range(4)] == [2, 2, 1, 0]
    with transaction() as inner:
        inner.execute(update(Support).values(renewal_asked_at=at(ENDS - 8 * DAY)))
    assert [lapse(at(ENDS), limit=3) for _ in range(3)] == [3, 2, 0]
