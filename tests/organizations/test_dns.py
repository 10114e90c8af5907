"""The DNS record: asked by the worker alone, of a real server on UDP."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from campaign.audit.models import AuditEntry
from campaign.audit.record import COMMAND_LINE
from campaign.db import transaction
from campaign.organizations.authority import resolver
from campaign.organizations.authority.ask_for_dns_check import ask_for_dns_check
from campaign.organizations.authority.check_dns import check_dns
from campaign.organizations.authority.dns_record import Record, record_of
from campaign.organizations.authority.refusals import CheckedAMomentAgo, NoDomainOfItsOwn, NothingToProve
from campaign.organizations.leave import leave
from campaign.organizations.models import Authority, Capacity, DnsCheck, DnsOutcome, Organization, Support
from tests.application import Wakes
from tests.factories.campaigns import open_campaign
from tests.factories.organizations import WHEN, approved_support, waiting_support
from tests.servers.dns_server import DnsServer

MINUTE = timedelta(minutes=1)


@pytest.fixture
def name_server(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[DnsServer]:
    """The name server that the site asks."""
    server = DnsServer().start()
    settings = replace(app.extensions["settings"], dns_server=server.address)
    monkeypatch.setitem(app.extensions, "settings", settings)
    yield server
    server.stop()


def record(support: Support) -> Record:
    found = record_of(support)
    assert found is not None
    return found


def check(session: Session) -> DnsCheck:
    return session.scalars(select(DnsCheck).execution_options(populate_existing=True)).one()


def look(support: Support, at: timedelta = timedelta()) -> int:
    ask_for_dns_check(support.id, WHEN + at)
    return check_dns(lambda: WHEN + at)


def test_the_record_is_found_and_proves_it(session: Session, name_server: DnsServer, wakes: Wakes) -> None:
    support = waiting_support(open_campaign(), website="https://www.fennmark.example/about")
    wanted = record(support)
    assert wanted.name == "_countersign.fennmark.example"
    name_server.records[wanted.name] = [b"v=spf1 -all", wanted.value.encode()]
    ask_for_dns_check(support.id, WHEN)
    assert ("organizations.check_dns", ()) in wakes
    assert name_server.asked == [], "nobody asks while a person waits"
    assert check_dns(lambda: WHEN) == 1
    assert name_server.asked == [wanted.name]
    found = check(session)
    assert (found.outcome, found.due_at, found.lease_until) == (DnsOutcome.FOUND, None, None)
    assert session.get_one(Support, support.id, populate_existing=True).authority == Authority.PROOF
    assert check_dns(lambda: WHEN + MINUTE) == 0


def test_the_value_is_of_one_support_alone_and_tells_nothing(session: Session, name_server: DnsServer) -> None:
    one = waiting_support(open_campaign(), website="https://fennmark.example")
    other = waiting_support(open_campaign(), website="https://fennmark.example")
    assert record(one).name == record(other).name
    assert record(one).value != record(other).value
    assert one.public_id.hex() not in record(one).value
    name_server.records[record(one).name] = [record(other).value.encode()]
    look(one)
    found = check(session)
    assert (found.outcome, found.seen) == (DnsOutcome.OTHER, record(other).value)
    assert session.get_one(Support, one.id, populate_existing=True).authority == Authority.CLAIMED


def test_what_is_not_there_yet_is_looked_for_again_and_then_left(session: Session, name_server: DnsServer) -> None:
    support = waiting_support(open_campaign())
    now, waits = WHEN, []
    ask_for_dns_check(support.id, now)
    while (due := check(session).due_at) is not None:
        waits.append(due - now)
        now = due
        assert check_dns(lambda at=due: at) == 1  # type: ignore[misc]
        assert check(session).outcome == DnsOutcome.MISSING
    assert waits == [timedelta(0), timedelta(minutes=10), timedelta(hours=1), timedelta(hours=6), timedelta(hours=24)]
    assert len(name_server.asked) == 5


@pytest.mark.parametrize("fault", ["silent", "broken"])
def test_a_server_that_does_not_answer_is_no_proof_and_costs_seconds(
    session: Session, name_server: DnsServer, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    monkeypatch.setattr(resolver, "SECONDS", 0.2)
    setattr(name_server, fault, True)
    support = waiting_support(open_campaign())
    name_server.records[record(support).name] = [record(support).value.encode()]
    look(support)
    found = check(session)
    assert found.outcome == DnsOutcome.FAILED
    assert found.last_error in ("LifetimeTimeout", "NoNameservers")


def test_odd_records_are_kept_short_and_plain(session: Session, name_server: DnsServer) -> None:
    support = waiting_support(open_campaign())
    wanted = record(support)
    name_server.records[wanted.name] = [
        b"\xff\x00\r\n<script>", b"countersign=" + b"0" * 200, wanted.value.encode() + b"0", wanted.value[:-1].encode(),
    ]  # fmt: skip
    look(support)
    found = check(session)
    assert found.outcome == DnsOutcome.OTHER
    assert len(found.seen) <= 300
    assert "\x00" not in found.seen
    assert "\n" not in found.seen


def test_one_press_a_minute_and_one_row_a_support(session: Session, name_server: DnsServer) -> None:
    support = waiting_support(open_campaign())
    ask_for_dns_check(support.id, WHEN)
    with pytest.raises(CheckedAMomentAgo):
        ask_for_dns_check(support.id, WHEN + MINUTE / 2)
    ask_for_dns_check(support.id, WHEN + MINUTE, COMMAND_LINE)
    assert check(session).asked_at == WHEN + MINUTE
    entry = session.scalars(select(AuditEntry).where(AuditEntry.act == "support.dns_check_asked")).one()
    assert entry.subject == f"support {support.id}"


def test_nothing_is_asked_for_hosts_that_many_share_or_for_a_person(session: Session, name_server: DnsServer) -> None:
    campaign = open_campaign()
    shared = waiting_support(campaign, website="https://fennmark.wordpress.com")
    with pytest.raises(NoDomainOfItsOwn):
        ask_for_dns_check(shared.id, WHEN)
    personal = waiting_support(campaign, capacity=Capacity.PERSONAL)
    with pytest.raises(NothingToProve):
        ask_for_dns_check(personal.id, WHEN)


def test_an_organization_that_left_or_moved_meanwhile_gets_no_proof(session: Session, name_server: DnsServer) -> None:
    campaign = open_campaign()
    left, moved = approved_support(campaign), approved_support(campaign)
    for support in (left, moved):
        name_server.records[record(support).name] = [record(support).value.encode()]
        ask_for_dns_check(support.id, WHEN)
    leave(left.id, COMMAND_LINE, WHEN)
    with transaction():
        session.get_one(Organization, moved.organization_id).website = "https://elsewhere.example"
    assert check_dns(lambda: WHEN) == 1, "whoever left is not asked about any more"
    grades = session.scalars(select(Support.authority)).all()
    assert grades == [Authority.CLAIMED] * 2
    assert name_server.asked == ["_countersign.elsewhere.example"]
