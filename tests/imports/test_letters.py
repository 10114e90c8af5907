"""The one letter that asks to confirm: only if the list allows it, once, and it leads to a signature that counts."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from campaign.audit.record import COMMAND_LINE
from campaign.campaigns.queries import campaign_facts
from campaign.db import transaction
from campaign.imports.models import Source
from campaign.imports.refusals import NotToBeAsked
from campaign.imports.signatures.ask import ask
from campaign.imports.signatures.letters import preview
from campaign.imports.work import work
from campaign.mail.deliver import deliver_due
from campaign.mail.mailbox import letter_names
from campaign.mail.models import Message, Priority
from campaign.mail.suppress import suppress
from campaign.signatures.models import Signature, SignatureState
from tests.factories.campaigns import open_campaign
from tests.imports.listing import NOW, csv_of, line, taken_in

MAY = {"may_write": "yes", "agreed": "I sign & agree."}


def test_everybody_with_an_address_gets_one_letter_and_nobody_two(session: Session) -> None:
    campaign = open_campaign()
    lines = [line("Ada Lovelace", "ada@x.org"), line(email=""), line(email="bo@x.org"), line(email="ci@x.org")]
    batch = taken_in(campaign, csv_of(*lines), Source.PAPER, options=MAY, place="Market square")
    tags = dict(session.execute(select(Signature.id, Signature.canonical_tag)).all())
    suppress_id = max(tags)
    ask(batch.id, COMMAND_LINE, NOW)
    assert work(lambda: NOW)
    assert not work(lambda: NOW)
    assert session.scalar(select(func.count()).select_from(Message)) == 4
    assert set(session.scalars(select(Message.priority))) == {Priority.BULK}
    with pytest.raises(NotToBeAsked):
        ask(batch.id, COMMAND_LINE, NOW)
    with transaction():
        suppress(campaign.id, tags[suppress_id], "not me", NOW)
        session.delete(session.get_one(Signature, suppress_id))
    before = set(letter_names())
    deliver_due(lambda: NOW + timedelta(seconds=5))
    assert len(set(letter_names()) - before) == 2
    assert set(session.scalars(select(Signature.state))) == {SignatureState.IMPORTED}


def test_a_list_that_does_not_say_so_is_not_written_to(session: Session) -> None:
    batch = taken_in(open_campaign(), csv_of(line()))
    with pytest.raises(NotToBeAsked):
        ask(batch.id, COMMAND_LINE, NOW)
    assert session.scalar(select(func.count()).select_from(Message)) == 0


def test_the_preview_says_where_the_list_is_from(session: Session) -> None:
    campaign = open_campaign()
    batch = taken_in(campaign, csv_of(line()), options=MAY, place="https://forms.example")
    subject, text = preview(batch, campaign_facts(campaign.slug), "Countersign")
    assert subject == "Did you sign this? Please confirm, or say no"
    for words in ("A plain form or any other table, https://forms.example.", "I sign & agree.", "/s/…", "only letter"):
        assert words in text
