"""Reading pictures: where they are shown, and those that a text names."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import undefer

from campaign.content.models import Asset, Page, ResourceFile, Revision
from campaign.content.refusals import NoSuchPicture
from campaign.db import db
from campaign.text import PICTURE, ShownPicture
from campaign.text import Pictures as Pictures  # noqa: PLC0414 - what `pictures_in` answers
from campaign.web.language import current_language


def picture_path(asset: Asset) -> str:
    """Where the site shows a picture: the same in every language, and for ever the same bytes."""
    return f"/media/{asset.public_id.hex()}/{asset.name}"


def alt_of(asset: Asset, language: str) -> str:
    """What a picture shows, in a language or else in the first that somebody wrote."""
    return asset.alt.get(language) or next(iter(asset.alt.values()), "")


def pictures_in(text: str) -> Pictures:
    """What the pictures named in a text are, for `markdown_to_html`; descriptions are in the language at hand."""
    named = {bytes.fromhex(found) for found in PICTURE.findall(text)}
    language = current_language()
    found = {
        asset.public_id.hex(): ShownPicture(
            picture_path(asset), asset.width or 0, asset.height or 0, alt_of(asset, language), asset.credit
        )
        for asset in (db.session.scalars(_pictures(Asset.public_id.in_(named))) if named else ())
    }
    return found.get


def _pictures(*conditions: ColumnElement[bool]) -> Select[Asset]:
    return select(Asset).where(Asset.width.is_not(None), *conditions).execution_options(populate_existing=True)


def pictures(*conditions: ColumnElement[bool]) -> Select[Asset]:
    """Query of pictures, newest first."""
    return _pictures(*conditions).order_by(Asset.id.desc())


def pictures_for(campaign_id: int | None, most: int = 60) -> Sequence[Asset]:
    """What a page of this campaign may show: its own pictures and the site's, newest first."""
    whose = Asset.campaign_id.is_(None)
    return db.session.scalars(
        pictures(whose if campaign_id is None else or_(whose, Asset.campaign_id == campaign_id)).limit(most)
    ).all()


def picture_for_desk(asset_id: int) -> Asset:
    """One picture, fresh from the database. Raises NoSuchPicture."""
    asset = db.session.get(Asset, asset_id, populate_existing=True)
    if asset is None or asset.width is None:
        raise NoSuchPicture
    return asset


def picture_with_data(public_id: str) -> Asset:
    """One picture with its bytes, by its 32 hexadecimal figures. Raises NoSuchPicture."""
    try:
        wanted = bytes.fromhex(public_id)
    except ValueError:
        raise NoSuchPicture from None
    asset = db.session.scalars(_pictures(Asset.public_id == wanted).options(undefer(Asset.data))).one_or_none()
    if asset is None:
        raise NoSuchPicture
    return asset


def campaign_of_asset(asset_id: int) -> int | None:
    """For gates: the campaign of a file; None for the whole site's, or when there is none."""
    return db.session.scalar(select(Asset.campaign_id).where(Asset.id == asset_id))


def pages_that_show(asset: Asset) -> list[tuple[Page, str]]:
    """Pages that need a file, each with its newest title: above them, among their files, in words of today."""
    named = Revision.body.contains(f"media:{asset.public_id.hex()}")
    newest = select(func.max(Revision.id)).group_by(Revision.page_id, Revision.language)
    shown_or_drafted = or_(Revision.id.in_(newest), Revision.id.in_(newest.where(Revision.published_at.is_not(None))))
    in_words = select(Revision.page_id).where(named, shown_or_drafted)
    rows = db.session.scalars(
        select(Page)
        .where(
            or_(
                Page.cover_id == asset.id,
                Page.id.in_(in_words),
                Page.id.in_(select(ResourceFile.page_id).where(ResourceFile.asset_id == asset.id)),
            )
        )
        .order_by(Page.id)
    ).all()
    return [(page, _title(page)) for page in rows]


def _title(page: Page) -> str:
    found = db.session.scalars(
        select(Revision.title)
        .where(Revision.page_id == page.id, Revision.language == page.language)
        .order_by(Revision.number.desc())
        .limit(1)
    ).first()
    return found or page.slug
