"""Growth from real rows: its days sum up to the count whatever happens to signatures, and outlive their data."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event, func, select
from sqlalchemy.orm import Session

from campaign.audit.record import COMMAND_LINE
from campaign.campaigns.close import close_campaign
from campaign.campaigns.models import Campaign, DailyCount
from campaign.db import db, transaction
from campaign.organizations.leave import leave
from campaign.privacy.let_go import let_go
from campaign.signatures.deciding.carry_out import Chosen
from campaign.signatures.deciding.decide import decide
from campaign.signatures.deciding.undo_decision import undo_decision
from campaign.signatures.growth.keep_days import keep_days
from campaign.signatures.growth.queries import people_by_day, read_countries, read_growth
from campaign.signatures.models import Signature, Verdict
from campaign.signatures.queries import count_people
from tests.application import empty
from tests.factories.campaigns import WHEN, open_campaign
from tests.factories.organizations import approved_support
from tests.factories.signatures import signature

A_DAY = timedelta(days=1)
LATER = WHEN + 30 * A_DAY
END = date(2026, 6, 1)
AFTER = datetime(2026, 6, 2, 8, 0, tzinfo=UTC)


def signed(campaign: Campaign, *days: int) -> list[Signature]:
    return [signature(campaign, created_at=WHEN + day * A_DAY) for day in days]


def stored(session: Session) -> dict[date, int]:
    return dict(session.execute(select(DailyCount.day, DailyCount.people)).all())


def summed(campaign: Campaign) -> int:
    found = read_growth(campaign.id, LATER)
    assert found.people == count_people(campaign.id)
    return sum(period.people for period in found.periods) + found.undated


def test_every_day_of_a_campaign_is_there(session: Session) -> None:
    campaign = open_campaign()
    signed(campaign, *[0] * 6, *[1] * 2, *[3] * 4)
    signature(open_campaign())
    signature(campaign, state="held", was="pending")
    signature(campaign, state="imported", confirmed_at=None, slot=-1)
    approved_support(campaign)
    found = read_growth(campaign.id, LATER)
    assert [(period.people, period.is_open) for period in found.periods] == [(6, False), (6, True)]
    assert found.periods[0].first == WHEN.date()
    assert found.periods[-1].last == LATER.date()
    assert (found.people, found.organizations, found.imported, found.undated) == (12, 1, 1, 0)


def test_a_day_is_that_of_utc(session: Session) -> None:
    campaign = open_campaign()
    for hour in (0, 23):
        signature(campaign, created_at=datetime(2026, 3, 5, hour, 58, tzinfo=UTC))
    signature(campaign, confirmed_at=datetime(2026, 3, 6, 0, 0, tzinfo=UTC))
    assert people_by_day(campaign.id) == {date(2026, 3, 5): 2, date(2026, 3, 6): 1}


def test_days_that_are_over_are_kept_and_corrected(session: Session) -> None:
    campaign = open_campaign()
    entries = signed(campaign, 0, 0, 1, 2)
    open_campaign()
    assert keep_days(WHEN + 2 * A_DAY) == 2
    assert stored(session) == {WHEN.date(): 2, (WHEN + A_DAY).date(): 1}, "today is not over"
    assert keep_days(WHEN + 2 * A_DAY) == 0, "a second run finds nothing to do"
    chosen = Chosen((entries[0].id, entries[2].id))
    decision = decide(campaign.id, Verdict.INVALIDATE, chosen, "Twice", COMMAND_LINE, LATER)
    assert keep_days(LATER) == 3
    assert stored(session) == {WHEN.date(): 1, (WHEN + 2 * A_DAY).date(): 1}
    undo_decision(decision.id, COMMAND_LINE, LATER)
    keep_days(LATER)
    assert stored(session) == {WHEN.date(): 2, (WHEN + A_DAY).date(): 1, (WHEN + 2 * A_DAY).date(): 1}


def test_growth_outlives_the_data_and_countries_do_not(session: Session) -> None:
    campaign = open_campaign(retention_until=END)
    signed(campaign, *[0] * 6, *[1] * 7)
    approved_support(campaign)
    before = [(one.first, one.people, one.organizations) for one in read_growth(campaign.id, AFTER).periods]
    close_campaign(campaign.id, "", COMMAND_LINE, WHEN + A_DAY)
    let_go(campaign.id, COMMAND_LINE, AFTER)
    keep_days(AFTER + A_DAY)
    found = read_growth(campaign.id, AFTER)
    assert [(one.first, one.people, one.organizations) for one in found.periods] == before
    assert (found.people, found.let_go, found.undated) == (13, 13, 0)
    assert not found.periods[-1].is_open
    lands = read_countries(campaign.id, AFTER)
    assert (lands.countries.known, lands.not_known, lands.people) == ((), 13, 13)


def test_people_let_go_before_days_were_kept_stay_in_the_total(session: Session) -> None:
    campaign = open_campaign()
    signed(campaign, *[0] * 5)
    with transaction() as writing:
        writing.get_one(Campaign, campaign.id).people_let_go = 40
    found = read_growth(campaign.id, LATER)
    assert (found.people, found.undated, sum(one.people for one in found.periods)) == (45, 40, 5)


class World:
    """A campaign to which things happen."""

    def __init__(self) -> None:
        self.campaign = open_campaign(retention_until=END)
        self.decisions: list[int] = []
        self.supports = [approved_support(self.campaign).id]

    def sign(self, day: int) -> None:
        signed(self.campaign, day)

    def decide(self, verdict: Verdict, number: int) -> None:
        states = {Verdict.INVALIDATE: ("confirmed", "imported"), Verdict.REINSTATE: ("invalidated",)}[verdict]
        entries = db.session.scalars(select(Signature.id).where(Signature.state.in_(states)).order_by(Signature.id))
        chosen = tuple(entries)[:number]
        if chosen:
            self.decisions.append(decide(self.campaign.id, verdict, Chosen(chosen), "So", COMMAND_LINE, LATER).id)

    def undo(self) -> None:
        if self.decisions:
            undo_decision(self.decisions.pop(), COMMAND_LINE, LATER)

    def withdraw(self) -> None:
        with transaction() as session:
            found = session.scalars(select(Signature).where(Signature.state == "confirmed").limit(1)).first()
            if found is not None:
                session.delete(found)

    def leave(self) -> None:
        if self.supports:
            leave(self.supports.pop(), COMMAND_LINE, LATER)


ACTS = st.one_of(
    st.tuples(st.just("sign"), st.integers(0, 4)),
    st.tuples(st.just("strike"), st.integers(1, 3)),
    st.tuples(st.just("back"), st.integers(1, 3)),
    st.tuples(st.sampled_from(["undo", "withdraw", "leave", "keep"])),
)


def act(world: World, what: str, *values: int) -> None:
    match what:
        case "sign":
            world.sign(*values)
        case "strike":
            world.decide(Verdict.INVALIDATE, *values)
        case "back":
            world.decide(Verdict.REINSTATE, *values)
        case "undo":
            world.undo()
        case "withdraw":
            world.withdraw()
        case "leave":
            world.leave()
        case "keep":
            keep_days(LATER)


@settings(max_examples=4, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=st.lists(ACTS, min_size=5, max_size=10))
def test_the_days_sum_up_to_the_count_whatever_happens(session: Session, acts: list[tuple[str, int]]) -> None:
    world = World()
    signed(world.campaign, *[0] * 3, 2, 2)
    for one in acts:
        act(world, *one)
        assert summed(world.campaign) == count_people(world.campaign.id)
    count = count_people(world.campaign.id)
    close_campaign(world.campaign.id, "", COMMAND_LINE, WHEN + 5 * A_DAY)
    let_go(world.campaign.id, COMMAND_LINE, AFTER)
    assert summed(world.campaign) == count_people(world.campaign.id) == count
    keep_days(AFTER)
    assert summed(world.campaign) == count
    db.session.remove()
    empty(db.engine, db.metadata)


@pytest.mark.sqlite_alone
def test_days_are_counted_through_the_index(session: Session) -> None:
    said: list[tuple[str, object]] = []

    def note(_: object, __: object, statement: str, values: object, *___: object) -> None:
        said.append((statement, values))

    event.listen(db.engine, "before_cursor_execute", note)
    people_by_day(1)
    event.remove(db.engine, "before_cursor_execute", note)
    [(statement, values)] = [one for one in said if one[0].startswith("SELECT")]
    plan = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values).all()  # type: ignore[arg-type]
    assert "USING INDEX ix_signature_counted (campaign_id=?)" in str(plan)


def test_the_files_say_the_same_and_are_open_to_all(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        campaign = open_campaign(now=datetime.now(UTC) - 9 * A_DAY)
        for number in range(17):
            ago = (number % 3 + 2) * A_DAY
            signature(campaign, created_at=datetime.now(UTC) - ago, country="DE" if number else "LU")
    answer = client.get(f"/c/{campaign.slug}/growth.json")
    found = json.loads(answer.text)
    assert found["totals"]["people"] == sum(one["people"] for one in found["periods"]) == 17
    assert (found["licence"], found["smallest_cell"], found["time_zone"]) == ("CC0-1.0", 5, "UTC")
    assert (found["periods"][-1]["open"], found["periods"][-1]["people_total"]) == (True, 17)
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Cache-Control"].startswith("public, max-age=60")
    again = client.get(f"/c/{campaign.slug}/growth.json", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304
    rows = client.get(f"/c/{campaign.slug}/growth.csv").text.splitlines()
    assert rows[0] == '"from","to","people","organizations","people_total","organizations_total","open"'
    assert len(rows) == len(found["periods"]) + 1
    lands = json.loads(client.get(f"/c/{campaign.slug}/countries.json").text)
    assert lands["countries"] == [{"country": "DE", "people": 10}], "16, but one of LU would be told"
    assert lands["other"] == {"people": 7, "countries": 1}
    rows = client.get(f"/c/{campaign.slug}/countries.csv").text.splitlines()
    assert rows[1:] == ['"DE","10"', '"other","7"']
    assert client.get("/c/nowhere/growth.json").status_code == 404


def test_nothing_is_public_of_a_draft(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        campaign = open_campaign()
        with transaction() as session:
            session.get_one(Campaign, campaign.id).state = "draft"  # type: ignore[assignment]  # as it is stored
        assert session.scalar(select(func.count()).select_from(Campaign)) == 1
    for name in ("growth.json", "countries.csv", "data", "corrections", "corrections.atom"):
        assert client.get(f"/c/{campaign.slug}/{name}").status_code == 404
