"""What the original tracker published in former years."""

import gzip
import io
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from campaign.trackers.commands import trackers
from campaign.trackers.facts import Register
from campaign.trackers.import_history import HistoryTaken, import_history
from campaign.trackers.importers.eu_history import PastSponsor, day_of, read_headlines, read_sponsors
from campaign.trackers.importers.source import Malformed
from campaign.trackers.models import Origin, Snapshot, TrackedSponsor
from campaign.trackers.published import headline_fields, sponsor_rows
from campaign.trackers.queries import headline, judged_snapshot, newest_snapshot, snapshots
from campaign.trackers.refusals import NoHistory, NoHistoryRead
from tests.factories.trackers import MAY, NOON, both_registers

JANUARY = date(2017, 1, 21)
DECEMBER = date(2017, 12, 3)
LATER = date(2026, 8, 1)
MORE_THAN_THERE_ARE = "more results than due trials, or more due or inconsistent trials than there are"


def entry(day: date, **other: Any) -> dict[str, Any]:
    return {
        "scrape_date": day.isoformat(),
        "due_date_cutoff": f"{day.year - 1}-01-01T00:00:00",
        "total_trials": 1000,
        "due_trials": 300,
        "due_trials_with_results": 100,
        "due_trials_without_results": 200,
        "percent_with_results": 66.7,  # as in 2017: the inverse
        "inconsistent_trials": 50,
        "percent_inconsistent": 5.0,
        "all_sponsors_count": 3,
        "major_sponsors_count": 1,
    } | other


def first_entry() -> dict[str, Any]:
    """As the first headlines were: without a cut-off and without a count of inconsistent trials."""
    left_out = ("due_date_cutoff", "inconsistent_trials", "percent_inconsistent")
    return {name: value for name, value in entry(JANUARY).items() if name not in left_out}


def headline_file(folder: Path, *more: date, **broken: Any) -> Path:
    path = folder / "headline-history.json"
    days: dict[str, Any] = {"2017-01-21": first_entry(), "2017-12-03": entry(DECEMBER)}
    path.write_text(json.dumps(days | {day.isoformat(): entry(day) for day in more} | broken))
    return path


SPONSORS = """slug,sponsor_name,parent_slugs,major,total_trials,total_due,total_reported,inconsistent_trials,\
not_yet_due_trials,percent_reported,percent_bad_data
kelder-university,Kelder University,,0,8,3,1,1,4,99.9,12.5
land-kelder,Land Kelder,,0,0,0,0,0,0,nan,nan
merrow-hospital,Merrow Hospital,kelder-university|land-kelder,1,60,30,20,0,30,66.7,0.0
"""  # fmt: skip


def sponsor_file(folder: Path, day: date, text: str = SPONSORS) -> Path:
    path = folder / f"sponsors_{day.isoformat()}.csv.gz"
    path.write_bytes(gzip.compress(text.encode()))
    return path


def take(headlines: Path | None, *sponsors: Path) -> HistoryTaken:
    return import_history(Register.EU, headlines, sponsors, lambda: NOON)


def test_published_days_become_snapshots_with_percentages_worked_out_anew(session: Session, tmp_path: Path) -> None:
    assert take(headline_file(tmp_path)) == HistoryTaken(2, 0, 0, ())
    december, january = session.scalars(snapshots(Register.EU)).all()
    assert (december.data_date, december.origin, december.records) == (DECEMBER, Origin.HISTORY, 1000)
    fields = headline_fields(december, "1")
    assert (fields["percent_with_results"], fields["due_date_cutoff"]) == (33.3, "2016-01-01")
    assert (fields["inconsistent_trials"], fields["percent_inconsistent"]) == (50, 5.0)
    first = headline_fields(january, "1")
    assert (first["inconsistent_trials"], first["percent_inconsistent"], first["due_date_cutoff"]) == (None, None, None)
    assert headline(december, "2") is None


def test_the_list_of_a_day_becomes_its_sponsors(session: Session, tmp_path: Path) -> None:
    found = take(headline_file(tmp_path), sponsor_file(tmp_path, DECEMBER))
    assert found == HistoryTaken(2, 1, 3, ())
    rows = {row["slug"]: row for row in sponsor_rows(newest_snapshot(Register.EU, DECEMBER), "1")[1]}
    assert rows["kelder-university"]["percent_reported"] == 33.3
    assert rows["kelder-university"]["not_yet_due_trials"] == 4
    assert rows["kelder-university"]["children"] == [{"slug": "merrow-hospital", "name": "Merrow Hospital"}]
    assert [each["name"] for each in rows["merrow-hospital"]["parents"]] == ["Kelder University", "Land Kelder"]
    assert rows["land-kelder"]["percent_reported"] is None
    assert rows["merrow-hospital"]["major"] == 1


def test_the_same_files_again_change_nothing_and_lists_can_come_later(session: Session, tmp_path: Path) -> None:
    headlines, sponsors = headline_file(tmp_path), sponsor_file(tmp_path, DECEMBER)
    take(headlines)
    assert take(None, sponsors) == HistoryTaken(0, 1, 3, ())
    before = [each.id for each in session.scalars(snapshots(Register.EU))]
    assert take(headlines, sponsors) == HistoryTaken(0, 0, 0, ())
    assert [each.id for each in session.scalars(snapshots(Register.EU))] == before


def test_a_day_that_was_judged_is_left_alone_and_stays_the_one_shown(session: Session, tmp_path: Path) -> None:
    both_registers()
    found = take(headline_file(tmp_path, MAY, LATER), sponsor_file(tmp_path, MAY))
    assert (found.days, found.sponsor_days, found.faults) == (3, 0, ())
    assert judged_snapshot(Register.EU).data_date == MAY
    # Figures stand beside the trials they were counted from; a later day is asked for by its date.
    assert newest_snapshot(Register.EU).data_date == MAY
    assert headline_fields(newest_snapshot(Register.EU), "1")["total_trials"] == 5
    assert newest_snapshot(Register.EU, LATER).data_date == LATER
    assert [each.data_date for each in session.scalars(snapshots(Register.EU))] == [LATER, MAY, DECEMBER, JANUARY]


def test_a_register_can_be_judged_on_a_day_of_history_which_then_gives_way(session: Session, tmp_path: Path) -> None:
    take(headline_file(tmp_path, MAY, LATER), sponsor_file(tmp_path, MAY))
    both_registers()
    shown = session.scalars(select(Snapshot).where(Snapshot.data_date == MAY, Snapshot.register == Register.EU)).all()
    assert sorted((each.origin, each.state) for each in shown) == [("files", "published"), ("history", "replaced")]
    slugs = [row["slug"] for row in sponsor_rows(newest_snapshot(Register.EU), "1")[1]]
    assert "kelder-university" not in slugs and "land-oberweser" in slugs


def test_sponsors_that_are_here_keep_their_names(session: Session, tmp_path: Path) -> None:
    former = SPONSORS.replace("Kelder University,", "Kelder Univ.,")
    take(
        headline_file(tmp_path, MAY), sponsor_file(tmp_path, DECEMBER, former), sponsor_file(tmp_path, MAY)
    )  # the newest name is the one that stays, in whatever order the files come
    names = session.scalars(select(TrackedSponsor.name).order_by(TrackedSponsor.slug)).all()
    assert names == ["Kelder University", "Land Kelder", "Merrow Hospital"]


def test_what_cannot_be_read_is_listed_with_its_reason(session: Session, tmp_path: Path) -> None:
    headlines = headline_file(
        tmp_path,
        **{
            "2018-01-17": entry(date(2018, 1, 17), due_trials=True),
            "2018-02-01": entry(date(2018, 2, 1), due_trials_with_results=301),
            "2018-02-30": entry(DECEMBER),
            "2018-03-01": entry(date(2018, 3, 2)),
            "2018-04-01": entry(date(2018, 4, 1), due_trials_without_results=1),
            "2018-05-01": [],
        },
    )
    broken = sponsor_file(
        tmp_path, DECEMBER, SPONSORS + "merrow-hospital,Again,,0,1,0,0,0\n,Nobody,,0,1,0,0,0\nx,X,,0,one,0,0,0\n"
    )
    stray = sponsor_file(tmp_path, LATER)
    unnamed = tmp_path / "sponsors.csv"
    unnamed.write_text(SPONSORS)
    found = take(headlines, broken, stray, unnamed)
    assert (found.days, found.sponsor_rows) == (2, 3)
    told = {(name, each.identifier or each.line): each.reason for name, each in found.faults}
    assert told == {
        (headlines.name, "2018-01-17"): "due_trials is no whole number",
        (headlines.name, "2018-02-01"): MORE_THAN_THERE_ARE,
        (headlines.name, "2018-02-30"): "'2018-02-30' is no date",
        (headlines.name, "2018-03-01"): "is of 2018-03-02",
        (headlines.name, "2018-04-01"): "300 due trials are not 100 with and 1 without results",
        (headlines.name, "2018-05-01"): "no figures",
        (broken.name, "merrow-hospital"): "given twice; the first one counts",
        (broken.name, 6): "neither slug nor name may be blank",
        (broken.name, "x"): "'one' is no whole number",
        (stray.name, LATER.isoformat()): "no headline of this day, so it is left out",
        (unnamed.name, 0): "no day in the name of the file, as in sponsors_2019-01-01.csv.gz",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "reason"), [("[1]", "no object of days"), ("{", "not JSON"), ("[" * 200_000, "not JSON")]
)
def test_a_file_that_is_no_history_is_one_fault(text: str, reason: str) -> None:
    (found,) = read_headlines(io.BytesIO(text.encode()))
    assert isinstance(found, Malformed) and found.reason.startswith(reason)


def test_a_file_that_is_no_list_of_sponsors_is_one_fault() -> None:
    assert list(read_sponsors(io.BytesIO(b"slug,name\n"))) == [
        Malformed(1, "no column sponsor_name, total_trials, total_due, total_reported, inconsistent_trials")
    ]
    (sponsor, *_) = read_sponsors(io.BytesIO(SPONSORS.encode()))
    assert sponsor == PastSponsor("kelder-university", "Kelder University", (), False, 8, 3, 1, 1)


def test_the_day_of_a_list_is_in_its_name() -> None:
    assert day_of("sponsors_2019-01-01.csv.gz") == date(2019, 1, 1)
    assert day_of("2019-13-01.csv") is None
    assert day_of("sponsors.csv") is None


def test_only_the_eu_tracker_left_a_history(session: Session, tmp_path: Path) -> None:
    with pytest.raises(NoHistory):
        import_history(Register.FDAAA, headline_file(tmp_path), (), lambda: NOON)


def test_history_comes_in_by_a_command(app: Flask, tmp_path: Path) -> None:
    headlines, sponsors = headline_file(tmp_path), sponsor_file(tmp_path, LATER)
    run = app.test_cli_runner()
    arguments = ["import", "history", "eu", "--headlines", str(headlines), "--sponsors", str(sponsors)]
    found = run.invoke(trackers, arguments)
    assert found.exit_code == 0, found.output
    assert "European Union, as published: headlines of 2 days, sponsors of 0 days (0 rows)." in found.output
    assert "no headline of this day" in found.output
    assert "Nothing was changed" in run.invoke(trackers, arguments).output
    assert run.invoke(trackers, ["import", "history", "eu"]).exit_code == 2


def test_a_file_without_a_day_is_refused_by_the_command(app: Flask, tmp_path: Path) -> None:
    wrong = tmp_path / "headline.json"
    wrong.write_text(json.dumps({"total_trials": 1000}))
    refused = app.test_cli_runner().invoke(trackers, ["import", "history", "eu", "--headlines", str(wrong)])
    assert isinstance(refused.exception, NoHistoryRead)
    assert "total_trials: no figures" in refused.output


def test_the_league_of_a_published_day_leads_to_no_page_that_is_not_there(
    session: Session, client: FlaskClient, tmp_path: Path
) -> None:
    take(headline_file(tmp_path, LATER), sponsor_file(tmp_path, LATER))
    page = client.get("/trackers/eu?due=1").text
    assert "as the EU TrialsTracker published them" in page
    assert "Merrow Hospital" in page
    assert "/sponsors/merrow-hospital" not in page
