"""The sample campaign: real rows, the same for the same seed, loaded once."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import islice

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from campaign.audit.models import AuditEntry
from campaign.campaigns.models import Campaign, CampaignText
from campaign.campaigns.queries import campaign_facts
from campaign.campaigns.wording import text_digest
from campaign.content.lessons.lesson import read_lesson
from campaign.content.lessons.queries import lessons
from campaign.content.models import Asset
from campaign.content.resources.file_types import read_upload
from campaign.content.resources.queries import resource
from campaign.mail.models import Message
from campaign.organizations.contact import open_contact
from campaign.organizations.directory.queries import supporter_counts
from campaign.organizations.models import Capacity, Event, Identifier, Logo, Organization, Support, SupportState
from campaign.sample.groups import groups
from campaign.sample.load_sample import AddressTaken, Sample, load_sample
from campaign.sample.people import LAUNCH, people
from campaign.sample.reading_words import LESSONS
from campaign.sealed import address_tag, unseal
from campaign.signatures.models import Signature, SignatureState, Voice, VoiceState
from campaign.text import read_address, tidy
from campaign.web.language import speaking
from tests.factories.campaigns import open_campaign

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
HOSTS = ("example.org", "example.com", "example.net")


def quiet(what: str, rows: int) -> None:
    """Nobody looks at the progress."""


def count(session: Session, *where: object) -> int:
    return session.scalar(select(func.count()).select_from(Signature).where(*where)) or 0  # type: ignore[arg-type]


def test_the_sample_has_something_to_read(session: Session) -> None:
    load_sample(3, 3, quiet, NOW)
    load_sample(3, 3, quiet, NOW)
    newest = resource("answers-to-objections", NOW)
    assert [older.slug for older in newest.replaces] == ["answers-to-objections-first"]
    rules = resource("the-rules-in-order", NOW)
    assert (rules.shelf.languages, len(rules.shelf.earlier)) == (("en", "de", "fr"), 1)
    data = session.scalars(select(Asset.data).where(Asset.media_type == "application/pdf")).all()
    assert len(data) == 5
    assert all(read_upload("a.pdf", one).media_type == "application/pdf" for one in data)
    taught = lessons(NOW)
    assert [one.lesson.faults for one in taught] == [(), ()]
    with speaking("fr"):
        assert [one.reading.language for one in lessons(NOW)] == ["fr", "en"]
    assert not any(read_lesson(words.body).faults for _, each in LESSONS for words in each.values())


def test_comments_wait_to_be_read_and_are_shown_and_texts_are_translated(session: Session) -> None:
    load_sample(300, 10, quiet, NOW)
    states = Counter(session.scalars(select(Voice.state)))
    assert states[VoiceState.WAITING] == 6 and states[VoiceState.DECLINED] == 1 and states[VoiceState.SHOWN] > 6
    campaign = session.scalars(select(Campaign)).one()
    texts = session.scalars(select(CampaignText).order_by(CampaignText.id)).all()
    assert [text.language for text in texts] == ["en", "fr", "de", "ar"]
    assert {text.source_id for text in texts[1:]} == {campaign.text_id} == {texts[0].id}
    assert all(text.next_steps and text.ask.count("\n") == texts[0].ask.count("\n") for text in texts)
    for voice in session.scalars(select(Voice)):
        signed = session.get_one(Signature, voice.signature_id)
        person = unseal("signature", campaign.public_id, signed.public_id, signed.sealed)
        assert (person["name"], person["comment"], signed.language) == (voice.name, voice.comment, voice.language)
        assert signed.shows_comment and voice.created_at <= (voice.shown_at or NOW) <= NOW


def test_the_sample_is_a_campaign_with_real_rows(session: Session) -> None:
    written: Counter[str] = Counter()
    sample = load_sample(300, 40, lambda what, rows: written.update({what: rows}), NOW)
    assert sample == Sample("all-trials", 300, 40, was_here=False)
    campaign = session.scalars(select(Campaign).where(Campaign.slug == "all-trials")).one()
    assert campaign.is_sample and campaign_facts("all-trials").phase(NOW) == "open"
    text = session.get_one(CampaignText, campaign.text_id)
    assert text.title == "All Trials Registered, All Results Reported"
    assert text.sha256 == text_digest(text.title, text.addressee, text.ask)

    confirmed = count(session, Signature.state == SignatureState.CONFIRMED)
    pending = count(session, Signature.state == SignatureState.PENDING)
    assert (confirmed, pending, written["people"]) == (300, 5, 305)
    rows = session.scalars(select(Signature).order_by(Signature.id)).all()
    assert len({row.canonical_tag for row in rows}) == len(rows)
    for row in rows:
        person = unseal("signature", campaign.public_id, row.public_id, row.sealed)
        assert person["email"].rpartition("@")[2] in HOSTS
        assert row.canonical_tag == address_tag(campaign.id, read_address(person["email"]).canonical)
        assert row.public_name in (None, person["name"])
        assert row.created_at >= LAUNCH and row.created_at <= (row.confirmed_at or NOW) <= NOW
    assert [row.created_at for row in rows] == sorted(row.created_at for row in rows)

    supports = session.scalars(select(Support)).all()
    by_state = Counter((support.state, support.capacity) for support in supports)
    assert by_state[SupportState.APPROVED, Capacity.ON_BEHALF] == 40
    assert by_state[SupportState.APPROVED, Capacity.PERSONAL] == 1
    assert sum(number for (state, _), number in by_state.items() if state == SupportState.WAITING) == 5
    assert len(supports) == written["organizations"] + 1 == 47
    for support in supports:
        contact = open_contact(support, campaign.public_id)
        assert contact is not None and contact.email.endswith(("@example.org", ".example"))
        assert support.is_sample and support.organization.website.endswith(".example")
    assert session.scalar(select(func.count()).select_from(Logo)) == 36
    assert session.scalars(select(Message)).all() == []
    assert session.scalars(select(AuditEntry)).one().act == "sample.loaded"


def test_a_second_time_adds_nothing(session: Session) -> None:
    load_sample(60, 8, quiet, NOW)
    again = load_sample(500, 100, quiet, NOW)
    assert again == Sample("all-trials", 60, 8, was_here=True)
    assert count(session) == 61
    assert session.scalar(select(func.count()).select_from(Organization)) == 13


def test_stopped_on_the_way_it_leaves_nothing_and_can_be_loaded_again(session: Session) -> None:
    def stop(what: str, rows: int) -> None:
        if what == "organizations":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        load_sample(60, 8, stop, NOW)
    assert count(session) == 0
    assert session.scalars(select(Campaign)).all() == []
    assert not load_sample(60, 8, quiet, NOW).was_here


def test_a_campaign_of_ones_own_at_that_address_is_not_touched(session: Session) -> None:
    own = open_campaign(slug="all-trials")
    with pytest.raises(AddressTaken):
        load_sample(60, 8, quiet, NOW)
    assert count(session, Signature.campaign_id == own.id) == 0


def test_nobody_of_the_sample_is_ever_reminded(session: Session) -> None:
    load_sample(300, 0, quiet, NOW)
    assert count(session, Signature.state == SignatureState.PENDING, Signature.reminded_at.is_(None)) == 0


def test_the_same_seed_makes_the_same_people_and_organizations() -> None:
    assert list(people(200, 7, NOW)) == list(people(200, 7, NOW))
    assert list(people(200, 7, NOW)) != list(people(200, 8, NOW))
    assert list(groups(50, 7, NOW)) == list(groups(50, 7, NOW))


def test_people_are_of_many_countries_and_years_and_write_their_names_in_many_scripts() -> None:
    crowd = list(islice(people(5000, 2013, NOW), 5079))
    assert len({person.country for person in crowd}) > 50
    assert {person.signed_at.year for person in crowd} == set(range(2013, 2027))
    assert sum(person.signed_at > NOW - timedelta(days=30) for person in crowd) > 79
    assert all(person.name == tidy(person.name) for person in crowd)
    letters = {ord(person.name[0]) >> 7 for person in crowd}
    assert len(letters) > 15
    by_country = Counter(person.country for person in crowd)
    assert by_country.most_common(1)[0][0] == "GB"
    assert 0.2 < by_country["GB"] / len(crowd) < 0.32


def test_organizations_have_names_of_their_own() -> None:
    names = [group.name for group in groups(747, 2013, NOW)]
    assert len(set(names)) == len(names) == 747 + 10 + 5


def test_some_organizations_are_gone_and_do_not_count(session: Session) -> None:
    sample = load_sample(50, 300, quiet, NOW)
    counts = supporter_counts(session.scalars(select(Campaign.id)).one())
    assert sample.organizations == counts.organizations == 300
    assert (counts.left, counts.lapsed) == (4, 3)
    for support in session.scalars(select(Support).where(Support.state.in_((SupportState.LEFT, SupportState.LAPSED)))):
        ended = support.left_at or support.lapsed_at
        assert ended is not None and support.approved_at is not None and support.approved_at < ended < NOW
        last = session.scalars(select(Event).where(Event.support_id == support.id).order_by(Event.at.desc())).first()
        assert last is not None and last.at == ended
        assert (support.sealed is None) == (support.state == SupportState.LEFT)
    assert session.scalar(select(func.count()).select_from(Identifier)) == pytest.approx(0.4 * 307, rel=0.2)
    logos = session.scalars(select(Logo)).all()
    dark = [logo for logo in logos if logo.dark_png]
    assert len(dark) == 18 and all(logo.dark_sha256 != logo.sha256 for logo in dark)
