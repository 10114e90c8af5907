"""What an organization asks for is seen by nobody before a reviewer accepts it, and can be undone for thirty days."""

import io
from datetime import timedelta
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import select
from sqlalchemy.orm import Session

from campaign.audit.models import AuditEntry
from campaign.audit.record import COMMAND_LINE
from campaign.campaigns.models import Campaign
from campaign.campaigns.queries import campaign_facts
from campaign.db import transaction
from campaign.mail.letters import WRITERS
from campaign.organizations.apply import apply
from campaign.organizations.leave import leave
from campaign.organizations.logo import LogoImage, read_logo
from campaign.organizations.models import (
    Authority,
    Change,
    ChangeState,
    Event,
    IdentifierScheme,
    Logo,
    OrganizationKind,
    Proof,
    ProofKind,
    Support,
)
from campaign.organizations.own.accept_change import accept_change
from campaign.organizations.own.ask_change import Wanted, ask_change
from campaign.organizations.own.decline_change import decline_change
from campaign.organizations.own.undo_change import undo_change
from campaign.organizations.own.withdraw_change import withdraw_change
from campaign.organizations.public_values import public_values
from campaign.organizations.refusals import (
    ChangeDecided,
    ChangeOvertaken,
    NoSuchSupport,
    NothingChanged,
    NothingToUndo,
    SharedElsewhere,
)
from campaign.organizations.shared import refuse_if_shared
from tests.factories.campaigns import open_campaign
from tests.factories.organizations import WHEN, application, approved_support

DAY = timedelta(days=1)
NOW = WHEN + 30 * DAY


def picture(colour: str) -> LogoImage:
    out = io.BytesIO()
    Image.new("RGB", (90, 30), colour).save(out, "PNG")
    return read_logo(out.getvalue())


LIGHT, DARK, OTHER = picture("navy"), picture("white"), picture("teal")


@pytest.fixture
def campaign(session: Session) -> Campaign:
    """An open campaign."""
    return open_campaign()


@pytest.fixture
def support(campaign: Campaign) -> Support:
    """A listed supporter."""
    return approved_support(
        campaign, name="Fennmark Kliniken", website="https://fennmark.example", statement="As it was.",
        email="straub@fennmark.example", slug="fennmark",
    )  # fmt: skip


def wanted(**changes: Any) -> Wanted:
    values: dict[str, Any] = {
        "name": "Fennmark Kliniken",
        "website": "https://fennmark.example",
        "country": "GB",
        "kind": OrganizationKind.RESEARCH,
        "statement": "As it was.",
        "identifiers": dict.fromkeys(IdentifierScheme, ""),
        "alt": "",
    }
    return Wanted(**(values | changes))


def shown(session: Session, support: Support) -> dict[str, Any]:
    session.expire_all()
    return public_values(session.get_one(Support, support.id, populate_existing=True))


def test_a_change_holds_what_differs_and_nobody_sees_it(session: Session, support: Support) -> None:
    before = shown(session, support)
    change = ask_change(support.id, wanted(name="Klinikum Fennmark", statement="Anew."), NOW)
    assert change.values == {"name": "Klinikum Fennmark", "statement": "Anew."}
    assert shown(session, support) == before
    with pytest.raises(NothingChanged):
        ask_change(support.id, wanted(), NOW)


def test_a_newer_change_takes_the_place_of_one_that_waits_and_keeps_its_picture(
    session: Session, support: Support
) -> None:
    first = ask_change(support.id, wanted(logo=LIGHT, alt="A heron"), NOW)
    second = ask_change(support.id, wanted(statement="Anew.", alt="A heron"), NOW + DAY)
    first = session.get_one(Change, first.id, populate_existing=True)
    assert (first.state, first.logo_png) == (ChangeState.WITHDRAWN, None)
    assert (second.logo_png, second.values["logo"]) == (LIGHT.png, LIGHT.sha256)
    assert session.scalars(select(Change.id).where(Change.state == ChangeState.WAITING)).all() == [second.id]
    assert withdraw_change(support.id, NOW + 2 * DAY)
    assert not withdraw_change(support.id, NOW + 2 * DAY)


def test_acceptance_shows_it_keeps_the_slug_and_tells_contact_public_and_auditors(
    session: Session, support: Support
) -> None:
    numbers = {**dict.fromkeys(IdentifierScheme, ""), IdentifierScheme.ROR: "03vek6s52"}
    asked = wanted(
        name="Klinikum Fennmark", country="DE", identifiers=numbers, logo=LIGHT, dark_logo=DARK, alt="A heron"
    )
    change = ask_change(support.id, asked, NOW)
    accept_change(change.id, COMMAND_LINE, NOW + DAY)
    now_shown = shown(session, support)
    assert (now_shown["name"], now_shown["country"], now_shown["ror"]) == ("Klinikum Fennmark", "DE", "03vek6s52")
    assert (now_shown["logo"], now_shown["dark_logo"], now_shown["alt"]) == (LIGHT.sha256, DARK.sha256, "A heron")
    organization = session.get_one(Support, support.id).organization
    assert (organization.slug, organization.name_key) == ("fennmark", "klinikum fennmark")
    event = session.scalars(select(Event)).one()
    assert event.detail.startswith("Name (was “Fennmark Kliniken”), country")
    letter = WRITERS["organizations.change_accepted"]([change.id])[change.id]
    assert letter.recipient == "straub@fennmark.example"
    entry = session.scalars(select(AuditEntry).where(AuditEntry.act == "change.accepted")).one()
    assert entry.subject == f"organization {organization.id}"
    with pytest.raises(ChangeDecided):
        decline_change(change.id, "No.", COMMAND_LINE, NOW + DAY)


def test_a_new_domain_takes_what_was_proved_about_the_old_one(session: Session, support: Support) -> None:
    with transaction() as inner:
        for kind in (ProofKind.DOMAIN, ProofKind.DNS, ProofKind.SECOND_OFFICER):
            inner.add(Proof(support_id=support.id, kind=kind, proved_at=NOW))
        inner.get_one(Support, support.id, populate_existing=True).authority = Authority.PROOF
    same = ask_change(support.id, wanted(website="https://www.fennmark.example/about"), NOW)
    accept_change(same.id, COMMAND_LINE, NOW)
    assert session.get_one(Support, support.id, populate_existing=True).authority == Authority.PROOF
    accept_change(ask_change(support.id, wanted(website="https://other.example"), NOW).id, COMMAND_LINE, NOW)
    assert session.get_one(Support, support.id, populate_existing=True).authority == Authority.SECOND_OFFICER
    assert session.scalars(select(Proof.kind)).all() == [ProofKind.SECOND_OFFICER]


def test_the_form_of_applications_knows_it_under_its_new_name(
    session: Session, campaign: Campaign, support: Support
) -> None:
    change = ask_change(support.id, wanted(name="Klinikum Fennmark"), NOW)
    accept_change(change.id, COMMAND_LINE, NOW)
    form = application(name="Klinikum Fennmark", email="straub@fennmark.example")
    assert apply(campaign_facts(campaign.slug), form, NOW + DAY) == "repeat_known"


def test_a_refusal_changes_nothing_and_carries_its_reason(session: Session, support: Support) -> None:
    before = shown(session, support)
    change = ask_change(support.id, wanted(statement="Buy our pills."), NOW)
    decline_change(change.id, "It advertises.", COMMAND_LINE, NOW)
    assert shown(session, support) == before
    assert WRITERS["organizations.change_declined"]([change.id])[change.id].own["reason"] == "It advertises."
    assert WRITERS["organizations.change_accepted"]([change.id]) == {}


def test_an_acceptance_is_undone_with_pictures_and_history(session: Session, support: Support) -> None:
    accept_change(ask_change(support.id, wanted(logo=LIGHT, dark_logo=DARK), NOW).id, COMMAND_LINE, NOW)
    before = shown(session, support)
    change = ask_change(support.id, wanted(name="Other", logo=OTHER), NOW + DAY)
    accept_change(change.id, COMMAND_LINE, NOW + DAY)
    assert shown(session, support)["logo"] == OTHER.sha256
    undone = undo_change(change.id, COMMAND_LINE, NOW + 31 * DAY)
    assert (undone.state, undone.values, undone.logo_png) == (
        ChangeState.WAITING, {"name": "Other", "logo": OTHER.sha256}, OTHER.png,
    )  # fmt: skip
    assert shown(session, support) == before
    assert session.scalars(select(Event.detail)).all() == ["Logo, logo for dark pages"]
    accept_change(change.id, COMMAND_LINE, NOW + 31 * DAY)
    assert shown(session, support)["logo"] == OTHER.sha256


def test_a_logo_goes_and_comes_back(session: Session, support: Support) -> None:
    accept_change(ask_change(support.id, wanted(logo=LIGHT, dark_logo=DARK, alt="A heron"), NOW).id, COMMAND_LINE, NOW)
    before = shown(session, support)
    change = ask_change(support.id, wanted(without_logo=True, alt="A heron"), NOW + DAY)
    assert change.values == {"logo": "", "dark_logo": "", "alt": ""}
    accept_change(change.id, COMMAND_LINE, NOW + DAY)
    assert session.scalars(select(Logo)).all() == []
    undo_change(change.id, COMMAND_LINE, NOW + 2 * DAY)
    assert shown(session, support) == before


def test_undoing_has_an_end_and_loses_nothing_newer(session: Session, support: Support) -> None:
    first = ask_change(support.id, wanted(statement="One."), NOW)
    accept_change(first.id, COMMAND_LINE, NOW)
    second = ask_change(support.id, wanted(statement="Two."), NOW + DAY)
    with pytest.raises(ChangeOvertaken, match="asked for something newer"):
        undo_change(first.id, COMMAND_LINE, NOW + DAY)
    accept_change(second.id, COMMAND_LINE, NOW + DAY)
    with pytest.raises(ChangeOvertaken, match="Undo the newer change first"):
        undo_change(first.id, COMMAND_LINE, NOW + 2 * DAY)
    with pytest.raises(NothingToUndo):
        undo_change(second.id, COMMAND_LINE, NOW + 32 * DAY)
    assert shown(session, support)["statement"] == "Two."


def test_who_has_left_asks_for_nothing(campaign: Campaign, support: Support) -> None:
    with pytest.raises(NoSuchSupport):
        ask_change(support.id + 1, wanted(), NOW)


def test_what_all_campaigns_show_is_not_changed_by_who_reviews_one(
    session: Session, campaign: Campaign, support: Support
) -> None:
    """Else a reviewer of one campaign, and a contact who is with them, would rewrite the pages of another."""
    elsewhere = approved_support(open_campaign(slug="elsewhere"))
    with transaction():
        session.get_one(Support, elsewhere.id).organization_id = support.organization_id

    def ours(campaign_id: int) -> bool:
        return campaign_id == campaign.id

    change = ask_change(support.id, wanted(name="Klinikum Fennmark"), NOW)
    with pytest.raises(SharedElsewhere):
        accept_change(change.id, COMMAND_LINE, NOW, reviews=ours)
    assert shown(session, support)["name"] == "Fennmark Kliniken"
    accept_change(change.id, COMMAND_LINE, NOW)
    with pytest.raises(SharedElsewhere):
        undo_change(change.id, COMMAND_LINE, NOW, reviews=ours)
    with pytest.raises(SharedElsewhere):
        refuse_if_shared(support.organization_id, ours)
    own = ask_change(support.id, wanted(name="Klinikum Fennmark", statement="Our own words."), NOW)
    accept_change(own.id, COMMAND_LINE, NOW, reviews=ours)
    assert shown(session, support)["statement"] == "Our own words.", "what it says to this petition is this petition’s"
    leave(elsewhere.id, COMMAND_LINE, NOW)
    undo_change(change.id, COMMAND_LINE, NOW, reviews=ours)
