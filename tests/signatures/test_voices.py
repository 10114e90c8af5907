"""Comments that their writers want shown: asked for, read by a person, shown, and gone when the signature is."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from campaign.accounts.models import RoleName
from campaign.audit.models import AuditEntry
from campaign.audit.record import COMMAND_LINE
from campaign.campaigns.close import close_campaign
from campaign.campaigns.models import Campaign, ConsentWording
from campaign.campaigns.queries import CampaignFacts, campaign_facts
from campaign.clock import now
from campaign.db import db, transaction
from campaign.desk.waiting import comments_waiting
from campaign.privacy.let_go import let_go
from campaign.signatures.confirm import confirm
from campaign.signatures.confirm_by_code import code_version, confirm_by_code
from campaign.signatures.deciding.carry_out import Chosen
from campaign.signatures.deciding.decide import decide
from campaign.signatures.deny import deny
from campaign.signatures.hold import Pressing
from campaign.signatures.letters import choices
from campaign.signatures.models import Signature, SignatureState, Verdict, Voice, VoiceState
from campaign.signatures.sign import sign
from campaign.signatures.voices.decline_voice import decline_voice
from campaign.signatures.voices.feature_voice import feature_voice
from campaign.signatures.voices.put_back_voice import put_back_voice
from campaign.signatures.voices.queries import VoiceFilter, first_voices, shown_voices
from campaign.signatures.voices.reasons import Reason
from campaign.signatures.voices.refusals import DecidedMeanwhile, NoSuchVoice
from campaign.signatures.voices.reopen_voice import reopen_voice
from campaign.signatures.voices.show_voice import show_voice
from campaign.signatures.voices.withdraw_voice import withdraw_voice
from campaign.tokens import make_code
from campaign.web.kept import forget_kept
from tests.factories.accounts import campaign_staff, sign_in, staff
from tests.factories.campaigns import WHEN, open_campaign
from tests.factories.signatures import signature, voice
from tests.signatures.test_sign import NETWORK, NO_LIMITS, rows, signer, token

PRESSING = Pressing(NETWORK)
COMMENT = "Because <script>it</script> matters\nto me."


@pytest.fixture
def campaign(session: Session) -> CampaignFacts:
    return campaign_facts(open_campaign().slug)


def voices(session: Session) -> list[Voice]:
    return list(session.scalars(select(Voice).execution_options(populate_existing=True)))


def signed(session: Session, campaign: CampaignFacts, **asked: object) -> Signature:
    """Somebody signs and has not confirmed yet."""
    sign(campaign, signer(language="fr", profession="Nurse", **asked), NETWORK, NO_LIMITS, WHEN)
    [entry] = rows(session)
    return entry


@pytest.mark.parametrize("way", ["link", "code"])
def test_a_comment_waits_to_be_read_once_its_signature_is_confirmed(
    session: Session, campaign: CampaignFacts, way: str
) -> None:
    entry = signed(session, campaign, comment=COMMENT, show_comment=True)
    assert "comment will be shown on this site with the name" in choices(entry, campaign)
    assert voices(session) == []
    if way == "link":
        confirm(token(entry), PRESSING, WHEN)
    else:
        code = make_code("confirm", entry.public_id, code_version(entry))
        confirm_by_code(campaign, signer().address, code, PRESSING, WHEN)
    [waiting] = voices(session)
    assert (waiting.state, waiting.language, waiting.profession, waiting.comment) == (
        VoiceState.WAITING, "fr", "Nurse", COMMENT,
    )  # fmt: skip
    assert waiting.name == signer().name
    assert comments_waiting(None).count == 1
    confirm(token(entry), PRESSING, WHEN)
    assert len(voices(session)) == 1


@pytest.mark.parametrize("asked", [{"comment": COMMENT}, {"show_comment": True}, {}])
def test_without_tick_or_comment_nothing_waits(
    session: Session, campaign: CampaignFacts, asked: dict[str, object]
) -> None:
    entry = signed(session, campaign, **asked)
    assert "comment" not in choices(entry, campaign)
    confirm(token(entry), PRESSING, WHEN)
    assert voices(session) == []
    assert rows(session)[0].state == SignatureState.CONFIRMED


def shown(campaign: Campaign, wanted: VoiceFilter | None = None) -> list[str]:
    forget_kept()
    found = [each.comment for each in shown_voices(campaign.id, wanted or VoiceFilter(), 1).rows]
    if wanted is None:
        assert {each.comment for each in first_voices(campaign.id)} <= set(found)
    return found


def test_a_held_signature_shows_nothing_and_asks_nobody_until_it_counts(session: Session) -> None:
    campaign = open_campaign()
    held = voice(campaign, voice_state=VoiceState.SHOWN, state=SignatureState.HELD, was="pending", held_because="many")
    assert shown(campaign) == []
    decide(campaign.id, Verdict.RELEASE, Chosen((held.id,)), "A person.", COMMAND_LINE, WHEN)
    assert len(shown(campaign)) == 1


def test_a_comment_goes_whenever_its_signature_does(session: Session) -> None:
    campaign = open_campaign()
    struck, denied, taken_back, _ = (
        voice(campaign, voice_state=VoiceState.SHOWN, comment=text) for text in ("struck", "denied", "back", "stays")
    )
    done = decide(campaign.id, Verdict.INVALIDATE, Chosen((struck.id,)), "A double.", COMMAND_LINE, WHEN)
    deny(token(denied), WHEN)
    withdraw_voice(token(taken_back), WHEN)
    withdraw_voice(token(taken_back), WHEN)
    assert shown(campaign) == ["stays"]
    with pytest.raises(NoSuchVoice):
        feature_voice(struck.id, COMMAND_LINE, WHEN)
    decide(campaign.id, Verdict.REINSTATE, Chosen((struck.id,)), "No double.", COMMAND_LINE, WHEN)
    assert sorted(shown(campaign)) == ["stays", "struck"]
    assert done.signatures == 1
    again = session.get_one(Signature, taken_back.id, populate_existing=True)
    assert (again.state, again.shows_comment) == (SignatureState.CONFIRMED, False)

    close_campaign(campaign.id, "", COMMAND_LINE, WHEN)
    let_go(campaign.id, COMMAND_LINE, WHEN, early=True)
    assert session.scalar(select(func.count()).select_from(Voice)) == 0


def test_moderators_show_put_first_decline_and_take_back(session: Session) -> None:
    campaign = open_campaign()
    first, second = (voice(campaign, comment=text) for text in ("first", "second"))
    show_voice(first.id, COMMAND_LINE, WHEN)
    with pytest.raises(DecidedMeanwhile):
        show_voice(first.id, COMMAND_LINE, WHEN)
    show_voice(second.id, COMMAND_LINE, WHEN + timedelta(hours=1))
    assert shown(campaign) == ["second", "first"]
    feature_voice(first.id, COMMAND_LINE, WHEN)
    forget_kept()
    assert [each.comment for each in first_voices(campaign.id)] == ["first", "second"]
    put_back_voice(first.id, COMMAND_LINE, WHEN)
    decline_voice(second.id, Reason.INSULT, COMMAND_LINE, WHEN)
    assert shown(campaign) == ["first"]
    with pytest.raises(DecidedMeanwhile):
        feature_voice(second.id, COMMAND_LINE, WHEN)
    reopen_voice(second.id, COMMAND_LINE, WHEN)
    assert {each.comment: (each.state, each.reason) for each in voices(session)} == {
        "first": (VoiceState.SHOWN, ""),
        "second": (VoiceState.WAITING, ""),
    }
    entries = session.scalars(
        select(AuditEntry).where(AuditEntry.act.startswith("voice.")).order_by(AuditEntry.id)
    ).all()
    assert [entry.act.removeprefix("voice.") for entry in entries] == [
        "shown", "shown", "featured", "put_back", "declined", "reopened",
    ]  # fmt: skip
    assert entries[0].subject == f"signature {first.id}"
    assert not any("first" in str(entry.details) or "Ilse" in str(entry.details) for entry in entries)


def test_the_public_page_filters_by_country_and_language_and_escapes(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        campaign = open_campaign()
        voice(campaign, voice_state=VoiceState.SHOWN, comment=COMMENT, name="Zoë <b>", country="FR", language="fr")
        voice(campaign, voice_state=VoiceState.SHOWN, comment="من حقنا", country="EG", language="ar")
        voice(campaign, comment="Not read yet")
    address = f"/c/{campaign.slug}/voices"
    page = client.get(address).text
    assert "Because &lt;script&gt;it&lt;/script&gt; matters" in page and "<script>it" not in page
    assert "<bdi>Zoë &lt;b&gt;</bdi>" in page
    assert '<p class="quote lines" lang="ar" dir="rtl">من حقنا</p>' in page
    assert "Not read yet" not in page
    assert "من حقنا" not in client.get(f"{address}?country=FR").text
    assert "من حقنا" in client.get(f"{address}?language=ar&country=nonsense").text
    assert "No comment fits" in client.get(f"{address}?language=ar&country=FR").text
    assert "من حقنا" in client.get(f"/c/{campaign.slug}").text


def test_a_ticked_box_without_a_comment_is_asked_about(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        campaign = open_campaign(now())
    page = client.get(f"/c/{campaign.slug}").text
    token_ = page.partition('name="form_token" value="')[2].partition('"')[0]
    typed = {"name": "Jane", "email": "jane@example.org", "country": "GB", "agree": "y", "form_token": token_}
    answer = client.post(f"/c/{campaign.slug}/sign", data=typed | {"show_comment": "y"})
    assert answer.status_code == 422
    assert "Write the comment that is to be shown, or take this tick away" in answer.text
    assert "<details open>" in answer.text
    assert client.post(f"/c/{campaign.slug}/sign", data=typed | {"show_comment": "y", "comment": "So."}).location


def test_an_old_wording_has_no_box_and_takes_no_tick(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        campaign = open_campaign(now())
        facts = campaign_facts(campaign.slug)
        with transaction() as session:
            wording = session.get_one(ConsentWording, facts.wording_id)
            wording.boxes = {key: value for key, value in wording.boxes.items() if key != "show_comment"}
        forget_kept()
    page = client.get(f"/c/{campaign.slug}").text
    assert 'name="show_comment"' not in page and "Not shown on this site." in page
    token_ = page.partition('name="form_token" value="')[2].partition('"')[0]
    typed = {"name": "Jane", "email": "jane@example.org", "country": "GB", "agree": "y", "form_token": token_}
    client.post(f"/c/{campaign.slug}/sign", data=typed | {"show_comment": "y", "comment": "So."})
    with app.app_context():
        assert db.session.scalars(select(Signature.shows_comment)).one() is False


def test_a_moderator_of_one_campaign_sees_and_decides_its_comments_alone(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        own, other = open_campaign(), open_campaign()
        mine, theirs = voice(own, comment="Mine to read"), voice(other, comment="Not mine")
        ids = mine.id, theirs.id
        sign_in(client, campaign_staff(own.id, RoleName.REVIEWER))
    page = client.get("/desk/voices").text
    assert "Mine to read" in page and "Not mine" not in page and other.slug not in page
    assert client.get(f"/desk/voices/of/{other.id}").status_code == 404
    assert client.post(f"/desk/voices/{ids[1]}/show").status_code == 404
    answer = client.post(f"/desk/voices/{ids[0]}/show", data={"state": "waiting", "list": "campaign"})
    assert answer.location == f"/desk/voices/of/{own.id}?state=waiting"
    again = client.post(f"/desk/voices/{ids[0]}/show", data={"state": "any"})
    assert (again.status_code, "decided about this comment since" in again.text) == (409, True)
    assert client.post(f"/desk/voices/{ids[0]}/decline", data={"reason": "because"}).status_code == 422
    client.post(f"/desk/voices/{ids[0]}/decline", data={"reason": "private"})
    assert "Mine to read" in client.get("/desk/voices?state=declined").text
    with app.app_context():
        states = dict(db.session.execute(select(Voice.comment, Voice.state)).all())
    assert states == {"Mine to read": VoiceState.DECLINED, "Not mine": VoiceState.WAITING}


def test_what_waits_stands_on_the_desks_first_page(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        campaign = open_campaign()
        voice(campaign, asked_at=now() - timedelta(days=6))
        signature(campaign, comment="Not to be shown")
        sign_in(client, staff(RoleName.REVIEWER))
    page = client.get("/desk").text
    assert "1 comment to read" in page
    assert "/desk/voices" in page
