"""The desk's first page: true figures, what waits, and nothing that a role may not see."""

import html
import re
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from campaign.accounts.models import RoleName
from campaign.campaigns.models import Campaign, Referral
from campaign.clock import now
from campaign.db import transaction
from campaign.desk.health import beat
from campaign.desk.progress import progress
from campaign.desk.queries import counts_by_campaign, figures, signatures_by_text, unfinished_campaigns
from campaign.imports.models import BatchState
from campaign.mail.models import Message, MessageState
from campaign.organizations.models import Capacity, Organization, OrganizationKind, Support, SupportState
from campaign.signatures.sign import PLEASE_CONFIRM
from campaign.tokens import new_public_id
from tests.factories.accounts import campaign_staff, sign_in, staff
from tests.factories.campaigns import draft_campaign, open_campaign
from tests.factories.content import draft_page
from tests.factories.imports import import_batch
from tests.factories.signatures import signature

NOW = datetime(2026, 3, 20, 11, 40, tzinfo=UTC)


def support(campaign: Campaign, name: str, state: SupportState, at: datetime) -> None:
    """An organization's support that its contact confirmed at `at`."""
    assert campaign.text_id is not None
    approved = state == SupportState.APPROVED
    with transaction() as session:
        organization = Organization(
            public_id=new_public_id(), slug=name.lower(), name=name, name_key=name.lower(), website="https://x.example",
            country="DE", kind=OrganizationKind.HOSPITAL, created_at=at,
        )  # fmt: skip
        session.add(organization)
        session.flush()
        application = Support(
            public_id=new_public_id(), campaign_id=campaign.id, organization_id=organization.id,
            text_id=campaign.text_id, state=state, capacity=Capacity.ON_BEHALF, authority_declared=True, created_at=at,
            confirmed_at=at, approved_at=at if approved else None,
        )  # fmt: skip
        session.add(application)


def letter(campaign: Campaign, about_id: int, state: MessageState) -> None:
    with transaction() as session:
        session.add(
            Message(
                public_id=new_public_id(), kind=PLEASE_CONFIRM, about_id=about_id, campaign_id=campaign.id, state=state,
                created_at=NOW,
            )
        )  # fmt: skip


def test_the_figures_are_counted_from_rows(session: Session) -> None:
    campaign, other = open_campaign(), open_campaign()
    signature(other, created_at=NOW)
    old = [signature(campaign, country="FR", created_at=NOW - timedelta(days=40)) for _ in range(3)]
    for hours in (1, 2, 30, 31, 32, 33, 34, 35, 36):
        entry = signature(campaign, created_at=NOW - timedelta(hours=hours))
        letter(campaign, entry.id, MessageState.SENT)
        letter(campaign, entry.id, MessageState.SENT)
    waiting = signature(campaign, state="pending", created_at=NOW - timedelta(hours=1))
    letter(campaign, waiting.id, MessageState.STUCK)
    letter(campaign, old[0].id, MessageState.SENT)
    support(campaign, "Fennmark", SupportState.APPROVED, NOW - timedelta(days=2))
    support(campaign, "Northmarch", SupportState.APPROVED, NOW - timedelta(days=20))
    support(campaign, "Westhaven", SupportState.WAITING, NOW - timedelta(days=1))
    found = figures(campaign.id, NOW)
    assert (found.people, found.pending) == (12, 1)
    assert (found.organizations, found.organizations_this_week) == (2, 1)
    assert found.confirmed_today == 2
    assert (found.week_entries, found.week_handed_over, found.week_confirmed) == (10, 9, 9)
    assert found.confirmed_share == 90.0
    assert found.countries == (("DE", 9), ("FR", 3))
    assert (found.letters[MessageState.SENT], found.letters[MessageState.STUCK]) == (19, 1)
    assert len(found.per_day) == 30
    assert [(day.isoformat(), number) for day, number in found.per_day if number] == [
        ("2026-03-18", 1),
        ("2026-03-19", 6),
        ("2026-03-20", 2),
    ]


def test_the_funnel_says_what_is_held_and_struck_out_and_who_brought_signers(session: Session) -> None:
    campaign = open_campaign()
    support(campaign, "Fennmark", SupportState.APPROVED, NOW)
    with transaction() as at_work:
        organization = at_work.scalars(select(Organization.id)).one()
        theirs = Referral(campaign_id=campaign.id, code="fenn", organization_id=organization, created_at=NOW)
        plain = Referral(campaign_id=campaign.id, code="poster", created_at=NOW)
        at_work.add_all([theirs, plain])
    for number in range(3):
        signature(campaign, created_at=NOW, referral_id=theirs.id if number else plain.id)
    signature(campaign, created_at=NOW, state="pending", referral_id=theirs.id)
    signature(campaign, created_at=NOW, state="held", was="pending")
    signature(campaign, created_at=NOW, state="invalidated", was="confirmed")
    signature(campaign, created_at=NOW, state="imported", confirmed_at=None)
    found = figures(campaign.id, NOW)
    assert (found.people, found.week_entries, found.week_confirmed) == (3, 6, 3)
    assert (found.week_held, found.week_struck_out) == (1, 1)
    assert (found.referrals, found.by_referral) == ((("Fennmark", 2), ("Link poster", 1)), 3)
    row = progress(NOW)[campaign.id]
    assert (row.people, row.week_entries, row.week_confirmed, row.held, row.organizations) == (3, 6, 3, 1, 1)


def test_each_campaign_has_its_row_that_agrees_with_its_figures(session: Session) -> None:
    one, two = open_campaign(), open_campaign()
    for days in (0, 1, 8, 27, 28, 40):
        signature(one, created_at=NOW - timedelta(days=days, minutes=2))
    letter(two, signature(two, state="pending", created_at=NOW).id, MessageState.SENT)
    letter(two, signature(two, created_at=NOW).id, MessageState.STUCK)
    rows = progress(NOW)
    for campaign in (one, two):
        row, told = rows[campaign.id], figures(campaign.id, NOW)
        assert (row.people, row.pending, row.today) == (told.people, told.pending, told.confirmed_today)
        assert (row.week_entries, row.week_handed_over) == (told.week_entries, told.week_handed_over)
        assert row.per_day == [number for _, number in told.per_day[-28:]]
    assert rows[one.id].weeks == [1, 0, 1, 2]
    assert (rows[two.id].week_handed_over, rows[two.id].stuck) == (1, 1)


def test_a_share_of_fewer_than_ten_is_not_said(session: Session) -> None:
    campaign = open_campaign()
    for _ in range(9):
        signature(campaign, created_at=NOW)
    assert figures(campaign.id, NOW).confirmed_share is None


def test_figures_are_kept_for_ten_seconds(session: Session) -> None:
    campaign = open_campaign()
    assert figures(campaign.id, NOW).people == 0
    signature(campaign)
    assert figures(campaign.id, NOW).people == 0


def test_counts_by_campaign_and_by_text_agree(session: Session) -> None:
    one, two = open_campaign(), open_campaign()
    signature(one)
    signature(one, state="pending")
    signature(two)
    support(one, "Fennmark", SupportState.APPROVED, NOW)
    counts = counts_by_campaign()
    assert (counts[one.id].people, counts[one.id].pending, counts[one.id].organizations) == (1, 1, 1)
    assert (counts[two.id].people, counts[two.id].organizations) == (1, 0)
    assert one.text_id is not None
    assert signatures_by_text(one.id) == {one.text_id: 1}


def test_editors_are_told_what_they_have_not_finished(session: Session) -> None:
    ready, begun = draft_campaign(), draft_campaign(recipient="", ask="")
    late = open_campaign(retention_until=(NOW - timedelta(days=2)).date())
    found = unfinished_campaigns([ready, begun, late], NOW)
    assert [(one.campaign_id, one.missing, one.late) for one in found] == [
        (ready.id, (), False),
        (begun.id, ("who receives the list of names", "the ask"), False),
        (late.id, (), True),
    ]


def said(client: FlaskClient, address: str = "/desk") -> str:
    page = client.get(address)
    assert page.status_code == 200
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.text)))


def test_the_first_day_says_what_to_do(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        owner = staff()
        beat(now())
    sign_in(client, owner)
    page = said(client)
    assert "There is no campaign yet" in page and "Make the first campaign" in page
    assert "Nothing waits" in page


def test_today_shows_the_campaign_that_the_url_names(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        one, two = open_campaign(title="The first one"), open_campaign(title="The second one")
        for _ in range(3):
            signature(one, created_at=now())
        owner = staff()
    sign_in(client, owner)
    assert "people counted 3 as of" in said(client, f"/desk?campaign={one.slug}")
    assert "people counted 0 as of" in said(client, f"/desk?campaign={two.slug}")
    assert client.get("/desk?campaign=neither").status_code == 404


EVERYTHING = {
    "organizations": "1 organization to review",
    "letters": "1 letter is stuck",
    "drafts": "“Not for everybody” is a draft",
}


@pytest.mark.parametrize(
    ("role", "seen"),
    [
        (RoleName.OWNER, {"organizations", "letters", "drafts"}),
        (RoleName.EDITOR, {"letters", "drafts"}),
        (RoleName.REVIEWER, {"organizations"}),
        (RoleName.EXPORTER, set()),
    ],
)
def test_each_role_sees_what_waits_for_it(app: Flask, client: FlaskClient, role: RoleName, seen: set[str]) -> None:
    with app.app_context():
        campaign = open_campaign()
        draft = draft_campaign(title="Not for everybody", recipient="")
        draft_page(campaign_id=campaign.id)
        support(campaign, "Westhaven", SupportState.WAITING, now() - timedelta(days=3))
        letter(campaign, signature(campaign).id, MessageState.STUCK)
        person = staff(role)
        beat(now())
    sign_in(client, person)
    page = said(client)
    assert {name for name, words in EVERYTHING.items() if words in page} == seen
    assert ("Nothing waits" in page) == (not seen)
    assert ("Not for everybody" in page) == ("drafts" in seen)
    assert ("1 page has words that are not public" in page) == ("drafts" in seen)
    assert client.get(f"/desk?campaign={draft.slug}").status_code == (200 if "drafts" in seen else 404)
    assert ("First in line: Westhaven" in page) == ("organizations" in seen)


def test_what_is_broken_comes_first_each_with_its_age(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        campaign = open_campaign()
        import_batch(campaign, state=BatchState.FAILED, created_at=now() - timedelta(hours=30))
        import_batch(campaign, state=BatchState.CHECKED, created_at=now() - timedelta(hours=5))
        signature(campaign, state="held", was="pending", created_at=now() - timedelta(days=6, hours=1))
        support(campaign, "Westhaven", SupportState.WAITING, now() - timedelta(days=3))
        person = staff()
    sign_in(client, person)
    page = said(client)
    for words in (
        "The worker never showed a sign of life",
        "1 list coming in has stopped It can go on where it stopped, or be undone. 30 hours",
        "1 organization to review First in line: Westhaven 3 days",
        "1 signature is held They do not count before somebody has looked. 6 days",
        "1 list to take in",
    ):
        assert words in page
    assert page.index("Does not work") < page.index("has stopped") < page.index("Waits for a decision")
    assert page.index("Waits for a decision") < page.index("is held")
    for entry in ("Signatories 1 ", "Organizations 1 ", "Imports 2 "):
        assert entry in page, "the menu says as much as the list"


def test_what_waits_is_counted_for_ones_own_campaigns_and_never_for_others(app: Flask) -> None:
    with app.app_context():
        ours, theirs = open_campaign(), open_campaign(title="Somebody else’s")
        support(ours, "Westhaven", SupportState.WAITING, now())
        for name in ("Northmarch", "Fennmark"):
            support(theirs, name, SupportState.WAITING, now() - timedelta(days=9))
        letter(theirs, signature(theirs).id, MessageState.STUCK)
        beat(now())
        everywhere = staff(RoleName.REVIEWER, RoleName.MAILER)
        here = [campaign_staff(ours.id, role) for role in (RoleName.REVIEWER, RoleName.MAILER)]
        there = campaign_staff(theirs.id, RoleName.MAILER)
    # One after the other within ten seconds, so that a kept answer would show.
    pages = [said(sign_in(app.test_client(), person)) for person in (everywhere, *here, there)]
    assert "3 organizations to review First in line:" in pages[0] and "1 letter is stuck" in pages[0]
    assert "1 organization to review First in line: Westhaven" in pages[1]
    assert "Northmarch" not in pages[1] and "stuck" not in pages[1]
    assert "Nothing waits" in pages[2]
    assert "1 letter is stuck" in pages[3] and "to review" not in pages[3]
    assert re.search(r"Organizations 3 ", pages[0]) and re.search(r"Organizations 1 ", pages[1])


def test_letters_of_other_campaigns_and_of_none_are_not_shown(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        ours, theirs = open_campaign(slug="ours-alone"), open_campaign(slug="theirs-alone")
        for campaign in (ours, theirs, theirs):
            letter(campaign, signature(campaign).id, MessageState.STUCK)
        person = campaign_staff(ours.id, RoleName.MAILER)
    sign_in(client, person)
    page = said(client, "/desk/mail")
    assert "ours-alone" in page and "theirs-alone" not in page
    assert "1 letter is stuck." in page and "Send stuck letters once more" not in page
    assert client.post("/desk/mail/retry").status_code == 403


MENUS = {
    RoleName.OWNER: [
        "Today",
        "Campaigns",
        "Content",
        "Signatories",
        "Comments",
        "Organizations 1",
        "Promises",
        "Trackers",
        "Exports",
        "Imports",
        "Mail",
        "Site",
        "Audit log",
        "Staff",
    ],
    RoleName.EDITOR: ["Today", "Campaigns", "Content", "Comments", "Mail"],
    RoleName.REVIEWER: ["Today", "Signatories", "Comments", "Organizations 1", "Promises", "Trackers"],
    RoleName.EXPORTER: ["Today", "Signatories", "Exports", "Imports"],
    RoleName.MAILER: ["Today", "Mail"],
    RoleName.AUDITOR: ["Today", "Audit log"],
    RoleName.SECURITY: ["Today", "Audit log", "Staff"],
}


@pytest.mark.parametrize("role", list(RoleName))
def test_the_menu_leads_only_where_a_role_may_go(app: Flask, client: FlaskClient, role: RoleName) -> None:
    with app.app_context():
        support(open_campaign(), "Westhaven", SupportState.WAITING, now())
        person = staff(role)
    sign_in(client, person)
    page = client.get("/desk").text
    menu = page[page.index('<nav class="desk-nav"') : page.index("</nav>", page.index('<nav class="desk-nav"'))]
    items = re.findall(r"<li>(.*?)</li>", menu)
    assert [re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", item)).strip() for item in items] == MENUS[role]
    for address in re.findall(r'href="([^"]+)"', menu):
        assert client.get(address).status_code == 200, address
