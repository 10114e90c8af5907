"""The history of an object on its own page: who did what, by name for colleagues, with address for auditors."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser, expect

from campaign.accounts.create_staff import create_staff
from campaign.accounts.models import RoleName, Staff
from campaign.audit.record import COMMAND_LINE, Actor, record
from campaign.clock import now
from campaign.db import transaction
from campaign.mail.deliver import deliver_due
from campaign.organizations.approve import approve
from campaign.organizations.link_sponsor import link_sponsor
from campaign.organizations.reopen import reopen
from tests.browser.axe import check_page
from tests.factories.accounts import WHEN, sign_in, staff
from tests.factories.campaigns import open_campaign
from tests.factories.organizations import waiting_support
from tests.factories.signatures import signature


def history(page: str) -> str:
    found = re.search(r'id="history".*?</section>', page, re.DOTALL)
    assert found is not None
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", found[0]))


def take_a_list(client: FlaskClient, campaign_id: int) -> None:
    asked = {"campaign": campaign_id, "reason": "To the minister", "addresses": "nobody"}
    assert client.post("/desk/exports", data=asked, buffered=True).status_code == 200


@pytest.fixture
def ida(app: Flask) -> Staff:
    with app.app_context():
        return staff(RoleName.REVIEWER, email="ida@fullrecord.example", name="Ida Brun")


def test_support_and_organization_have_one_history(app: Flask, client: FlaskClient, ida: Staff) -> None:
    actor = Actor(ida.id, ida.email)
    with app.app_context():
        support, other = (waiting_support(campaign) for campaign in (open_campaign(), open_campaign()))
        approve(support.id, actor, WHEN)
        reopen(support.id, actor, WHEN + timedelta(hours=1))
        link_sponsor(support.organization_id, "", actor, WHEN)
        approve(other.id, actor, WHEN)
    sign_in(client, ida)
    told = history(client.get(f"/desk/organizations/{support.id}").text)
    assert "2 acts" in told
    assert told.index("Ida Brun took the decision") < told.index("Ida Brun accepted an organization")
    assert ida.email not in told
    with app.app_context():
        owner = staff(RoleName.OWNER, email="owner@fullrecord.example")
    sign_in(client, owner)
    assert f"Ida Brun ({ida.email}) accepted" in history(client.get(f"/desk/organizations/{support.id}").text)


def test_what_was_done_for_another_campaign_is_its_own(app: Flask, client: FlaskClient, ida: Staff) -> None:
    with app.app_context():
        ours, theirs = open_campaign(), open_campaign(slug="theirs")
        support = waiting_support(ours)
        about = f"organization {support.organization_id}"
        with transaction():
            for campaign_id, act in (
                (ours.id, "change.accepted"),
                (theirs.id, "change.declined"),
                (None, "organization.took_in"),
            ):
                record(ida.id, ida.email, act, "fennmark", WHEN, campaign_id=campaign_id, subject=about)
        reviewer = staff(RoleName.REVIEWER, email="one@fullrecord.example", campaign_id=ours.id)
    sign_in(client, reviewer)
    assert "2 acts" in history(client.get(f"/desk/organizations/{support.id}").text)
    sign_in(client, ida)
    assert "3 acts" in history(client.get(f"/desk/organizations/{support.id}").text)


def test_a_look_at_a_signatory_is_in_the_record_that_was_looked_at(app: Flask, client: FlaskClient, ida: Staff) -> None:
    with app.app_context():
        campaign = open_campaign()
        signature(campaign, email="lena@example.org")
        signature(campaign, email="noor@example.org")
    sign_in(client, ida)
    find = f"/desk/signatories/{campaign.id}/find"
    for _ in range(2):
        page = client.post(find, data={"email": "lena@example.org", "reason": "law"}).text
    assert history(page).count("Ida Brun looked up a signatory") == 2
    page = client.post(find, data={"email": "noor@example.org", "reason": "law"}).text
    assert history(page).count("looked up a signatory") == 1


def test_a_long_history_has_pages_and_names_machines_as_they_are(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        campaign = open_campaign()
        for number in range(45):
            with transaction():
                record(
                    None, "command line", "campaign.edited", campaign.slug, WHEN + timedelta(days=number),
                    campaign_id=campaign.id, subject=f"campaign {campaign.id}", step=number,
                )  # fmt: skip
        sign_in(client, staff(RoleName.EDITOR))
    page = f"/desk/campaigns/{campaign.id}"
    first = client.get(page).text
    assert "Command line changed the particulars of a campaign" in history(first)
    assert "step 44" in history(first)
    older = re.search(r'href="([^"]*)" rel="next">Older acts', first)
    assert older is not None
    assert older[1] == f"{page}?history=2#history"
    assert "step 24" in history(client.get(older[1]).text)
    assert "Older acts" not in history(client.get(f"{page}?history=3").text)
    for nonsense in ("0", "-1", "x", "99999999999", "99"):
        assert client.get(f"{page}?history={nonsense}").status_code == 200


def test_colleagues_and_exports_have_one_and_what_has_none_says_so(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        campaign = open_campaign()
        signature(campaign)
        owner, other = staff(), staff(RoleName.EDITOR)
    sign_in(client, owner)
    client.post(f"/desk/staff/{other.id}/roles", data={"roles": "reviewer"})
    assert "set the roles of a colleague" in history(client.get(f"/desk/staff/{other.id}").text)
    take_a_list(client, campaign.id)
    listed = client.get("/desk/exports").text
    one = re.search(r'href="(/desk/exports/\d+)"', listed)
    assert one is not None
    page = client.get(one[1]).text
    assert "To the minister" in page
    assert "took a list of signatories out, to its end" in history(page)
    with app.app_context():
        support = waiting_support(campaign)
    assert "Nobody has done anything here yet" in history(client.get(f"/desk/organizations/{support.id}").text)


def test_the_log_and_an_export_are_accessible(app: Flask, client: FlaskClient, address: str, chromium: Browser) -> None:
    with app.app_context():
        campaign = open_campaign()
        signature(campaign)
        cookie = sign_in(client, staff()).get_cookie("session")
        create_staff("rui@example.org", [RoleName.EDITOR], COMMAND_LINE, now())
        deliver_due(now)
    take_a_list(client, campaign.id)
    assert cookie is not None
    context = chromium.new_context(base_url=address, reduced_motion="reduce")
    context.add_cookies([{"name": "session", "value": cookie.value, "url": address}])
    page = context.new_page()
    for path in ("/desk/audit", "/desk/audit?from=never&q=nothing", "/desk/exports/1", f"/desk/campaigns/{campaign.id}",
                 "/desk/mailbox"):  # fmt: skip
        page.goto(path)
        check_page(page)
    page.get_by_role("button", name="Open this letter").first.click()
    check_page(page, "a letter")
    page.goto("/desk/audit")
    page.get_by_label("Room").select_option("Lists out")
    page.get_by_role("button", name="Show").click()
    expect(page.locator("tbody tr")).to_have_count(2)
    context.close()
