"""The directory: every number is that of the rows it stands beside."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from campaign.campaigns.models import Campaign
from campaign.organizations.models import Capacity, OrganizationKind
from campaign.organizations.queries import (
    PAGE_SIZE,
    Filters,
    directory,
    facets,
    how_many,
    newest_supporters,
    supporter_counts,
)
from tests.factories.campaigns import open_campaign
from tests.factories.organizations import WHEN, approved_support, waiting_support

KINDS = [OrganizationKind.PATIENTS, OrganizationKind.LIBRARY, OrganizationKind.UNIVERSITY]
COUNTRIES = ["DE", "GB", "FR", "ES"]


def filled(campaign: Campaign, number: int = 30) -> None:
    """`number` listed organizations over kinds and countries, and some rows that must not count."""
    for index in range(number):
        approved_support(
            campaign,
            name=f"Society {index:02}" if index % 2 else f"Gesellschaft für Maß und Zahl {index:02}",
            kind=KINDS[index % 3],
            country=COUNTRIES[index % 4],
            approved_at=WHEN + timedelta(hours=index),
        )
    waiting_support(campaign)
    approved_support(campaign, capacity=Capacity.PERSONAL, contact_name="Amrit Delacourt")
    approved_support(open_campaign())


def test_counts_lists_and_facets_agree(session: Session) -> None:
    campaign = open_campaign()
    filled(campaign)
    counts = supporter_counts(campaign.id)
    assert (counts.organizations, counts.personal, counts.countries, counts.left) == (30, 1, 4, 0)
    everything = Filters()
    assert directory(campaign.id, everything, 1).total == how_many(campaign.id, everything) == 30
    found = facets(campaign.id, everything)
    assert sum(number for _, number in found.kinds) == sum(number for _, number in found.countries) == 30


@pytest.mark.parametrize(
    "filters",
    [
        Filters(words="societ"),
        Filters(words="MASS zahl"),
        Filters(kinds=(OrganizationKind.LIBRARY,)),
        Filters(kinds=(OrganizationKind.LIBRARY, OrganizationKind.PATIENTS), countries=("DE",)),
        Filters(words="society", kinds=(OrganizationKind.PATIENTS,), countries=("GB", "ES")),
        Filters(words="100%"),
    ],
)
def test_a_facets_number_is_what_choosing_it_shows(session: Session, filters: Filters) -> None:
    campaign = open_campaign()
    filled(campaign)
    found = facets(campaign.id, filters)
    for kind, number in found.kinds:
        assert how_many(campaign.id, Filters(filters.words, (kind,), filters.countries)) == number
    for country, number in found.countries:
        assert how_many(campaign.id, Filters(filters.words, filters.kinds, (country,))) == number
    chosen = [number for kind, number in found.kinds if not filters.kinds or kind in filters.kinds]
    assert sum(chosen) == directory(campaign.id, filters, 1).total


def test_pages_hold_every_supporter_once_in_order(session: Session) -> None:
    campaign = open_campaign()
    filled(campaign, PAGE_SIZE * 2 + 1)
    for filters in (Filters(), Filters(by_name=True)):
        pages = [directory(campaign.id, filters, number) for number in (1, 2, 3)]
        assert [len(page.rows) for page in pages] == [PAGE_SIZE, PAGE_SIZE, 1]
        rows = [row for page in pages for row in page.rows]
        assert len({row.slug for row in rows}) == PAGE_SIZE * 2 + 1
        order = [row.name.casefold() for row in rows] if filters.by_name else [-row.since.timestamp() for row in rows]
        assert order == sorted(order)


def test_the_newest_supporters_are_organizations(session: Session) -> None:
    campaign = open_campaign()
    filled(campaign, 5)
    newest = newest_supporters(campaign.id, 3)
    assert [row.since for row in newest] == [WHEN + timedelta(hours=hours) for hours in (4, 3, 2)]


def test_the_page_shows_the_same_numbers_and_can_be_kept(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        campaign = open_campaign()
        filled(campaign)
    page = client.get(f"/c/{campaign.slug}/supporters?kind=library&country=DE&nonsense=1")
    shown = re.findall(r"<h3><a href=", page.text)
    assert f"{len(shown)} organizations, newest first" in page.text
    assert "Vary" not in page.headers or "Cookie" not in page.headers["Vary"]
    assert "max-age=60" in page.headers["Cache-Control"]
    assert "stale-while-revalidate" in page.headers["Cache-Control"]
    again = client.get(f"/c/{campaign.slug}/supporters", headers={"If-None-Match": "x"})
    assert again.headers["ETag"]


def test_an_empty_answer_says_which_filter_to_drop(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        campaign = open_campaign()
        approved_support(campaign, name="Public Library", kind=OrganizationKind.LIBRARY, country="DK")
    page = client.get(f"/c/{campaign.slug}/supporters?kind=library&country=FR&q=public").text
    assert "No supporter matches all three filters" in page
    assert re.search(r"Without the country:\s*<a [^>]+>1 supporter</a>", page)
    assert re.search(r"Without the kind:\s*none either", page)


ODD = ["page=0", "page=-1", "page=999999", "page=x", "q=%25%5F%27", "kind=&country=&sort=zz", "q=" + "x" * 500]


@pytest.mark.parametrize("query", ODD)
def test_any_address_of_the_directory_is_answered(app: Flask, client: FlaskClient, query: str) -> None:
    with app.app_context():
        campaign = open_campaign()
        approved_support(campaign)
    assert client.get(f"/c/{campaign.slug}/supporters?{query}").status_code == 200
