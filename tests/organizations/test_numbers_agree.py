"""However supporters stand, every page and file that shows a number of them shows the same one."""

import csv
import io
import re
from collections import Counter

import pytest
from flask import Flask
from flask.testing import FlaskClient

from campaign.accounts.models import RoleName
from campaign.campaigns.models import Campaign
from campaign.organizations.models import Authority, Capacity, OrganizationKind, SupportState
from tests.factories.accounts import sign_in, staff
from tests.factories.campaigns import open_campaign
from tests.factories.organizations import WHEN, support_in

OURS, PERSONAL = Capacity.ON_BEHALF, Capacity.PERSONAL
Crowd = dict[tuple[SupportState, Capacity], int]

CROWDS: dict[str, Crowd] = {
    "nobody": {},
    "one": {(SupportState.APPROVED, OURS): 1},
    "one of every sort": {(state, capacity): 1 for state in SupportState for capacity in Capacity},
    "only what does not count": {
        (state, capacity): 2
        for state in SupportState
        for capacity in Capacity
        if (state, capacity) != (SupportState.APPROVED, OURS)
    },
    "more than one page of everything": {
        (SupportState.APPROVED, OURS): 83,
        (SupportState.APPROVED, PERSONAL): 5,
        (SupportState.LEFT, OURS): 4,
        (SupportState.LEFT, PERSONAL): 1,
        (SupportState.LAPSED, OURS): 3,
        (SupportState.INVITED, OURS): 9,
        (SupportState.WAITING, OURS): 2,
        (SupportState.DECLINED, OURS): 6,
    },
}
KINDS, COUNTRIES, GRADES = list(OrganizationKind), ["GB", "DE", "AQ", "FR", "GG"], list(Authority)


def gather(crowd: Crowd) -> Campaign:
    """A campaign with these supporters, of mixed kinds and countries; and another one whose supporters are not its."""
    campaign, other = open_campaign(), open_campaign()
    index = 0
    for (state, capacity), number in crowd.items():
        for _ in range(number):
            index += 1
            support_in(
                campaign,
                state,
                capacity=capacity,
                kind=KINDS[index % len(KINDS)],
                country=COUNTRIES[index % len(COUNTRIES)],
                authority=GRADES[index % len(GRADES)],
            )
    support_in(other, SupportState.APPROVED)
    support_in(other, SupportState.LEFT)
    return campaign


def number(pattern: str, text: str) -> int:
    """The one number that the pattern finds."""
    found = {int(value.replace(",", "")) for value in re.findall(pattern, text, re.DOTALL)}
    assert len(found) == 1, f"{pattern} found {found}"
    return found.pop()


COUNT = r"([\d,]+)"
HERO = r"<dt>organizations?(?: supports? it)?</dt><dd class=\"num[^\"]*\"(?: data-count=\"organizations\")?>" + COUNT
FRONT = rf"(?:{HERO.removesuffix(COUNT)}|(?:person|people), ){COUNT}"  # of the largest, and of the others


def of_campaign(page: str, campaign: Campaign) -> str:
    """The part of a page about several campaigns that is about this one."""
    start = page.index(f"/c/{campaign.slug}")
    return page[start : page.find("/c/all-trials-", start + 20)]


def on_all_pages(client: FlaskClient, address: str, mark: str) -> int:
    """How often the mark stands on a page and on those that follow it."""
    found = 0
    while address:
        page = client.get(address).text
        found += page.count(mark)
        following = re.search(r'<a href="([^"]+)" rel="next">', page)
        address = following.group(1).replace("&amp;", "&") if following else ""
    return found


def organizations_shown(client: FlaskClient, desk: FlaskClient, campaign: Campaign) -> dict[str, int]:
    """What each place says how many organizations support the campaign."""
    here = f"/c/{campaign.slug}"

    def get(path: str) -> str:
        return client.get(path).text

    petition, directory, wall, land = (
        get(here),
        get(f"{here}/supporters"),
        get(f"{here}/supporters/wall"),
        get(f"{here}/supporters/map"),
    )
    data = client.get(f"{here}/supporters.json").get_json()
    rows = list(csv.DictReader(io.StringIO(get(f"{here}/supporters.csv"))))
    some = bool(data["counts"]["organizations"])
    shown = {
        "front page": number(FRONT, of_campaign(get("/"), campaign)),
        "petition": number(HERO, petition),
        "after signing": number(HERO, get(f"{here}/thanks")),
        "count.json": client.get(f"{here}/count.json").get_json()["organizations"],
        "directory, figure": number(HERO, directory),
        "directory, title": number(r"<title>([\d,]+) organizations? supports? it", directory),
        "directory, all pages": on_all_pages(client, f"{here}/supporters", "<h3><a "),
        "directory, by name": on_all_pages(client, f"{here}/supporters?sort=name", "<h3><a "),
        "wall, figure": number(HERO, wall),
        "wall, all pages": on_all_pages(client, f"{here}/supporters/wall", '<li><a class="plain"'),
        "wall, by country": on_all_pages(client, f"{here}/supporters/wall?by=country", '<li><a class="plain"'),
        "map, figure": number(HERO, land),
        "map, title": number(r"<title>([\d,]+) organizations? in ", land),
        "map, table": sum(int(value) for value in re.findall(r'</th><td class="n">(\d+)</td>', land)),
        "JSON, count": data["counts"]["organizations"],
        "JSON, rows": len(data["supporters"]),
        "CSV, rows": Counter(row["stands"] for row in rows)["listed"],
        "frame": number(HERO, get(f"/embed/{campaign.slug}/supporters")),
        "frame, all pages": on_all_pages(client, f"/embed/{campaign.slug}/supporters?show=all", '<a class="plain"'),
        "desk, today": number(HERO, desk.get(f"/desk?campaign={campaign.slug}").text),
        "desk, campaign": number(HERO, desk.get(f"/desk/campaigns/{campaign.id}").text),
    }  # fmt: skip
    if some:
        shown |= {
            "petition, button": number(r'supporters">([\d,]+) organizations?<', petition),
            "directory, above the list": number(r'id="order">([\d,]+) organizations?\. ', directory),
            "wall, groups": sum(map(int, re.findall(r"</a> <span>(\d+)</span>", wall))),
            "map, sentence": number(r'small muted">([\d,]+) organizations?[, ]', land),
        }
        for facet in ("kind", "country", "grade", "year"):
            ticks = re.findall(rf'name="{facet}" value.*?<span>(\d+)</span>', directory)
            others = re.findall(r'<option value="[A-Z]{2}">[^<]+\((\d+)\)', directory) if facet == "country" else []
            shown[f"directory, {facet}"] = sum(map(int, ticks + others))
    return shown


@pytest.mark.parametrize("crowd", CROWDS.values(), ids=CROWDS)
def test_numbers_agree_on_every_page(app: Flask, client: FlaskClient, crowd: Crowd) -> None:
    with app.app_context():
        campaign = gather(crowd)
        desk = sign_in(app.test_client(), staff(RoleName.OWNER))
    shown = organizations_shown(client, desk, campaign)
    assert set(shown.values()) == {crowd.get((SupportState.APPROVED, OURS), 0)}, shown


@pytest.mark.parametrize("crowd", CROWDS.values(), ids=CROWDS)
def test_those_who_do_not_count_are_shown_apart_with_one_number(app: Flask, client: FlaskClient, crowd: Crowd) -> None:
    with app.app_context():
        campaign = gather(crowd)
    here = f"/c/{campaign.slug}/supporters"
    data = client.get(f"{here}.json").get_json()
    rows = Counter(row["stands"] for row in csv.DictReader(io.StringIO(client.get(f"{here}.csv").text)))
    states = Counter(row["stands"] for row in data["no_longer"])
    for state in (SupportState.LEFT, SupportState.LAPSED):
        assert rows[state.value] == states[state.value] == data["counts"][state.value] == crowd.get((state, OURS), 0)
    gone, personal = (
        crowd.get((SupportState.LEFT, OURS), 0) + crowd.get((SupportState.LAPSED, OURS), 0),
        crowd.get((SupportState.APPROVED, PERSONAL), 0),
    )
    assert on_all_pages(client, f"{here}?stands=left", "<h3><a ") == gone
    assert on_all_pages(client, f"{here}?speaks=personal", "<h3>Robin") == personal
    assert (
        len(client.get(f"{here}.json?speaks=personal&stands=listed").get_json()["supporters"])
        == personal
        == data["counts"]["personal"]
    )
    for view in ("", "/wall", "/map"):
        page = client.get(here + view).text
        assert gone == (number(r"with the date</dt><dd class=\"num\">(\d+)", page) if gone else 0)
        assert gone == (number(r">(\d+) left or lapsed</a>", page) if gone else 0)
        assert personal == (number(r">(\d+) (?:person|people), personally</a>", page) if personal else 0)


@pytest.mark.parametrize("state", SupportState)
@pytest.mark.parametrize("capacity", Capacity)
def test_only_what_was_listed_has_a_page(
    app: Flask, client: FlaskClient, state: SupportState, capacity: Capacity
) -> None:
    with app.app_context():
        slug = support_in(open_campaign(), state, capacity=capacity).organization.slug
    public = state in (SupportState.APPROVED, SupportState.LEFT, SupportState.LAPSED)
    assert client.get(f"/organizations/{slug}").status_code == (200 if public else 404)


def test_who_is_on_the_way_is_nowhere(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        campaign = open_campaign()
        for state in (SupportState.UNCONFIRMED, SupportState.WAITING, SupportState.DECLINED, SupportState.INVITED):
            support_in(campaign, state, name=f"Secret Society {state.value}", created_at=WHEN)
    here = f"/c/{campaign.slug}"
    for path in (
        *("", "/supporters", "/supporters?stands=left", "/supporters?speaks=personal", "/supporters?q=secret"),
        *("/supporters/wall", "/supporters/map", "/supporters.csv", "/supporters.json", "/supporters.json?q=secret"),
    ):
        assert "Secret Society" not in client.get(here + path).text, path
    assert "Secret Society" not in client.get(f"/embed/{campaign.slug}/supporters?show=all").text
