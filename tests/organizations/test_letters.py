"""The letters as they leave: text and HTML, from the site's own templates."""

from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest
from flask import current_app
from sqlalchemy.orm import Session

from campaign.audit.record import COMMAND_LINE
from campaign.campaigns.models import Campaign
from campaign.mail.letters import WRITERS
from campaign.mail.render import Press, SiteWords
from campaign.organizations.approve import approve
from campaign.organizations.confirm import confirm
from campaign.organizations.decline import decline
from campaign.organizations.deny import deny
from campaign.organizations.models import Capacity, Support
from tests.factories.campaigns import open_campaign
from tests.factories.organizations import WHEN, applied, waiting_support


def printed(kind: str, support: Support) -> tuple[str, str, str]:
    """Subject, text and HTML of a letter."""
    letter = WRITERS[f"organizations.{kind}"]([support.id])[support.id]
    press = Press(current_app, current_app.extensions["settings"], SiteWords())  # type: ignore[arg-type]
    raw = press.print(letter, letter.recipient, b"0" * 16, WHEN)
    message = message_from_bytes(raw, policy=default)
    assert isinstance(message, EmailMessage)
    text, html = message.get_body(("plain",)), message.get_body(("html",))
    assert text is not None
    assert html is not None
    return str(message["Subject"]), text.get_content().replace("\r\n", "\n"), html.get_content()


@pytest.fixture
def campaign(session: Session) -> Campaign:
    """An open campaign."""
    return open_campaign()


def test_please_confirm(campaign: Campaign) -> None:
    support = applied(campaign, name="Müller & Söhne <Klinik>")
    subject, text, html = printed("please_confirm", support)
    assert subject == "Please confirm the application"
    assert "on behalf of Müller & Söhne <Klinik>:\n\n    Every trial" in text
    assert "http://localhost/o/" in text
    assert "Müller &amp; Söhne &lt;Klinik&gt;" in html


def test_please_confirm_says_when_somebody_speaks_personally(campaign: Campaign) -> None:
    _, text, _ = printed("please_confirm", applied(campaign, capacity=Capacity.PERSONAL))
    assert "personally, affiliated with Fennmark Kliniken:" in text


def test_already_known_says_where_it_stands(campaign: Campaign) -> None:
    support = confirm(applied(campaign).id, WHEN)
    assert "It is under review." in printed("already_known", support)[1]
    approve(support.id, COMMAND_LINE, WHEN + timedelta(days=1))
    assert "It is listed since 4 March 2026." in printed("already_known", support)[1]


def test_approved(campaign: Campaign) -> None:
    support = approve(waiting_support(campaign).id, COMMAND_LINE, WHEN)
    _, text, html = printed("approved", support)
    assert f"{support.organization.name} is now counted and listed as a supporter:\n\n    Every" in text
    assert f"http://localhost/c/{campaign.slug}/supporters" in html


def test_declined_carries_the_reason_word_for_word(campaign: Campaign) -> None:
    reason = "We could not find <the house>.\n\nWrite from its own address."
    support = decline(waiting_support(campaign).id, reason, COMMAND_LINE, WHEN)
    _, text, html = printed("declined", support)
    assert "We could not find <the house>.\n\nWrite from its own address." in text
    assert "We could not find &lt;the house&gt;." in html


def test_a_letter_whose_reason_is_gone_is_no_longer_owed(campaign: Campaign) -> None:
    support = applied(campaign)
    assert set(WRITERS["organizations.please_confirm"]([support.id])) == {support.id}
    confirm(support.id, WHEN)
    assert WRITERS["organizations.please_confirm"]([support.id]) == {}
    deny(support.id, WHEN)
    assert WRITERS["organizations.already_known"]([support.id]) == {}
