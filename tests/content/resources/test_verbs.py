"""Files, links and facts of resources: what is stored, what is refused, and what is on record."""

import hashlib
from collections.abc import Sequence
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from campaign.audit.models import AuditEntry
from campaign.audit.record import COMMAND_LINE
from campaign.content.models import Asset, Page, PageKind, ResourceFacts, ResourceFile
from campaign.content.refusals import NoSuchPage, WrittenMeanwhile
from campaign.content.resources import add_file as adding
from campaign.content.resources.count_download import MOST_PER_HOUR, count_download
from campaign.content.resources.edit_resource import Particulars, edit_resource
from campaign.content.resources.particulars import Issued
from campaign.content.resources.queries import Filters, catalogue, public_file, replaceable, resource
from campaign.content.resources.refusals import (
    CannotReplace,
    FileWithdrawn,
    NoSuchFile,
    ReplacesItself,
    SameFileThere,
    TooManyFiles,
)
from campaign.content.resources.shown import file_size, is_language, issued_words, language_choices, language_name
from campaign.content.resources.stored_file import StoredFile
from campaign.content.resources.withdraw_file import withdraw_file
from campaign.content.retire_page import retire_page
from campaign.web.language import speaking
from tests.factories.campaigns import WHEN, open_campaign
from tests.factories.content import PDF, a_file, a_resource, draft_page, public_page

LATER = WHEN + timedelta(hours=1)


def acts(session: Session, page: Page) -> Sequence[str]:
    return session.scalars(
        select(AuditEntry.act).where(AuditEntry.subject == f"page {page.id}").order_by(AuditEntry.id)
    ).all()


def replace(newer: Page, older: Page | None) -> ResourceFacts:
    older_id = older.id if older is not None else None
    return edit_resource(newer.id, Particulars(supersedes_id=older_id), COMMAND_LINE, LATER)


def test_a_file_is_stored_once_with_its_digest_and_on_record(session: Session) -> None:
    page, file = a_resource()
    asset = session.get_one(Asset, file.asset_id)
    assert (asset.sha256, asset.size, asset.data) == (hashlib.sha256(PDF).hexdigest(), len(PDF), PDF)
    assert acts(session, page)[-1] == "content.file_added"
    link = a_file(page, version="2", url="https://a.example/slides")
    assert (link.asset_id, link.url) == (None, "https://a.example/slides")
    with pytest.raises(SameFileThere):
        a_file(page, version="2", url="https://a.example/other")
    a_file(page, version="2", label="Poster")
    with pytest.raises(NoSuchPage):
        a_file(public_page(PageKind.NEWS))


def test_a_resource_has_room_for_so_many_files(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    page, _ = a_resource()
    monkeypatch.setattr(adding, "MOST_FILES", 1)
    with pytest.raises(TooManyFiles):
        a_file(page, version="2")


def test_a_withdrawn_file_is_named_and_given_to_nobody(session: Session) -> None:
    page, file = a_resource()
    key = file.public_id.hex()
    assert public_file(page.slug, key, LATER).name == "briefing.pdf"
    withdraw_file(page.id, file.id, COMMAND_LINE, LATER)
    withdraw_file(page.id, file.id, COMMAND_LINE, LATER + timedelta(days=1))
    assert acts(session, page).count("content.file_withdrawn") == 1
    with pytest.raises(FileWithdrawn):
        public_file(page.slug, key, LATER)
    shelf = resource(page.slug, LATER).shelf
    assert (shelf.newest, [each.withdrawn_at for each in shelf.earlier]) == ((), [LATER])
    other, _ = a_resource()
    with pytest.raises(NoSuchFile):
        withdraw_file(other.id, file.id, COMMAND_LINE, LATER)
    for wrong in ("zz", "00", key.upper() + "00"):
        with pytest.raises(NoSuchFile):
            public_file(page.slug, wrong, LATER)
    with pytest.raises(NoSuchFile):
        public_file(other.slug, key, LATER)


def test_a_file_of_a_draft_is_not_there(session: Session) -> None:
    page = draft_page(PageKind.RESOURCE)
    with pytest.raises(NoSuchPage):
        public_file(page.slug, a_file(page).public_id.hex(), LATER)


def test_the_newest_version_of_each_language_is_on_top(session: Session) -> None:
    page, _ = a_resource()
    for language, version in (("de", "1.10"), ("de", "1.9"), ("en", "2"), ("fr", "1"), ("he", "2026-05")):
        a_file(page, language=language, version=version)
    a_file(page, language="en", version="2", label="Poster")
    with speaking("fr"):
        shelf = resource(page.slug, LATER).shelf
    assert [(language, [file.version for file in files]) for language, files in shelf.newest] == [
        ("fr", ["1"]), ("en", ["2", "2"]), ("de", ["1.10"]), ("he", ["2026-05"]),
    ]  # fmt: skip
    assert [(file.language, file.version) for file in shelf.earlier] == [("de", "1.9"), ("en", "1")]


def test_downloads_count_until_one_network_has_had_its_share(session: Session) -> None:
    _, file = a_resource()
    counted = [count_download(file.id, b"network1", LATER) for _ in range(MOST_PER_HOUR + 2)]
    assert counted == [True] * MOST_PER_HOUR + [False] * 2
    assert count_download(file.id, b"network2", LATER)
    assert count_download(file.id, b"network1", LATER + timedelta(hours=1))
    assert session.scalar(select(ResourceFile.downloads).where(ResourceFile.id == file.id)) == MOST_PER_HOUR + 2


def test_facts_are_stored_and_a_stale_form_changes_nothing(session: Session) -> None:
    page, _ = a_resource()
    facts = Particulars(licence="CC0-1.0", authors="Lovelace, Ada", doi="10.5281/zenodo.1", issued="2026-05")
    stored = edit_resource(page.id, facts, COMMAND_LINE, LATER, seen=0)
    assert (stored.licence, stored.issued) == ("CC0-1.0", "2026-05")
    with pytest.raises(WrittenMeanwhile):
        edit_resource(page.id, Particulars(), COMMAND_LINE, LATER, seen=0)
    shown = resource(page.slug, LATER).facts
    assert (shown.authors, shown.doi) == (("Lovelace, Ada",), "10.5281/zenodo.1")
    assert acts(session, page)[-1] == "content.resource_described"
    with pytest.raises(NoSuchPage):
        edit_resource(public_page(PageKind.NEWS).id, facts, COMMAND_LINE, LATER)


def test_nothing_replaces_itself_directly_or_through_others(session: Session) -> None:
    first, second, third = (a_resource()[0] for _ in range(3))
    replace(second, first)
    replace(third, second)
    for newer, older in ((first, first), (first, second), (first, third)):
        with pytest.raises(ReplacesItself):
            replace(newer, older)
    read = resource(second.slug, LATER)
    assert [each.slug for each in read.replaces] == [first.slug]
    assert [each.slug for each in read.replaced_by] == [third.slug]
    replace(third, None)
    replace(first, third)
    retire_page(first.id, COMMAND_LINE, LATER)
    assert resource(second.slug, LATER).replaces == ()


def test_a_campaign_replaces_its_own_resources_only(session: Session) -> None:
    own, other = open_campaign(), open_campaign()
    ours, _ = a_resource(campaign_id=own.id)
    theirs, _ = a_resource(campaign_id=other.id)
    of_the_site, _ = a_resource()
    for older in (theirs, of_the_site, public_page(PageKind.NEWS, campaign_id=own.id)):
        with pytest.raises(CannotReplace):
            replace(ours, older)
    replace(of_the_site, theirs)
    also_ours, _ = a_resource(campaign_id=own.id)
    assert [id_ for id_, _ in replaceable(ours)] == [also_ours.id]
    assert len(replaceable(of_the_site)) == 3


def test_the_list_is_narrowed_and_each_figure_says_what_a_choice_would_leave(session: Session) -> None:
    guide, _ = a_resource(category="Guide")
    letter, used = a_resource(category="Letter")
    a_file(letter, language="de")
    older, _ = a_resource(category="Letter")
    replace(letter, older)
    edit_resource(guide.id, Particulars(licence="CC0-1.0"), COMMAND_LINE, LATER)
    count_download(used.id, b"network1", LATER)
    draft_page(PageKind.RESOURCE, category="Draft")

    def found(**asked: object) -> tuple[int, ...]:
        return catalogue(Filters(**asked), LATER).ids  # type: ignore[arg-type]

    assert found() == (letter.id, guide.id)
    assert found(sort="used") == (letter.id, guide.id)
    assert found(everything=True) == (older.id, letter.id, guide.id)
    assert found(language="de") == (letter.id,)
    assert found(licence="CC0-1.0") == (guide.id,)
    assert found(category="Guide", language="de") == ()
    facets = catalogue(Filters(category="Guide"), LATER).facets
    assert facets == {
        "language": (("en", 1),),
        "category": (("Guide", 1), ("Letter", 1)),
        "licence": (("CC0-1.0", 1),),
    }


def test_a_stored_file_is_read_in_pieces_from_any_place(session: Session) -> None:
    _, file = a_resource()
    assert file.asset_id is not None
    stored = StoredFile(file.asset_id, len(PDF))
    assert b"".join(iter(lambda: stored.read(7), b"")) == PDF
    stored.seek(5)
    assert stored.read(3) == PDF[5:8]
    stored.seek(-4, 2)
    assert (stored.read(), stored.read(5)) == (PDF[-4:], b"")
    stored.seek(len(PDF) + 9)
    assert stored.read() == b""


def test_sizes_dates_and_languages_are_said_in_the_readers_language(session: Session) -> None:
    assert [issued_words(Issued(*parts)) for parts in ((2026,), (2026, 5), (2026, 5, 4))] == [
        "2026", "May 2026", "4 May 2026",
    ]  # fmt: skip
    assert [file_size(size) for size in (0, 999, 12_300, 2_430_000)] == ["0 bytes", "999 bytes", "12 KB", "2.4 MB"]
    with speaking("de"):
        assert language_name("fr") == "Französisch"
        assert language_name("not-a-language") == "not-a-language"
        assert file_size(2_430_000).startswith("2,4")
    assert is_language("pt-BR") and not is_language("xx") and not is_language("")
    choices = [code for code, _ in language_choices()]
    assert choices[:2] == ["en", "fr"] and "he" in choices and len(choices) == len(set(choices))
