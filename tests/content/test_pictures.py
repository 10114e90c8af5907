"""Pictures: made anew from their pixels, shown only when they are ours, deleted only when no page needs them."""

import re
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import text
from sqlalchemy.orm import Session

from campaign.audit.record import COMMAND_LINE
from campaign.content.create_page import PageWords
from campaign.content.edit_page import PageParticulars, edit_page
from campaign.content.media.add_picture import add_picture
from campaign.content.media.delete_picture import delete_picture
from campaign.content.media.describe_picture import describe_picture
from campaign.content.media.queries import picture_path, pictures_in
from campaign.content.media.read_picture import LARGEST_BYTES, WIDEST, read_picture
from campaign.content.models import Asset
from campaign.content.queries import reading
from campaign.content.refusals import AltMissing, NoSuchPicture, PictureInUse
from campaign.content.write_words import write_words
from campaign.db import db, transaction
from campaign.text import markdown_to_html
from campaign.web.language import speaking
from campaign.web.sent_pictures import PictureFault
from tests.factories.campaigns import WHEN, open_campaign
from tests.factories.content import draft_page, public_page
from tests.factories.pictures import picture_file
from tests.servers.process import wait_until

ALT = {"en": 'A "blue" <field>', "de": "Ein blaues Feld"}


def added(**overrides: object) -> Asset:
    return add_picture(read_picture(picture_file()), "Über Blue.PNG", ALT, COMMAND_LINE, WHEN, **overrides)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("kind", "mode", "becomes"),
    [("PNG", "RGB", "JPEG"), ("JPEG", "RGB", "JPEG"), ("WEBP", "RGB", "JPEG"), ("PNG", "RGBA", "WEBP")],
)
def test_a_picture_is_made_anew_within_bounds_and_without_what_the_camera_wrote(
    kind: str, mode: str, becomes: str
) -> None:
    sent = picture_file((3200, 400), "#00008040" if mode == "RGBA" else "navy", kind=kind, mode=mode)
    made = read_picture(sent)
    with Image.open(BytesIO(made.data)) as image:
        assert (image.format, image.size) == (becomes, (WIDEST, 200))
        assert not image.getexif()
    assert (made.width, made.height) == (WIDEST, 200)
    assert b"Camera of Ada" in sent
    assert b"Camera of Ada" not in made.data


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "SVG"),
        (b"nothing", "no picture"),
        (picture_file()[:60], "no picture"),
        (picture_file(kind="GIF"), "no picture"),
        (bytes(LARGEST_BYTES + 1), "8 MB"),
        (picture_file((8, 8)), "16 pixels"),
        (picture_file((6000, 4000)), "20 million"),
    ],
)
def test_what_is_no_picture_of_these_kinds_is_refused_with_words(data: bytes, words: str) -> None:
    with pytest.raises(PictureFault, match=words):
        read_picture(data)


def test_a_text_shows_our_picture_with_its_size_and_its_description(session: Session) -> None:
    asset = added(credit="Ada <b>L</b>")
    text = f"![their words](media:{asset.public_id.hex()})"
    shown = markdown_to_html(text, pictures_in(text))
    assert f'src="{picture_path(asset)}"' in shown
    assert 'width="40" height="20"' in shown
    assert 'alt="A &quot;blue&quot; &lt;field&gt;"' in shown
    assert "<small>Ada &lt;b&gt;L&lt;/b&gt;</small>" in shown
    assert "their words" not in shown
    assert picture_path(asset).endswith("/uber-blue.jpg")
    with speaking("de"):
        assert 'alt="Ein blaues Feld"' in markdown_to_html(text, pictures_in(text))
    with speaking("fr"):
        assert 'alt="A &quot;blue&quot;' in markdown_to_html(text, pictures_in(text))
    assert "<img" not in markdown_to_html(text)


@pytest.mark.parametrize(
    "text",
    [
        "![](https://elsewhere.example/pixel.png)",
        "![](//elsewhere.example/pixel.png)",
        "![](/media/nothing.png)",
        "![](javascript:alert(1))",
        "![](data:image/png;base64,AAAA)",
        f"![](media:{'0' * 32})",
        f"![](media:{'a' * 32}/../../x)",
        f'![x" onerror="alert(1)](media:{"a" * 32})',
        f'![](media:{"a" * 32} "onload=alert(1)")',
        f"<img src=media:{'a' * 32} onerror=alert(1)>",
        "<script>alert(1)</script>",
        "[x](javascript:alert(1))",
        f"[x](media:{'a' * 32})",
    ],
)
def test_no_other_picture_and_no_script_gets_through(session: Session, text: str) -> None:
    added()
    shown = markdown_to_html(text, pictures_in(text))
    assert "<img" not in shown
    assert "<script" not in shown
    assert "href" not in shown
    assert " on" not in shown.replace(" onerror=alert(1)&gt;", "")


def test_a_picture_needs_a_description_in_some_language(session: Session) -> None:
    with pytest.raises(AltMissing):
        add_picture(read_picture(picture_file()), "x.png", {"en": ""}, COMMAND_LINE, WHEN)
    asset = added()
    with pytest.raises(AltMissing):
        describe_picture(asset.id, {"en": "", "de": ""}, "", COMMAND_LINE, WHEN)
    assert describe_picture(asset.id, {"en": "Blue", "de": ""}, "Ada", COMMAND_LINE, WHEN).alt == {"en": "Blue"}


def test_a_picture_is_kept_while_a_page_needs_it(session: Session) -> None:
    asset = added()
    page = public_page(body=f"![](media:{asset.public_id.hex()})")
    write_words(page.id, "en", PageWords(title="Without"), COMMAND_LINE, WHEN)
    with pytest.raises(PictureInUse):
        delete_picture(asset.id, COMMAND_LINE, WHEN)
    unused, above = added(), added()
    edit_page(draft_page().id, PageParticulars(cover_id=above.id), None, COMMAND_LINE, WHEN)
    with pytest.raises(PictureInUse):
        delete_picture(above.id, COMMAND_LINE, WHEN)
    delete_picture(unused.id, COMMAND_LINE, WHEN)
    with pytest.raises(NoSuchPicture):
        delete_picture(unused.id, COMMAND_LINE, WHEN)


def test_a_picture_that_is_deleted_at_this_moment_cannot_be_named(app: Flask) -> None:
    with app.app_context():
        asset_id, page_id = added().id, draft_page().id
        db.session.remove()

    def edit() -> None:
        with app.app_context():
            try:
                edit_page(page_id, PageParticulars(cover_id=asset_id), None, COMMAND_LINE, WHEN)
            finally:
                db.session.remove()

    with app.app_context(), ThreadPoolExecutor(1) as pool:
        with transaction() as session:
            session.delete(session.get_one(Asset, asset_id))
            session.flush()
            edited = pool.submit(edit)
            if db.engine.dialect.name == "postgresql":  # on SQLite one writes after the other
                waiting = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
                with db.engine.connect() as beside:
                    wait_until("the editor waits", lambda: beside.scalar(waiting) > 0)
        with pytest.raises(NoSuchPicture):
            edited.result()


def test_the_picture_above_a_page_is_not_another_campaign_s(session: Session) -> None:
    theirs = added(campaign_id=open_campaign().id)
    page = public_page(campaign_id=open_campaign().id)
    with pytest.raises(NoSuchPicture):
        edit_page(page.id, PageParticulars(cover_id=theirs.id), None, COMMAND_LINE, WHEN)
    ours = added()
    edit_page(page.id, PageParticulars(cover_id=ours.id), None, COMMAND_LINE, WHEN)
    found = reading(page.kind, page.slug, WHEN).picture
    assert found is not None
    assert found.path == picture_path(ours)


def test_headings_of_a_text_follow_the_page_s_without_a_gap() -> None:
    text = "## One\n\n#### Two\n\n###### Three\n\n## Four"
    assert re.findall(r"<(h\d)>", markdown_to_html(text, top=2)) == ["h2", "h3", "h4", "h2"]
    assert re.findall(r"<(h\d)>", markdown_to_html(text)) == ["h4", "h4", "h4", "h4"]
