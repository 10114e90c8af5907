"""Free pages, as the menu orders them."""

from sqlalchemy import select

from campaign.content.models import Page, PageKind, PageState
from campaign.content.queries import newest_revision
from campaign.db import db


def free_pages() -> list[tuple[Page, str]]:
    """Every free page that is not retired, with its newest title: those of the menu first, in its order."""
    rows = db.session.scalars(
        select(Page)
        .where(Page.kind == PageKind.PAGE, Page.state != PageState.RETIRED)
        .order_by(Page.in_menu.desc(), Page.place, Page.id)
        .execution_options(populate_existing=True)
    ).all()
    return [(page, newest.title if (newest := newest_revision(page.id, page.language)) else page.slug) for page in rows]
