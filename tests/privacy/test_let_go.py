"""Letting go of a campaign's data at the end date."""

from datetime import date, timedelta

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from campaign.audit.record import COMMAND_LINE
from campaign.campaigns.close import close_campaign
from campaign.campaigns.models import Campaign
from campaign.db import transaction
from campaign.keys import KeyFault, keys
from campaign.mail.models import Message
from campaign.organizations.directory.queries import supporter_counts
from campaign.organizations.models import Support
from campaign.privacy.commands import let_go_command
from campaign.privacy.let_go import StillOpen, TooEarly, let_go
from campaign.sealed import unseal
from campaign.signatures.models import Signature, SignatureState
from campaign.signatures.queries import count_people
from tests.factories.campaigns import WHEN, open_campaign
from tests.factories.organizations import approved_support, waiting_support
from tests.factories.signatures import signature

END = date(2026, 6, 1)
AFTER = WHEN.replace(month=6, day=2)


def test_only_a_closed_campaign_past_its_date_is_let_go(session: Session) -> None:
    campaign = open_campaign(retention_until=END)
    with pytest.raises(StillOpen):
        let_go(campaign.id, COMMAND_LINE, AFTER)
    close_campaign(campaign.id, "", COMMAND_LINE, WHEN)
    with pytest.raises(TooEarly):
        let_go(campaign.id, COMMAND_LINE, AFTER - timedelta(days=1))
    assert let_go(campaign.id, COMMAND_LINE, AFTER) == 0


def test_people_and_contacts_go_and_the_numbers_stay(session: Session) -> None:
    campaign, other = open_campaign(retention_until=END), open_campaign()
    signed = [signature(campaign) for _ in range(3)]
    signature(campaign, state=SignatureState.PENDING)
    signature(other)
    approved_support(campaign)
    waiting_support(campaign)
    close_campaign(campaign.id, "", COMMAND_LINE, WHEN)
    assert let_go(campaign.id, COMMAND_LINE, AFTER) == 3
    assert count_people(campaign.id) == 3
    assert count_people(other.id) == 1
    assert supporter_counts(campaign.id).organizations == 1
    assert session.scalar(select(func.count()).select_from(Signature)) == 1
    assert session.scalar(select(func.count()).where(Message.campaign_id == campaign.id)) == 0
    assert session.execute(select(Support.sealed, Support.contact_tag)).all() == [(None, None)]
    with pytest.raises(KeyFault):
        unseal("signature", campaign.public_id, signed[0].public_id, signed[0].sealed)
    assert keys().campaign_key(other.public_id)


def test_the_command_says_what_went(app: Flask) -> None:
    with app.app_context():
        campaign = open_campaign()
        with transaction() as session:
            session.get_one(Campaign, campaign.id).retention_until = date(2025, 1, 1)
        signature(campaign)
        close_campaign(campaign.id, "", COMMAND_LINE, WHEN)
        answer = CliRunner().invoke(let_go_command, [campaign.slug, "--yes"])
    assert answer.exit_code == 0, answer.output
    assert "1 people" in answer.output or "1 person" in answer.output
