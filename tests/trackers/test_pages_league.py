"""The overview and the league tables of the trackers, asked for as a reader does."""

import re
import sqlite3
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from campaign.db import db, transaction
from campaign.trackers.edition_queries import league_edition
from campaign.trackers.facts import EuTrial, Register, SponsorStatus
from campaign.trackers.import_names import import_names
from campaign.trackers.league_queries import LeagueChoice, league_page, league_sizes, year_before
from campaign.trackers.models import Headline, Origin, Snapshot, SnapshotState, SponsorKind, Standing
from campaign.trackers.names import SponsorName
from campaign.trackers.trend import trend_sentence
from campaign.web.kept import forget_kept
from tests.factories.trackers import COMPANY_EU, EU_TRIALS, JUNE, MAY, NOON, OVERDUE_EU, both_registers, take


def trials_of(name: str, due: int, reported: int, *, first: int, kind: SponsorStatus | None = None) -> list[EuTrial]:
    """So many due trials of one sponsor, the first of them reported."""
    return [
        replace(
            OVERDUE_EU,
            trial_id=f"2015-{first + number:06}-10",
            has_results=number < reported,
            sponsor_names=(name,),
            sponsor_status=kind or SponsorStatus.NON_COMMERCIAL,
        )
        for number in range(due)
    ]


def known(*names: str) -> None:
    """Put these names into the table of names; the EU's list shows no others."""
    import_names([SponsorName(name, name, name) for name in names], NOON)


def a_league() -> None:
    """Four sponsors: two equals with 12 due, one with 30, one with 3."""
    known("Lakeside University", "Hôpitaux réunis de Valfleury", "Brightmoor Biologics", "Klinik Süderlühe")
    take(
        Register.EU,
        MAY,
        [
            *trials_of("Lakeside University", 12, 9, first=100),
            *trials_of("Hôpitaux réunis de Valfleury", 12, 9, first=200),
            *trials_of("Brightmoor Biologics", 30, 15, first=300, kind=SponsorStatus.COMMERCIAL),
            *trials_of("Klinik Süderlühe", 3, 3, first=400),
        ],
    )


def names_on(html: str) -> list[str]:
    return re.findall(r'<th scope="row"><a class="plain h"[^>]*><bdi>([^<]*)</bdi>', html)


def page_of(client: FlaskClient, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return answer.text


@pytest.fixture
def league(app: Flask) -> Flask:
    with app.app_context():
        a_league()
    return app


def test_the_size_of_the_sponsors_shown_is_asked_for_or_what_ten_of_them_reach(
    league: Flask, client: FlaskClient
) -> None:
    assert names_on(page_of(client, "/trackers/eu?due=30")) == ["Brightmoor Biologics"]
    few = page_of(client, "/trackers/eu")
    assert len(names_on(few)) == 4
    assert "at least 1 due trial, since few have 30" in few
    ten = page_of(client, "/trackers/eu?due=10")
    assert names_on(ten) == ["Hôpitaux réunis de Valfleury", "Lakeside University", "Brightmoor Biologics"]
    assert "at least 10 due trials" in ten
    assert len(names_on(page_of(client, "/trackers/eu?due=1"))) == 4


def test_equals_share_a_place_and_a_search_does_not_change_it(league: Flask) -> None:
    with league.app_context():
        edition = league_edition(Register.EU, "1")
        rows = league_page(edition, LeagueChoice(10), None).rows
        assert [row.rank for row in rows] == [1, 1, 3]
        found = league_page(edition, LeagueChoice(10, words="BRIGHTmoor"), None).rows
        assert [(row.name, row.rank) for row in found] == [("Brightmoor Biologics", 3)]
        assert league_page(edition, LeagueChoice(10, words="hopitaux valfleury"), None).total == 1
        low, high = rows[2].interval
        assert (round(low, 1), round(high, 1)) == (33.2, 66.8)


def test_kind_status_and_order_are_part_of_the_address(league: Flask, client: FlaskClient) -> None:
    assert names_on(page_of(client, "/trackers/eu?due=1&kind=company")) == ["Brightmoor Biologics"]
    assert names_on(page_of(client, "/trackers/eu?due=1&status=complete")) == ["Klinik Süderlühe"]
    assert "Klinik Süderlühe" not in names_on(page_of(client, "/trackers/eu?due=1&status=overdue"))
    assert names_on(page_of(client, "/trackers/eu?due=1&sort=due"))[0] == "Brightmoor Biologics"
    by_name = names_on(page_of(client, "/trackers/eu?due=1&sort=name"))
    assert by_name == names_on(page_of(client, "/trackers/eu?due=1&sort=-name"))[::-1]
    assert by_name[0] == "Brightmoor Biologics"
    nonsense = names_on(page_of(client, "/trackers/eu?due=nonsense&kind=x&status=y&sort=z&page=99&country=q"))
    assert nonsense == names_on(page_of(client, "/trackers/eu"))


def test_a_share_of_fewer_than_ten_trials_is_not_put_in_per_cent(league: Flask, client: FlaskClient) -> None:
    html = page_of(client, "/trackers/eu?due=1&q=Klinik")
    assert "3 of 3" in html
    assert '<td class="n big">100.0' not in html


def test_nobody_found_is_said_with_a_way_on(league: Flask, client: FlaskClient) -> None:
    html = page_of(client, "/trackers/eu?due=30&q=Nobody")
    assert "No sponsor matches" in html
    assert "due=1" in html


def test_without_anybody_with_thirty_the_table_says_which_size_it_shows(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        both_registers()
        assert league_sizes(league_edition(Register.EU, "1")).default == 1
    html = page_of(client, "/trackers/eu")
    assert "at least 1 due trial, since none has 30" in html


def test_the_change_over_a_year_is_from_the_nearest_day_within_two_months(league: Flask, client: FlaskClient) -> None:
    with league.app_context():
        assert year_before(league_edition(Register.EU, "1")) is None
    assert "1 year" not in page_of(client, "/trackers/eu?due=10")
    with league.app_context():
        sponsor_id = published_once(date(2025, 6, 20), "Brightmoor Biologics", 20, 8)
        edition = league_edition(Register.EU, "1")
        before = year_before(edition)
        assert before is not None
        assert before.data_date == date(2025, 6, 20)
        rows = {row.name: row for row in league_page(edition, LeagueChoice(10), before).rows}
        assert rows["Brightmoor Biologics"].change == pytest.approx(10.0)
        assert rows["Lakeside University"].change is None
        assert sponsor_id
        forget_kept()
    html = page_of(client, "/trackers/eu?due=10&sort=change")
    assert "compares with 20 June 2025" in html
    assert "+10.0" in html
    assert names_on(html)[0] == "Brightmoor Biologics"


def published_once(day: date, name: str, due: int, reported: int) -> int:
    """Figures of one sponsor as the original tracker published them on a day."""
    with transaction() as session:
        standing = session.query(Standing).filter_by(name=name, rule_version="1").one()
        snapshot = Snapshot(
            register=Register.EU,
            data_date=day,
            state=SnapshotState.PUBLISHED,
            origin=Origin.HISTORY,
            started_at=datetime(2026, 1, 1, tzinfo=UTC),
            published_at=datetime(2026, 1, 1, tzinfo=UTC),
        )
        session.add(snapshot)
        session.flush()
        share = round(100 * reported / due, 1)
        session.add(
            Headline(
                snapshot_id=snapshot.id, rule_version="1", total=due, due=due, reported=reported, inconsistent=0,
                percent=share, figures={},
            )
        )  # fmt: skip
        session.add(
            Standing(
                snapshot_id=snapshot.id, rule_version="1", sponsor_id=standing.sponsor_id, name=name,
                kind=SponsorKind.UNKNOWN, total=due, due=due, reported=reported, reported_late=0, inconsistent=0,
                days_late=0, finable_days=0, percent=share, rank=None, major=False,
            )
        )  # fmt: skip
        return standing.sponsor_id


def test_each_page_says_by_which_version_and_leads_to_the_other(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        both_registers()
    first, second = page_of(client, "/trackers/eu"), page_of(client, "/trackers/eu?rule=2")
    assert "This is version 1 of the rules" in first
    assert "/trackers/eu?rule=2" in first
    assert "This is version 2 of the rules, with our corrections" in second
    assert "Rule version 2" in second


def test_the_fine_is_the_frozen_one_and_says_what_it_is(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        both_registers()
        days = league_edition(Register.FDAAA, "1").figures["finable_days"]
    html = page_of(client, "/trackers/fdaaa")
    assert f"{days * 11_569:,}" in html
    assert "could have imposed fines of at least" in html
    assert "none that we know of" in html
    assert "could have imposed" not in page_of(client, "/trackers/eu")
    assert "Possible fine" in page_of(client, "/trackers/fdaaa?sort=fine")


def test_the_original_s_major_sponsors_are_a_choice_in_the_eu_only(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        known("Large University")
        take(Register.EU, MAY, trials_of("Large University", 50, 10, first=0))
    assert names_on(page_of(client, "/trackers/eu?due=major")) == ["Large University"]


def test_sponsors_that_nobody_has_placed_yet_leave_a_table_that_says_so(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        take(Register.EU, MAY, EU_TRIALS)
    assert "No sponsor is known yet" in page_of(client, "/trackers/eu")


def test_more_than_a_page_of_sponsors_is_paged(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        known(*(f"Sponsor {n:02}" for n in range(60)))
        take(
            Register.EU,
            MAY,
            [trial for n in range(60) for trial in trials_of(f"Sponsor {n:02}", 1, 0, first=n)],
        )
    first, second = page_of(client, "/trackers/eu?sort=name"), page_of(client, "/trackers/eu?sort=name&page=2")
    assert names_on(first)[0] == "Sponsor 00"
    assert len(names_on(first)) == 50
    assert names_on(second)[-1] == "Sponsor 59"
    assert "sort=name&amp;page=2" in first


def test_a_register_without_data_is_said_to_have_none(app: Flask, client: FlaskClient) -> None:
    for address in ("/trackers/eu", "/trackers/eu/trials", "/trackers/eu/changes", "/trackers/eu/changes.csv"):
        answer = client.get(address)
        assert answer.status_code == 404
        assert "no figures here yet" in answer.text
    assert client.get("/trackers/nowhere").status_code == 404


def test_the_overview_has_a_designed_state_for_nothing_one_and_several(app: Flask, client: FlaskClient) -> None:
    assert "No register has been read yet" in page_of(client, "/trackers")
    assert "From the trackers" not in page_of(client, "/")
    with app.app_context():
        take(Register.EU, MAY, EU_TRIALS)
        forget_kept()
    one = page_of(client, "/trackers")
    assert "League table, European Union" in one
    assert "United States" not in one
    with app.app_context():
        both_registers()
        forget_kept()
    both = page_of(client, "/trackers")
    assert "League table, United States" in both
    assert "Old data" in both
    assert "From the trackers" in page_of(client, "/")


def test_a_new_snapshot_shows_at_once_although_pages_are_kept(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        take(Register.EU, MAY, EU_TRIALS)
    old = client.get("/trackers/eu")
    tag = old.headers["ETag"]
    assert client.get("/trackers/eu", headers={"If-None-Match": tag}).status_code == 304
    assert "max-age" in old.headers["Cache-Control"]
    with app.app_context():
        take(Register.EU, JUNE, [replace(COMPANY_EU, has_results=False), *EU_TRIALS[:4]])
    new = client.get("/trackers/eu", headers={"If-None-Match": tag})
    assert new.status_code == 200
    assert "6 June 2026" in new.text


def test_names_from_a_register_are_never_markup(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        known("<script>alert(1)</script> Clinic")
        take(Register.EU, MAY, [replace(OVERDUE_EU, sponsor_names=("<script>alert(1)</script> Clinic",))])
    html = page_of(client, "/trackers/eu")
    assert "<script>alert" not in html
    assert "Clinic" in html


@pytest.mark.parametrize(
    ("shares", "says"),
    [
        ([], ""),
        ([40.0], "40.0\u00a0% in January 2020, the only day known so far."),
        (
            [40.0, 60.0],
            "It rose from 40.0\u00a0% in January 2020 to 60.0\u00a0% in January 2021, higher than ever before.",
        ),
        ([60.0, 40.0], "It fell from 60.0\u00a0% in January 2020, the highest so far, to 40.0\u00a0% in January 2021."),
        ([50.0, 50.0], "It has stood at 50.0\u00a0% from January 2020 to January 2021."),
        (
            [48.5, 84.1, None, 78.4],
            (
                "It rose from 48.5\u00a0% in January 2020 to 84.1\u00a0% in January 2021, the highest so far, "
                "and has fallen since, to 78.4\u00a0% in January 2023."
            ),
        ),
    ],
)  # fmt: skip
def test_the_trend_is_told_from_the_numbers(shares: list[float | None], says: str) -> None:
    assert trend_sentence([(date(2020 + year, 1, 1), share) for year, share in enumerate(shares)]) == says


def test_plain_pages_stay_readable_while_the_database_is_away(league: Flask, client: FlaskClient) -> None:
    def away(*_: object) -> None:
        raise OperationalError("any", {}, sqlite3.OperationalError("database or disk is full"))

    before = [page_of(client, address) for address in ("/trackers", "/trackers/eu", "/trackers/eu/trials")]
    with league.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", away)
    try:
        now = [page_of(client, address) for address in ("/trackers", "/trackers/eu", "/trackers/eu/trials")]
        searched = client.get("/trackers/eu?q=klinik").status_code
    finally:
        event.remove(engine, "before_cursor_execute", away)
    assert now == before
    assert searched == 503
