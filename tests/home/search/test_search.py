"""The site's search on the real databases: what is found, in which order, and what never is."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from campaign.audit.record import COMMAND_LINE
from campaign.content.create_page import PageWords
from campaign.content.models import PageKind
from campaign.content.publish_page import publish_page
from campaign.content.retire_page import retire_page
from campaign.content.write_words import write_words
from campaign.home.search.asked import read_asked
from campaign.home.search.index_documents import index_documents
from campaign.home.search.models import SearchDocument
from campaign.home.search.queries import Chosen, Found, search, texts
from campaign.organizations.models import Capacity
from tests.factories.campaigns import WHEN, draft_campaign, open_campaign
from tests.factories.content import draft_page, public_page
from tests.factories.organizations import approved_support, waiting_support
from tests.factories.trackers import both_registers

NOW = WHEN + timedelta(days=1)


def find(words: str, language: str = "en", **chosen: object) -> Found:
    return search(read_asked(words), Chosen(**chosen), language, NOW)  # type: ignore[arg-type]


def titles(words: str, language: str = "en", **chosen: object) -> list[str]:
    return [each.title for each in texts(find(words, language, **chosen).matches)]


def test_everything_public_is_found_and_nothing_else(session: Session) -> None:
    campaign = open_campaign(title="Every trial of velatrexone", lead="Quokka lead.")
    draft_campaign(title="Quokka draft campaign")
    for kind in PageKind:
        public_page(kind, title=f"Quokka {kind.value}", campaign_id=campaign.id if kind == PageKind.NEWS else None)
    draft_page(title="Quokka draft page")
    approved_support(campaign, name="Quokka Institute")
    waiting_support(campaign, name="Quokka waiting")
    approved_support(campaign, name="Quokka person", capacity=Capacity.PERSONAL)
    index_documents()
    found = find("quokka")
    assert sorted(texts(found.matches), key=lambda each: each.title)
    assert {each.title for each in texts(found.matches)} == {
        *(f"Quokka {kind.value}" for kind in PageKind), "Every trial of velatrexone", "Quokka Institute",
    }  # fmt: skip
    assert found.kinds == {"campaign": 1, "organization": 1} | {kind.value: 1 for kind in PageKind}
    assert found.campaigns == {campaign.id: 3}
    assert found.languages == {"en": 7}
    assert titles("quokka", kind="event") == ["Quokka event"]
    assert set(titles("quokka", campaign_id=campaign.id)) == {
        "Quokka news", "Every trial of velatrexone", "Quokka Institute",
    }  # fmt: skip


def test_sponsors_of_trials_are_found(session: Session) -> None:
    both_registers()
    index_documents()
    hit = texts(find("lakeside").matches)[0]
    assert (hit.kind.value, hit.title, hit.path.startswith("/trackers/")) == ("sponsor", "Lakeside University", True)


def test_what_is_taken_back_is_not_found_at_once_and_what_is_due_is(session: Session) -> None:
    gone = public_page(title="Wombat letter")
    later = draft_page(title="Wombat hearing")
    publish_page(later.id, COMMAND_LINE, WHEN, goes_live_at=NOW + timedelta(hours=1))
    index_documents()
    assert titles("wombat") == ["Wombat letter"]
    retire_page(gone.id, COMMAND_LINE, NOW)
    assert titles("wombat") == []
    assert search(read_asked("wombat"), Chosen(), "en", NOW).kinds == {}
    assert len(search(read_asked("wombat"), Chosen(), "en", NOW + timedelta(hours=2)).matches) == 1
    assert index_documents().removed == 1
    assert session.scalars(select(SearchDocument.title)).all() == ["Wombat hearing"]


def test_words_are_met_whatever_their_case_accents_and_ending(session: Session) -> None:
    public_page(title="Les résultats des études cliniques", body="Où sont-ils ?", language="fr")
    public_page(title="Registered trials", body="The penalties of the **law** that nobody uses.")
    index_documents()
    assert titles("RESULTATS etudes") == ["Les résultats des études cliniques"]
    assert titles("résul") == ["Les résultats des études cliniques"]
    assert titles("trial") == titles("register trials") == titles("penalty law") == ["Registered trials"]
    assert titles('"penalties of the law"') == ["Registered trials"]
    assert titles('"law of the penalties"') == titles("penalties platypus") == titles("resul etudes") == []


def test_the_title_weighs_more_and_an_exact_name_comes_first(session: Session) -> None:
    campaign = open_campaign()
    public_page(title="About others", body="Kookaburra. " * 9)
    public_page(title="Kookaburra report, at last", body="What it says.")
    approved_support(campaign, name="Kookaburra")
    index_documents()
    assert titles("kookaburra") == ["Kookaburra", "Kookaburra report, at last", "About others"]


def test_a_thing_in_two_languages_is_found_once_in_the_readers(session: Session) -> None:
    page = public_page(title="Numbat news")
    write_words(page.id, "fr", PageWords(title="Numbat nouvelles", body="Le numbat."), COMMAND_LINE, NOW)
    index_documents()
    assert titles("numbat") == titles("numbat", "fr") == ["Numbat news"]
    publish_page(page.id, COMMAND_LINE, NOW, language="fr")
    index_documents()
    assert (titles("numbat"), titles("numbat", "fr")) == (["Numbat news"], ["Numbat nouvelles"])
    assert titles("numbat", language="fr", kind="news") == ["Numbat nouvelles"]
    assert find("numbat").languages == {"en": 1, "fr": 1}
    assert find("numbat").kinds == {"news": 1}


def test_a_run_writes_what_changed_and_nothing_else(session: Session) -> None:
    campaign = open_campaign()
    page = public_page(title="Bilby one", campaign_id=campaign.id)
    approved_support(campaign)
    assert index_documents().written == 3
    assert index_documents().written == 0
    write_words(page.id, "en", PageWords(title="Bilby two"), COMMAND_LINE, NOW)
    assert index_documents().written == 0  # a draft is nobody's business
    publish_page(page.id, COMMAND_LINE, NOW)
    assert index_documents().written == 1
    assert titles("bilby") == ["Bilby two"]
    assert titles("bilby one") == []
    assert index_documents(anew=True).written == 3
    assert session.scalar(select(func.count()).select_from(SearchDocument)) == 3


@pytest.mark.parametrize(
    "typed",
    [
        '"', '""', "*", "AND", "OR NOT", "title_words:x", "^a", "a*b", "(", "NEAR(a b, 2)", "x\x00y", "'; DROP TABLE x",
        "a & | ! <-> b:*", "%", "\\", "🦘", "ünï-cödé", "-", "a" * 10_000, "a " * 5000, "\ud800", "ﷺ", "५ हिन्दी",
        "https://example.org/a?b=c", "a.b.c@d.e", "<script>",
    ],
)  # fmt: skip
def test_no_input_breaks_it(session: Session, typed: str) -> None:
    public_page(title="Something")
    index_documents()
    find(typed)


@pytest.mark.parametrize(
    "title",
    ["५ हिन्दी में", "1e5 and 0x1F", "a.b.c@d.e", "https://example.org/a?b=c", "कर्म", "ﷺ x", "東京 大学", "كل النتائج"],
)
def test_odd_words_are_found_by_themselves(session: Session, title: str) -> None:
    public_page(title=title)
    index_documents()
    assert titles(title) == [title]
