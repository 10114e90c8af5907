"""Begin a new draft with the words of an old revision. Nothing is overwritten: a draft that was there stays listed, and
waits for no moment any more.
"""

from datetime import datetime

from campaign.audit.record import Actor, record
from campaign.content.models import Page, Revision
from campaign.content.queries import newest_revision
from campaign.content.refusals import NoSuchPage, NoSuchRevision
from campaign.db import transaction


def restore_revision(page_id: int, revision_id: int, actor: Actor, now: datetime) -> Revision:
    """The new draft. Raises NoSuchPage, NoSuchRevision."""
    with transaction() as session:
        page = session.get(Page, page_id, with_for_update=True, populate_existing=True)
        if page is None:
            raise NoSuchPage
        old = session.get(Revision, revision_id)
        if old is None or old.page_id != page_id:
            raise NoSuchRevision
        newest = newest_revision(page_id, old.language)
        assert newest is not None
        newest.due_at = None  # what is newest is what is published next
        restored = Revision(
            page_id=page_id,
            language=old.language,
            number=newest.number + 1,
            title=old.title,
            summary=old.summary,
            body=old.body,
            source_id=old.source_id,
            edits=1,
            staff_id=actor.id,
            created_at=now,
        )
        session.add(restored)
        record(
            actor.id,
            actor.name,
            "content.restored",
            f"{page.kind} {page.slug} {old.language} {restored.number}",
            now,
            campaign_id=page.campaign_id,
            subject=f"page {page_id}",
            from_version=old.number,
        )
    return restored
