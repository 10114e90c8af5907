"""A page's life at the desk: schedule, address, facts, old versions, links to drafts."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from campaign.accounts.models import RoleName
from campaign.audit.models import AuditEntry
from campaign.audit.record import COMMAND_LINE, Actor
from campaign.content.create_page import NewPage, PageWords, create_page
from campaign.content.edit_page import PageParticulars, edit_page
from campaign.content.end_previews import end_previews
from campaign.content.facts import EventDetails
from campaign.content.models import PageKind, PageState, PreviewLink
from campaign.content.publish_due_words import publish_due_words
from campaign.content.publish_page import publish_page
from campaign.content.queries import drafted, moved_page, newest_revision, page_for_desk, reading, revisions_of
from campaign.content.refusals import (
    AddressTaken,
    EditedMeanwhile,
    NoSuchPage,
    NoSuchRevision,
    NothingToPublish,
    NotInTheFuture,
    NotPublicYet,
    NotScheduled,
    WrittenMeanwhile,
)
from campaign.content.rename_page import rename_page
from campaign.content.reschedule_page import reschedule_page
from campaign.content.restore_revision import restore_revision
from campaign.content.retire_page import retire_page
from campaign.content.schedule_words import schedule_words
from campaign.content.share_preview import DAYS, PURPOSE, ValidLink, previewed_page, share_preview, valid_links
from campaign.content.unschedule_words import unschedule_words
from campaign.content.write_words import write_words
from campaign.tokens import make_link_token
from campaign.web.language import speaking
from tests.factories.accounts import staff
from tests.factories.campaigns import WHEN
from tests.factories.content import draft_page, public_page

LATER = WHEN + timedelta(days=2)


def test_a_scheduled_page_can_get_another_moment_or_be_a_draft_again(session: Session) -> None:
    page = draft_page()
    publish_page(page.id, COMMAND_LINE, WHEN, goes_live_at=LATER)
    with pytest.raises(NotInTheFuture):
        reschedule_page(page.id, WHEN, COMMAND_LINE, WHEN)
    reschedule_page(page.id, LATER + timedelta(days=1), COMMAND_LINE, WHEN)
    with pytest.raises(NoSuchPage):
        reading(page.kind, page.slug, LATER)
    retire_page(page.id, COMMAND_LINE, WHEN)
    assert (page_for_desk(page.id).state, page_for_desk(page.id).goes_live_at) == (PageState.DRAFT, None)
    with pytest.raises(NoSuchPage):
        reading(page.kind, page.slug, LATER)
    publish_page(page.id, COMMAND_LINE, WHEN)
    assert reading(page.kind, page.slug, WHEN).slug == page.slug
    with pytest.raises(NotScheduled):
        reschedule_page(page.id, LATER, COMMAND_LINE, WHEN)


def test_the_old_address_leads_on_only_if_the_public_has_seen_it(session: Session) -> None:
    draft, page = draft_page(slug="draft"), public_page(slug="first")
    rename_page(draft.id, "still-a-draft", COMMAND_LINE, WHEN)
    assert moved_page(draft.kind, "draft", LATER) is None
    for slug in ("second", "third"):
        rename_page(page.id, slug, COMMAND_LINE, WHEN)
    for slug in ("first", "second"):
        found = moved_page(page.kind, slug, LATER)
        assert found is not None
        assert found.slug == "third"
    rename_page(page.id, "first", COMMAND_LINE, WHEN)
    assert moved_page(page.kind, "first", LATER) is None
    assert reading(page.kind, "first", LATER).page_id == page.id


def test_an_address_belongs_to_one_page_of_a_kind(session: Session) -> None:
    public_page(slug="taken")
    page = draft_page()
    with pytest.raises(AddressTaken):
        rename_page(page.id, "taken", COMMAND_LINE, WHEN)
    with pytest.raises(AddressTaken):
        draft_page(slug="taken")
    assert draft_page(PageKind.PAGE, slug="taken").slug == "taken"
    assert page_for_desk(page.id).slug == page.slug


def test_facts_change_once_for_each_edit_and_calendars_hear_of_it(session: Session) -> None:
    starts = datetime(2027, 1, 14, 17, 0, tzinfo=UTC)
    facts = EventDetails(starts_at=starts, zone="Europe/Berlin", place="Library")
    new = NewPage(kind=PageKind.EVENT, slug="open-evening", words=PageWords(title="Open evening"), facts=facts)
    page = create_page(new, COMMAND_LINE, WHEN)
    publish_page(page.id, COMMAND_LINE, WHEN)

    def sequence() -> int:
        event = page_for_desk(page.id).event
        assert event is not None
        return event.sequence

    edit_page(page.id, PageParticulars(), facts, COMMAND_LINE, WHEN, seen=0)
    assert sequence() == 0
    with pytest.raises(EditedMeanwhile):
        edit_page(page.id, PageParticulars(), facts, COMMAND_LINE, WHEN, seen=0)
    cancelled = EventDetails(starts_at=starts, zone="Europe/Berlin", place="Library", cancelled=True)
    edit_page(page.id, PageParticulars(), cancelled, COMMAND_LINE, WHEN, seen=1)
    assert sequence() == 1
    write_words(page.id, "en", PageWords(title="Cancelled: open evening"), COMMAND_LINE, LATER)
    publish_page(page.id, COMMAND_LINE, LATER)
    assert sequence() == 2


def test_an_old_version_is_taken_up_again_without_overwriting_a_draft(session: Session) -> None:
    page = public_page(title="First")
    first = newest_revision(page.id, "en")
    assert first is not None
    draft = write_words(page.id, "en", PageWords(title="Second"), COMMAND_LINE, WHEN)
    restored = restore_revision(page.id, first.id, COMMAND_LINE, LATER)
    assert [(each.number, each.title) for each in revisions_of(page.id, "en")] == [
        (3, "First"),
        (2, "Second"),
        (1, "First"),
    ]
    assert draft.id != restored.id
    assert reading(page.kind, page.slug, LATER).title == "First"
    with pytest.raises(NoSuchRevision):
        restore_revision(draft_page().id, first.id, COMMAND_LINE, LATER)


def test_a_link_to_a_draft_ends_and_is_for_one_page_and_purpose(session: Session) -> None:
    page = draft_page(title="Not yet")
    token, last = share_preview(page.id, COMMAND_LINE, WHEN)
    assert drafted(previewed_page(token, WHEN)).title == "Not yet"
    end = datetime(last.year, last.month, last.day, 23, 59, tzinfo=UTC)
    assert previewed_page(token, end).id == page.id
    forged = make_link_token("something else", page.public_id, last.toordinal())
    far = make_link_token(PURPOSE, page.public_id, last.toordinal() + 1000)
    for wrong, at in ((token, end + timedelta(days=1)), (forged, WHEN), (far, WHEN), ("", WHEN), ("x" * 54, WHEN)):
        with pytest.raises(NoSuchPage):
            previewed_page(wrong, at)
    assert (last - WHEN.date()).days == DAYS


def test_links_to_a_draft_are_listed_and_end_together(session: Session) -> None:
    page, other = draft_page(), draft_page()
    colleague = staff(RoleName.EDITOR)
    first, _ = share_preview(page.id, COMMAND_LINE, WHEN - timedelta(days=DAYS + 1))
    second, last = share_preview(page.id, Actor(colleague.id, colleague.email), WHEN)
    elsewhere, _ = share_preview(other.id, COMMAND_LINE, WHEN)
    assert valid_links(page_for_desk(page.id), WHEN) == [ValidLink(colleague.name, WHEN, last)]
    assert len(session.scalars(select(PreviewLink)).all()) == 2  # the one that ran out is forgotten
    end_previews(page.id, COMMAND_LINE, WHEN)
    for ended in (first, second):
        with pytest.raises(NoSuchPage, match="Ask whoever sent it for a new one"):
            previewed_page(ended, WHEN)
    assert previewed_page(elsewhere, WHEN).id == other.id
    assert valid_links(page_for_desk(page.id), WHEN) == []
    anew, _ = share_preview(page.id, COMMAND_LINE, WHEN)
    assert previewed_page(anew, WHEN).id == page.id
    assert "content.previews_ended" in session.scalars(select(AuditEntry.act)).all()


def test_new_words_of_a_public_page_wait_for_their_moment(session: Session) -> None:
    page = public_page(title="First")
    draft = write_words(page.id, "en", PageWords(title="Second"), COMMAND_LINE, WHEN)
    with pytest.raises(NotInTheFuture):
        schedule_words(page.id, "en", WHEN, COMMAND_LINE, WHEN)
    with pytest.raises(WrittenMeanwhile):
        schedule_words(page.id, "en", LATER, COMMAND_LINE, WHEN, seen="1.0")
    schedule_words(page.id, "en", LATER, COMMAND_LINE, WHEN, seen=draft.mark)
    assert publish_due_words(LATER - timedelta(seconds=1)) == 0
    assert reading(page.kind, page.slug, LATER).title == "First"
    token, _ = share_preview(page.id, COMMAND_LINE, WHEN)
    assert drafted(previewed_page(token, WHEN)).title == "Second"
    assert publish_due_words(LATER) == 1
    assert publish_due_words(LATER) == 0
    shown = reading(page.kind, page.slug, LATER)
    assert (shown.title, shown.updated_at, shown.goes_live_at) == ("Second", LATER, WHEN)
    with pytest.raises(NothingToPublish):
        schedule_words(page.id, "en", LATER + timedelta(days=1), COMMAND_LINE, LATER)
    with pytest.raises(NotPublicYet):
        schedule_words(draft_page().id, "en", LATER, COMMAND_LINE, WHEN)


def test_a_translation_of_words_that_wait_is_up_to_date_at_their_moment(session: Session) -> None:
    page = public_page(title="First")
    write_words(page.id, "en", PageWords(title="Second"), COMMAND_LINE, WHEN)
    schedule_words(page.id, "en", LATER, COMMAND_LINE, WHEN)
    write_words(page.id, "fr", PageWords(title="Deuxième"), COMMAND_LINE, WHEN)
    schedule_words(page.id, "fr", LATER, COMMAND_LINE, WHEN)
    assert publish_due_words(LATER) == 2
    with speaking("fr"):
        shown = reading(page.kind, page.slug, LATER)
    assert (shown.title, shown.is_outdated) == ("Deuxième", False)


@pytest.mark.parametrize("act", ["write", "unschedule", "publish", "retire", "restore"])
def test_words_wait_no_more_once_somebody_acts(session: Session, act: str) -> None:
    page = public_page(title="First")
    write_words(page.id, "en", PageWords(title="Second"), COMMAND_LINE, WHEN)
    schedule_words(page.id, "en", LATER, COMMAND_LINE, WHEN)
    newest = revisions_of(page.id, "en")
    match act:
        case "write":
            write_words(page.id, "en", PageWords(title="Third"), COMMAND_LINE, WHEN)
        case "unschedule":
            unschedule_words(page.id, "en", COMMAND_LINE, WHEN)
            with pytest.raises(NotScheduled):
                unschedule_words(page.id, "en", COMMAND_LINE, WHEN)
        case "publish":
            publish_page(page.id, COMMAND_LINE, WHEN)
        case "retire":
            retire_page(page.id, COMMAND_LINE, WHEN)
            publish_page(page.id, COMMAND_LINE, WHEN)
        case "restore":
            restore_revision(page.id, newest[-1].id, COMMAND_LINE, WHEN)
    assert publish_due_words(LATER) == 0
    assert [each.due_at for each in revisions_of(page.id, "en") if each.due_at is not None] == []


def test_an_event_tells_calendars_of_words_that_waited(session: Session) -> None:
    page = public_page(PageKind.EVENT, facts=EventDetails(starts_at=LATER))
    write_words(page.id, "en", PageWords(title="Second"), COMMAND_LINE, WHEN)
    schedule_words(page.id, "en", LATER, COMMAND_LINE, WHEN)
    publish_due_words(LATER)
    event = page_for_desk(page.id).event
    assert event is not None and event.sequence == 1
