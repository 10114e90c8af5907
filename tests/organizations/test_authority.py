"""Grades of authority on the rows: what proves, what does not, what is taken back."""

import threading
from datetime import timedelta

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from campaign.audit.models import AuditEntry
from campaign.audit.record import COMMAND_LINE
from campaign.db import db, transaction
from campaign.organizations.authority.domain_changed import domain_changed
from campaign.organizations.authority.grade import GRADES, WEAKEST_FIRST, grade
from campaign.organizations.authority.prove import prove
from campaign.organizations.authority.refusals import NeedsAReason, NoSuchProof, NothingToProve
from campaign.organizations.authority.take_back import take_back
from campaign.organizations.authority.vouch import vouch
from campaign.organizations.confirm import confirm
from campaign.organizations.leave import leave
from campaign.organizations.models import (
    Authority,
    Capacity,
    Event,
    EventKind,
    Organization,
    Proof,
    ProofKind,
    Support,
    SupportState,
)
from campaign.organizations.public_values import Pictures, put
from campaign.organizations.refusals import NoSuchSupport
from campaign.organizations.website import has_own_domain, own_domain
from tests.factories.campaigns import open_campaign
from tests.factories.organizations import WHEN, applied, approved_support, waiting_support

DAY = timedelta(days=1)


def proofs(session: Session, support: Support) -> set[ProofKind]:
    return set(session.scalars(select(Proof.kind).where(Proof.support_id == support.id)))


def history(session: Session, support: Support) -> list[str]:
    return list(
        session.scalars(
            select(Event.detail)
            .where(Event.support_id == support.id, Event.what == EventKind.PROVED)
            .order_by(Event.id)
        )
    )


def authority(session: Session, support: Support) -> Authority:
    return session.get_one(Support, support.id, populate_existing=True).authority


@given(st.sets(st.sampled_from(ProofKind)), st.sampled_from(ProofKind))
def test_the_strongest_proof_makes_the_grade_and_a_further_one_never_lowers_it(
    some: set[ProofKind], more: ProofKind
) -> None:
    assert (grade(some) == Authority.CLAIMED) == (not some)
    before, after = WEAKEST_FIRST.index(grade(some)), WEAKEST_FIRST.index(grade(some | {more}))
    assert after == max(before, WEAKEST_FIRST.index(GRADES[more]))


def test_confirming_from_the_own_domain_proves_it_without_anybody(session: Session) -> None:
    support = applied(open_campaign(), email="straub@klinik.fennmark.example", website="https://www.fennmark.example")
    assert authority(session, support) == Authority.CLAIMED
    for _ in range(2):
        assert confirm(support.id, WHEN).authority == Authority.DOMAIN
    assert history(session, support) == ["Address at its own domain: fennmark.example"]


@pytest.mark.parametrize(
    ("email", "website"),
    [
        ("fennmark@gmail.com", "https://fennmark.example"),
        ("fennmark@posteo.de", "https://posteo.de"),
        ("a@elsewhere.example", "https://fennmark.example"),
        ("a@fennmark.co.uk", "https://co.uk"),
        ("a@wordpress.com", "https://fennmark.wordpress.com"),
        ("a@facebook.com", "https://www.facebook.com/fennmark"),
        ("a@eu.org", "https://fennmark.eu.org"),
        ("a@gov.uk", "https://health.gov.uk"),
        ("a@xfennmark.example", "https://fennmark.example"),
        ("a@fennmark.example.evil.example", "https://fennmark.example"),
    ],
)
def test_mailboxes_that_anybody_can_have_prove_nothing(session: Session, email: str, website: str) -> None:
    assert not own_domain(email, website)
    support = applied(open_campaign(), email=email, website=website)
    assert confirm(support.id, WHEN).authority == Authority.CLAIMED
    assert proofs(session, support) == set()


def test_a_host_that_many_share_has_no_dns_of_its_own() -> None:
    assert has_own_domain("https://www.fennmark.example")
    assert has_own_domain("https://fennmark.eu.org")
    for website in ("fennmark.wordpress.com", "a.b.github.io", "facebook.com/fennmark", "gmail.com", "co.uk"):
        assert not has_own_domain(f"https://{website}"), website


def test_somebody_who_speaks_personally_proves_no_authority(session: Session) -> None:
    support = applied(open_campaign(), capacity=Capacity.PERSONAL, authority_declared=False)
    assert confirm(support.id, WHEN).authority == Authority.CLAIMED
    with pytest.raises(NothingToProve):
        prove(support.id, ProofKind.LETTER, "letter", WHEN, COMMAND_LINE)
    assert proofs(session, support) == set()


def test_a_proof_is_stored_once_with_its_line_of_history_and_the_newest_of_its_kind_counts(session: Session) -> None:
    support = waiting_support(open_campaign())
    for _ in range(2):
        prove(support.id, ProofKind.LETTER, "letter of 1 March 2026", WHEN, COMMAND_LINE)
    prove(support.id, ProofKind.LETTER, "letter of 2 March 2026", WHEN + DAY, COMMAND_LINE)
    assert authority(session, support) == Authority.PROOF
    assert session.scalars(select(Proof.evidence)).all() == ["letter of 2 March 2026"]
    assert history(session, support) == [
        "Signed letter: letter of 1 March 2026",
        "Signed letter: letter of 2 March 2026",
    ]
    entries = session.scalars(select(AuditEntry).where(AuditEntry.act == "support.proved")).all()
    assert [entry.subject for entry in entries] == [f"support {support.id}"] * 2


def test_taking_a_proof_back_lowers_the_grade_to_what_the_others_prove(session: Session) -> None:
    support = waiting_support(open_campaign())
    prove(support.id, ProofKind.DOMAIN, "a.example", WHEN)
    prove(support.id, ProofKind.LETTER, "letter of 1 March 2026", WHEN, COMMAND_LINE)
    assert take_back(support.id, ProofKind.LETTER, "Forged.", COMMAND_LINE, WHEN).authority == Authority.DOMAIN
    assert history(session, support) == ["Address at its own domain: a.example"]
    entry = session.scalars(select(AuditEntry).where(AuditEntry.act == "support.proof_taken_back")).one()
    assert entry.details == {
        "proof": "letter", "evidence": "letter of 1 March 2026", "reason": "Forged.", "grade": "domain",
    }  # fmt: skip
    with pytest.raises(NoSuchProof):
        take_back(support.id, ProofKind.LETTER, "Forged.", COMMAND_LINE, WHEN)
    with pytest.raises(NoSuchSupport):
        take_back(support.id + 1, ProofKind.LETTER, "Forged.", COMMAND_LINE, WHEN)


def test_vouching_without_any_proof_needs_a_reason(session: Session) -> None:
    support = waiting_support(open_campaign())
    with pytest.raises(NeedsAReason):
        vouch(support.id, "We know the house.", "", COMMAND_LINE, WHEN)
    assert proofs(session, support) == set()
    assert vouch(support.id, "We know the house.", "Met the board.", COMMAND_LINE, WHEN).authority == Authority.REVIEWED
    other = waiting_support(open_campaign())
    prove(other.id, ProofKind.DOMAIN, "b.example", WHEN)
    assert vouch(other.id, "Called the office.", "", COMMAND_LINE, WHEN).authority == Authority.REVIEWED
    assert history(session, other)[-1] == "Reviewer’s word: Called the office."
    reasons = session.scalars(select(AuditEntry).where(AuditEntry.act == "support.vouched_for")).all()
    assert [entry.details["reason"] for entry in reasons] == ["Met the board.", ""]


@pytest.mark.parametrize("state", [SupportState.UNCONFIRMED, SupportState.DECLINED, SupportState.LEFT])
def test_what_is_not_open_proves_nothing(session: Session, state: SupportState) -> None:
    campaign = open_campaign()
    support = applied(campaign) if state == SupportState.UNCONFIRMED else approved_support(campaign)
    if state == SupportState.LEFT:
        leave(support.id, COMMAND_LINE, WHEN)
    elif state == SupportState.DECLINED:
        with transaction():
            session.get_one(Support, support.id).state = state
    with pytest.raises(NothingToProve):
        prove(support.id, ProofKind.DNS, "x", WHEN)


def test_another_website_takes_what_was_proved_about_the_old_domain(session: Session) -> None:
    support = waiting_support(open_campaign(), website="https://fennmark.example")
    for kind in (ProofKind.DOMAIN, ProofKind.DNS, ProofKind.SECOND_OFFICER):
        prove(support.id, kind, "fennmark.example", WHEN)
    for website, gone in (("https://www.fennmark.example/about", 0), ("https://fennmark-kliniken.example", 2)):
        with transaction():
            organization = session.get_one(Organization, support.organization_id)
            before, organization.website = organization.website, website
            assert domain_changed(session, organization, before) == gone
    assert proofs(session, support) == {ProofKind.SECOND_OFFICER}
    assert authority(session, support) == Authority.SECOND_OFFICER


def test_a_change_of_the_website_that_is_accepted_does_so_too(session: Session) -> None:
    support = approved_support(open_campaign(), website="https://fennmark.example")
    prove(support.id, ProofKind.DOMAIN, "fennmark.example", WHEN)
    with transaction():
        row = session.get_one(Support, support.id)
        put(session, row, {"website": "https://elsewhere.example", "statement": "New words."}, Pictures())
    after = session.get_one(Support, support.id, populate_existing=True)
    assert (after.authority, after.statement) == (Authority.CLAIMED, "New words.")


def at_once(app: Flask, *acts: object) -> list[BaseException]:
    """Run acts in threads that start together; answers what they raised."""
    raised: list[BaseException] = []
    barrier = threading.Barrier(len(acts))

    def run(act: object) -> None:
        with app.app_context():
            barrier.wait()
            try:
                act()  # type: ignore[operator]
            except BaseException as error:  # noqa: BLE001 - told to the test
                raised.append(error)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


def test_proofs_at_once_are_all_there_and_the_grade_is_that_of_all(app: Flask) -> None:
    with app.app_context():
        support = waiting_support(open_campaign())
    kinds = (ProofKind.DOMAIN, ProofKind.LETTER, ProofKind.LETTER, ProofKind.DNS)
    assert at_once(app, *((lambda kind=kind: prove(support.id, kind, "it", WHEN)) for kind in kinds)) == []
    with app.app_context():
        assert proofs(db.session(), support) == set(kinds)
        assert authority(db.session(), support) == Authority.PROOF
        assert len(history(db.session(), support)) == 3


def test_two_presses_at_once_confirm_once(app: Flask) -> None:
    with app.app_context():
        support = applied(open_campaign())
    assert at_once(app, *[lambda: confirm(support.id, WHEN)] * 4) == []
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Proof)) == 1
        assert history(db.session(), support) == ["Address at its own domain: fennmark.example"]
