"""A second officer and a DNS record, through a real site: forms, worker, letters, and a name server."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.factories.accounts import PASSWORD
from tests.servers.dns_server import DnsServer
from tests.servers.process import wait_until
from tests.servers.site import Site
from tests.servers.smtp import Delivery, MailServer
from tests.stories.test_signing import House, campaign_from_the_desk
from tests.visitor import Visitor


@pytest.fixture
def name_server() -> Iterator[DnsServer]:
    server = DnsServer().start()
    yield server
    server.stop()


@pytest.fixture
def house(scratch_folder: Path, smtp_server: MailServer, name_server: DnsServer) -> Iterator[House]:
    """A site that somebody has just set up; it asks our name server."""
    settings = {
        "CAMPAIGN_SMTP_URL": smtp_server.url,
        "CAMPAIGN_FORM_MIN_SECONDS": "0",
        "CAMPAIGN_DNS_SERVER": name_server.address,
    }
    site = Site(scratch_folder / "story-authority", settings)
    try:
        site.start()
        wait_until("the summary", lambda: "Ctrl-C" in site.log)
        (link,) = re.findall(rf"{re.escape(site.url)}/setup/\S+", site.log)
        owner = Visitor(site.url)
        owner.press(
            owner.get(link), "Set up the site and sign in",
            site_name="The Full Record", about="A campaign.", name="Ida Fenwick", email="ida@fullrecord.example",
            password=PASSWORD, password_confirm=PASSWORD,
        )  # fmt: skip
        yield House(site, smtp_server, owner, link)
    finally:
        site.stop()
    assert "Traceback" not in site.log, site.log[site.log.index("Traceback") :]


def one_letter(house: House, address: str) -> Delivery:
    return house.letters(address)[0]


def test_an_organization_proves_its_authority_step_by_step(house: House, name_server: DnsServer) -> None:
    slug = campaign_from_the_desk(house.owner)
    visitor = house.visitor()
    applied = visitor.press(
        visitor.get(f"/c/{slug}/support"), "Send the application",
        name="Fennmark Kliniken", website="fennmark.example", country="DE", kind="hospital", capacity="on_behalf",
        authority="y", contact_name="Henrike Straub", role="Head of research", email="straub@fennmark.example",
        officer_name="Tomke Aldous", officer_role="Board secretary", officer_email="aldous@fennmark.example",
        ror="03vek6s52", consent="y",
    )  # fmt: skip
    assert applied.status == 303, applied.said
    link = house.link(one_letter(house, "straub@fennmark.example"), "o")
    assert house.post.mails_to("aldous@fennmark.example") == [], "nobody else hears of it before the contact confirms"
    visitor.press(visitor.get(link), "Yes, this is our application")

    letter = one_letter(house, "aldous@fennmark.example")
    assert letter.message["Subject"] == "Does Fennmark Kliniken support this?"
    assert "Henrike Straub says that Fennmark Kliniken supports this petition" in letter.text
    officer = house.visitor()
    page = officer.get(house.link(letter, "officer"))
    assert "named you, Tomke Aldous, as a second officer" in page.said
    desk = house.owner
    review = re.search(r"/desk/organizations/\d+", desk.get("/desk/organizations").text)
    assert review is not None
    before = desk.get(review[0])
    assert "Second officer: named, not confirmed" in before.said
    assert "Aldous" not in before.said
    officer.press(page, "Yes, Fennmark Kliniken supports this")
    assert "It is confirmed" in officer.get(house.link(letter, "officer")).said
    after = desk.get(review[0])
    assert "Second officer: confirmed" in after.said

    record = re.search(r"(_countersign\.fennmark\.example).*?(countersign=[0-9a-f]{40})", after.text, re.DOTALL)
    assert record is not None
    name_server.records[record[1]] = [record[2].encode()]
    assert desk.press(after, "Look into the DNS now").status == 303
    wait_until("the record is seen", lambda: "DNS record: seen" in desk.get(review[0]).said, seconds=30)
    desk.press(desk.get(f"{review[0]}/vouch"), "I vouch for it", note="Read all of it and called the office.")
    page = desk.get(review[0])
    assert desk.press(page, "Record the decision", decision="accept").status == 303
    listed = house.visitor().get(f"/c/{slug}/supporters?q=03vek6s52")
    assert "Fennmark Kliniken" in listed.said
    assert "/organizations/authority#reviewed" in listed.text
    assert "Straub" not in listed.said
    assert "Aldous" not in listed.said
