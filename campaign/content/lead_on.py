"""Lead readers who come to the former address of a page to where it is now."""

from flask import Response, make_response, redirect, url_for

from campaign.clock import now
from campaign.content.models import PageKind
from campaign.content.queries import moved_page, reading
from campaign.content.refusals import NoSuchPage


def lead_on(kind: PageKind, slug: str, endpoint: str) -> Response:
    """A redirect that stays (308) to the page that was once at this address. Raises NoSuchPage, PageRetired."""
    moved = moved_page(kind, slug, now())
    if moved is None:
        raise NoSuchPage
    return make_response(redirect(url_for(endpoint, slug=reading(kind, moved.slug, now()).slug), 308))
