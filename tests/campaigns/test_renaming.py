"""A campaign may be renamed: its former addresses go on leading to it, for those who look and for those who sign."""

import re
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from campaign.campaigns.addresses import moved_to
from campaign.campaigns.create import COMMAND_LINE, Particulars
from campaign.campaigns.edit import edit_campaign
from campaign.campaigns.forms import ParticularsForm
from campaign.campaigns.models import Campaign
from campaign.campaigns.refusals import SlugTaken
from campaign.db import db
from campaign.signatures.models import Signature
from campaign.web.kept import forget_kept
from campaign.web.moved import Moved
from tests.factories.campaigns import WHEN, draft_campaign, open_campaign
from tests.house.routes import rules

SIGNER = {"name": "Ilse Vantongerloo", "email": "ilse@reader.example", "country": "BE", "agree": "yes"}


def rename(campaign: Campaign, slug: str) -> Campaign:
    """What the desk's form does with nothing changed but the address."""
    values = ParticularsForm.values(campaign)
    plain = {name: getattr(campaign, name) for name in values if name not in ("ink", "partners", "edits")}
    particulars = replace(Particulars(**plain, ink=campaign.ink), slug=slug)
    renamed = edit_campaign(campaign.id, particulars, COMMAND_LINE, WHEN)
    forget_kept()
    return renamed


def test_every_public_address_of_a_campaign_leads_on_with_its_question_and_language(
    app: Flask, client: FlaskClient
) -> None:
    with app.app_context():
        rename(open_campaign(slug="old-name"), "new-name")
    paths = [
        re.sub(r"<slug>|<campaign_slug>", "old-name", rule.rule)
        for rule in rules(app, "GET")
        if rule.rule.startswith("/c/<slug>") and rule.arguments == {"slug"}
    ]
    paths.remove("/c/old-name/support/no-member")  # says nothing of any campaign
    assert {"/c/old-name", "/c/old-name/supporters", "/c/old-name/signatories", "/c/old-name/count.json"} <= set(paths)
    for path in paths:
        answer = client.get(f"/fr{path}?via=abc&page=2")
        assert answer.status_code == 308, path
        assert answer.headers["Location"] == f"/fr{path.replace('old-name', 'new-name')}?via=abc&page=2"
    framed = client.get("/embed/old-name/organizations/westhaven-league?theme=dark")
    assert framed.headers["Location"] == "/embed/new-name/organizations/westhaven-league?theme=dark"
    assert client.get("/embed/old-name/supporters").headers["Location"] == "/embed/new-name/supporters"
    assert client.get("/c/never-was").status_code == 404
    assert client.get("/c/new-name").status_code == 200


def test_who_had_the_form_open_signs_all_the_same(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        campaign = open_campaign(slug="old-name")
        page = client.get("/c/old-name").text
    token = re.search(r'name="form_token"[^>]*value="([^"]+)"', page)
    assert token is not None
    with app.app_context():
        rename(db.session.get_one(Campaign, campaign.id), "new-name")
    answer = client.post("/c/old-name/sign", data=SIGNER | {"form_token": token[1]}, follow_redirects=True)
    assert answer.status_code == 200
    assert answer.request.path == "/c/new-name/check-mail"
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Signature)) == 1


def test_an_address_is_one_campaigns_for_ever(session: Session) -> None:
    first, second = open_campaign(slug="first"), open_campaign(slug="second")
    rename(first, "renamed")
    with pytest.raises(SlugTaken):
        draft_campaign(slug="first")
    with pytest.raises(SlugTaken):
        draft_campaign(slug="renamed")
    with pytest.raises(SlugTaken):
        rename(second, "first")
    assert session.get_one(Campaign, second.id, populate_existing=True).slug == "second"
    rename(first, "third")
    assert moved_to("first") == moved_to("renamed") == "third"
    rename(first, "first")
    assert moved_to("first") is None
    assert moved_to("third") == "first"


def test_a_draft_leaves_nothing_behind(session: Session) -> None:
    draft = draft_campaign(slug="thought-of")
    rename(draft, "decided-on")
    assert session.scalars(select(Moved.slug)).all() == []
    draft_campaign(slug="thought-of")
