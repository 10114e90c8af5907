"""Categories have a name in each language, and are shown as they stand where they have none."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from campaign.accounts.models import RoleName
from campaign.audit.models import AuditEntry
from campaign.audit.record import COMMAND_LINE
from campaign.content.categories.name_category import name_category
from campaign.content.categories.queries import category_for_desk, category_language, category_name
from campaign.content.models import CategoryName
from campaign.content.refusals import CategoryNamedMeanwhile, NoSuchCategory
from campaign.db import db
from campaign.web.kept import forget_kept
from campaign.web.language import speaking
from tests.factories.accounts import sign_in, staff
from tests.factories.campaigns import WHEN, open_campaign
from tests.factories.content import a_resource, draft_page, public_page

NASTY = "</option><script>alert(1)</script>"


def test_names_are_stored_changed_and_taken_off(session: Session) -> None:
    draft_page(category="Hearings")
    draft_page(category="Hearings", language="fr")
    public_page(category="Hearings")
    made = name_category("Hearings", {"fr": "Auditions", "de": ""}, COMMAND_LINE, WHEN, seen="")
    assert (made.language, made.pages, made.names) == ("en", 3, {"fr": "Auditions"})
    with speaking("fr"):
        assert (category_name("Hearings"), category_language("Hearings")) == ("Auditions", "fr")
    with speaking("de"):
        assert (category_name("Hearings"), category_language("Hearings")) == ("Hearings", "en")
        assert (category_name("Of nobody"), category_language("Of nobody")) == ("Of nobody", "")
    with pytest.raises(CategoryNamedMeanwhile):
        name_category("Hearings", {"fr": "Autre"}, COMMAND_LINE, WHEN, seen="")
    name_category("Hearings", {"fr": "", "de": "Anhörungen"}, COMMAND_LINE, WHEN, seen=made.mark)
    assert category_for_desk("Hearings").names == {"de": "Anhörungen"}
    with pytest.raises(NoSuchCategory):
        name_category("Of nobody", {"fr": "De personne"}, COMMAND_LINE, WHEN)
    assert session.scalars(select(AuditEntry.act)).all().count("content.category_named") == 2


def test_readers_see_names_where_they_choose_and_read(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        campaign = open_campaign()
        news = public_page(category="Hearings", campaign_id=campaign.id)
        resource, _ = a_resource(category="Letter")
        people = staff(RoleName.OWNER), staff(RoleName.OWNER, campaign_id=campaign.id)
    owner, of_one = (sign_in(app.test_client(), person) for person in people)
    assert "Missing: Français" in owner.get("/desk/content/categories").text
    desk = "/desk/content/categories/names?category=Hearings"
    assert of_one.get(desk).status_code == of_one.post(desk).status_code == 403
    assert owner.get("/desk/content/categories/names?category=None").status_code == 404
    assert owner.post(desk, data={"name-fr": "x" * 61, "mark": ""}).status_code == 422
    late = owner.post(desk, data={"name-fr": NASTY, "mark": "older"})
    assert late.status_code == 409
    assert "<script>alert" not in late.text and "&lt;script&gt;alert" in late.text
    assert owner.post(desk, data={"name-fr": "Auditions", "name-en": "No", "mark": ""}).status_code == 303
    owner.post("/desk/content/categories/names?category=Letter", data={"name-fr": NASTY, "mark": ""})
    with app.app_context():
        assert {each.language for each in db.session.scalars(select(CategoryName))} == {"fr"}
        forget_kept()
    listed = client.get("/fr/news").text
    assert ">Auditions</a>" in listed and "category=Hearings" in listed
    assert ">Auditions</bdi>" in client.get(f"/fr/news/{news.slug}").text
    assert "Auditions" in client.get("/fr/news/feed.atom?category=Hearings").text
    assert '<bdi lang="en" dir="ltr">Hearings</bdi>' in client.get(f"/ar/news/{news.slug}").text
    for page in ("/fr/resources", f"/fr/resources/{resource.slug}"):
        text = client.get(page).text
        assert "<script>alert" not in text and "&lt;script&gt;alert" in text
