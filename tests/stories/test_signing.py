"""From an empty machine to a handed-over list, as people do it: a real site and worker, forms, and letters.

Runs on what each kind of operator has: SQLite with the queue in a folder, and PostgreSQL with Valkey.
"""

import csv
import io
import itertools
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import create_engine, select, update

from campaign.campaigns.models import Campaign
from campaign.config import Settings
from campaign.signatures.models import Signature, SignatureState
from tests.factories.accounts import PASSWORD
from tests.servers.process import wait_until
from tests.servers.site import Site
from tests.servers.smtp import Delivery, MailServer
from tests.visitor import Answer, Visitor

OWNER = "ida@fullrecord.example"
_numbers = itertools.count(1)


@dataclass
class House:
    """A running site, its post, and its owner's browser."""

    site: Site
    post: MailServer
    owner: Visitor
    setup_link: str

    def visitor(self) -> Visitor:
        """Somebody new, without a cookie."""
        return Visitor(self.site.url)

    def letters(self, address: str, count: int = 1) -> list[Delivery]:
        """The letters to one address, once there are `count`."""
        wait_until(f"{count} letters to {address}", lambda: len(self.post.mails_to(address)) >= count, seconds=60)
        found = self.post.mails_to(address)
        assert len(found) == count
        return found

    def link(self, letter: Delivery, door: str = "s") -> str:
        """The one link in a letter that opens something of the reader's own."""
        found = re.findall(rf"{re.escape(self.site.url)}/{door}/\S+", letter.text)
        assert len(found) == 1, letter.text
        return str(found[0])

    def count(self, slug: str) -> tuple[int, int]:
        """People and organizations, as count.json says."""
        found = self.visitor().get(f"/c/{slug}/count.json").json
        assert set(found) == {"signatures", "organizations", "apart", "as_of"}
        return found["signatures"], found["organizations"]

    def wait_for_count(self, slug: str, people: int, organizations: int = 0) -> None:
        """Every web process says so within seconds."""
        said = (people, organizations)
        wait_until(
            f"{people} people", lambda: all(self.count(slug) == said for _ in range(6)), seconds=30, every=0.1
        )  # both processes of the web server, whichever answers

    def shift(self, slug: str, **columns: timedelta) -> None:
        """Let time go by for the one unconfirmed entry of a campaign: its columns move back."""
        engine = create_engine(sqlalchemy_url(Settings.from_environment(self.site.environment).database))
        with engine.begin() as connection:
            of_campaign = select(Campaign.id).where(Campaign.slug == slug).scalar_subquery()
            rows = connection.execute(
                select(Signature.id, *(getattr(Signature, name) for name in columns)).where(
                    Signature.campaign_id == of_campaign, Signature.state == SignatureState.PENDING
                )
            ).all()
            (row,) = rows
            moved = {name: row._mapping[name] - by for name, by in columns.items()}
            connection.execute(update(Signature).where(Signature.id == row.id).values(moved))
        engine.dispose()


def sqlalchemy_url(url: str) -> str:
    return url.replace("postgresql://", "postgresql+psycopg://", 1)


@pytest.fixture(scope="module")
def house(
    database_url: str,
    new_database: Callable[[str], str],
    request: pytest.FixtureRequest,
    scratch_folder: Path,
) -> Iterator[House]:
    """A site that somebody has just set up."""
    kind = database_url.partition(":")[0]
    post = MailServer().start()
    settings = {
        "CAMPAIGN_SMTP_URL": post.url,
        "CAMPAIGN_FORM_MIN_SECONDS": "0",
        "CAMPAIGN_SIGN_SOFT_PER_HOUR": "0",  # everybody here comes from one network
        "CAMPAIGN_DATABASE_URL": new_database(kind),
        "CAMPAIGN_BROKER_URL": "" if kind == "sqlite" else request.getfixturevalue("valkey_url"),
    }
    site = Site(scratch_folder / f"story-{kind}", settings)
    try:
        site.start()
        wait_until("the summary", lambda: "Ctrl-C" in site.log)
        (link,) = re.findall(rf"{re.escape(site.url)}/setup/\S+", site.log)
        owner = Visitor(site.url)
        page = owner.get(link)
        assert page.status == 200
        made = owner.press(
            page, "Set up the site and sign in",
            site_name="The Full Record", about="A campaign of patients’ leagues.", name="Ida Fenwick", email=OWNER,
            password=PASSWORD, password_confirm=PASSWORD,
        )  # fmt: skip
        assert (made.status, made.location) == (302, "/desk")
        yield House(site, post, owner, link)
    finally:
        site.stop()
        post.stop()
    assert "Traceback" not in site.log, site.log[site.log.index("Traceback") :]


@pytest.fixture
def slug(house: House) -> str:
    """A campaign that its owner made, wrote, published and opened at the desk."""
    return campaign_from_the_desk(house.owner)


def campaign_from_the_desk(owner: Visitor, *, max_per_inbox: int = 1) -> str:
    """Create, describe, write, publish and open a campaign; answers its slug."""
    slug = f"every-result-{next(_numbers)}"
    made = owner.press(
        owner.get("/desk/campaigns/new"), button(owner.get("/desk/campaigns/new"), "title"),
        title="Every trial registered", addressee="the heads of the agencies", slug=slug,
    )  # fmt: skip
    assert made.status == 303
    desk = made.location.removesuffix("/text")
    page = owner.get(f"{desk}/edit")
    edited = owner.press(
        page, button(page, "controller"),
        controller="The Full Record e. V.", controller_contact="dpo@fullrecord.example", recipient="the agencies",
        retention_until="2027-10-12", goal="5000", max_per_inbox=str(max_per_inbox),
        partners="Westhaven League",
    )  # fmt: skip
    assert edited.status == 303, edited.said
    page = owner.get(f"{desk}/text")
    written = owner.press(page, button(page, "ask", "mark"), ask="We ask you to **write**.", why="Because.")
    assert written.status == 303, written.said
    assert owner.get(f"/c/{slug}").status == 404, "nobody reads a draft"
    assert owner.press(owner.get(f"{desk}/publish"), "Publish version 1").status == 303
    assert owner.get(f"/c/{slug}").status == 404
    assert owner.press(owner.get(f"{desk}/open"), "Open the campaign").status == 303
    assert "takes signatures now" in owner.get(desk).said
    return slug


def button(page: Answer, *names: str) -> str:
    """The first button of the form with these fields."""
    found = re.findall(r"<form.*?</form>", page.text, re.DOTALL)
    form = next(each for each in found if all(f'name="{name}"' in each for name in names))
    words = re.search(r"<button[^>]*>(.*?)</button>", form, re.DOTALL)
    assert words is not None
    return " ".join(re.sub(r"<[^>]+>", " ", words[1]).split())


def sign(house: House, slug: str, email: str, name: str = "Ada Lovelace", **more: str) -> Answer:
    """Open the campaign and sign it, as somebody new; answers what the site says then."""
    visitor = house.visitor()
    page = visitor.get(f"/c/{slug}")
    assert page.status == 200
    assert "Set-Cookie" not in page.headers
    answer = visitor.press(page, "Sign", **({"name": name, "email": email, "country": "DE", "agree": "y"} | more))
    assert not list(visitor.cookies)
    return answer


def press_link(house: House, link: str, words: str = "Yes, count my signature") -> Answer:
    """Open a mailed link and press a button of it."""
    visitor = house.visitor()
    return visitor.press(visitor.get(link), words)


def test_the_set_up_link_works_once_and_the_owner_signs_in_and_out(house: House) -> None:
    assert house.visitor().get(house.setup_link).status == 410
    owner = house.visitor()
    away = owner.get("/desk/campaigns")
    assert away.status == 302
    assert away.location.startswith("/desk/sign-in")
    refused = owner.press(owner.get(away.location), "Sign in", email=OWNER, password="not-that-one-57")
    assert refused.status != 302
    entered = owner.press(owner.get(away.location), "Sign in", email=OWNER, password=PASSWORD)
    assert entered.status == 302, entered.said
    assert entered.location == "/desk/campaigns"
    assert owner.get("/desk/campaigns").status == 200
    gone = owner.press(owner.get("/desk/me"), "Sign out everywhere")
    assert gone.status == 302
    assert owner.get("/desk/campaigns").status == 302
    assert house.owner.get("/desk/me").status == 302, "signing out ends the sessions on every device"
    back = house.owner
    assert back.press(back.get("/desk/sign-in"), "Sign in", email=OWNER, password=PASSWORD).status == 302
    assert back.get("/desk/me").status == 200


def test_a_signature_counts_once_its_button_is_pressed(house: House, slug: str) -> None:
    assert house.count(slug) == (0, 0)
    answer = sign(house, slug, "ada@gmail.com", show="y")
    assert (answer.status, answer.location) == (303, f"/c/{slug}/check-mail")
    assert "look in your mailbox" in house.visitor().get(answer.location).said
    (letter,) = house.letters("ada@gmail.com")
    assert letter.message["Subject"] == "Please confirm your signature"
    link = house.link(letter)
    for _ in range(3):  # a mail scanner looks first, and more than once
        assert "Is this your signature?" in house.visitor().get(link).said
    assert house.count(slug) == (0, 0)

    confirmed = press_link(house, link)
    assert (confirmed.status, house.site.url + confirmed.location) == (303, link)
    assert "Your signature is recorded" in house.visitor().get(link).said
    house.wait_for_count(slug, 1)
    assert "Ada Lovelace" in house.visitor().get(f"/c/{slug}/signatories").said
    thanks = house.letters("ada@gmail.com", 2)[1]
    assert thanks.message["Subject"] == "Your signature counts"
    assert house.visitor().post(link, {"decision": "confirm"}).status == 303
    house.wait_for_count(slug, 1)

    for spelling in ("A.D.A@gmail.com", "ada+petitions@googlemail.com"):
        again = sign(house, slug, spelling)
        assert (again.status, again.location, again.body) == (answer.status, answer.location, answer.body)
    house.letters("ada@gmail.com", 2)
    assert house.post.mails_to("A.D.A@gmail.com") == house.post.mails_to("ada+petitions@googlemail.com") == []


def test_a_comment_is_shown_once_a_person_has_read_it_and_its_writer_takes_it_back(house: House, slug: str) -> None:
    sign(house, slug, "poet@example.org", name="Ida Rhyme", comment="Count it in public.", show_comment="y")
    (letter,) = house.letters("poet@example.org")
    assert "The comment will be shown on this site with the name, once a person has read it." in letter.text
    link = house.link(letter)
    assert "Will be shown with your name, once a person has read it" in house.visitor().get(link).said
    press_link(house, link)
    house.letters("poet@example.org", 2)
    voices = f"/c/{slug}/voices"
    assert "Count it in public." not in house.visitor().get(voices).said
    queue = house.owner.get("/desk/voices")
    assert "Count it in public." in queue.said and "Ida Rhyme" in queue.said
    assert house.owner.press(queue, "Show the comment of Ida Rhyme").status == 303
    for path in (voices, f"/c/{slug}"):
        wait_until(f"the comment at {path}", lambda path=path: "Count it in public." in house.visitor().get(path).said)
    assert "Ida Rhyme" not in house.visitor().get(f"/c/{slug}/signatories").said

    press_link(house, link, "Do not show my comment")
    assert "Count it in public." not in house.visitor().get(voices).said
    assert "Do not show my comment" not in house.visitor().get(link).said
    house.wait_for_count(slug, 1)


def test_whoever_signs_again_later_is_told_so_by_mail_alone(house: House, slug: str) -> None:
    sign(house, slug, "grace@example.org")
    (first,) = house.letters("grace@example.org")
    house.shift(slug, mailed_at=timedelta(minutes=11))
    again = sign(house, slug, "Grace+again@EXAMPLE.org", name="Grace Hopper")
    assert again.location == f"/c/{slug}/check-mail"
    wait_until("the second letter", lambda: bool(house.post.mails_to("Grace+again@example.org")), seconds=60)
    (second,) = house.post.mails_to("Grace+again@example.org")
    assert "Dear Grace Hopper" in second.text
    assert house.visitor().get(house.link(first)).status == 404, "the words it named are no longer the entry's"
    house.shift(slug, mailed_at=timedelta(minutes=11))
    press_link(house, house.link(second))
    house.wait_for_count(slug, 1)
    third = sign(house, slug, "grace@example.org")
    assert third.location == again.location
    wait_until("the third letter", lambda: len(house.post.mails_to("Grace+again@example.org")) == 3, seconds=60)
    subjects = [letter.message["Subject"] for letter in house.post.mails_to("Grace+again@example.org")]
    assert sorted(subjects[1:]) == ["You have signed this petition already", "Your signature counts"]
    house.wait_for_count(slug, 1)


def test_two_of_a_household_sign_with_one_address_and_a_third_cannot(house: House) -> None:
    slug = campaign_from_the_desk(house.owner, max_per_inbox=2)
    answers = [sign(house, slug, "family@example.org", name=name) for name in ("Ann Oak", "Ben Oak", "Cy Oak")]
    assert len({(answer.status, answer.location, answer.body) for answer in answers}) == 1
    letters = house.letters("family@example.org", 2)
    assert {re.search(r"Dear (.*),", letter.text)[1] for letter in letters} == {"Ann Oak", "Ben Oak"}  # type: ignore[index]
    for letter in letters:
        press_link(house, house.link(letter))
    house.wait_for_count(slug, 2)


def test_not_me_deletes_the_entry_and_silences_the_form_for_that_address(house: House, slug: str) -> None:
    first = sign(house, slug, "victim@example.org")
    link = house.link(house.letters("victim@example.org")[0])
    denied = press_link(house, link, "This was not me. Delete it")
    assert denied.location == f"/c/{slug}/not-me"
    assert "The entry is deleted" in house.visitor().get(denied.location).said
    assert house.visitor().get(link).status == 404
    again = sign(house, slug, "Victim+x@example.org")
    assert (again.status, again.location, again.body) == (first.status, first.location, first.body)
    sign(house, slug, "other@example.org")
    house.letters("other@example.org")  # sent after whatever would have gone to the victim
    assert len(house.post.mails_to("victim@example.org")) == 1
    assert house.post.mails_to("Victim+x@example.org") == []
    assert house.count(slug) == (0, 0)


def test_six_figures_confirm_where_the_link_cannot(house: House, slug: str) -> None:
    sign(house, slug, "phone@example.org")
    (letter,) = house.letters("phone@example.org")
    code = re.search(r"^ {4}(\d{3} \d{3})$", letter.text, re.MULTILINE)
    assert code is not None, letter.text
    visitor = house.visitor()
    page = visitor.get(f"/c/{slug}/code")
    wrong = "000 000" if code[1] != "000 000" else "111 111"
    refused = visitor.press(page, "Yes, count my signature", email="phone@example.org", code=wrong)
    assert refused.status == 422
    stranger = visitor.press(page, "Yes, count my signature", email="nobody@example.org", code=wrong)
    assert stranger.said.replace("nobody@", "phone@") == refused.said
    taken = visitor.press(page, "Yes, count my signature", email="Phone@example.org", code=code[1])
    assert (taken.status, taken.location) == (303, f"/c/{slug}/thanks")
    house.wait_for_count(slug, 1)


def test_a_link_older_than_seven_days_is_gone_and_signing_again_works(house: House, slug: str) -> None:
    sign(house, slug, "late@example.org")
    link = house.link(house.letters("late@example.org")[0])
    house.shift(slug, created_at=timedelta(days=7), mailed_at=timedelta(days=7), mails_since=timedelta(days=7))
    late = house.visitor().get(link)
    assert late.status == 410
    assert "This link no longer works" in late.said
    assert house.visitor().post(link, {"decision": "confirm"}).status == 410
    assert house.count(slug) == (0, 0)
    again = sign(house, slug, "late@example.org")
    assert again.location == f"/c/{slug}/check-mail"
    fresh = house.link(house.letters("late@example.org", 2)[1])
    assert press_link(house, fresh).status == 303
    house.wait_for_count(slug, 1)


def logo() -> tuple[str, bytes, str]:
    out = io.BytesIO()
    Image.new("RGB", (600, 200), "teal").save(out, "PNG")
    return "logo.png", out.getvalue(), "image/png"


def apply(house: House, slug: str, **changes: Any) -> str:
    """An organization fills in the form and presses the button in its letter; answers its contact's address."""
    email = changes.pop("email")
    values: dict[str, Any] = {
        "website": "fennmark.example", "country": "DE", "kind": "hospital", "capacity": "on_behalf", "authority": "y",
        "statement": "Results that nobody can read\nshould not have been collected.",
        "contact_name": "Henrike Straub", "role": "Head of clinical research", "consent": "y", "email": email,
    }  # fmt: skip
    visitor = house.visitor()
    page = visitor.get(f"/c/{slug}/support")
    sent = visitor.press(page, "Send the application", **(values | changes))
    assert (sent.status, sent.location) == (303, f"/c/{slug}/support/check-mail"), sent.said
    link = house.link(house.letters(email)[0], "o")
    assert "Is this your application?" in visitor.get(link).said
    assert visitor.press(visitor.get(link), "Yes, this is our application").status == 303
    assert "under review" in visitor.get(link).said
    return str(email)


def review(house: House, name: str, decision: str, reason: str = "") -> None:
    """The owner opens the application of this name at the desk and decides."""
    queue = house.owner.get("/desk/organizations").text
    found = re.search(rf'href="(/desk/organizations/\d+)"[^>]*>(?:<[^>]+>)*{re.escape(name)}', queue)
    assert found is not None, queue
    page = house.owner.get(found[1])
    done = house.owner.press(page, "Record the decision", decision=decision, reason=reason)
    assert (done.status, done.location) == (303, "/desk/organizations"), done.said


def test_one_organization_is_approved_with_its_logo_and_another_declined(house: House, slug: str) -> None:
    taken = apply(house, slug, name="Fennmark Kliniken", email="straub@fennmark.example", logo=logo())
    refused = apply(house, slug, name="Oststadt Verein", email="info@oststadt.example", website="oststadt.example")
    assert "Fennmark" not in house.visitor().get(f"/c/{slug}/supporters").text
    assert house.count(slug) == (0, 0)
    review(house, "Fennmark Kliniken", "accept")
    review(house, "Oststadt Verein", "decline", "We could not find the society.")
    house.wait_for_count(slug, 0, 1)
    visitor = house.visitor()
    page = visitor.get(f"/c/{slug}/supporters")
    assert "Fennmark Kliniken" in page.said
    assert "should not have been collected" in page.said
    assert "Oststadt" not in page.said
    shown = re.search(r'src="(/organizations/[^"]+)"', page.text)
    assert shown is not None
    picture = visitor.get(shown[1])
    assert picture.headers.get_content_type() == "image/png"
    assert Image.open(io.BytesIO(picture.body)).size == (480, 160)
    assert house.letters(taken, 2)[1].message["Subject"] != house.letters(refused, 2)[1].message["Subject"]
    assert "We could not find the society." in house.letters(refused, 2)[1].text
    assert "We could not find" not in house.letters(taken, 2)[1].text


# A name in every script that people are registered in, and what a spreadsheet would run.
NAMES = (
    "Ada Lovelace", "Ελένη Παπαδοπούλου", "Олександр Коваль", "Անահիտ Սարգսյան", "ნინო ბერიძე", "שרה כהן",
    "محمد عبد الله", "ܡܪܝܡ", "ޢާއިޝަތު", "ስላም ገብረ", "अनीता शर्मा", "অনিতা দাস", "ਗੁਰਪ੍ਰੀਤ ਕੌਰ", "અનિતા પટેલ",
    "ଅନିତା ଦାସ", "அனிதா குமார்", "అనిత రెడ్డి", "ಅನಿತಾ ಗೌಡ", "അനിത നായർ", "අනිතා පෙරේරා", "สมชาย ใจดี", "ສົມຊາຍ",
    "བསྟན་འཛིན", "မောင်မောင်", "សុខ សំណាង", "ᠪᠠᠲᠤ", "王小红", "山田 花子", "さとう", "김민준", "ᏣᎳᎩ", "ᐃᓄᒃ", "ⵜⴰⵎⴰⵣⵉⵖⵜ",
    "𞤀𞤣𞤤𞤢𞤥", "Nguyễn Thị Ánh", "Þórdís Æsa", "Ō'Neill-Ångström", '"Quotes", and; more',
    "=1+cmd", "+SUM(A1)", "-Two", "@cmd",
)  # fmt: skip


def colleague(house: House, email: str, role: str) -> Visitor:
    """The owner invites somebody, who follows the letter and chooses a password."""
    page = house.owner.get("/desk/staff")
    assert house.owner.press(page, "Send the invitation", email=email, roles=[role]).status == 302
    visitor = house.visitor()
    page = visitor.get(house.link(house.letters(email)[0], "invitation"))
    words = button(page, "password")
    entered = visitor.press(
        page, words, name=role.title(), password="quarry-violet-ember-41", password_confirm="quarry-violet-ember-41"
    )
    assert (entered.status, entered.location) == (302, "/desk"), entered.said
    return visitor


def test_an_exporter_takes_every_script_of_the_world_and_no_formula(house: House, slug: str) -> None:
    started = datetime.now(UTC)
    for number, name in enumerate(NAMES):
        answer = sign(house, slug, f"signer-{number}@world.example", name=name)
        assert answer.status == 303, (name, answer.said)
    for number in range(len(NAMES)):
        letter = house.letters(f"signer-{number}@world.example")[0]
        assert house.visitor().post(house.link(letter), {"decision": "confirm"}).status == 303
    house.wait_for_count(slug, len(NAMES))

    for role in ("editor", "reviewer"):
        other = colleague(house, f"{role}@fullrecord.example", role)
        assert other.get("/desk").status == 200
        assert other.get("/desk/exports").status == 403
    exporter = colleague(house, "exporter@fullrecord.example", "exporter")
    for path in ("/desk/staff", "/desk/organizations", "/desk/campaigns/new"):
        assert exporter.get(path).status == 403, path

    page = exporter.get("/desk/exports")
    offered = re.search(rf'<option[^>]*value="(\d+)"[^>]*>[^<]*: {len(NAMES)} confirmed', page.text)
    assert offered is not None, page.said
    taken = exporter.press(page, "Take the list as CSV", campaign=offered[1], reason="Handover", proof="y")
    assert taken.status == 200
    assert taken.headers["Content-Disposition"].startswith(f'attachment; filename="{slug}-signatories-')
    rows = list(csv.DictReader(io.StringIO(taken.text, newline="")))
    assert [row["name"] for row in rows] == [f"'{name}" if name[0] in "=+-@" else name for name in NAMES]
    assert "email" not in rows[0]
    assert all(row["signed_on"] in (str(started.date()), str(datetime.now(UTC).date())) for row in rows)
    assert {(row["text_version"], row["wants_updates"]) for row in rows} == {("1", "no")}
    assert "Handover" in exporter.get("/desk/exports").said
    refused = exporter.post(
        "/desk/exports",
        {**page.form("Take the list as CSV").values, "campaign": offered[1], "reason": "More", "addresses": "updates"},
    )
    assert refused.status == 422, "an exporter takes no addresses"
    assert exporter.press(exporter.get("/desk/me"), "Sign out everywhere").status == 302
    assert exporter.get("/desk/exports").status == 302
