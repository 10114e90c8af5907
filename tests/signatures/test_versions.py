"""Versions of a text: every signature stays with the words it was given for, and anybody can check them."""

import hashlib
import re
from datetime import timedelta

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from campaign.accounts.models import RoleName
from campaign.campaigns.create import COMMAND_LINE, Words
from campaign.campaigns.models import Campaign, CampaignText
from campaign.campaigns.publish import publish_text
from campaign.campaigns.store_wording import store_wording
from campaign.campaigns.write_text import write_text
from campaign.clock import now
from campaign.db import db, transaction
from campaign.signatures.models import Signature
from campaign.web.kept import forget_kept
from tests.factories.accounts import sign_in, staff
from tests.factories.campaigns import open_campaign
from tests.factories.signatures import signature

FRENCH = Words(title="Tous les essais", addressee="les agences", ask="Nous demandons <b>tout</b>.", why="Parce que.")


def translate(campaign: Campaign, language: str = "fr", words: Words = FRENCH) -> CampaignText:
    """A published translation of the version in force."""
    source = db.session.get_one(Campaign, campaign.id).text_id
    text = write_text(campaign.id, language, words, COMMAND_LINE, now())
    with transaction() as session:
        session.get_one(CampaignText, text.id).source_id = source
    return publish_text(campaign.id, language, COMMAND_LINE, now())


def amend(client: FlaskClient, campaign: Campaign, ask: str) -> None:
    """A new version, as an editor makes it."""
    page = client.get(f"/desk/campaigns/{campaign.id}/text").text
    mark = re.search(r'name="mark"[^>]*value="([^"]*)"', page)
    assert mark is not None
    words = {"title": "Every trial", "addressee": "the agencies", "ask": ask, "next_steps": "We *hand it over*."}
    assert client.post(f"/desk/campaigns/{campaign.id}/text", data=words | {"mark": mark[1]}).status_code == 303
    asked = client.get(f"/desk/campaigns/{campaign.id}/publish").text
    assert "What happens next" in asked
    mark = re.search(r'name="mark"[^>]*value="([^"]*)"', asked)
    assert mark is not None
    assert client.post(f"/desk/campaigns/{campaign.id}/publish", data={"mark": mark[1]}).status_code == 303


def test_an_amendment_is_a_new_version_and_no_earlier_signature_moves(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        campaign = open_campaign(now())
        earlier = [signature(campaign).id for _ in range(2)]
        first = campaign.text_id
        sign_in(client, staff(RoleName.EDITOR))
    alone = client.get(f"/c/{campaign.slug}/versions/en/1").text
    assert "2 counted signatures are bound to it" in alone, "the only one: that is the count"
    amend(client, campaign, "We ask for more.")
    with app.app_context():
        forget_kept()
        second = db.session.get_one(Campaign, campaign.id).text_id
        assert second != first
        signature(db.session.get_one(Campaign, campaign.id))
        bound = dict(db.session.execute(select(Signature.id, Signature.text_id)).all())
    assert [bound.pop(id_) for id_ in earlier] == [first, first]
    assert list(bound.values()) == [second]
    page = client.get(f"/c/{campaign.slug}").text
    assert "Version 2," in page and "We <em>hand it over</em>." in page
    page = client.get(f"/c/{campaign.slug}/versions").text
    assert re.findall(r"<dt>Signatures</dt><dd><b>([^<]+)</b>", page) == ["fewer than 5 people"] * 2
    with app.app_context():
        for _ in range(9):
            signature(db.session.get_one(Campaign, campaign.id))
        forget_kept()
    page = client.get(f"/c/{campaign.slug}/versions").text
    counts = re.findall(r"<dt>Signatures</dt><dd><b>([^<]+)</b>", page)
    assert counts == ["at least 10 people", "fewer than 5 people"], "newest first"
    assert "<ins>We ask for more.</ins>" in page
    assert "not part of what one signs" in page
    assert page.count("In force") == 1 and page.count(">Earlier<") == 1
    old = client.get(f"/c/{campaign.slug}/versions/en/1")
    assert "write to every sponsor" in old.text and "fewer than 5 people" in old.text


def test_the_file_hashes_to_the_digest(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        campaign = open_campaign(now())
        text = translate(campaign)
    address = f"/c/{campaign.slug}/versions/fr/1"
    answer = client.get(f"/de{address}/text.txt")
    assert hashlib.sha256(answer.data).hexdigest() == text.sha256
    assert answer.mimetype == "text/plain" and answer.headers["Content-Language"] == "fr"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{campaign.slug}-fr-1.txt"'
    page = client.get(address).text
    assert text.sha256 is not None and text.sha256 in page
    assert f"sha256sum {campaign.slug}-fr-1.txt" in page
    assert "<b>tout" not in page


def test_drafts_and_what_never_was_answer_404(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        campaign = open_campaign(now())
        write_text(campaign.id, "en", FRENCH, COMMAND_LINE, now())
    for path in ("en/2", "en/2/text.txt", "fr/1", "en/99999999999999999999", "en/0", "..%2fen/1"):
        assert client.get(f"/c/{campaign.slug}/versions/{path}").status_code == 404, path
    assert "Version 2" not in client.get(f"/c/{campaign.slug}/versions").text


def test_a_translation_says_of_which_version_it_is_and_when_it_is_out_of_date(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        campaign = open_campaign(now())
        translate(campaign)
        signature(campaign)
        sign_in(client, staff(RoleName.EDITOR))
    slug = campaign.slug
    assert "not translated into" not in client.get(f"/fr/c/{slug}").text
    assert f'href="http://localhost/fr/c/{slug}" hreflang="fr"' in client.get(f"/en/c/{slug}").text
    spanish = client.get(f"/es/c/{slug}").text
    assert 'lang="en" dir="ltr">We ask each agency' in spanish or 'class="prose doc" lang="en"' in spanish
    amend(client, campaign, "We ask for more.")
    with app.app_context():
        forget_kept()
    versions = client.get(f"/en/c/{slug}/versions").text
    assert "Out of date" in versions and "That one is no longer in force." in versions
    page = client.get(f"/fr/c/{slug}").text
    assert "note warn" in page and f'href="http://localhost/en/c/{slug}"' in page
    assert "Nous demandons" in page


def test_a_form_that_showed_another_text_is_shown_again_with_the_text_in_force(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        campaign = open_campaign(now() - timedelta(days=1))
    page = client.get(f"/c/{campaign.slug}").text
    hidden = dict(re.findall(r'name="(text|form_token)" value="([^"]+)"', page))
    assert hidden["text"] == str(campaign.text_id)
    typed = {"name": "Jane", "email": "jane@example.org", "country": "GB", "agree": "y"}
    with app.app_context():
        write_text(campaign.id, "en", Words(title="Other", addressee="all", ask="Something else."), COMMAND_LINE, now())
        publish_text(campaign.id, "en", COMMAND_LINE, now())
        forget_kept()
    refused = client.post(f"/c/{campaign.slug}/sign", data=typed | hidden)
    assert refused.status_code == 409
    assert "The text has changed since you opened this page." in refused.text
    assert "Something else." in refused.text and 'value="jane@example.org"' in refused.text
    hidden = dict(re.findall(r'name="(text|form_token)" value="([^"]+)"', refused.text))
    assert client.post(f"/c/{campaign.slug}/sign", data=typed | hidden).status_code == 303
    with app.app_context():
        bound = db.session.scalars(select(Signature.text_id)).one()
        assert bound == db.session.get_one(Campaign, campaign.id).text_id


def test_a_form_of_newer_words_than_this_process_keeps_is_taken(app: Flask, client: FlaskClient) -> None:
    """Processes keep what they show for seconds: whoever reads at one and sends to another is not sent to and fro."""
    with app.app_context():
        campaign = open_campaign(now() - timedelta(days=1))
    page = client.get(f"/c/{campaign.slug}").text  # kept from here on
    (token,) = re.findall(r'name="form_token" value="([^"]+)"', page)
    with app.app_context():
        write_text(campaign.id, "en", Words(title="Other", addressee="all", ask="Something else."), COMMAND_LINE, now())
        newer = publish_text(campaign.id, "en", COMMAND_LINE, now()).id
        with transaction() as session:
            changed = session.get_one(Campaign, campaign.id)
            changed.recipient = "the ministers"
            wording = store_wording(changed, now()).id
    typed = {"name": "Jane", "email": "jane@example.org", "country": "GB", "agree": "y"}
    sent = client.post(
        f"/c/{campaign.slug}/sign", data=typed | {"text": newer, "wording": wording, "form_token": token}
    )
    assert sent.status_code == 303
    with app.app_context():
        assert db.session.execute(select(Signature.text_id, Signature.wording_id)).one() == (newer, wording)


def test_a_form_that_showed_other_boxes_is_shown_again_with_the_words_in_force(app: Flask, client: FlaskClient) -> None:
    """What is kept with a signature is what its giver read, not what the boxes said by the time it arrived."""
    with app.app_context():
        campaign = open_campaign(now() - timedelta(days=1))
    page = client.get(f"/c/{campaign.slug}").text
    hidden = dict(re.findall(r'name="(text|wording|form_token)" value="([^"]+)"', page))
    typed = {"name": "Jane", "email": "jane@example.org", "country": "GB", "agree": "y"}
    with app.app_context():
        with transaction() as session:
            changed = session.get_one(Campaign, campaign.id)
            changed.recipient = "a broker of addresses"
            in_force = store_wording(changed, now()).id
        forget_kept()
    assert hidden["wording"] != str(in_force)
    refused = client.post(f"/c/{campaign.slug}/sign", data=typed | hidden)
    assert refused.status_code == 409
    assert "Nothing was recorded yet" in refused.text and 'href="#agree">Read it' in refused.text
    assert "a broker of addresses" in refused.text
    with app.app_context():
        assert db.session.scalars(select(Signature)).all() == []
    hidden = dict(re.findall(r'name="(text|wording|form_token)" value="([^"]+)"', refused.text))
    assert client.post(f"/c/{campaign.slug}/sign", data=typed | hidden).status_code == 303
    with app.app_context():
        assert db.session.scalars(select(Signature.wording_id)).one() == in_force


def test_the_public_list_is_filtered_by_country(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        campaign = open_campaign()
        signature(campaign, name="Ana <i>", show_name=True, country="PT")
        signature(campaign, name="Ben", show_name=True, country="DE")
    address = f"/c/{campaign.slug}/signatories"
    assert "Ana &lt;i&gt;" in client.get(address).text
    portuguese = client.get(f"{address}?country=PT").text
    assert "Ana" in portuguese and "Ben" not in portuguese and "1 person from Portugal." in portuguese
    assert "Nobody from France has asked to be named so far" in client.get(f"{address}?country=FR").text
    assert "Ben" in client.get(f"{address}?country=XX").text
    assert "Portugal" in client.get(f"{address}?page=99999").text
