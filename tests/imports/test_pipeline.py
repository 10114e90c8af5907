"""From upload to undo by verbs, on the real database: what comes in, what does not, and what a kill costs."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from campaign.audit.models import AuditEntry
from campaign.audit.record import COMMAND_LINE
from campaign.campaigns.models import ConsentWording
from campaign.db import transaction
from campaign.imports import queries
from campaign.imports.begin import begin
from campaign.imports.forget import forget
from campaign.imports.go_on import go_on
from campaign.imports.look import look
from campaign.imports.map_columns import map_columns
from campaign.imports.models import BatchState, ImportBatch, ImportPiece, ImportRow, RowState, Source
from campaign.imports.read_anew import read_anew
from campaign.imports.refusals import (
    AlreadyHere,
    CampaignNotFit,
    MappingIncomplete,
    NotATable,
    NothingToTake,
    WrongMoment,
)
from campaign.imports.set_aside import set_aside
from campaign.imports.signatures.people import (
    ASKED_NOT,
    CAME_EARLIER,
    HOUSEHOLD,
    SHEET_HERE,
    SIGNED_HERE,
    SignatureList,
)
from campaign.imports.signatures.person import Said
from campaign.imports.stop import stop
from campaign.imports.take_list import take_list
from campaign.imports.undo import undo
from campaign.imports.work import work
from campaign.mail.models import Message
from campaign.mail.suppress import suppress
from campaign.privacy.let_go import let_go
from campaign.sealed import address_tag, unseal
from campaign.signatures.models import Signature, SignatureState
from campaign.signatures.queries import count_people
from campaign.text import read_address
from tests.factories.campaigns import draft_campaign, open_campaign
from tests.factories.signatures import signature
from tests.imports.listing import HEADINGS, NOW, came_in, checked, csv_of, line, said, taken_in


def count(session: Session, table: type, *where: object) -> int:
    return session.scalar(select(func.count()).select_from(table).where(*where)) or 0  # type: ignore[arg-type]


def acts(session: Session, batch: ImportBatch) -> list[str]:
    subject = f"import_batch {batch.id}"
    return list(session.scalars(select(AuditEntry.act).where(AuditEntry.subject == subject).order_by(AuditEntry.id)))


def test_a_list_comes_in_apart_from_the_count_and_nobody_is_written_to(session: Session) -> None:
    campaign = open_campaign()
    data = csv_of(line("Ada Lovelace", "Ada@Example.org", "UK", "London", "2024-04-03"), line(), line(email="nope"))
    batch = taken_in(campaign, data, options={"agreed": "I sign and agree."})
    assert (batch.state, batch.taken, batch.applied_at) == (BatchState.APPLIED, 2, NOW)
    assert [state for state, _ in said(batch)] == ["taken", "taken", "faulty"]
    ada = session.scalars(select(Signature).order_by(Signature.id)).first()
    assert ada is not None
    person = unseal("signature", campaign.public_id, ada.public_id, ada.sealed)
    assert person == {"email": "Ada@example.org", "name": "Ada Lovelace", "city": "London"}
    assert (ada.state, ada.batch_id, ada.country, ada.slot, ada.mails) == ("imported", batch.id, "GB", -1, 0)
    assert ada.created_at.date() == date(2024, 4, 3)
    assert (ada.public_name, ada.wants_updates, ada.confirmed_at) == (None, False, None)
    assert session.get_one(ConsentWording, ada.wording_id).boxes["agree"] == "I sign and agree."
    assert count_people(campaign.id) == 0
    assert queries.totals_by_class(campaign.id) == queries.ByClass(imported=2, paper=0)
    assert count(session, Message) == 0
    assert count(session, ImportPiece) == 0
    expected = ["import.uploaded", "import.mapped", "import.checked", "import.begun", "import.applied"]
    assert acts(session, batch) == expected


def test_nothing_of_a_line_stands_in_clear_or_in_the_audit_log(session: Session) -> None:
    campaign = open_campaign()
    batch = taken_in(campaign, csv_of(line("Zebedee Quartz", "zebedee@canary.example", city="Canaryville")))
    stored = repr([(row.remarks, row.sealed) for row in session.scalars(select(ImportRow))])
    stored += repr([entry.details for entry in session.scalars(select(AuditEntry))])
    stored += repr([(one.sealed, one.public_name) for one in session.scalars(select(Signature))])
    for canary in ("Zebedee", "zebedee@", "Canaryville"):
        assert canary not in stored
    assert b"canary" not in b"".join(queries.report_csv(batch.id))


def test_duplicates_within_the_file_and_against_what_is_here(session: Session) -> None:
    campaign = open_campaign()
    signature(campaign, email="confirmed@x.org")
    signature(campaign, email="pending@x.org", state=SignatureState.PENDING)
    taken_in(campaign, csv_of(line(email="earlier@x.org")))
    gone = read_address("gone@x.org")
    with transaction():
        suppress(campaign.id, address_tag(campaign.id, gone.canonical), "not me", NOW)
    emails = ("new@gmail.com", "N.E.W+tag@googlemail.com", "CONFIRMED@x.org", "pending+a@x.org", "earlier@x.org")
    batch = checked(campaign, csv_of(*(line(email=email) for email in (*emails, "gone@x.org"))))
    assert said(batch) == [
        ("good", []),
        ("duplicate", ["Line 2 of this file has the same e-mail address."]),
        ("duplicate", [SIGNED_HERE]),
        ("duplicate", [SIGNED_HERE]),
        ("duplicate", [CAME_EARLIER]),
        ("faulty", [ASKED_NOT]),
    ]


def test_a_household_shares_an_address_as_far_as_the_campaign_lets_it(session: Session) -> None:
    campaign = open_campaign(max_per_inbox=3)
    signature(campaign, name="Ada", email="home@x.org")
    names = ("Ada", "Bo", "BO", "Ci", "Di")
    batch = checked(campaign, csv_of(*(line(name, "home@x.org") for name in names)))
    assert [state for state, _ in said(batch)] == ["duplicate", "warned", "duplicate", "warned", "duplicate"]
    assert said(batch)[1][1] == [HOUSEHOLD]
    begin(batch.id, COMMAND_LINE, NOW)
    work(lambda: NOW)
    assert sorted(session.scalars(select(Signature.slot))) == [-2, -1, 0]


def test_paper_lines_without_an_address_are_found_again_by_name_city_and_country(session: Session) -> None:
    campaign = open_campaign()
    same = [
        line("Zoë Groß", "", "Germany", "Köln"),
        line("zoe  GROSS", "", "DE", "koln"),
        line("Zoë Groß", "", "DE", "Bonn"),
    ]
    batch = taken_in(campaign, csv_of(*same), Source.PAPER)
    states = [state for state, _ in said(batch)]
    assert states == ["taken", "duplicate", "taken"]
    assert said(batch)[0][1] == [Said.BARE]
    again = checked(campaign, csv_of(same[0], line("Else", "", "DE", "Ulm")), Source.PAPER)
    assert said(again)[0] == ("duplicate", [SHEET_HERE])


def test_news_come_only_with_the_words_and_the_source_of_the_box(session: Session) -> None:
    campaign = open_campaign()
    data = csv_of(
        ["Ada", "ada@x.org", "DE", "yes", "yes"], headings=("Name", "E-mail", "Country", "Newsletter", "Public")
    )
    batch = came_in(campaign, data)
    with pytest.raises(MappingIncomplete) as no:
        map_columns(batch.id, batch.mapping, {}, COMMAND_LINE, NOW)
    assert set(no.value.faults) == {"updates_words", "updates_from"}
    options = {"updates_words": "Send me news.", "updates_from": "A box on our form, unticked."}
    map_columns(batch.id, batch.mapping, options, COMMAND_LINE, NOW)
    work(lambda: NOW)
    begin(batch.id, COMMAND_LINE, NOW)
    work(lambda: NOW)
    (ada,) = session.scalars(select(Signature))
    assert (ada.wants_updates, ada.public_name) == (True, "Ada")
    boxes = session.get_one(ConsentWording, ada.wording_id).boxes
    assert (boxes["updates"], boxes["updates_from"]) == tuple(options.values())


@pytest.mark.parametrize(
    ("mapping", "options", "fault"),
    [
        ({"name": ""}, {}, "name"),
        ({"email": ""}, {}, "email"),
        ({"country": ""}, {}, "country"),
        ({"name": "No such column"}, {}, "name"),
        ({"nonsense": "Name"}, {}, "nonsense"),
        ({"city": "Name"}, {}, "city"),
        ({}, {"order": "year"}, "order"),
        ({}, {"text": "999"}, "text"),
        ({}, {"country": "XX"}, "country"),
        ({}, {"agreed": "x" * 1001}, "agreed"),
    ],
)
def test_a_mapping_that_does_not_fit_changes_nothing(
    session: Session, mapping: dict[str, str], options: dict[str, str], fault: str
) -> None:
    batch = came_in(open_campaign(), csv_of(line()))
    with pytest.raises(MappingIncomplete) as no:
        map_columns(batch.id, batch.mapping | mapping, options, COMMAND_LINE, NOW)
    assert fault in no.value.faults
    assert queries.batch_by_id(batch.id).due_at is None


def test_days_that_can_be_read_two_ways_wait_for_an_answer(session: Session) -> None:
    campaign = open_campaign()
    batch = checked(campaign, csv_of(line(day="03/04/2024")))
    assert said(batch) == [("faulty", [Said.TWO_DAYS])]
    with pytest.raises(NothingToTake):
        begin(batch.id, COMMAND_LINE, NOW)
    map_columns(batch.id, batch.mapping, {"order": "month"}, COMMAND_LINE, NOW)
    work(lambda: NOW)
    begin(batch.id, COMMAND_LINE, NOW)
    work(lambda: NOW)
    assert session.scalars(select(Signature.created_at)).one().date() == date(2024, 3, 4)


def test_a_kill_in_the_middle_costs_nothing_and_doubles_nothing(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    campaign = open_campaign()
    monkeypatch.setattr("campaign.imports.take_list.PART", 4)
    batch = checked(campaign, csv_of(*(line() for _ in range(10))))
    begin(batch.id, COMMAND_LINE, NOW)
    takes: list[int] = []
    real = SignatureList.take_rows

    def dies_the_second_time(self: SignatureList, session: Session, lines: list[object], now: datetime) -> object:
        takes.append(len(lines))
        made = real(self, session, lines, now)  # type: ignore[arg-type]
        if len(takes) == 2:
            raise SystemExit("killed before the commit")
        return made

    monkeypatch.setattr(SignatureList, "take_rows", dies_the_second_time)
    with pytest.raises(SystemExit):
        work(lambda: NOW)
    half = queries.batch_by_id(batch.id)
    assert (half.state, half.taken, count(session, Signature)) == (BatchState.APPLYING, 4, 4)
    assert not work(lambda: NOW + timedelta(seconds=30))  # the dead worker's lease
    assert work(lambda: NOW + timedelta(seconds=300))
    whole = queries.batch_by_id(batch.id)
    assert (whole.state, whole.taken) == (BatchState.APPLIED, 10)
    assert count(session, Signature) == 10
    became = session.scalars(select(ImportRow.became_id).where(ImportRow.batch_id == batch.id)).all()
    assert set(became) == set(session.scalars(select(Signature.id)))


def test_a_worker_that_lost_its_lease_writes_nothing_more(session: Session) -> None:
    campaign = open_campaign()
    batch = checked(campaign, csv_of(line()))
    begin(batch.id, COMMAND_LINE, NOW)
    with transaction() as open_session:
        held = open_session.get_one(ImportBatch, batch.id)
        held.attempts += 2  # somebody else has it by now
        attempt = held.attempts - 1
    assert not take_list(batch.id, attempt, lambda: NOW, NOW + timedelta(seconds=9))
    assert count(session, Signature) == 0


def test_stop_go_on_and_undo(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    campaign = open_campaign()
    monkeypatch.setattr("campaign.imports.take_list.PART", 2)
    batch = checked(campaign, csv_of(*(line() for _ in range(5))))
    begin(batch.id, COMMAND_LINE, NOW)
    moments = iter([NOW, NOW, NOW, NOW, NOW, *[NOW + timedelta(seconds=20)] * 9])
    assert work(lambda: next(moments))  # its turn is over after one part
    assert 0 < count(session, Signature) < 5
    stop(batch.id, COMMAND_LINE, NOW)
    assert not work(lambda: NOW + timedelta(hours=1))
    with pytest.raises(WrongMoment):
        stop(batch.id, COMMAND_LINE, NOW)
    go_on(batch.id, COMMAND_LINE, NOW)
    assert work(lambda: NOW)
    assert (queries.batch_by_id(batch.id).taken, count(session, Signature)) == (5, 5)

    first = session.scalars(select(Signature).order_by(Signature.id).limit(1)).one()
    with transaction():
        first.state, first.confirmed_at, first.slot = SignatureState.CONFIRMED, NOW, 0
    undo(batch.id, COMMAND_LINE, NOW)
    assert work(lambda: NOW)
    gone = queries.batch_by_id(batch.id)
    assert (gone.state, gone.taken, gone.keyed_by) == (BatchState.UNDONE, 1, "")
    assert session.scalars(select(Signature.id)).all() == [first.id]
    assert said(gone)[0] == ("taken", ["Confirmed by its owner since, so it stays."])
    assert count(session, ImportRow, ImportRow.sealed.is_not(None)) == 0
    assert count_people(campaign.id) == 1


def test_one_file_comes_in_once_unless_it_was_undone(session: Session) -> None:
    campaign, data = open_campaign(), csv_of(line())
    batch = taken_in(campaign, data)
    with pytest.raises(AlreadyHere) as no:
        came_in(campaign, data)
    assert no.value.batch_id == batch.id
    assert came_in(open_campaign(), data).id != batch.id  # another campaign is another matter
    undo(batch.id, COMMAND_LINE, NOW)
    work(lambda: NOW)
    assert taken_in(campaign, data).taken == 1


def test_the_database_guards_against_two_who_upload_at_once(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    campaign, data = open_campaign(), csv_of(line())
    first = came_in(campaign, data)
    looks = iter((None, first.id))

    def blind_at_first(*_: object) -> None:
        if (found := next(looks)) is not None:
            raise AlreadyHere(found)

    monkeypatch.setattr("campaign.imports.upload._refuse_second", blind_at_first)
    with pytest.raises(AlreadyHere):
        came_in(campaign, data)
    assert count(session, ImportBatch) == 1


def test_what_cannot_come_in_stores_nothing(session: Session) -> None:
    campaign = open_campaign()
    with pytest.raises(NotATable, match=r"This is a PDF.*Nothing was stored"):
        came_in(campaign, b"%PDF-1.7")
    with pytest.raises(CampaignNotFit):
        came_in(draft_campaign(), csv_of(line()))
    let = open_campaign()
    with transaction() as open_session:
        open_session.merge(let).state = "closed"  # type: ignore[assignment]
    let_go(let.id, COMMAND_LINE, NOW, early=True)
    with pytest.raises(CampaignNotFit):
        came_in(let, csv_of(line()))
    assert count(session, ImportBatch) == 0


def test_letters_read_wrongly_are_read_anew(session: Session) -> None:
    campaign = open_campaign()
    batch = came_in(campaign, "Name,E-mail,Country\nŻółć,z@x.org,PL\n".encode("cp1250"))
    read_anew(batch.id, "cp1250", COMMAND_LINE, NOW)
    (first,) = look(batch.id, [2], COMMAND_LINE, NOW)
    assert first.cells == ("Żółć", "z@x.org", "PL")
    with pytest.raises(NotATable):
        read_anew(batch.id, "utf-8-sig", COMMAND_LINE, NOW)
    assert queries.masked_preview(queries.batch_by_id(batch.id)) == [(2, ["Ż•••", "z•••@x•••.org", "PL"])]


def test_a_list_of_which_nothing_came_in_is_set_aside_whole(session: Session) -> None:
    batch = checked(open_campaign(), csv_of(line()))
    set_aside(batch.id, COMMAND_LINE, NOW)
    assert (count(session, ImportRow), count(session, ImportPiece)) == (0, 0)
    with pytest.raises(WrongMoment):
        begin(batch.id, COMMAND_LINE, NOW)


def test_lines_are_emptied_after_30_days_and_undecided_lists_set_aside(session: Session) -> None:
    campaign = open_campaign()
    kept = taken_in(campaign, csv_of(line()))
    waiting = checked(campaign, csv_of(line()))
    assert forget(NOW + timedelta(days=29)) == 0
    assert forget(NOW + timedelta(days=31)) == 2
    assert count(session, ImportRow, ImportRow.sealed.is_not(None)) == 0
    assert (queries.batch_by_id(kept.id).state, queries.batch_by_id(waiting.id).state) == ("applied", "undone")
    assert [row.cells for row in look(kept.id, [2], COMMAND_LINE, NOW)] == [None]


def test_letting_a_campaign_go_takes_its_lists_along(session: Session) -> None:
    campaign = open_campaign()
    taken_in(campaign, csv_of(line()))
    checked(campaign, csv_of(line()), keyed_by="Robin")
    with transaction() as open_session:
        open_session.merge(campaign).state = "closed"  # type: ignore[assignment]
    let_go(campaign.id, COMMAND_LINE, datetime(2028, 1, 1, tzinfo=UTC))
    assert (count(session, ImportRow), count(session, ImportPiece), count(session, Signature)) == (0, 0, 0)
    assert set(session.scalars(select(ImportBatch.keyed_by))) == {""}


def test_the_report_guards_its_cells_and_is_filtered(session: Session) -> None:
    batch = checked(open_campaign(), csv_of(line(), line(email="x"), line(email="y")))
    assert [row.number for row in queries.report(batch.id, RowState.FAULTY, 1).rows] == [3, 4]
    assert queries.commonest_remarks(batch.id) == [(Said.ODD_ADDRESS, 2)]
    lines = b"".join(queries.report_csv(batch.id)).decode().splitlines()
    assert lines[0] == '"line","state","remarks"'
    assert lines[2] == f'"3","faulty","{Said.ODD_ADDRESS}"'


def test_hostile_cells_come_in_as_words(session: Session) -> None:
    campaign = open_campaign()
    data = csv_of(["<script>alert(1)</script>", "h@x.org", "DE", "=cmd|'/c calc'!A1", ""], headings=HEADINGS)
    batch = taken_in(campaign, data)
    assert batch.taken == 1
    (made,) = session.scalars(select(Signature))
    person = unseal("signature", campaign.public_id, made.public_id, made.sealed)
    assert (person["name"], person["city"]) == ("<script>alert(1)</script>", "=cmd|'/c calc'!A1")
