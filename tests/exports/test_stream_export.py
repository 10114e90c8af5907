"""Taking a list out: who is in it, what it says, and what stays on record."""

import csv
import hashlib
import io
import tracemalloc
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from campaign.audit.models import AuditEntry
from campaign.audit.record import COMMAND_LINE
from campaign.campaigns.create import Words
from campaign.campaigns.models import Campaign, CampaignText, ConsentWording
from campaign.campaigns.publish import publish_text
from campaign.campaigns.write_text import write_text
from campaign.db import db, transaction
from campaign.exports import signatories
from campaign.exports.columns import PLAIN
from campaign.exports.models import Addresses, Export, ExportState
from campaign.exports.prepare_export import Wanted, prepare_export
from campaign.exports.refusals import NoSuchColumn, NoSuchPartner, ReasonMissing
from campaign.exports.stream_export import stream_export
from campaign.keys import KeyFault, keys
from campaign.sealed import seal
from campaign.signatures.models import Signature, SignatureState
from campaign.tokens import new_public_id
from tests.factories.campaigns import open_campaign
from tests.factories.signatures import signature

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)

NAMES = [
    "Ann-Kathrin O’Neill",
    "Žofie Dvořáková",
    "Þórunn Ægisdóttir",
    "Ιωάννα Παππά",
    "Зоя Черных",
    "Գայանե Պետրոսյան",
    "ნინო ბერიძე",
    "שירה לביא",
    "عائشة الحداد",
    "زهرا گلستانی",
    "लक्ष्मी कुलकर्णी",
    "অনিক ভূঁইয়া",
    "ਗੁਰਪ੍ਰੀਤ ਸਿੰਘ",
    "લતા પટેલ",
    "ଲତା ଦାସ",
    "முருகன் செல்வம்",
    "లక్ష్మి రావు",
    "ಗೀತಾ ಭಟ್",
    "മീര നായർ",
    "ප්‍රනාන්දු සිල්වා",
    "สมชาย ใจดี",
    "ສົມສັກ ວົງ",
    "ကျော် ဇော",
    "ភារុណ សុខ",
    "བསྟན་འཛིན",
    "Монгол ᠮᠣᠩᠭᠣᠯ",
    "አበበ በቀለ",
    "ᏣᎳᎩ ᎠᏕᎳ",
    "ᐃᓄᒃ ᐊᖑᑎ",
    "王 小红",
    "山口 さくら",
    "김 서연",
    "Nguyễn Thị Hương",
    "𞤀𞤣𞤤𞤢𞤥 𞤃𞤮𞤪𞤭",
    "𐐔𐐯𐑅𐐨𐑉𐐯𐐻",
    "Zoë 🌍",
    "Adélaïde (née Dupont)",
]


def take(campaign: Campaign, *, byte_order_mark: bool = False, **wanted: Any) -> tuple[Export, bytes]:
    """Take the whole list as of NOW: the export, and the file."""
    settings = {"campaign_id": campaign.id, "reason": "Handover", **wanted}
    export = prepare_export(Wanted(**settings), COMMAND_LINE, NOW)
    return export, b"".join(stream_export(export, lambda: NOW, byte_order_mark=byte_order_mark))


def read(file: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(file.decode("utf-8-sig"), newline=""), strict=True))


def stored(session: Session, export: Export) -> Export:
    return session.get_one(Export, export.id, populate_existing=True)


def acts(session: Session) -> list[tuple[str, dict[str, Any]]]:
    entries = session.scalars(select(AuditEntry).where(AuditEntry.act.startswith("export.")).order_by(AuditEntry.id))
    return [(entry.act, entry.details) for entry in entries]


def test_a_list_says_who_signed_what_when_and_in_which_words(session: Session) -> None:
    campaign = open_campaign()
    signature(
        campaign,
        name="Ilse Vantongerloo",
        email="ilse@example.org",
        country="BE",
        city="Gent",
        profession="Nurse",
        comment="It matters.\nA lot.",
        show_name=True,
        wants_updates=True,
        created_at=datetime(2026, 3, 3, 23, 59, 30, tzinfo=UTC),
    )
    text = session.get_one(CampaignText, campaign.text_id)
    _, file = take(campaign)
    (row,) = read(file)
    digest = row.pop("consent_agree_sha256")
    assert row == {
        "entry": "1",
        "name": "Ilse Vantongerloo",
        "country": "BE",
        "signed_on": "2026-03-03",
        "confirmed_at": "2026-03-04T00:00:30Z",
        "language": "en",
        "text_version": "1",
        "text_sha256": text.sha256,
        "shows_name": "yes",
        "wants_updates": "yes",
        "city": "Gent",
        "profession": "Nurse",
        "comment": "It matters.\nA lot.",
    }
    sentence = session.get_one(ConsentWording, campaign.wording_id).boxes["agree"]
    assert digest == hashlib.sha256(sentence.encode()).hexdigest()


def test_only_who_confirmed_before_the_list_began_is_in_it(session: Session) -> None:
    campaign, other = open_campaign(), open_campaign()
    signature(campaign, name="In Time")
    signature(campaign, name="Not Yet", state=SignatureState.PENDING)
    signature(campaign, name="Too Late", created_at=NOW)
    signature(other, name="Elsewhere")
    _, file = take(campaign)
    assert [row["name"] for row in read(file)] == ["In Time"]


def test_each_row_names_the_version_that_its_signer_saw(session: Session) -> None:
    campaign = open_campaign()
    signature(campaign, name="First")
    words = Words(title="All of it", addressee="the heads", ask="We ask for more.")
    write_text(campaign.id, "en", words, COMMAND_LINE, NOW)
    text = publish_text(campaign.id, "en", COMMAND_LINE, NOW)
    signature(campaign, name="Second", text_id=text.id)
    _, file = take(campaign)
    assert [(row["name"], row["text_version"]) for row in read(file)] == [("First", "1"), ("Second", "2")]
    assert read(file)[1]["text_sha256"] == text.sha256


def test_names_in_every_script_of_the_world_arrive_as_they_were_written(session: Session) -> None:
    campaign = open_campaign()
    for name in NAMES:
        signature(campaign, name=name)
    _, file = take(campaign)
    assert [row["name"] for row in read(file)] == NAMES


def test_a_byte_order_mark_comes_only_when_asked_for(session: Session) -> None:
    campaign = open_campaign()
    assert take(campaign)[1].startswith(b'"entry","name"')
    assert take(campaign, byte_order_mark=True)[1].startswith(b'\xef\xbb\xbf"entry","name"')


def test_no_cell_that_somebody_typed_can_be_a_formula(session: Session) -> None:
    campaign = open_campaign()
    typed = ["=1+1", "@SUM(A1)", "\t-1", "＝1", "+44 1"]
    for cell in typed:
        signature(campaign, name=cell, city=cell, profession=cell, comment=cell)
    rows = read(take(campaign)[1])
    for field in ("name", "city", "profession", "comment"):
        assert [row[field] for row in rows] == ["'" + cell for cell in typed]


def test_an_address_that_begins_like_a_formula_is_guarded_too(session: Session) -> None:
    campaign = open_campaign()
    signature(campaign, email="=cmd@example.org", wants_updates=True)
    (row,) = read(take(campaign, addresses=Addresses.UPDATES)[1])
    assert row["email"] == "'=cmd@example.org"


def test_no_address_leaves_unless_it_was_asked_for(session: Session) -> None:
    campaign = open_campaign()
    signature(campaign, email="ilse@example.org", wants_updates=True)
    export, file = take(campaign)
    assert "email" not in export.columns
    assert b"ilse@example.org" not in file


def test_addresses_are_only_of_those_who_asked_for_updates(session: Session) -> None:
    campaign = open_campaign()
    signature(campaign, name="Yes", email="yes@example.org", wants_updates=True)
    signature(campaign, name="No", email="no@example.org")
    _, file = take(campaign, addresses=Addresses.UPDATES)
    assert [(row["name"], row["email"]) for row in read(file)] == [("Yes", "yes@example.org"), ("No", "")]
    assert b"no@example.org" not in file


def test_addresses_for_a_partner_are_only_of_those_who_ticked_its_own_box(session: Session) -> None:
    campaign = open_campaign(partners=("Westhaven Patients’ League", "Northbeck Trust"))
    league, trust = campaign.partners
    signature(campaign, name="League", email="league@example.org", shared_with=[league.id])
    signature(campaign, name="Trust", email="trust@example.org", shared_with=[trust.id], wants_updates=True)
    signature(campaign, name="Both", email="both@example.org", shared_with=[league.id, trust.id])
    _, file = take(campaign, addresses=Addresses.PARTNER, partner_id=league.id)
    assert [(row["name"], row["email"]) for row in read(file)] == [
        ("League", "league@example.org"),
        ("Trust", ""),
        ("Both", "both@example.org"),
    ]


def test_only_the_chosen_columns_are_in_the_list(session: Session) -> None:
    campaign = open_campaign()
    signature(campaign, comment="Not this")
    export, file = take(campaign, columns=("signed_on", "name"))
    assert export.columns == ["name", "signed_on"]
    assert file == b'"name","signed_on"\r\n"Ilse Vantongerloo","2026-03-03"\r\n'


def test_a_campaign_without_signatures_gives_a_list_of_headings(session: Session) -> None:
    export, file = take(open_campaign())
    assert file == (",".join(f'"{column}"' for column in PLAIN) + "\r\n").encode()
    assert stored(session, export).rows == 0


def test_a_list_is_on_record_with_rows_and_digest(session: Session) -> None:
    campaign = open_campaign()
    signature(campaign, email="ilse@example.org")
    export, file = take(campaign, reason="  Handover  ")
    kept = stored(session, export)
    assert (kept.state, kept.rows, kept.reason) == (ExportState.FINISHED, 1, "Handover")
    assert kept.sha256 == hashlib.sha256(file).hexdigest()
    assert (kept.started_at, kept.finished_at) == (NOW, NOW)
    started, finished = acts(session)
    assert started[0] == "export.started" and started[1]["columns"] == list(PLAIN)
    assert finished[0] == "export.finished" and finished[1]["sha256"] == kept.sha256
    assert "ilse" not in str(acts(session)).lower()


def test_a_list_that_is_broken_off_says_how_far_it_got(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signatories, "PAGE", 2)
    campaign = open_campaign()
    for _ in range(5):
        signature(campaign)
    export = prepare_export(Wanted(campaign_id=campaign.id, reason="Press"), COMMAND_LINE, NOW)
    pieces = stream_export(export, lambda: NOW + timedelta(seconds=3))
    for _ in range(3):  # the headings and two pages; of the second, a part may have arrived
        next(pieces)
    pieces.close()
    kept = stored(session, export)
    assert (kept.state, kept.rows, kept.sha256) == (ExportState.BROKEN, 4, None)
    assert acts(session)[-1] == ("export.broken", {"export": export.id, "rows": 4})


def test_a_key_that_is_gone_breaks_the_list_off_and_is_recorded(session: Session) -> None:
    campaign = open_campaign()
    row = signature(campaign)
    with transaction() as writing:
        writing.get_one(Signature, row.id, populate_existing=True).sealed = b"\x01" + bytes(60)
    export = prepare_export(Wanted(campaign_id=campaign.id, reason="Press"), COMMAND_LINE, NOW)
    with pytest.raises(KeyFault):
        list(stream_export(export, lambda: NOW))
    assert stored(session, export).state == ExportState.BROKEN


def test_pages_join_without_a_gap_and_leave_no_transaction_open(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(signatories, "PAGE", 3)
    campaign = open_campaign()
    names = [f"Person {number}" for number in range(8)]
    for name in names:
        signature(campaign, name=name)
    export = prepare_export(Wanted(campaign_id=campaign.id, reason="Press"), COMMAND_LINE, NOW)
    pieces = stream_export(export, lambda: NOW)
    file = b""
    for piece in pieces:
        file += piece
        assert db.engine.pool.checkedout() == 0  # type: ignore[attr-defined]  # a queue pool counts them
        assert not session.in_transaction()
    assert [row["name"] for row in read(file)] == names
    assert [row["entry"] for row in read(file)] == [str(number) for number in range(1, 9)]


def test_somebody_erased_while_the_list_is_written_is_not_in_it(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(signatories, "PAGE", 1)
    campaign = open_campaign()
    signature(campaign, name="First")
    second = signature(campaign, name="Second")
    export = prepare_export(Wanted(campaign_id=campaign.id, reason="Press"), COMMAND_LINE, NOW)
    pieces = stream_export(export, lambda: NOW)
    file = next(pieces) + next(pieces)
    with transaction() as writing:
        writing.delete(writing.get_one(Signature, second.id, populate_existing=True))
    file += b"".join(pieces)
    assert [row["name"] for row in read(file)] == ["First"]


def test_twenty_thousand_rows_leave_memory_flat(session: Session) -> None:
    campaign = open_campaign()
    fill(campaign, 20_000)
    export = prepare_export(Wanted(campaign_id=campaign.id, reason="Press"), COMMAND_LINE, NOW)
    pieces = stream_export(export, lambda: NOW)
    next(pieces)
    size = len(next(pieces))
    tracemalloc.start()
    try:
        for piece in pieces:
            size += len(piece)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert stored(session, export).rows == 20_000
    assert size > 4_000_000
    assert peak < 8_000_000


def fill(campaign: Campaign, number: int) -> None:
    """Many confirmed signatures at once."""
    rows = []
    for each in range(number):
        public_id = new_public_id()
        person = {"name": f"Person {each}", "email": f"person{each}@example.org", "comment": "word " * 8}
        rows.append(
            {
                "public_id": public_id,
                "campaign_id": campaign.id,
                "text_id": campaign.text_id,
                "wording_id": campaign.wording_id,
                "state": SignatureState.CONFIRMED,
                "canonical_tag": public_id,
                "exact_tag": public_id,
                "sealed": seal("signature", campaign.public_id, public_id, person),
                "country": "DE",
                "mails_since": NOW,
                "mailed_at": NOW,
                "created_at": NOW,
                "confirmed_at": NOW,
            }
        )
    with transaction() as writing:
        writing.execute(insert(Signature), rows)


@pytest.mark.parametrize(
    ("wrong", "refusal"),
    [
        ({"reason": "  "}, ReasonMissing),
        ({"columns": ("name", "sealed")}, NoSuchColumn),
        ({"columns": ("name", "email")}, NoSuchColumn),
        ({"columns": ()}, NoSuchColumn),
        ({"addresses": Addresses.PARTNER}, NoSuchPartner),
        ({"addresses": Addresses.PARTNER, "partner_id": 404}, NoSuchPartner),
    ],
)
def test_what_makes_no_sense_is_refused_and_not_recorded(
    session: Session, wrong: dict[str, Any], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        take(open_campaign(), **wrong)
    assert session.scalars(select(Export)).all() == []


def test_a_partner_of_another_campaign_is_refused(session: Session) -> None:
    other = open_campaign(partners=("Northbeck Trust",))
    with pytest.raises(NoSuchPartner):
        take(open_campaign(), addresses=Addresses.PARTNER, partner_id=other.partners[0].id)


def test_the_batch_opener_opens_what_seal_closed_and_nothing_else(session: Session) -> None:
    campaign = open_campaign()
    row = signature(campaign, name="Zoë")
    opener = signatories.Opener("signature", campaign.public_id)
    assert opener.open(row.public_id, row.sealed)["name"] == "Zoë"
    with pytest.raises(KeyFault):
        opener.open(new_public_id(), row.sealed)
    with pytest.raises(KeyFault):
        signatories.Opener("support", campaign.public_id).open(row.public_id, row.sealed)
    assert keys().campaign_key(campaign.public_id) not in row.sealed
