"""Staff pages in Chromium: a passkey from register to delete with a virtual authenticator, and every page looked at."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Page, expect

from campaign.accounts.create_staff import create_staff
from campaign.accounts.models import RoleName, Staff
from campaign.audit.record import COMMAND_LINE
from campaign.clock import now
from campaign.db import db, transaction
from tests.browser.axe import FOUR_LOOKS, TWO_LOOKS, check_page
from tests.factories.accounts import PASSWORD, sign_in, staff
from tests.factories.campaigns import open_campaign

ADDRESS = "ida@fullrecord.example"


@pytest.fixture
def site(address: str) -> str:
    """The site under a name: browsers keep no passkey for a number."""
    return address.replace("127.0.0.1", "localhost")


@pytest.fixture
def page(chromium: Browser, site: str) -> Iterator[Page]:
    """A tab of somebody who is not signed in."""
    context = chromium.new_context(base_url=site, reduced_motion="reduce")
    context.set_default_timeout(10_000)
    yield context.new_page()
    context.close()


@pytest.fixture
def owner(app: Flask) -> Staff:
    with app.app_context():
        return staff(email=ADDRESS, name="Ida Fenwick", password=PASSWORD)


def use_signed_in(page: Page, site: str, client: FlaskClient, person: Staff) -> None:
    cookie = sign_in(client, person).get_cookie("session")
    assert cookie is not None
    page.context.add_cookies([{"name": "session", "value": cookie.value, "url": site}])


def give_authenticator(page: Page) -> None:
    """Plug a device in that keeps passkeys and whose owner says yes at once."""
    device = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": device})


def sign_in_by_password(page: Page) -> None:
    page.goto("/desk/sign-in")
    page.fill("#email", ADDRESS)
    page.fill("#password", PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()


def test_a_passkey_from_register_to_delete(page: Page, site: str, owner: Staff) -> None:
    give_authenticator(page)
    sign_in_by_password(page)
    page.goto("/desk/passkeys")
    check_page(page, "no passkey yet")
    page.fill("#name", "Blue key")
    page.get_by_role("button", name="Register a passkey").click()
    page.get_by_text("Your passkey is registered").wait_for()
    expect(page.get_by_role("button", name="Delete Blue key")).to_be_visible()
    check_page(page, "one passkey")

    # The password alone opens nothing now; the passkey is the second factor.
    page.goto("/desk/me")
    page.get_by_role("button", name="Sign out everywhere").click()
    sign_in_by_password(page)
    page.get_by_role("heading", name="Now your passkey").wait_for()
    check_page(page, "the passkey as second factor")
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url(f"{site}/desk")

    # And the only one needed.
    page.goto("/desk/me")
    page.get_by_role("button", name="Sign out everywhere").click()
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url(f"{site}/desk")

    # It counts where the password would be asked for once more, and then it goes.
    page.goto("/desk/verify?next=/desk/passkeys")
    check_page(page, "once more")
    page.get_by_role("button", name="Use a passkey instead").click()
    page.get_by_text("You can go on for five minutes").wait_for()
    page.get_by_role("button", name="Delete Blue key").click()
    page.get_by_text("The passkey is deleted here").wait_for()

    page.goto("/desk/me")
    page.get_by_role("button", name="Sign out everywhere").click()
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.get_by_text("This passkey was not accepted").wait_for()
    check_page(page, "a passkey that was deleted")


def test_a_browser_without_a_device_says_so_and_lets_one_try_again(page: Page, owner: Staff) -> None:
    page.goto("/desk/sign-in")
    check_page(page, "sign in", FOUR_LOOKS)
    page.evaluate("delete window.PublicKeyCredential")
    page.add_init_script("navigator.credentials.get = () => Promise.reject(new DOMException('', 'NotAllowedError'))")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.get_by_text("You can try again").wait_for()
    expect(page.get_by_role("button", name="Use the passkey")).to_be_enabled()
    check_page(page, "a passkey that did not come")


def test_staff_pages_are_accessible(app: Flask, page: Page, site: str, client: FlaskClient, owner: Staff) -> None:
    with app.app_context():
        campaign = open_campaign(title="Every trial registered, every result reported, in every country of the union")
        editor = staff(RoleName.EDITOR, RoleName.REVIEWER, campaign_id=campaign.id)
        create_staff("new@fullrecord.example", [RoleName.EDITOR], COMMAND_LINE, now() - timedelta(days=2))
        late = create_staff(
            "late@fullrecord.example", [RoleName.MAILER], COMMAND_LINE, now() - timedelta(days=9),
            campaign_id=campaign.id,
        )  # fmt: skip
        with transaction():
            locked = db.session.get_one(Staff, editor.id)
            locked.failures, locked.locked_until = 6, now() + timedelta(minutes=2)
    sign_in(app.test_client(), owner)
    sign_in(app.test_client(), editor)
    use_signed_in(page, site, client, owner)
    people = f"/desk/campaigns/{campaign.id}/people"
    visits = [
        "/desk/me", "/desk/staff", f"/desk/staff/{editor.id}", f"/desk/staff/{editor.id}?campaign={campaign.id}",
        f"/desk/staff/{late.id}", f"/desk/staff/{editor.id}/delete", people, f"{people}/{editor.id}",
        "/desk/recovery-codes", "/desk/second-factor",
    ]  # fmt: skip
    for visit in visits:
        page.goto(visit)
        check_page(page, visit, FOUR_LOOKS if visit == "/desk/me" else TWO_LOOKS)
    page.goto(people)
    page.get_by_role("button", name="Give these roles").click()
    page.wait_for_selector("#errors")
    check_page(page, "a refused invitation to a campaign")
