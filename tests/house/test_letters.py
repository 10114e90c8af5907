"""Public letters in another language: each of their sentences is marked, and what is none arrives as it is."""

import email
import email.policy
import re
from collections.abc import Callable
from datetime import UTC, datetime
from email.message import EmailMessage

import pytest
from babel.messages.extract import extract
from flask import Flask, current_app
from markupsafe import escape
from sqlalchemy import update
from sqlalchemy.orm import Session

from campaign.campaigns.models import Campaign, CampaignText, Partner
from campaign.db import transaction
from campaign.exports.models import ContactRequest, RequestState
from campaign.imports.models import Source, Target
from campaign.mail.letters import WRITERS, Letter
from campaign.mail.render import Press, SiteWords, ascii_address
from campaign.organizations.models import OrganizationKind, SupportState
from campaign.organizations.own.ask_new_address import ask_new_address
from campaign.signatures.models import SignatureState
from campaign.text import read_address
from campaign.web import language
from tests.catalogues.extraction import KEYWORDS, ROOT
from tests.catalogues.pseudo import english_left, english_left_in_text, spoken_in
from tests.factories.campaigns import open_campaign
from tests.factories.imports import import_batch
from tests.factories.organizations import (
    approved_support,
    invited_member,
    second_officer,
    support_in,
    waiting_support,
)
from tests.factories.signatures import signature

WHEN = datetime(2026, 3, 3, 10, 0, tzinfo=UTC)
NAME = "Ilse <b>Vantongerloo</b> %(name)s & Cie"
KEY = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kudrlp6eqjrh8dh"
ID = bytes(16)
# The desk and the trackers speak English only.
ENGLISH_ONLY = re.compile(r"(accounts|audit|desk|mail|tests|trackers)\.")
# Letters of rooms that are marked later: whoever marks one gives it a line in LETTERS.
NOT_YET = re.compile(
    r"(campaigns|content)\."
    r"|signatures\.milestone$"  # which names nobody, so that most of what is asked here does not concern it
    r"|organizations\.(change_accepted|change_declined|commitment_\w+|new_link_of_officer|own_link)$"
)


def signed(campaign: Campaign, state: SignatureState) -> int:
    was = {"was": SignatureState.CONFIRMED} if state == SignatureState.INVALIDATED else {}
    return signature(campaign, name=NAME, state=state, language="ar", **was).id


def came_with_a_list(campaign: Campaign) -> int:
    options = {"may_write": True, "agreed": "I sign & agree."}
    batch = import_batch(campaign, options=options, place="Market square")
    row = signature(campaign, name=NAME, state=SignatureState.IMPORTED, language="ar", batch_id=batch.id, slot=-1)
    return row.id


def member(campaign: Campaign) -> int:
    umbrella = approved_support(campaign, name="Federation <i>&</i>", kind=OrganizationKind.UMBRELLA)
    whose = {"source": Source.UMBRELLA, "umbrella_id": umbrella.organization_id}
    batch = import_batch(campaign, target=Target.ORGANIZATIONS, **whose)
    return invited_member(campaign, batch.id, name="Members & Sons", contact_name=NAME).id


def request(campaign: Campaign, state: RequestState) -> int:
    support = approved_support(campaign, name="Westhaven <League>", contact_name=NAME)
    with transaction() as session:
        partner = Partner(campaign_id=campaign.id, name="Westhaven", organization_id=support.organization_id)
        session.add(partner)
        session.flush()
        asked = ContactRequest(
            campaign_id=campaign.id, partner_id=partner.id, support_id=support.id, recipient=KEY, purpose="A letter",
            state=state, asked_at=WHEN, decided_at=WHEN, note="Not what people <agreed> to.",
        )  # fmt: skip
        session.add(asked)
    return asked.id


def listed(campaign: Campaign, **columns: object) -> int:
    return approved_support(campaign, name="Westhaven <League>", contact_name=NAME, **columns).id


def supports(campaign: Campaign, state: SupportState, **columns: object) -> int:
    return support_in(campaign, state, name="Westhaven <League>", contact_name=NAME, **columns).id


def moving(campaign: Campaign) -> int:
    support_id = listed(campaign)
    ask_new_address(support_id, read_address("elsewhere@example.org"), WHEN)
    return support_id


def officer(campaign: Campaign) -> int:
    return second_officer(waiting_support(campaign, name="Westhaven <League>"), name=NAME).id


LETTERS: dict[str, Callable[[Campaign], int]] = {
    "signatures.please_confirm": lambda campaign: signed(campaign, SignatureState.PENDING),
    "signatures.reminder": lambda campaign: signed(campaign, SignatureState.PENDING),
    "signatures.already_signed": lambda campaign: signed(campaign, SignatureState.CONFIRMED),
    "signatures.thank_you": lambda campaign: signed(campaign, SignatureState.CONFIRMED),
    "signatures.struck_out": lambda campaign: signed(campaign, SignatureState.INVALIDATED),
    "imports.please_confirm": came_with_a_list,
    "imports.member_invited": member,
    "imports.member_reminder": member,
    "exports.contacts_approved": lambda campaign: request(campaign, RequestState.APPROVED),
    "exports.contacts_declined": lambda campaign: request(campaign, RequestState.DECLINED),
    "organizations.please_confirm": lambda campaign: supports(campaign, SupportState.UNCONFIRMED, confirmed_at=None),
    "organizations.already_known": listed,
    "organizations.approved": listed,
    "organizations.declined": lambda campaign: supports(campaign, SupportState.DECLINED, review_note="No <house>."),
    "organizations.please_renew": lambda campaign: listed(campaign, renew_by=WHEN, renewal_asked_at=WHEN),
    "organizations.lapsed": lambda campaign: supports(campaign, SupportState.LAPSED),
    "organizations.new_link": listed,
    "organizations.new_address": moving,
    "organizations.address_asked": moving,
    "organizations.officer_please_confirm": officer,
    "organizations.officer_reminder": officer,
}


@pytest.fixture
def arabic(session: Session) -> Campaign:
    """A campaign whose own language is Arabic, as far as letters are concerned."""
    campaign = open_campaign(title="حملة", addressee="رؤساء الوكالات", partners=("Westhaven Patients’ League",))
    with transaction() as session:
        session.execute(update(Campaign).values(language="ar"))
        session.execute(update(CampaignText).values(language="ar"))
    return campaign


def printed(letter: Letter) -> EmailMessage:
    press = Press(current_app, current_app.extensions["settings"], SiteWords("الموقع"))
    content = press.print(letter, ascii_address(letter.recipient), ID, WHEN)
    return email.message_from_bytes(content, policy=email.policy.default)


def part(message: EmailMessage, kind: str) -> str:
    found = message.get_body((kind,))
    assert found is not None
    return str(found.get_content()).replace("\r\n", "\n")


def data_of(letter: Letter) -> list[str]:
    """What stands in a letter and is nobody's translation."""
    campaign = letter.shared["campaign"]
    words = [campaign.title, campaign.addressee, campaign.controller, campaign.controller_contact]
    # The boxes say what was agreed to, word for word, in the language in which it was.
    own = [
        value
        for name, value in letter.own.items()
        if name not in ("choices", "standing", "until", "signed_on", "applied_on", "deleted_on")
    ]
    shared = [value for value in letter.shared.values() if isinstance(value, str)]
    return [*words, *own, *shared, *(escape(word) for word in own)]


def test_every_kind_of_letter_is_looked_at_here_or_speaks_english_only() -> None:
    assert {kind for kind in WRITERS if not ENGLISH_ONLY.match(kind) and not NOT_YET.match(kind)} == set(LETTERS)


@pytest.mark.parametrize("kind", LETTERS)
def test_a_letter_says_nothing_that_is_not_marked(
    app: Flask, arabic: Campaign, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(language, "catalogue", spoken_in("ar", language.catalogue))
    id_ = LETTERS[kind](arabic)
    letter = WRITERS[kind]([id_])[id_]
    assert letter.language == "ar"
    message = printed(letter)
    text, html = part(message, "plain"), part(message, "html")

    assert "⟦" in message["Subject"]
    assert english_left_in_text(f"{message['Subject']}\n{text}", data_of(letter)) == []
    assert english_left(html, data_of(letter)) == []
    assert '<html lang="ar" dir="rtl">' in html
    for link in (word for word in letter.own.values() if word.startswith("http")):
        assert link.startswith("http://localhost/ar/"), "its links lead to pages in its language"
        assert (link in text) == (f'href="{link}"' in html)
    assert NAME in text, "a name arrives as it is, whatever it looks like"
    assert str(escape(NAME)) in html
    assert "<b>Vantongerloo" not in html
    assert text.count("⟦") == text.count("⟧"), "no sentence is cut"


def said_in(*templates: str) -> set[object]:
    """The sentences that templates mark."""
    found: set[object] = set()
    for name in templates:
        with (ROOT / "templates" / name).open("rb") as file:
            found |= {message for _, message, _, _ in extract("jinja2", file, KEYWORDS, options={"trimmed": "true"})}
    return found


def test_the_html_side_of_a_letter_says_the_sentences_of_its_text() -> None:
    twins = [path for path in (ROOT / "templates").glob("*/mail/*.txt") if path.with_suffix(".html").exists()]
    assert len(twins) > 10
    for path in twins:
        name = path.relative_to(ROOT / "templates").with_suffix("").as_posix()
        html = said_in(f"{name}.html", "parts/letters.html", "parts/mail.html")
        assert said_in(f"{name}.txt") - html == set(), f"{name}: each sentence would be translated twice"


@pytest.mark.parametrize("kind", LETTERS)
def test_a_letter_in_a_language_without_translations_is_whole_all_the_same(
    app: Flask, arabic: Campaign, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(language, "catalogue", lambda _: language.Translations())
    id_ = LETTERS[kind](arabic)
    message = printed(WRITERS[kind]([id_])[id_])
    assert NAME in part(message, "plain")
    assert f"<bdi>{escape(NAME)}</bdi>" in part(message, "html")
    assert "%(" not in part(message, "plain").replace(NAME, "")
