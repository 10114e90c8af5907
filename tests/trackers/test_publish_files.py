"""Open data: dated, the same bytes again, described by their package."""

import csv
import hashlib
import io
import json
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import duckdb
import pytest
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from campaign.db import transaction
from campaign.trackers.facts import Register
from campaign.trackers.models import Headline, OpenFile, Origin, Snapshot, SnapshotState
from campaign.trackers.open_data import open_tables
from campaign.trackers.open_data.open_tables import PACKAGE, file_names
from campaign.trackers.open_data.publish_files import publish_files
from campaign.trackers.open_data.queries import stored_file
from campaign.trackers.open_data.shared_record import register_record
from campaign.trackers.queries import newest_snapshot
from campaign.trackers.refusals import NoData
from campaign.trackers.take_snapshot import PUBLISH_FILES, Source, take_snapshot
from tests.application import Wakes
from tests.factories.trackers import EU_TRIALS, JUNE, MAY, NOON, OVERDUE_EU, both_registers, take


def contents(session: Session, register: Register = Register.EU) -> dict[str, bytes]:
    session.expire_all()
    rows = session.execute(select(OpenFile.name, OpenFile.content).where(OpenFile.register == register))
    return dict(rows.all())


def table(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode(), newline="")))


def test_trials_stand_under_each_version_with_date_sponsors_and_where_to_look(session: Session) -> None:
    both_registers()
    assert publish_files(Register.FDAAA, lambda: NOON)
    rows = table(contents(session, Register.FDAAA)["trials.csv"])
    assert [(row["trial_id"], row["rule_version"], row["status"]) for row in rows] == [
        ("NCT09900001", "1", "overdue"),
        ("NCT09900001", "2", "overdue"),
        ("NCT09900002", "1", "reported-late"),
        ("NCT09900002", "2", "reported-late"),
        ("NCT09900003", "1", "ongoing"),
        ("NCT09900003", "2", "ongoing"),
    ]
    first = rows[0]
    assert (first["data_date"], first["class"], first["due_date"]) == ("2026-05-02", "ACT", "2024-06-29")
    assert (first["sponsors"], first["state"]) == ("brightmoor-biologics-gmbh", "overdue")
    assert first["register_url"] == "https://clinicaltrials.gov/study/NCT09900001"
    assert int(first["finable_days"]) == int(first["days_late"]) - 30


def test_the_same_store_gives_the_same_bytes_and_the_hour_does_not_matter(session: Session) -> None:
    both_registers()
    publish_files(Register.EU, lambda: NOON)
    first = contents(session)
    assert set(first) == set(file_names())
    with transaction() as writing:
        writing.execute(delete(OpenFile))
    publish_files(Register.EU, lambda: NOON + timedelta(days=3))
    assert contents(session) == first


def test_the_package_describes_every_file_as_it_is(session: Session) -> None:
    both_registers()
    publish_files(Register.EU, lambda: NOON)
    files = contents(session)
    package = json.loads(files[PACKAGE])
    assert (package["created"], package["data_date"]) == ("2026-05-02T00:00:00Z", "2026-05-02")
    assert package["licenses"][0]["name"] == "CC0-1.0"
    assert package["sources"][0]["title"] == "EU Clinical Trials Register"
    assert {each["path"] for each in package["resources"]} == set(files) - {PACKAGE}
    for each in package["resources"]:
        content = files[each["path"]]
        assert each["bytes"] == len(content)
        assert each["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
        names = [field["name"] for field in each["schema"]["fields"]]
        assert names[:2] == ["data_date", "rule_version"]
        if each["format"] == "csv":
            rows = table(content)
            assert each["rows"] == len(rows) > 0
            assert list(rows[0]) == names


def test_parquet_holds_what_csv_holds(session: Session, tmp_path: Path) -> None:
    both_registers()
    publish_files(Register.EU, lambda: NOON)
    files = contents(session)
    for name in ("trials", "sponsors", "history", "sponsor-history"):
        path = tmp_path / f"{name}.parquet"
        path.write_bytes(files[f"{name}.parquet"])
        read = duckdb.sql(f"SELECT * FROM '{path}'").fetchall()
        rows = table(files[f"{name}.csv"])
        assert len(read) == len(rows)
        assert [str(row[0]) for row in read] == [row["data_date"] for row in rows]


def test_a_title_that_looks_like_a_formula_runs_in_no_spreadsheet(session: Session) -> None:
    take(Register.EU, MAY, [replace(OVERDUE_EU, title="=1+1")])
    publish_files(Register.EU, lambda: NOON)
    assert table(contents(session)["trials.csv"])[0]["title"] == "'=1+1"


def test_files_follow_the_newest_snapshot_and_are_made_once(session: Session, wakes: Wakes) -> None:
    both_registers()
    assert (PUBLISH_FILES, ()) in wakes
    assert publish_files(Register.EU, lambda: NOON)
    assert not publish_files(Register.EU, lambda: NOON)
    take(Register.EU, JUNE, EU_TRIALS)
    assert publish_files(Register.EU, lambda: NOON)
    files = contents(session)
    assert {row["data_date"] for row in table(files["trials.csv"])} == {"2026-06-06"}
    assert {row["data_date"] for row in table(files["history.csv"])} == {"2026-05-02", "2026-06-06"}
    assert {row["rule_version"] for row in table(files["history.csv"])} >= {"1", "2", "1+frozen_left_out"}
    days = [row["data_date"] for row in table(files["sponsor-history.csv"])]
    assert days == sorted(days) and set(days) == {"2026-05-02", "2026-06-06"}
    stored = session.scalars(select(OpenFile.snapshot_id).where(OpenFile.register == Register.EU)).all()
    assert set(stored) == {newest_snapshot(Register.EU).id}


def test_an_earlier_day_that_comes_later_gets_into_the_histories(session: Session) -> None:
    both_registers()
    publish_files(Register.EU, lambda: NOON)
    with transaction() as writing:
        day = Snapshot(
            register=Register.EU,
            data_date=date(2020, 1, 1),
            state=SnapshotState.PUBLISHED,
            origin=Origin.HISTORY,
            started_at=NOON,
            published_at=NOON + timedelta(hours=1),
        )
        writing.add(day)
        writing.flush()
        figures = {"total": 10, "due": 4, "reported": 2, "inconsistent": 0, "percent": 50.0, "figures": {}}
        writing.add(Headline(snapshot_id=day.id, rule_version="1", **figures))
    assert publish_files(Register.EU, lambda: NOON + timedelta(hours=2))
    first = table(contents(session)["history.csv"])[0]
    assert (first["data_date"], first["origin"], first["overdue"]) == ("2020-01-01", "history", "2")
    assert not publish_files(Register.EU, lambda: NOON + timedelta(hours=3))


def test_invented_data_say_so_and_go_with_their_snapshot(session: Session) -> None:
    take_snapshot(Register.EU, MAY, EU_TRIALS, Source(Origin.SAMPLE, "", forced=True), lambda: NOON)
    publish_files(Register.EU, lambda: NOON)
    package = json.loads(contents(session)[PACKAGE])
    assert package["sample"] and package["sources"][0]["title"] == "Invented sample data"
    assert "invented" in register_record(Register.EU, "1").register  # on pictures and in frames
    assert stored_file(Register.EU, "trials.csv") is not None
    take(Register.EU, MAY, EU_TRIALS)
    assert stored_file(Register.EU, "trials.csv") is None
    publish_files(Register.EU, lambda: NOON)
    assert not json.loads(contents(session)[PACKAGE])["sample"]


def test_sponsors_over_time_take_the_last_day_of_a_month(session: Session) -> None:
    both_registers()
    take(Register.EU, MAY + timedelta(days=20), EU_TRIALS)
    publish_files(Register.EU, lambda: NOON)
    assert {row["data_date"] for row in table(contents(session)["sponsor-history.csv"])} == {"2026-05-22"}


def test_tables_are_read_in_pieces(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    both_registers()
    publish_files(Register.EU, lambda: NOON)
    whole = contents(session)["trials.csv"]
    monkeypatch.setattr(open_tables, "PIECE", 2)
    publish_files(Register.EU, lambda: NOON, again=True)
    assert contents(session)["trials.csv"] == whole


def test_without_data_there_are_no_files(session: Session) -> None:
    with pytest.raises(NoData):
        publish_files(Register.EU, lambda: NOON)
