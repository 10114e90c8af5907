"""An address for a page that no other page of its kind has."""

from itertools import count

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaign.content.models import Page, PageKind


def free_slug(session: Session, kind: PageKind, wanted: str) -> str:
    """`wanted`, or with -2, -3 … behind it. The unique constraint guards what is made meanwhile."""
    taken = set(
        session.scalars(select(Page.slug).where(Page.kind == kind, Page.slug.startswith(wanted, autoescape=True)))
    )
    tries = (wanted if number == 1 else f"{wanted}-{number}" for number in count(1))
    return next(slug for slug in tries if slug not in taken)
