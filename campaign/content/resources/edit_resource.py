"""Say what one must know to use and cite a resource."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from campaign.audit.record import Actor, record
from campaign.content.models import Page, PageKind, ResourceFacts
from campaign.content.refusals import NoSuchPage, WrittenMeanwhile
from campaign.content.resources.refusals import CannotReplace, ReplacesItself
from campaign.db import transaction


@dataclass(frozen=True, kw_only=True)
class Particulars:
    """Facts about a resource, checked by the form: `doi` and `issued` as `particulars.py` reads them, `licence` an SPDX
    identifier or words, authors with semicolons between them, the id of the resource that it replaces."""

    licence: str = ""
    authors: str = ""
    doi: str = ""
    issued: str = ""
    supersedes_id: int | None = None


def edit_resource(
    page_id: int, particulars: Particulars, actor: Actor, now: datetime, *, seen: int | None = None
) -> ResourceFacts:
    """Store the facts of a resource. `seen` is `Page.edits` as the writer saw it; None takes any.

    Raises NoSuchPage, WrittenMeanwhile, ReplacesItself, CannotReplace.
    """
    with transaction() as session:
        # All resources are locked in one order, so that two people cannot close a circle between them.
        pages = {
            page.id: page
            for page in session.scalars(
                select(Page)
                .where(Page.kind == PageKind.RESOURCE)
                .order_by(Page.id)
                .with_for_update()
                .execution_options(populate_existing=True)
            )
        }
        page = pages.get(page_id)
        if page is None:
            raise NoSuchPage
        if seen is not None and seen != page.edits:
            raise WrittenMeanwhile
        if particulars.supersedes_id is not None:
            older = pages.get(particulars.supersedes_id)
            if older is None or page.campaign_id not in (None, older.campaign_id):
                raise CannotReplace
            rows = session.execute(select(ResourceFacts.page_id, ResourceFacts.supersedes_id))
            _refuse_circle(page_id, older.id, {row.page_id: row.supersedes_id for row in rows})
        facts = session.get(ResourceFacts, page_id, populate_existing=True)
        if facts is None:
            facts = ResourceFacts(page_id=page_id)
            session.add(facts)
        facts.licence, facts.authors, facts.doi = particulars.licence, particulars.authors, particulars.doi
        facts.issued, facts.supersedes_id = particulars.issued, particulars.supersedes_id
        page.edits += 1
        record(
            actor.id,
            actor.name,
            "content.resource_described",
            f"{page.kind} {page.slug}",
            now,
            campaign_id=page.campaign_id,
            subject=f"page {page_id}",
        )
    return facts


def _refuse_circle(page_id: int, older_id: int, replaces: dict[int, int | None]) -> None:
    step: int | None = older_id
    passed: set[int] = set()
    while step is not None and step not in passed:
        if step == page_id:
            raise ReplacesItself
        passed.add(step)
        step = replaces.get(step)
