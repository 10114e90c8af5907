"""The directory: every number is that of the rows it stands beside."""

import re
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from campaign.campaigns.models import Campaign
from campaign.db import db, transaction
from campaign.organizations.directory.filters import PARTS, Filters, Sort, Stands
from campaign.organizations.directory.forms import filters_as_url, read_filters
from campaign.organizations.directory.letters import letter_of, name_order
from campaign.organizations.directory.pages.listing import LIST_SIZE
from campaign.organizations.directory.queries import newest_supporters, roll, supporter_counts, supporters
from campaign.organizations.models import (
    Authority,
    Capacity,
    Identifier,
    IdentifierScheme,
    Logo,
    OrganizationKind,
    Support,
    SupportState,
)
from campaign.text import folded
from campaign.web.countries import country_names
from tests.factories.campaigns import open_campaign
from tests.factories.organizations import WHEN, approved_support, support_in, waiting_support

KINDS = [OrganizationKind.PATIENTS, OrganizationKind.LIBRARY, OrganizationKind.UNIVERSITY]
COUNTRIES = ["DE", "GB", "FR", "ES"]
GRADES = list(Authority)


def filled(campaign: Campaign, number: int = 30) -> None:
    """`number` listed organizations over kinds, countries, grades and years, and some rows that must not count."""
    for index in range(number):
        approved_support(
            campaign,
            name=f"Society {index:02}" if index % 2 else f"Gesellschaft für Maß und Zahl {index:02}",
            kind=KINDS[index % 3],
            country=COUNTRIES[index % 4],
            authority=GRADES[index % 5],
            approved_at=WHEN - timedelta(days=200 * (index % 3), hours=index),
        )
    waiting_support(campaign)
    approved_support(campaign, capacity=Capacity.PERSONAL, contact_name="Amrit Delacourt")
    support_in(campaign, SupportState.LEFT, name="Gone Society", kind=KINDS[0], country="DE")
    approved_support(open_campaign())


def test_counts_lists_and_facets_agree(session: Session) -> None:
    campaign = open_campaign()
    filled(campaign)
    everybody = roll(campaign.id)
    counts = everybody.counts
    assert counts == supporter_counts(campaign.id)
    assert (counts.organizations, counts.personal, counts.countries, counts.gone) == (30, 1, 4, 1)
    chosen = everybody.choose(Filters())
    assert len(chosen.entries) == 30
    for facet in (chosen.kinds, chosen.countries, chosen.grades, chosen.years):
        assert sum(number for _, number in facet) == 30
    assert sum(letter.number for letter in chosen.letters) == 30


@pytest.mark.parametrize(
    "filters",
    [
        Filters(words="societ"),
        Filters(words="MASS zahl"),
        Filters(kinds=(OrganizationKind.LIBRARY,)),
        Filters(kinds=(OrganizationKind.LIBRARY, OrganizationKind.PATIENTS), countries=("DE",)),
        Filters(words="society", kinds=(OrganizationKind.PATIENTS,), countries=("GB", "ES")),
        Filters(grades=(Authority.DOMAIN, Authority.REVIEWED), years=(2025,), letter="g"),
        Filters(words="100%"),
    ],
)
def test_a_facets_number_is_what_choosing_it_shows(session: Session, filters: Filters) -> None:
    campaign = open_campaign()
    filled(campaign)
    everybody = roll(campaign.id, filters.words)
    chosen = everybody.choose(filters)

    def shows(part: str, value: object) -> int:
        return len(everybody.choose(Filters(**(vars(filters) | {part: value}))).entries)

    for part in ("kinds", "countries", "grades", "years"):
        for value, number in getattr(chosen, part):
            assert shows(part, (value,)) == number, (part, value)
    for letter in chosen.letters:
        assert shows("letter", letter.letter) == letter.number, letter
    for part in PARTS:
        without = roll(campaign.id, filters.without(part).words).choose(filters.without(part))
        assert chosen.how_many_without(part) == len(without.entries), part


def test_every_order_holds_every_supporter_once(session: Session) -> None:
    campaign = open_campaign()
    filled(campaign)
    everybody = roll(campaign.id)
    orders = {sort: supporters(everybody.choose(Filters(sort=sort)).entries) for sort in Sort}
    assert len({frozenset(one.slug for one in rows) for rows in orders.values()}) == 1
    assert all(left.since >= right.since for left, right in pairwise(orders[Sort.NEWEST]))
    names = [one.name.casefold() for one in orders[Sort.NAME]]
    assert names == sorted(names)
    lands = [(one.country, one.name.casefold()) for one in orders[Sort.COUNTRY]]
    assert lands == sorted(lands, key=lambda pair: ("FR", "DE", "ES", "GB").index(pair[0])) and lands[0][0] == "FR"


def test_pages_hold_every_supporter_once_in_order(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        campaign = open_campaign()
        filled(campaign, LIST_SIZE * 2 + 1)
    pages = [client.get(f"/c/{campaign.slug}/supporters?sort=name&page={number}").text for number in (1, 2, 3, 4)]
    names = [re.findall(r"<h3><a [^>]+><bdi>([^<]+)", page) for page in pages]
    assert [len(found) for found in names] == [LIST_SIZE, LIST_SIZE, 1, 1]
    every = [name for found in names[:3] for name in found]
    assert every == sorted(every) and len(set(every)) == len(every)


def test_the_newest_supporters_are_organizations(session: Session) -> None:
    campaign = open_campaign()
    for hours in range(5):
        approved_support(campaign, approved_at=WHEN + timedelta(hours=hours))
    approved_support(campaign, capacity=Capacity.PERSONAL, approved_at=WHEN + timedelta(hours=9))
    support_in(campaign, SupportState.LAPSED, approved_at=WHEN + timedelta(hours=10))
    newest = newest_supporters(campaign.id, 3)
    assert [row.since for row in newest] == [WHEN + timedelta(hours=hours) for hours in (4, 3, 2)]


NAMES = {
    "Ärzteverband Süd": "a", "Ørsted Klinik": "o", "Łódź Society": "l", "Þórshöfn Hospital": "t", "Ǆ Society": "d",
    "Ελληνική Εταιρεία": "ε", "Кардиологическое общество": "к", "جمعية المرضى": "ج", "ჯანმრთელობა": "ჯ",
    "国家医学会": "#", "한국환자단체": "#", "3R Centre": "#", "“Quoted” Society": "q", "éclair": "e", "+++": "#",
}  # fmt: skip


@pytest.mark.parametrize(("name", "letter"), NAMES.items())
def test_every_script_has_its_letter(name: str, letter: str) -> None:
    assert letter_of(folded(name)[:1]) == letter


def test_names_are_ordered_latin_first_then_other_alphabets_then_the_rest() -> None:
    found = [letter_of(key[:1]) for key in sorted((folded(name) for name in NAMES), key=name_order)]
    assert found == ["a", "d", "e", "l", "o", "q", "t", "ε", "к", "ج", "ჯ", "#", "#", "#", "#"]


def test_letters_lead_to_names_and_empty_ones_nowhere(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        campaign = open_campaign()
        for name in ("Ärzteverband", "Angela Trust", "Ελληνική Εταιρεία", "3R Centre"):
            approved_support(campaign, name=name)
    page = client.get(f"/c/{campaign.slug}/supporters").text
    letters = re.findall(r"<li>(<a [^>]+>|<span>)([^<]+)</", page[page.index("By first letter") :])
    linked = [letter for tag, letter in letters if tag != "<span>"]
    assert linked[:3] == ["A", "Ε", "#"] and "B" not in linked
    for letter, number in (("a", 2), ("ε", 1), ("%23", 1), ("z", 0), ("Ä", 2), ("xx", 0), ("!!", 4)):
        shown = client.get(f"/c/{campaign.slug}/supporters?letter={letter}").text
        assert len(re.findall("<h3><a href", shown)) == number, letter


def test_search_finds_name_website_identifier_and_statement(session: Session) -> None:
    campaign = open_campaign()
    one = approved_support(
        campaign,
        name="Fennmark Kliniken",
        website="https://klinik.example/about",
        statement="Ärzte wissen, was fehlt.",
    )
    approved_support(
        campaign, name="Ørsted Society", website="https://xn--mnchen-3ya.example", statement="We agree_all."
    )
    with transaction() as writing:
        for scheme, value in ((IdentifierScheme.ROR, "05abcde12"), (IdentifierScheme.COMPANY, "DE:HRB 4711")):
            writing.add(Identifier(organization_id=one.organization_id, scheme=scheme, value=value))

    def found(words: str) -> list[str]:
        return [each.name for each in supporters(roll(campaign.id, words).choose(Filters(words=words)).entries)]

    for words in (
        "FENNMARK", "fenn klin", "klinik.example", "https://www.klinik.example/about/", "05ABCDE12",
        "https://ror.org/05abcde12", "hrb", "ärzte", "ÄRZTE wissen", "Fehlt.",
    ):  # fmt: skip
        assert found(words) == ["Fennmark Kliniken"], words
    for words in ("münchen.example", "https://MÜNCHEN.example", "agree_all", "agree_"):
        assert found(words) == ["Ørsted Society"], words
    assert found("agree%") == found("fennmark agree") == []


def test_somebody_who_speaks_personally_is_found_by_their_own_name(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        campaign = open_campaign()
        approved_support(campaign, capacity=Capacity.PERSONAL, contact_name="Amrit Delacourt")
    page = client.get(f"/c/{campaign.slug}/supporters?speaks=personal&q=delacourt").text
    assert "<h3>Amrit Delacourt</h3>" in page and "1 person" in page
    assert "Delacourt" not in client.get(f"/c/{campaign.slug}/supporters?q=delacourt").text.replace("“delacourt”", "")


def test_those_who_left_or_lapsed_are_kept_apart_with_the_date(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        campaign = open_campaign()
        approved_support(campaign, name="Staying Society")
        support_in(
            campaign, SupportState.LEFT, name="Leaving Society", statement="Kept by mistake",
            left_at=datetime(2026, 8, 3, tzinfo=UTC),
        )  # fmt: skip
        support_in(campaign, SupportState.LAPSED, name="Lapsed Society", lapsed_at=datetime(2026, 9, 4, tzinfo=UTC))
    page = client.get(f"/c/{campaign.slug}/supporters?stands=left").text
    assert re.findall(r"<h3><a [^>]+><bdi>([^<]+)", page) == ["Lapsed Society", "Leaving Society"]
    assert "3 August 2026" in page and "4 September 2026" in page and "Kept by mistake" not in page
    assert "2 organizations. Last first" in page
    listed = client.get(f"/c/{campaign.slug}/supporters").text
    assert re.findall(r"<h3><a [^>]+><bdi>([^<]+)", listed) == ["Staying Society"]


def test_nobody_has_left_is_said(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        campaign = open_campaign()
        approved_support(campaign)
    assert "Nobody has left" in client.get(f"/c/{campaign.slug}/supporters?stands=left").text
    assert "Nobody stands here personally yet" in client.get(f"/c/{campaign.slug}/supporters?speaks=personal").text


def test_the_page_shows_the_same_numbers_and_can_be_kept(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        campaign = open_campaign()
        filled(campaign)
    page = client.get(f"/c/{campaign.slug}/supporters?kind=library&country=DE&nonsense=1")
    shown = re.findall(r"<h3><a href=", page.text)
    assert f"{len(shown)} organizations. Newest first" in page.text
    assert page.headers["Vary"] == "Accept-Language, Cookie"
    assert "max-age=60" in page.headers["Cache-Control"]
    assert "stale-while-revalidate" in page.headers["Cache-Control"]
    again = client.get(f"/c/{campaign.slug}/supporters", headers={"If-None-Match": "x"})
    assert again.headers["ETag"]


def test_an_empty_answer_says_which_filter_to_drop(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        campaign = open_campaign()
        approved_support(campaign, name="Public Library", kind=OrganizationKind.LIBRARY, country="DK")
    page = client.get(f"/c/{campaign.slug}/supporters?kind=library&country=FR&q=public").text
    assert "No supporter matches all 3 filters" in page
    assert re.search(r"Without the country:\s*<a [^>]+>1 supporter</a>", page)
    assert re.search(r"Without the kind:\s*none either", page)


ODD = [
    *("page=0", "page=-1", "page=999999", "page=x", "q=%25%5F%27", "kind=&country=&sort=zz", "q=" + "x" * 500),
    *("letter=%E2%80%AE", "year=99999&year=abcd&year=²⁰²⁶", "grade=owner", "stands=declined"),
    *("q=" + "+".join("abcdefghijklmnop"), "q=%01%0A", "speaks=everybody", "q=http://", "q=://münchen"),
]


@pytest.mark.parametrize("query", ODD)
def test_any_address_of_the_directory_is_answered(app: Flask, client: FlaskClient, query: str) -> None:
    with app.app_context():
        campaign = open_campaign()
        approved_support(campaign)
    for path in ("supporters", "supporters/wall", "supporters/map", "supporters.csv", "supporters.json"):
        assert client.get(f"/c/{campaign.slug}/{path}?{query}").status_code == 200, path


def test_filters_survive_their_own_address() -> None:
    filters = Filters(
        "open med", "ε", (OrganizationKind.LIBRARY,), ("DE", "FR"), (Authority.PROOF,), (2025, 2026),
        Capacity.PERSONAL, Stands.GONE, Sort.COUNTRY,
    )  # fmt: skip
    assert read_filters(MultiDict(filters_as_url(filters))) == filters
    assert filters_as_url(Filters()) == {}


@pytest.mark.parametrize("path", ["supporters", "supporters/wall", "supporters/map", "supporters.csv"])
def test_more_supporters_need_no_more_statements(app: Flask, client: FlaskClient, path: str) -> None:
    said: list[int] = []
    client.get("/how-we-count")  # what every page says of the site itself is read once and kept
    for number in (3, 60):
        with app.app_context():
            campaign = open_campaign()
            filled(campaign, number)
            statements: list[str] = []

            def heard(*arguments: object, into: list[str] = statements) -> None:
                into.append(str(arguments[2]))

            event.listen(db.engine, "before_cursor_execute", heard)
            try:
                client.get(f"/c/{campaign.slug}/{path}")
            finally:
                event.remove(db.engine, "before_cursor_execute", heard)
        said.append(len(statements))
    assert said[1] <= said[0] <= 6, said


def test_support_that_is_shown_is_read_afresh(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        campaign = open_campaign()
        support = approved_support(campaign)
        assert client.get(f"/c/{campaign.slug}/supporters").text.count("<h3><a href") == 1
        with transaction() as session:
            session.get_one(Support, support.id).state = SupportState.LEFT
    assert "No organization stands here yet" in client.get(f"/c/{campaign.slug}/supporters").text


def test_pages_stay_light_whatever_supporters_say(app: Flask, client: FlaskClient) -> None:
    codes = list(country_names())
    with app.app_context():
        campaign = open_campaign()
        for index in range(90):
            approved_support(
                campaign,
                name=f"Society for the Measurement of Everything that Can Be Measured, Number {index}",
                country=codes[index * 2],
                statement="Results nobody can read. " * 12,
            )
        with transaction() as session:
            for support in session.query(Support):
                digest = f"{support.id:064}"
                session.add(
                    Logo(
                        organization_id=support.organization_id, sha256=digest, png=b"", width=480, height=240,
                        alt="The society’s mark: a ruler", dark_sha256=digest, dark_png=b"", dark_width=480,
                        dark_height=240,
                    )
                )  # fmt: skip
    for path in (
        *("/supporters", "/supporters?sort=name", "/supporters/wall", "/supporters/wall?by=country", "/supporters/map"),
        "/supporters/embed",
    ):
        assert len(client.get(f"/c/{campaign.slug}{path}").data) <= 60_000, path
    assert len(client.get(f"/embed/{campaign.slug}/supporters?show=all").data) <= 60_000


def test_what_is_public_only_while_listed_cannot_be_searched_for_afterwards(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        campaign = open_campaign()
        for state in (SupportState.LAPSED, SupportState.LEFT):
            support_in(
                campaign,
                state,
                capacity=Capacity.PERSONAL,
                affiliate="Amrit Delacourt",
                statement="A word of mine",
                name=f"Institute {state.value}",
            )
    here = f"/c/{campaign.slug}/supporters?stands=left&speaks=personal"
    page = client.get(here).text
    assert page.count("<h3><a ") == 2 and "Delacourt" not in page and "A word" not in page
    assert client.get(f"{here}&q=delacourt").text.count("<h3><a ") == 0
    assert client.get(f"{here}&q=word").text.count("<h3><a ") == 0
