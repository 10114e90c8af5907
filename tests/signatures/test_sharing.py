"""Passing a petition on: pictures and badges say the count, own links count quietly, codes open the address."""

import io
import json
import re
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree as ET

import pytest
import segno
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import event, func, select
from sqlalchemy.orm import Session

from campaign.campaigns.close import close_campaign
from campaign.campaigns.create import COMMAND_LINE
from campaign.campaigns.models import Campaign, CampaignText, CampaignWords, Referral, WordsField
from campaign.campaigns.queries import CampaignFacts, campaign_facts_of
from campaign.campaigns.referrals import CODE, referral_id
from campaign.clock import now
from campaign.db import db, transaction
from campaign.desk.queries import figures
from campaign.organizations.models import SupportState
from campaign.signatures.deny import deny
from campaign.signatures.letters import PURPOSE, letter
from campaign.signatures.models import Signature, SignatureState
from campaign.signatures.queries import Counts, count_people, counts
from campaign.signatures.refusals import LinkUnknown
from campaign.signatures.sharing.badge import badge_drawing, count_badge, draw_badge
from campaign.signatures.sharing.make_link import NotCountedYet, make_link
from campaign.signatures.sharing.picture import CampaignPicture, campaign_picture, draw_campaign, stance
from campaign.signatures.sharing.qr import BORDER, qr_file, qr_path
from campaign.signatures.sharing.queries import link_of, signed_by_link
from campaign.signatures.signatories import Order, SignatoryFilter, signatories
from campaign.tokens import make_link_token
from campaign.web.contrast import contrast
from campaign.web.inks import GROUNDS
from campaign.web.kept import forget_kept
from campaign.web.language import LANGUAGES, speaking
from tests.factories.campaigns import open_campaign
from tests.factories.organizations import approved_support, waiting_support
from tests.factories.signatures import signature

TODAY = datetime(2026, 11, 27, 12, 0, tzinfo=UTC)


@pytest.fixture
def campaign(app: Flask) -> Campaign:
    with app.app_context():
        return open_campaign(title="Every trial registered", slug="trials")


def token_of(entry: Signature) -> str:
    return make_link_token(PURPOSE, entry.public_id, entry.token_version)


def facts(campaign: Campaign) -> CampaignFacts:
    found = campaign_facts_of(campaign.id)
    assert found is not None
    return found


def translated(campaign: Campaign, language: str, title: str) -> None:
    """The campaign's text in another language, published."""
    with transaction() as session:
        session.add(
            CampaignText(
                campaign_id=campaign.id, language=language, version=1, title=title, addressee="الوكالات", lead="",
                ask="x", why="", sha256="0" * 64, published_at=TODAY, created_at=TODAY, source_id=campaign.text_id,
            )
        )  # fmt: skip
    forget_kept()


def picture_at(client: FlaskClient, path: str) -> Image.Image:
    answer = client.get(path)
    assert (answer.status_code, answer.mimetype) == (200, "image/png"), path
    image = Image.open(io.BytesIO(answer.data)).convert("RGB")
    assert image.size == (1200, 630)
    return image


# ───────── links of one's own ─────────


def test_a_signer_makes_one_link_and_no_second(session: Session) -> None:
    signed = signature(open_campaign())
    first = make_link(token_of(signed), TODAY)
    assert CODE.fullmatch(first.code)
    assert len(first.code) >= 10
    assert make_link(token_of(signed), TODAY + timedelta(days=1)).id == first.id
    assert session.scalar(select(func.count()).select_from(Referral)) == 1


@pytest.mark.parametrize("state", [SignatureState.PENDING, SignatureState.IMPORTED, SignatureState.PAPER])
def test_only_a_counted_signature_has_a_link(session: Session, state: SignatureState) -> None:
    waiting = signature(open_campaign(), state=state, created_at=TODAY)
    with pytest.raises(NotCountedYet):
        make_link(token_of(waiting), TODAY)
    assert session.scalars(select(Referral)).all() == []


def test_a_forged_link_or_one_for_something_else_makes_nothing(session: Session) -> None:
    signed = signature(open_campaign())
    for token in ("nonsense", token_of(signed)[:-2] + "xx", make_link_token("support", signed.public_id, 0)):
        with pytest.raises(LinkUnknown):
            make_link(token, TODAY)
    assert session.scalars(select(Referral)).all() == []


def test_a_code_that_is_taken_is_made_anew(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    campaign = open_campaign()
    codes = iter(["taken-code", "taken-code", "another-code"])
    monkeypatch.setattr("campaign.signatures.sharing.make_link.new_code", lambda: next(codes))
    assert make_link(token_of(signature(campaign)), TODAY).code == "taken-code"
    assert make_link(token_of(signature(campaign)), TODAY).code == "another-code"


def test_the_figure_goes_in_steps_of_five_and_counts_confirmed_ones_only(session: Session) -> None:
    campaign = open_campaign()
    link = make_link(token_of(signature(campaign)), TODAY)
    signature(campaign, referral_id=link.id, state=SignatureState.PENDING)
    told = [signed_by_link(link.id)]
    for _ in range(10):
        signature(campaign, referral_id=link.id)
        told.append(signed_by_link(link.id))
    assert told == ["fewer than 5 people"] * 5 + ["at least 5 people"] * 5 + ["at least 10 people"]


def test_a_link_goes_with_its_signature_and_those_it_brought_stay_counted(session: Session) -> None:
    campaign = open_campaign()
    signed = signature(campaign)
    link = make_link(token_of(signed), TODAY)
    code, brought = link.code, [signature(campaign, referral_id=link.id).id for _ in range(3)]
    assert count_people(campaign.id) == 4
    deny(token_of(signed), TODAY)
    session.expire_all()
    assert session.scalars(select(Referral)).all() == []
    assert count_people(campaign.id) == 3
    left = session.execute(select(Signature.id, Signature.referral_id).order_by(Signature.id)).all()
    assert [tuple(row) for row in left] == [(id_, None) for id_ in brought]
    assert referral_id(campaign.id, code) is None


def test_staff_cannot_see_whom_one_signer_brought(session: Session) -> None:
    campaign = open_campaign()
    signed = signature(campaign)
    link = make_link(token_of(signed), TODAY)
    for _ in range(2):
        signature(campaign, referral_id=link.id)
    seen = signatories(campaign, SignatoryFilter(referral_id=link.id), Order.NEWEST, 1)
    assert seen.total == 0
    glance = figures(campaign.id, TODAY)
    assert glance.referrals == (("Links of signers", 2),)
    assert glance.by_referral == 2


def test_the_story_of_a_link(app: Flask, client: FlaskClient, campaign: Campaign) -> None:
    with app.app_context():
        signed = signature(campaign, name="Ada <script>")
        path = f"/s/{token_of(signed)}"
    before = client.get(path)
    assert "Make my own link" in before.text
    assert "?via=" not in before.text
    assert "https://wa.me/?text=" in before.text, "one press from the thanks to passing it on"
    held = before.text.partition("What we hold of you")[2]
    assert "Ada &lt;script&gt;" in held
    assert "Your name is not shown" in held
    made = client.post(f"{path}/link")
    assert (made.status_code, made.location) == (303, f"{path}#own-link-h")
    assert made.headers["Cache-Control"] == "no-store"
    page = client.get(path)
    with app.app_context():
        link = link_of(signed.id)
    assert link is not None
    assert f"http://localhost/c/trials?via={link.code}" in page.text
    assert f"trials%3Fvia%3D{link.code}" in page.text.partition("https://wa.me/?text=")[2]
    assert "<b>fewer than 5 people</b>" in page.text
    assert "Make my own link" not in page.text
    assert page.headers["Cache-Control"] == "no-store"
    assert "<script>" not in page.text.replace('<script type="module"', "")
    shared = client.get(f"/c/trials/share?via={link.code}").text
    assert f"http://localhost/c/trials?via={link.code}" in shared
    assert "fewer than" not in shared, "the figure is nobody else's"
    assert client.get(f"{path}/link").status_code == 405
    assert client.post("/s/nonsense/link").status_code == 404


def test_a_closed_petition_offers_no_link(app: Flask, client: FlaskClient, campaign: Campaign) -> None:
    with app.app_context():
        path = f"/s/{token_of(signature(campaign))}"
        close_campaign(campaign.id, "", COMMAND_LINE, now())
    assert "Make my own link" not in client.get(path).text


def test_another_language_keeps_the_link_that_was_followed(client: FlaskClient, campaign: Campaign) -> None:
    page = client.get("/c/trials?via=abcd2345").text
    assert 'name="next" value="/c/trials?via=abcd2345"' in page
    chosen = client.post("/language", data={"language": "fr", "next": "/c/trials?via=abcd2345"})
    assert chosen.location == "/fr/c/trials?via=abcd2345"
    assert 'name="via" value="abcd2345"' in client.get(chosen.location).text
    assert 'name="next" value="/c/trials"' in client.get("/c/trials?via=%22%3E%3Cscript%3E").text


def test_the_letter_of_thanks_leads_to_both(app: Flask, campaign: Campaign) -> None:
    with app.app_context():
        made = letter("signatures.thank_you", signature(campaign), facts(campaign))
        assert made is not None
        text = app.jinja_env.get_template(f"{made.template}.txt").render(
            **made.shared, **made.own, site={"name": "The Full Record"}
        )
    assert "http://localhost/c/trials/share" in text
    assert made.own["link"] in text
    assert "a link of your own" in text


# ───────── pictures ─────────

ENGLISH = CampaignPicture(
    kicker="A petition to the heads of the medicines agencies", title="Every trial registered", people=97_897,
    goal=100_000, signed="people have signed", supported="747 organizations support it",
    progress="The goal is 100,000", as_of="As of 27 November 2026", site="The Full Record", accent="#82305c", rtl=False,
)  # fmt: skip


def seen(says: CampaignPicture) -> Image.Image:
    return Image.open(io.BytesIO(draw_campaign(says))).convert("RGB")


def assert_within_margins(image: Image.Image) -> None:
    for edge in ((0, 0, 60, 630), (1142, 0, 1200, 630), (0, 0, 1200, 44), (0, 612, 1200, 630)):
        assert image.crop(edge).getcolors() == [((edge[2] - edge[0]) * (edge[3] - edge[1]), (255, 255, 255))]


def changed(says: CampaignPicture, **values: object) -> CampaignPicture:
    return CampaignPicture(**{**says.__dict__, **values})


def test_a_picture_is_in_the_colour_of_the_campaign_and_shows_how_far_it_is() -> None:
    image = seen(changed(ENGLISH, people=25_000))
    assert image.getpixel((600, 50)) == (0x82, 0x30, 0x5C)
    spots = {x: image.getpixel((x, 470)) == (0x82, 0x30, 0x5C) for x in (70, 325, 340, 1130)}
    assert spots == {70: True, 325: True, 340: False, 1130: False}
    mirrored = seen(changed(ENGLISH, people=25_000, rtl=True))
    assert mirrored.getpixel((1130, 470)) == (0x82, 0x30, 0x5C)
    assert mirrored.getpixel((70, 470)) != (0x82, 0x30, 0x5C)


@pytest.mark.parametrize("rtl", [False, True])
@pytest.mark.parametrize(
    "title", ["Every trial " * 60, "W" * 400, "سجّلوا كل تجربة " * 40, "x", "", "🙂", "Each <b>&amp;</b> trial"]
)
def test_a_title_of_any_length_stays_in_the_frame(title: str, rtl: bool) -> None:
    long = changed(ENGLISH, title=title, kicker=title, site=title, supported=title, people=123_456_789, rtl=rtl)
    assert_within_margins(seen(long))


def test_the_title_ends_above_the_figure() -> None:
    image = seen(changed(ENGLISH, title="Every trial " * 60, people=1, supported=""))
    assert image.crop((64, 284, 1136, 300)).getcolors() == [(1072 * 16, (255, 255, 255))]


def test_an_arabic_picture_begins_at_the_right(app: Flask, client: FlaskClient, campaign: Campaign) -> None:
    with app.app_context():
        translated(campaign, "ar", "سجّلوا كل تجربة")
        signature(campaign)
        forget_kept()
    arabic, english = picture_at(client, "/ar/c/trials/share.png"), picture_at(client, "/c/trials/share.png")
    title = (64, 130, 1136, 210)
    assert_within_margins(arabic)

    def weight(image: Image.Image, left: int, right: int) -> int:
        return sum(image.crop((left, title[1], right, title[3])).convert("L").histogram()[:128])

    assert weight(arabic, 900, 1136) > 1000 > weight(arabic, 64, 300) == 0
    assert weight(english, 64, 300) > 1000 > weight(english, 900, 1136) == 0


def test_the_language_is_that_of_the_address_alone(client: FlaskClient, campaign: Campaign, app: Flask) -> None:
    with app.app_context():
        translated(campaign, "fr", "Chaque essai enregistré")
    plain = client.get("/c/trials/share.png").data
    asked = client.get("/c/trials/share.png", headers={"Accept-Language": "fr"})
    assert asked.data == plain
    assert "Vary" not in asked.headers or "Accept-Language" not in asked.headers["Vary"]
    assert client.get("/fr/c/trials/share.png").data != plain


def test_a_picture_says_what_is_so(app: Flask, campaign: Campaign) -> None:
    found = Counts(1, 2, TODAY)
    with app.app_context():
        says = campaign_picture(facts(campaign), found, "The Full Record", TODAY)
        assert (says.kicker, says.title) == (
            "A petition to the heads of the medicines agencies",
            "Every trial registered",
        )
        assert (says.people, says.signed, says.supported) == (1, "person has signed", "2 organizations support it")
        assert (says.progress, says.as_of) == ("The goal is 1,000", "As of 27 November 2026")
        close_campaign(campaign.id, "", COMMAND_LINE, TODAY)
        forget_kept()
        closed = campaign_picture(facts(campaign), Counts(5, 0, TODAY), "The Full Record", TODAY)
        assert (closed.progress, closed.goal, closed.supported) == ("Final count", 0, "")
        for language in LANGUAGES:
            with speaking(language):
                assert draw_campaign(campaign_picture(facts(campaign), found, "x", TODAY))


def test_a_picture_is_asked_for_by_its_tag(client: FlaskClient, campaign: Campaign) -> None:
    first = client.get("/c/trials/share.png")
    assert first.headers["Cache-Control"].startswith("public, max-age=60")
    assert first.headers["Access-Control-Allow-Origin"] == "*"
    again = client.get("/c/trials/share.png", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_an_organization_has_one_and_a_stranger_none(app: Flask, client: FlaskClient, campaign: Campaign) -> None:
    with app.app_context():
        slug = approved_support(campaign, name="Fennmark Kliniken").organization.slug
        waiting = waiting_support(campaign, name="Waiting").organization.slug
    assert_within_margins(picture_at(client, f"/organizations/{slug}/share.png"))
    for path in (f"/organizations/{waiting}/share.png", "/organizations/nobody/share.png", "/c/nothing/share.png"):
        assert client.get(path).status_code == 404
    page = client.get(f"/organizations/{slug}").text
    assert f'<meta property="og:image" content="http://localhost/organizations/{slug}/share.png">' in page


def test_how_an_organization_stands_is_said_as_it_is(app: Flask) -> None:
    with app.app_context():
        assert stance(SupportState.APPROVED, "T", personally=False) == "supports “T”"
        assert "personally" in stance(SupportState.APPROVED, "T", personally=True)
        assert stance(SupportState.LEFT, "T", personally=False).startswith("no longer")
        assert stance(SupportState.LAPSED, "T", personally=True).startswith("has not renewed")


def test_pages_tell_other_sites_what_to_show(client: FlaskClient, campaign: Campaign, app: Flask) -> None:
    with app.app_context():
        translated(campaign, "fr", "Chaque essai “<enregistré>”")
    page = client.get("/fr/c/trials").text
    meta = dict(re.findall(r'<meta (?:property|name)="(og:[\w:]+|twitter:card)" content="([^"]*)"', page))
    assert meta["og:image"] == "http://localhost/fr/c/trials/share.png"
    assert meta["og:url"] == "http://localhost/fr/c/trials"
    assert (meta["og:image:width"], meta["og:image:height"], meta["og:locale"]) == ("1200", "630", "fr_FR")
    assert (meta["twitter:card"], meta["og:title"]) == (
        "summary_large_image", "Chaque essai “&lt;enregistré&gt;”",
    )  # fmt: skip
    assert "Chaque essai" in meta["og:image:alt"]
    alternates = re.findall(r'og:locale:alternate" content="(\w+)"', page)
    assert len(alternates) == len(LANGUAGES) - 1
    assert "fr_FR" not in alternates
    assert page.count('property="og:title"') == 1
    assert "og:image" in client.get("/fr/c/trials/share").text


# ───────── badges ─────────

SVG = "{http://www.w3.org/2000/svg}"


def test_badges_say_the_same_figure_as_the_count(app: Flask, client: FlaskClient, campaign: Campaign) -> None:
    with app.app_context():
        for _ in range(3):
            signature(campaign)
        for name in ("Fennmark", "Westhaven"):
            approved_support(campaign, name=name)
        forget_kept()
    count = client.get("/c/trials/count.json").json
    for counted, key, label in (("people", "signatures", "signatures"), ("organizations",) * 3):
        data = client.get(f"/c/trials/badge.json?count={counted}")
        assert data.json["value"] == count[key]
        assert data.json["as_of"] == count["as_of"]
        assert (data.json["schemaVersion"], data.json["label"], data.json["message"]) == (1, label, str(count[key]))
        assert re.fullmatch("[0-9a-f]{6}", data.json["color"])
        assert data.json["link"] == "http://localhost/c/trials"
        svg = client.get(f"/c/trials/badge.svg?count={counted}")
        root = ET.fromstring(svg.data)
        assert [text.text for text in root.iter(f"{SVG}text")] == [label, str(count[key])]
        title = root.find(f"{SVG}title")
        assert title is not None
        assert (title.text or "").startswith(f"{count[key]} ")
        for answer in (data, svg):
            assert answer.headers["Access-Control-Allow-Origin"] == "*"
            assert answer.headers["Cache-Control"].startswith("public, max-age=60")
            assert "Set-Cookie" not in answer.headers


def test_a_badge_is_safe_whatever_the_title(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        open_campaign(title="<script>alert(1)</script> \"&' ]]>", slug="attack")
    for style in ("light", "dark", "<script>"):
        body = client.get(f"/c/attack/badge.svg?style={style}").data
        root = ET.fromstring(body)
        assert {each.tag.removeprefix(SVG) for each in root.iter()} == {"svg", "title", "rect", "g", "text"}
    assert json.loads(client.get("/c/attack/badge.json").data)["title"].startswith("<script>")
    code = re.search(
        r'<textarea[^>]* id="badge-light"[^>]*>(.*?)</textarea>', client.get("/c/attack/share").text, re.DOTALL
    )
    assert code is not None
    assert "&amp;lt;script&amp;gt;" in code[1]
    assert "&amp;#34;" in code[1]


@pytest.mark.parametrize("odd", ["\x07", "\x0b", "\ufffe", "\uffff", "\ufdd0", "\U0010ffff"])
def test_what_xml_cannot_hold_breaks_no_picture(app: Flask, client: FlaskClient, odd: str) -> None:
    with app.app_context():
        open_campaign(title=f"Every{odd} trial", slug="odd")
    for picture in ("badge.svg", "qr.svg"):
        title = ET.fromstring(client.get(f"/c/odd/{picture}").data).find(f"{SVG}title")
        assert title is not None
        assert "Every" in (title.text or "") and odd not in (title.text or "")


@pytest.mark.parametrize("style", ["light", "dark"])
def test_a_badge_can_be_read(app: Flask, campaign: Campaign, style: str) -> None:
    with app.app_context(), speaking("ar"):
        badge = count_badge(facts(campaign), counts(campaign.id), "people", "dark" if style == "dark" else "light")
    drawing = badge_drawing(badge)
    for part in drawing.parts:
        assert contrast(part.ground, part.ink) >= 4.5
        assert part.length < part.width
    assert drawing.parts[0].text == badge.message, "the figure comes last, which is at the left"
    with Image.open(io.BytesIO(draw_badge(badge))) as image:
        assert (image.format, image.size) == ("PNG", (2 * drawing.width, 72))
        shown = image.convert("RGB")
    paper = GROUNDS[badge.theme]["paper"]
    assert shown.getpixel((shown.width - 6, 6)) == tuple(int(paper[at : at + 2], 16) for at in (1, 3, 5))


# ───────── codes and paper ─────────


def drawn_modules(size: int, path: str) -> list[list[bool]]:
    """The modules that a path fills."""
    grid = [[False] * size for _ in range(size)]
    for x, y, length in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\d+z", path):
        for at in range(int(x), int(x) + int(length)):
            grid[int(y)][at] = True
    return grid


def wanted_modules(address: str) -> list[list[bool]]:
    return [[bool(module) for module in row] for row in segno.make_qr(address, error="m").matrix_iter(border=BORDER)]


def test_a_code_is_that_of_the_address(app: Flask, client: FlaskClient, campaign: Campaign) -> None:
    for prefix, query, address in (
        ("", "", "http://localhost/c/trials"),
        ("/fr", "", "http://localhost/fr/c/trials"),
        ("", "?via=abcd2345", "http://localhost/c/trials?via=abcd2345"),
        ("", "?via=%22%3E", "http://localhost/c/trials"),
    ):
        code = qr_path(address)
        wanted = wanted_modules(address)
        assert drawn_modules(code.size, code.path) == wanted
        for page in ("share", "flyer"):
            assert code.path in client.get(f"{prefix}/c/trials/{page}{query}").text
        with Image.open(io.BytesIO(client.get(f"{prefix}/c/trials/qr.png{query}").data)) as image:
            scale = image.width // code.size
            shown = image.convert("L")
            middles = range(scale // 2, image.width, scale)
            assert [[shown.getpixel((x, y)) == 0 for x in middles] for y in middles] == wanted
        svg = client.get(f"{prefix}/c/trials/qr.svg{query}")
        assert svg.data == qr_file(address, "svg", "Every trial registered")
        assert ET.fromstring(svg.data).find(f"{SVG}title") is not None


def test_a_campaign_suggests_words_in_each_language(app: Flask, client: FlaskClient, campaign: Campaign) -> None:
    assert "Every trial registered\n\nhttp://localhost/c/trials</textarea>" in client.get("/c/trials/share").text
    with app.app_context(), transaction() as session:
        session.add(
            CampaignWords(
                campaign_id=campaign.id, field=WordsField.SHARE, language="fr", text="À lire <b>& signer",
                edited_at=TODAY,
            )
        )  # fmt: skip
    with app.app_context():
        forget_kept()
    page = client.get("/fr/c/trials/share").text
    assert "À lire &lt;b&gt;&amp; signer\n\nhttp://localhost/fr/c/trials</textarea>" in page
    assert "https://t.me/share/url?url=http%3A//localhost/fr/c/trials&amp;text=%C3%80%20lire" in page
    assert "À lire" not in client.get("/c/trials/share").text


def test_pages_of_a_closed_and_of_an_unknown_petition(app: Flask, client: FlaskClient, campaign: Campaign) -> None:
    with app.app_context():
        close_campaign(campaign.id, "", COMMAND_LINE, now())
        forget_kept()
    assert "takes no more signatures" in client.get("/c/trials/share").text
    assert "Read the result" in client.get("/c/trials/flyer").text
    for page in ("share", "flyer", "qr.svg", "qr.png", "badge.svg", "badge.png", "badge.json", "share.png"):
        assert client.get(f"/c/nothing/{page}").status_code == 404


def test_nothing_of_it_writes(app: Flask, client: FlaskClient, campaign: Campaign) -> None:
    written: list[str] = []

    def note(connection: object, cursor: object, statement: str, *rest: object) -> None:
        if not statement.lstrip().upper().startswith(("SELECT", "PRAGMA", "BEGIN")):
            written.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        for page in ("share", "flyer", "qr.svg", "badge.svg", "badge.png", "badge.json", "share.png", "thanks"):
            assert client.get(f"/c/trials/{page}?via=abcd2345").status_code == 200
    finally:
        event.remove(engine, "before_cursor_execute", note)
    assert written == []
