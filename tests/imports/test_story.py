"""A list through HTTP with the real worker beside it: dry run, taken in, one letter each, and an owner who confirms."""

import io
from collections.abc import Callable

from flask import Flask
from flask.testing import FlaskClient

from campaign import create_app
from campaign.clock import now
from campaign.config import Settings
from campaign.operate.prepare import at_work
from tests.factories.accounts import sign_in, staff
from tests.factories.campaigns import open_campaign
from tests.imports.listing import csv_of, line
from tests.servers.process import wait_until
from tests.servers.site import Site
from tests.servers.smtp import MailServer
from tests.visitor import Visitor


def desk(app: Flask) -> tuple[FlaskClient, str, int]:
    """An owner's browser at the desk of this site, and its one campaign."""
    with at_work(app):
        campaign = open_campaign(now())
        return sign_in(app.test_client(), staff(now=now())), campaign.slug, campaign.id


def test_a_list_its_letters_and_one_who_confirms(start_site: Callable[..., Site], smtp_server: MailServer) -> None:
    site = start_site(CAMPAIGN_SMTP_URL=smtp_server.url)
    browser, slug, campaign_id = desk(create_app(Settings.from_environment(site.environment)))
    data = csv_of(line("Ada Lovelace", "ada@x.example", "UK"), line("Bo Bergman", "bo@x.example", "SE"))
    fields = {"campaign": str(campaign_id), "source": "plain", "file": (io.BytesIO(data), "list.csv")}
    browser.post("/desk/imports/new", data=fields, content_type="multipart/form-data")
    columns = {"col_name": "Name", "col_email": "E-mail", "col_country": "Country", "opt_may_write": "y"}
    assert browser.post("/desk/imports/1/columns", data=columns).status_code == 303

    def page_says(words: str) -> Callable[[], bool]:
        return lambda: words in browser.get("/desk/imports/1").text

    wait_until("the dry run is done", page_says("Take 2 signatures in"), seconds=60)
    browser.post("/desk/imports/1/begin")
    wait_until("the list is in", page_says("Ask them to confirm"), seconds=60)
    assert smtp_server.deliveries == []
    browser.post("/desk/imports/1/letter")
    wait_until("both have a letter", lambda: len(smtp_server.deliveries) == 2, seconds=60)
    (letter,) = smtp_server.mails_to("ada@x.example")
    part = letter.message.get_body(("plain",))
    assert part is not None
    text = part.get_content()
    assert "The list came to us from: A plain form or any other table." in text
    link = next(word for word in text.split() if "/s/" in word)
    visitor = Visitor(site.url)
    page = visitor.get(link)
    assert visitor.get(f"/c/{slug}/count.json").json["apart"]["imported"] == 2
    assert visitor.press(page, "Yes, count my signature").status == 303
    wait_until("it counts", lambda: visitor.get(f"/c/{slug}/count.json").json["signatures"] == 1)
