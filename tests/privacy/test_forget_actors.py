"""After 24 months nobody knows any more who took a list out or decided about signatures; what was done stays."""

from datetime import timedelta

from sqlalchemy.orm import Session

from campaign.audit.prune import KEEP
from campaign.audit.record import Actor
from campaign.db import transaction
from campaign.exports.models import Export
from campaign.exports.prepare_export import Wanted, prepare_export
from campaign.privacy.forget_actors import NOBODY, forget_actors
from campaign.signatures.deciding.carry_out import Chosen
from campaign.signatures.deciding.decide import decide
from campaign.signatures.models import Decision, Verdict
from tests.factories.accounts import staff
from tests.factories.campaigns import WHEN, open_campaign
from tests.factories.signatures import signature


def test_who_and_why_go_after_24_months_and_what_stays(session: Session) -> None:
    campaign = open_campaign()
    person = staff(email="ida@fullrecord.example")
    ida = Actor(person.id, person.email)
    old = prepare_export(Wanted(campaign_id=campaign.id, reason="Ida asked Bo"), ida, WHEN)
    new = prepare_export(Wanted(campaign_id=campaign.id, reason="To the minister"), ida, WHEN + timedelta(days=1))
    decision = decide(campaign.id, Verdict.INVALIDATE, Chosen((signature(campaign).id,)), "Bo said so", ida, WHEN)
    with transaction():
        session.get_one(Decision, decision.id).second = "bo@fullrecord.example"

    assert forget_actors(WHEN + KEEP) == 0
    assert forget_actors(WHEN + KEEP + timedelta(hours=1)) == 2
    assert forget_actors(WHEN + KEEP + timedelta(hours=1)) == 0

    session.expire_all()
    kept = session.get_one(Export, old.id)
    assert (kept.actor, kept.staff_id, kept.reason) == (NOBODY, None, "")
    assert (kept.campaign_id, kept.started_at) == (campaign.id, WHEN)
    assert session.get_one(Export, new.id).actor == ida.name
    done = session.get_one(Decision, decision.id)
    assert (done.actor, done.staff_id, done.second, done.second_id, done.reason) == (NOBODY, None, "", None, "")
    assert (done.verdict, done.signatures) == (Verdict.INVALIDATE, 1)
