"""Every route: which headers it sends, that opening it writes nothing, and that its page renders.

Who may open it is in `test_rights.py`.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask, template_rendered
from flask.testing import FlaskClient
from sqlalchemy import event

from campaign.accounts.models import RoleName
from campaign.audit.record import COMMAND_LINE
from campaign.content.rename_page import rename_page
from campaign.db import db
from tests.campaigns.test_renaming import rename
from tests.factories.accounts import sign_in
from tests.factories.campaigns import WHEN, open_campaign
from tests.factories.content import public_page
from tests.house.routes import NOT_200, PUBLIC, World, make_world, rules

FORGED = "forged.example"
_WRITES = re.compile(r"\s*(INSERT|UPDATE|DELETE|REPLACE|MERGE|TRUNCATE|CREATE|ALTER|DROP)\b", re.IGNORECASE)


@pytest.fixture
def world(app: Flask) -> World:
    return make_world(app)


@contextmanager
def statements_that_write(app: Flask) -> Iterator[list[str]]:
    """Collects every statement that would change the database."""
    found: list[str] = []

    def look(_: Any, __: Any, statement: str, *___: Any) -> None:
        if _WRITES.match(statement):
            found.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", look)
    try:
        yield found
    finally:
        event.remove(engine, "before_cursor_execute", look)


def clients(app: Flask, world: World) -> dict[str, FlaskClient]:
    """A browser of a stranger, and one of each role."""
    browsers = {"stranger": app.test_client()}
    for role, person in world.people.items():
        browsers[role.value] = sign_in(app.test_client(), person)
    return browsers


def test_an_owner_can_send_every_form_and_an_empty_one_breaks_nothing(app: Flask, world: World) -> None:
    owner = sign_in(app.test_client(), world.people[RoleName.OWNER])
    for rule in rules(app, "POST"):
        if rule.endpoint == "security.logout":
            continue
        status = owner.post(world.address(rule)).status_code
        assert status in (200, 302, 303, 400, 404, 409, 410, 422), f"{rule.endpoint} answers {status} to an empty form"


def test_a_page_of_another_site_sends_nothing_to_the_desk(app: Flask, world: World) -> None:
    owner = sign_in(app.test_client(), world.people[RoleName.OWNER])
    for rule in rules(app, "POST"):
        if rule.rule.startswith("/desk"):
            for site in ("cross-site", "same-site"):
                answer = owner.post(world.address(rule), headers={"Sec-Fetch-Site": site})
                assert answer.status_code == 403, f"{rule.endpoint} takes what another site sends"


def test_every_answer_carries_the_security_headers(app: Flask, world: World) -> None:
    browsers = clients(app, world)
    paths = [world.address(rule) for rule in rules(app, "GET")]
    paths += ["/no-such-page", "/desk/no-such-page", "/c/no-such-campaign", "/static/no-such-file", "/%00"]
    answers = [
        (path, browser.get(path, buffered=True))
        for path in paths
        for browser in (browsers["stranger"], browsers["owner"])
    ]
    answers += [("DELETE /", browsers["stranger"].delete("/")), ("POST /desk/me", browsers["owner"].post("/desk/me"))]
    answers += [("large", browsers["owner"].post("/desk/me", data={"name": "x" * 100_000}))]
    for path, answer in answers:
        headers = answer.headers
        policy = headers["Content-Security-Policy"]
        assert "default-src 'self'" in policy, path
        assert "unsafe" not in policy, path
        for part in ("object-src 'none'", "base-uri 'none'"):
            assert part in policy, path
        # Only what is made for other people's pages may be shown in them; the form only by sites that are named.
        of_form = path.startswith("/embed/") and path.endswith("/check-mail")
        framed = "'self'" if of_form else "*" if path.startswith("/embed/") else "'none'"
        assert f"frame-ancestors {framed}" in policy, path
        assert headers["X-Content-Type-Options"] == "nosniff", path
        assert headers["Referrer-Policy"] in ("strict-origin-when-cross-origin", "no-referrer"), path
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin", path
        assert "camera=()" in headers["Permissions-Policy"], path
        if path.startswith("/desk") or answer.status_code >= 400:
            assert "no-store" in headers["Cache-Control"], path
        if "/s/" in path[:3] or "/o/" in path[:3] or path.startswith(("/setup/", "/invitation/", "/desk/forgotten/")):
            assert headers["Referrer-Policy"] == "no-referrer" or answer.status_code >= 400, path


def test_an_id_that_no_row_can_have_is_not_found(app: Flask, world: World) -> None:
    owner = clients(app, world)[RoleName.OWNER.value]
    for rule in rules(app):
        if "<int:" in rule.rule and "GET" in (rule.methods or ()):
            path = re.sub(r"<int:[^>]+>", str(2**63), rule.rule)
            assert owner.get(path).status_code == 404, path


def test_no_host_that_a_request_names_is_led_to_or_shown(app: Flask, world: World) -> None:
    """Redirects of every kind: slashes too many and too few, languages, renamed addresses, the desk's door."""
    stranger, led = app.test_client(), 0
    with app.app_context():
        rename(open_campaign(slug="former-name"), "newer-name")
        page = public_page(slug="former-page")
        rename_page(page.id, "newer-page", COMMAND_LINE, WHEN)
    public = [world.address(rule) for rule in rules(app, "GET") if rule.endpoint in PUBLIC]
    desk = [world.address(rule) for rule in rules(app, "GET") if rule.endpoint not in PUBLIC]
    more = ["/c/former-name", "/fr/c/former-name", "/news/former-page", "/C/Newer-Name/", "//c/newer-name", "/fr//desk"]
    for path in [*public, *(f"{path}/" for path in public), *desk, *(f"/fr{path}" for path in desk[:20]), *more]:
        with stranger.get(path, base_url=f"http://{FORGED}") as answer:
            there = answer.headers.get("Location", "")
            assert FORGED.encode() not in there.encode() + answer.data, path
        if answer.status_code in (301, 302, 303, 307, 308):
            assert there.startswith(("/", "http://localhost/", "https://")) and not there.startswith("//"), path
            led += 1
    assert led > 200
    chosen = stranger.post("/language", data={"language": "fr", "next": "/"}, base_url=f"http://{FORGED}")
    assert chosen.headers["Location"] == "/fr/"


def test_a_stranger_gets_no_cookie_from_a_public_page(app: Flask, world: World) -> None:
    browser = app.test_client()
    for rule in rules(app, "GET"):
        if rule.endpoint in PUBLIC and not rule.endpoint.startswith("accounts."):
            # With the language in the address; without it an answer may depend on the cookie that keeps a choice.
            answer = browser.get(f"/en{world.address(rule)}", buffered=True)
            assert "Set-Cookie" not in answer.headers, rule.endpoint
            assert "Cookie" not in answer.headers.get("Vary", ""), rule.endpoint


def test_opening_a_page_writes_nothing_and_every_page_renders(app: Flask, world: World) -> None:
    browsers = clients(app, world)
    for rule in rules(app, "GET"):
        path = world.address(rule)
        for who in ("stranger", RoleName.OWNER.value):
            with statements_that_write(app) as written:
                for method in ("GET", "HEAD"):
                    status = browsers[who].open(path, method=method, buffered=True).status_code
                    assert status < 500 or rule.endpoint in NOT_200, f"{who} opens {path}"
            assert written == [], f"{who}: {method} {path} ({rule.endpoint}) writes"


def test_the_guard_against_writes_sees_writes(app: Flask) -> None:
    with statements_that_write(app) as written:
        make_world(app)
    assert any(statement.startswith("INSERT INTO campaign") for statement in written)


def test_every_page_comes_from_a_template_that_was_found(app: Flask, world: World) -> None:
    rendered: set[str] = set()

    def note(_: Flask, template: Any, **__: Any) -> None:
        rendered.add(template.name)

    with template_rendered.connected_to(note, app):
        browsers = clients(app, world)
        for rule in rules(app, "GET"):
            for browser in (browsers["stranger"], browsers["owner"]):
                browser.get(world.address(rule), buffered=True)
    assert "accounts/colleague.html" in rendered
    assert "errors/error.html" in rendered
    folder = set(app.jinja_env.list_templates())
    assert rendered <= folder
