"""A campaign in several languages: translations beside the original, out-of-date marks, fallback, one count."""

import email
import email.policy
import re
from datetime import timedelta

import pytest
from flask import Flask, current_app
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from campaign.audit.record import COMMAND_LINE
from campaign.campaigns.create import Words
from campaign.campaigns.languages.queries import own_words, text_standing, words_standing
from campaign.campaigns.languages.write_campaign_words import write_campaign_words
from campaign.campaigns.models import Campaign, WordsField
from campaign.campaigns.open import open_campaign as open_
from campaign.campaigns.publish import publish_text
from campaign.campaigns.queries import campaign_facts
from campaign.campaigns.write_text import write_text
from campaign.mail.letters import WRITERS
from campaign.mail.render import Press, SiteWords
from campaign.signatures.models import SignatureState
from campaign.signatures.queries import counts
from campaign.web.kept import forget_kept
from campaign.web.language import speaking
from tests.factories.accounts import sign_in, staff
from tests.factories.campaigns import WHEN, draft_campaign, open_campaign
from tests.factories.signatures import signature

FRENCH = Words(title="Tout essai publié", addressee="les agences", ask="Nous demandons la publication.")
LATER = WHEN + timedelta(days=1)


def translated(campaign: Campaign) -> None:
    write_text(campaign.id, "fr", FRENCH, COMMAND_LINE, WHEN)
    publish_text(campaign.id, "fr", COMMAND_LINE, WHEN)
    forget_kept()


def test_readers_get_their_language_and_else_the_original(session: Session) -> None:
    campaign = open_campaign()
    translated(campaign)
    with speaking("fr"):
        french = campaign_facts(campaign.slug)
    with speaking("pl"):
        polish = campaign_facts(campaign.slug)
    original = campaign_facts(campaign.slug)
    assert (french.title, french.language, french.languages) == ("Tout essai publié", "fr", ("en", "fr"))
    assert (polish.title, polish.language, polish.home_language) == (original.title, "en", "en")
    assert french.sha256 != original.sha256
    assert not french.is_outdated


def test_a_campaign_may_be_at_home_in_any_language(session: Session) -> None:
    campaign = open_campaign(language="ar", title="كل تجربة تُنشر")
    write_text(campaign.id, "en", Words(title="Every trial", addressee="all", ask="Publish."), COMMAND_LINE, WHEN)
    publish_text(campaign.id, "en", COMMAND_LINE, WHEN)
    forget_kept()
    found = {}
    for reader in ("ar", "en", "pl"):
        with speaking(reader):
            found[reader] = campaign_facts(campaign.slug)
    assert found["ar"].language == found["pl"].language == found["pl"].home_language == "ar"
    assert (found["en"].title, found["en"].language) == ("Every trial", "en")
    assert found["en"].languages == ("ar", "en")
    assert len({facts.wording_id for facts in found.values()}) == 3, "boxes speak the reader's language all the same"


def test_a_new_version_leaves_the_translation_behind_until_it_is_made_anew(session: Session) -> None:
    campaign = open_campaign()
    translated(campaign)
    signed = signature(campaign, language="fr")
    write_text(campaign.id, "en", Words(title="New", addressee="all", ask="More."), COMMAND_LINE, LATER)
    assert not text_standing(campaign, "fr").is_outdated, "a draft changes nothing for readers"
    publish_text(campaign.id, "en", COMMAND_LINE, LATER)
    forget_kept()
    with speaking("fr"):
        assert campaign_facts(campaign.slug).is_outdated
    assert text_standing(campaign, "fr").is_outdated
    write_text(campaign.id, "fr", FRENCH, COMMAND_LINE, LATER)
    publish_text(campaign.id, "fr", COMMAND_LINE, LATER)
    forget_kept()
    with speaking("fr"):
        assert (campaign_facts(campaign.slug).version, campaign_facts(campaign.slug).is_outdated) == (2, False)
    session.refresh(signed)
    assert signed.text_id != campaign_facts(campaign.slug).text_id, "no earlier signature moves"


def test_a_translation_of_a_draft_is_up_to_date_when_the_campaign_opens(session: Session) -> None:
    campaign = draft_campaign()
    translated(campaign)
    open_(campaign.id, COMMAND_LINE, WHEN)
    forget_kept()
    with speaking("fr"):
        assert not campaign_facts(campaign.slug).is_outdated


def test_one_count_in_all_languages(session: Session) -> None:
    campaign = open_campaign()
    translated(campaign)
    for language in ("en", "fr", "ar"):
        signature(campaign, language=language, state=SignatureState.CONFIRMED)
    figures = []
    for language in ("en", "fr", "pl"):
        forget_kept()
        with speaking(language):
            figures.append(counts(campaign.id).people)
    assert figures == [3, 3, 3]


def test_words_fall_back_and_tell_when_their_original_changed(session: Session) -> None:
    campaign = open_campaign()
    words = {WordsField.THANK_YOU: "Come on Sunday.", WordsField.RECIPIENT: "nobody else"}
    write_campaign_words(campaign.id, "en", words, COMMAND_LINE, WHEN)
    write_campaign_words(campaign.id, "fr", {WordsField.RECIPIENT: "les directeurs"}, COMMAND_LINE, WHEN)
    forget_kept()
    assert campaign_facts(campaign.slug).recipient == "the heads of the medicines agencies", "a particular stays"
    with speaking("fr"):
        said = own_words(campaign.id, WordsField.THANK_YOU)
        assert said is not None
        assert (said.text, said.language) == ("Come on Sunday.", "en")
        assert campaign_facts(campaign.slug).recipient == "les directeurs"
        assert own_words(campaign.id, WordsField.REMINDER) is None
    write_campaign_words(campaign.id, "fr", {WordsField.THANK_YOU: "Venez dimanche."}, COMMAND_LINE, WHEN)
    write_campaign_words(campaign.id, "en", {WordsField.THANK_YOU: "Come on Monday."}, COMMAND_LINE, LATER)
    standing = {each.field: each for each in words_standing(campaign, "fr")}
    assert standing[WordsField.THANK_YOU].is_outdated
    assert not standing[WordsField.RECIPIENT].is_outdated
    assert not standing[WordsField.SHARE].is_missing, "nothing to translate"


def test_a_letter_carries_the_campaign_s_paragraph_in_the_signer_s_language(session: Session) -> None:
    campaign = open_campaign()
    write_campaign_words(campaign.id, "en", {WordsField.THANK_YOU: "Come on Sunday."}, COMMAND_LINE, WHEN)
    write_campaign_words(campaign.id, "fr", {WordsField.THANK_YOU: "Venez dimanche."}, COMMAND_LINE, WHEN)
    forget_kept()
    signed = [signature(campaign, language=language, state=SignatureState.CONFIRMED) for language in ("fr", "pl", "")]
    written = WRITERS["signatures.thank_you"]([one.id for one in signed])
    found = [(written[one.id].language, written[one.id].shared["own_words"].text) for one in signed]
    assert found == [("fr", "Venez dimanche."), ("pl", "Come on Sunday."), ("en", "Come on Sunday.")]
    press = Press(current_app._get_current_object(), current_app.extensions["settings"], SiteWords())
    printed = press.print(written[signed[0].id], "a@b.example", b"1" * 16, WHEN)
    parsed = email.message_from_bytes(printed, policy=email.policy.default)
    for kind in ("plain", "html"):
        body = parsed.get_body((kind,))
        assert body is not None
        assert "Venez dimanche." in body.get_content()


@pytest.fixture
def desk(app: Flask, client: FlaskClient) -> Campaign:
    with app.app_context():
        sign_in(client, staff())
        return open_campaign(slug="all-trials")


def test_translating_at_the_desk(app: Flask, client: FlaskClient, desk: Campaign) -> None:
    here = f"/desk/campaigns/{desk.id}/languages"
    assert client.get(here).text.count("Original shown") == 7
    page = client.get(f"{here}/fr").text
    assert "We ask each agency to" in page
    assert client.get(f"{here}/en").location == f"/desk/campaigns/{desk.id}/text"
    assert client.get(f"{here}/xx").status_code == 404
    typed = {
        "title": FRENCH.title,
        "addressee": FRENCH.addressee,
        "ask": "",
        "mark": "",
        "source": hidden(page, "source"),
    }
    assert client.post(f"{here}/fr", data=typed).status_code == 303
    second = client.post(f"{here}/fr", data=typed | {"title": "Somebody else’s"})
    assert second.status_code == 409, "two opened it while there was no translation yet"
    assert "Somebody else’s" in second.text and FRENCH.title in second.text
    moved = client.post(f"{here}/fr", data=typed | {"mark": "1.1", "source": "0.0"})
    assert moved.status_code == 409
    assert "The original has changed since you opened this page" in moved.text
    refused = client.post(f"{here}/fr/publish", data={"mark": "1.1"})
    assert "still lacks: the ask" in refused.text
    stale = client.post(f"{here}/fr", data=typed | {"mark": "1.0", "ask": "Autre"})
    assert stale.status_code == 409
    assert "Autre" in stale.text
    page = client.get(f"{here}/fr").text
    mark = re.search(r'name="mark"[^>]*value="([^"]+)"', page)
    assert mark is not None
    assert "What changed in the original" not in page
    assert client.post(f"{here}/fr", data=typed | {"ask": FRENCH.ask, "mark": mark[1]}).status_code == 303
    asked = client.get(f"{here}/fr").text.partition("Publish version 1 in French?")[2]
    assert f"<p>{FRENCH.ask}</p>" in asked, "what is about to be frozen is shown as readers will see it"
    assert client.post(f"{here}/fr/publish", data={"mark": "1.2"}).status_code == 303
    assert FRENCH.title in client.get("/fr/c/all-trials").text
    assert FRENCH.title not in client.get("/de/c/all-trials").text
    with app.app_context():
        write_text(desk.id, "en", Words(title="New", addressee="all", ask="We ask for more."), COMMAND_LINE, LATER)
        publish_text(desk.id, "en", COMMAND_LINE, LATER)
    changed = client.get(f"{here}/fr").text.partition("What changed in the original")[2]
    assert "<ins>We ask for more.</ins>" in changed
    mark = {"mark": hidden(client.get(f"{here}/fr/words").text, "mark")}
    words = client.post(f"{here}/fr/words", data=mark | {"recipient": "les directeurs", "thank_you": "x" * 1001})
    assert words.status_code == 422
    assert client.post(f"{here}/fr/words", data=mark | {"recipient": "les directeurs"}).status_code == 303
    assert "Les directeurs" in client.get("/fr/c/all-trials").text


def hidden(page: str, name: str) -> str:
    """The value of a hidden field."""
    found = re.search(rf'name="{name}"[^>]*value="([^"]*)"', page)
    assert found is not None
    return found[1]


def test_who_saves_words_over_newer_ones_keeps_both(app: Flask, client: FlaskClient, desk: Campaign) -> None:
    here = f"/desk/campaigns/{desk.id}/languages/fr/words"
    opened = {"mark": hidden(client.get(here).text, "mark")}
    with app.app_context():
        write_campaign_words(desk.id, "fr", {WordsField.SHARE: "Signez <b>aussi</b>"}, COMMAND_LINE, WHEN)
    late = client.post(here, data=opened | {"share": "Signez donc", "thank_you": "Merci"})
    assert late.status_code == 409
    assert "Signez &lt;b&gt;aussi&lt;/b&gt;" in late.text
    assert "Merci</textarea>" in late.text and "Signez donc</textarea>" in late.text
    assert "has changed since you opened this page. The new original" not in late.text
    with app.app_context():
        assert {each.text for each in words_standing(desk, "fr")} == {"", "Signez <b>aussi</b>"}
        write_campaign_words(desk.id, "en", {WordsField.THANK_YOU: "Come on Sunday."}, COMMAND_LINE, WHEN)
    again = client.post(here, data={"mark": hidden(late.text, "mark"), "share": "Signez donc", "thank_you": "Merci"})
    assert again.status_code == 409
    assert "The original of Letter: thank you has changed since you opened this page" in again.text
    assert "Come on Sunday." in again.text and "Merci</textarea>" in again.text
    decided = {"mark": hidden(again.text, "mark"), "share": "Signez donc", "thank_you": "Merci"}
    assert client.post(here, data=decided).status_code == 303
    with app.app_context():
        assert {each.text for each in words_standing(desk, "fr")} == {"", "Signez donc", "Merci"}
    assert client.post(here, data={"share": "No mark"}).status_code == 409
