"""What the tests that walk the URL map need to know. A new room adds a line or two here, and nothing elsewhere.

- `make_world`: a site with two campaigns, `own` and `other`, and one of everything in each. `of_campaign` makes what
  belongs to a campaign and answers what to put into addresses for it, by argument, or by endpoint and argument where
  one token differs from another; values of what belongs to none stand in `make_world` itself;
- `PUBLIC`: endpoints that anybody may open; `DOOR`: those of signing in. Every other endpoint must carry a permission;
- `NOT_200`: what a GET answers when it is not 200 although all is there.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from io import BytesIO

import pyrage
from flask import Flask
from flask_security.recoverable import generate_reset_password_token
from PIL import Image
from sqlalchemy import select
from werkzeug.routing import Rule

from campaign.accounts.create_staff import create_staff
from campaign.accounts.links import invitation_link
from campaign.accounts.models import RoleName, Site, Staff
from campaign.accounts.sessions import begin
from campaign.audit.record import COMMAND_LINE, Actor, record
from campaign.campaigns.models import Campaign, Measure, Partner
from campaign.content.media.add_picture import add_picture
from campaign.content.media.read_picture import read_picture
from campaign.content.models import EventFacts, PageKind
from campaign.content.queries import newest_words
from campaign.content.restore_revision import restore_revision
from campaign.content.share_preview import share_preview
from campaign.db import db, transaction
from campaign.desk.saved.save_filter import save_filter
from campaign.exports.contact_requests.ask_contacts import ask_contacts
from campaign.exports.models import ContactRequest
from campaign.exports.prepare_export import Wanted as WantedList
from campaign.exports.prepare_export import prepare_export
from campaign.imports.members.letters import PURPOSE as MEMBER_LINK
from campaign.imports.models import Source, Target
from campaign.mail.deliver import deliver_due
from campaign.mail.mailbox import letter_names
from campaign.notes.models import About
from campaign.notes.subjects import Subject
from campaign.notes.write_note import write_note
from campaign.organizations.authority.prove import prove
from campaign.organizations.bulk.set_kind_many import set_kind_many
from campaign.organizations.contact import open_contact
from campaign.organizations.duplicates.merge import merge
from campaign.organizations.letters import PURPOSE as SUPPORT_LINK
from campaign.organizations.logo import LogoImage, read_logo
from campaign.organizations.models import Change, IdentifierScheme, Logo, OrganizationKind, ProofKind, Support
from campaign.organizations.officers.queries import PURPOSE as OFFICER_LINK
from campaign.organizations.own.ask_change import Wanted, ask_change
from campaign.organizations.own.ask_new_address import ask_new_address
from campaign.organizations.own.letters import new_address_link
from campaign.organizations.speaker import own_page_token
from campaign.signatures.deciding.carry_out import Chosen
from campaign.signatures.deciding.decide import decide
from campaign.signatures.letters import PURPOSE as SIGNATURE_LINK
from campaign.signatures.milestones.add_milestone import Actions, add_milestone
from campaign.signatures.models import SignatureState, Verdict
from campaign.text import read_address
from campaign.tokens import make_link_token
from campaign.trackers.alerts.queries import CONFIRM_PURPOSE, STOP_PURPOSE, sponsor_for_alert
from campaign.trackers.alerts.request_alert import request_alert
from campaign.trackers.disputes.dispute import Objection, dispute
from campaign.trackers.facts import Register
from campaign.trackers.models import Alert, TrackedName
from campaign.trackers.open_data.publish_files import publish_files
from tests.factories.accounts import PASSWORD, staff
from tests.factories.campaigns import open_campaign
from tests.factories.commitments import with_evidence
from tests.factories.content import a_resource, public_page
from tests.factories.imports import import_batch
from tests.factories.organizations import approved_support, invited_member, second_officer, waiting_support
from tests.factories.signatures import signature, voice
from tests.factories.trackers import EU_TRIALS, MAY, OVERDUE_EU, both_registers, take

PUBLIC = {
    "static", "shortened.file",
    "accounts.invitation", "accounts.invitation_submit", "accounts.set_up", "accounts.set_up_submit",
    "commitments.act", "commitments.one", "commitments.own", "commitments.own_one", "commitments.promises",
    "commitments.promises_atom", "commitments.promises_csv", "commitments.promises_json", "commitments.state",
    "colour_sheet.sheet",
    "embed.check_mail", "embed.code", "embed.frame", "embed.oembed", "embed.take",
    "content.article", "content.event", "content.event_ics", "content.events", "content.events_ics",
    "content.free_page", "content.media", "content.news", "content.news_atom", "content.partner",
    "content.partner_list", "content.preview",
    "growth.corrections", "growth.corrections_as_feed", "growth.corrections_as_json", "growth.countries_as_csv",
    "growth.countries_as_json", "growth.data", "growth.growth_as_csv", "growth.growth_as_json",
    "home.front", "home.how_we_count",
    "discovery.feed", "discovery.feed_of_campaign", "discovery.part_of_map", "discovery.robots", "discovery.whole_map",
    "language.choose",
    "organizations.dark_logo", "own.address", "own.ask", "own.ask_for_link", "own.badge_png", "own.badge_svg",
    "own.change_address", "own.change_person", "own.contact", "own.data", "own.edit", "own.embed", "own.gone",
    "own.history", "own.leaked", "own.leave_list", "own.leaving", "own.left", "own.link_sent", "own.mail_link",
    "own.make_link", "own.page", "own.picture", "own.renew_support", "own.show", "own.stay", "own.take_back",
    "own.take_officer_off", "own_people.ask", "own_people.file", "own_people.people", "own_people.withdraw",
    "organizations.check_mail", "organizations.link", "organizations.logo", "organizations.removed",
    "organizations.support", "organizations.supporters", "organizations.take",
    "organizations.embed_code", "organizations.map", "organizations.organization", "organizations.supporters_csv",
    "organizations.supporters_embed", "organizations.supporters_json", "organizations.wall",
    "members.member", "members.own", "members.own_list", "members.refused", "members.send", "members.template",
    "authority.explained", "authority.own", "authority.ask",
    "officers.disowned", "officers.link", "officers.name", "officers.take",
    "lessons.index", "lessons.one",
    "privacy.notice",
    "probes.alive", "probes.ready",
    "trackers.changes", "trackers.changes_csv", "trackers.league", "trackers.methods", "trackers.names",
    "trackers.overview", "trackers.search", "trackers.trials",
    "trackers.changes_feed", "trackers.file", "trackers.open_data", "trackers.register_picture",
    "trackers.sponsor_embed", "trackers.sponsor_feed", "trackers.sponsor_picture",
    "trackers.dispute_trial", "trackers.sponsor", "trackers.sponsor_trials_csv",
    "trackers.todo_csv", "trackers.todo_ics", "trackers.trial",
    "trackers_api.changes", "trackers_api.description", "trackers_api.docs", "trackers_api.headline",
    "trackers_api.history", "trackers_api.performance", "trackers_api.registers", "trackers_api.sponsor",
    "trackers_api.sponsor_history", "trackers_api.sponsors", "trackers_api.trial", "trackers_api.trials",
    "resources.bibtex", "resources.fetch", "resources.file", "resources.index", "resources.one", "resources.ris",
    "search.description", "search.results",
    "signatures.again", "signatures.check_mail", "signatures.code", "signatures.count", "signatures.link",
    "signatures.mine", "signatures.mine_sent",
    "sharing.badge_data", "sharing.badge_png", "sharing.badge_svg", "sharing.flyer", "sharing.organization_share",
    "sharing.picture", "sharing.qr_png", "sharing.qr_svg", "sharing.share", "signatures.own_link",
    "versions.plain", "versions.version", "versions.versions", "voices.voices",
    "signatures.page", "signatures.removed", "signatures.signatories", "signatures.take", "signatures.thanks",
    "trackers.alert", "trackers.alert_check_mail", "trackers.alert_link", "trackers.alert_stop",
}  # fmt: skip

# Flask-Security's pages, and what each answers to a GET of somebody who is not signed in and of somebody who is.
DOOR: dict[str, tuple[int, int]] = {
    "security.login": (200, 302),
    "security.logout": (405, 405),
    "security.forgot_password": (200, 200),
    "security.reset_password": (200, 200),
    "security.two_factor_token_validation": (302, 302),
    "security.mf_recovery": (302, 302),
    "security.two_factor_rescue": (404, 404),
    "security.tf_select": (302, 302),
    "security.wan_signin": (200, 302),
    "security.wan_signin_response": (405, 405),
    "security.wan_register": (302, 200),
    "security.wan_register_response": (405, 405),
    "security.wan_delete": (302, 302),
    "security.wan_verify": (302, 200),
    "security.wan_verify_response": (405, 405),
    "security.verify": (302, 200),
    "security.change_password": (302, 200),
    "security.mf_recovery_codes": (302, 200),
    "security.two_factor_setup": (302, 200),
    "security.two_factor_setup_validate": (405, 405),
}

NOT_200 = {
    "embed.oembed": 404,  # no address of a petition was asked about
    "desk.categories.names": 302,  # no category was asked about
    "accounts.set_up": 410,  # somebody is staff already
    "probes.ready": 503,  # no worker runs beside the tests
}


# Whose view asks itself whether an object is this person's: it belongs to no campaign, or its kind says what one needs.
ASKS_ITSELF = {"desk.accounts.me_end_session", "desk.filters.delete", "desk.notes.delete", "desk.notes.edit"}

# Stands in the name of everything of the other campaign.
KESTREL = "Kestrel"


@dataclass(frozen=True)
class World:
    """A site with one of everything: its staff by role, and values for addresses.

    `people` hold their role for the whole site, `of_own` for the campaign `own` alone, `nobody` holds none. `other` has
    what differs from `values` where the object is the other campaign's.
    """

    people: dict[RoleName, Staff]
    of_own: dict[RoleName, Staff]
    nobody: Staff
    values: dict[str, object]
    other: dict[str, object]

    def address(self, rule: Rule, *, other: bool = False) -> str:
        """The address of a rule with everything filled in, for the one campaign or the other."""
        values = self.values | self.other if other else self.values
        chosen = {
            argument: values.get(f"{rule.endpoint} {argument}", values.get(argument)) for argument in rule.arguments
        }
        missing = [argument for argument, value in chosen.items() if value is None]
        assert not missing, f"tests/house/routes.py has no value for {missing} of {rule.endpoint}"
        _, path = rule.build(chosen, append_unknown=False) or ("", "")
        return path


def rules(app: Flask, method: str = "") -> Iterator[Rule]:
    """Every rule of the site, or those that take `method`."""
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule):
        if not method or method in (rule.methods or ()):
            yield rule


def a_change(support: Support, name: str, logo: LogoImage) -> Change:
    """What an organization asks for: another statement and a logo."""
    organization = support.organization
    wanted = Wanted(
        organization.name, organization.website, organization.country, organization.kind, f"{name} stands by it.",
        dict.fromkeys(IdentifierScheme, ""), "A square", logo=replace(logo, sha256="another"),
    )  # fmt: skip
    return ask_change(support.id, wanted, datetime.now(UTC))


def a_request(support: Support, name: str) -> ContactRequest:
    """What a supporter asks for that is a partner: the addresses of those who ticked its box."""
    with transaction() as session:
        session.add(
            Partner(campaign_id=support.campaign_id, name=f"{name} readers", organization_id=support.organization_id)
        )
    key = str(pyrage.x25519.Identity.generate().to_public())
    return ask_contacts(support.id, key, f"A letter of {name}", datetime.now(UTC))


def new_address_token(support: Support, campaign: bytes) -> str:
    """What the link in the letter to a new address holds."""
    contact = open_contact(support, campaign)
    assert contact is not None
    return new_address_link(support, contact).split("/")[-2]


def content_of(campaign: Campaign, name: str, png: bytes, actor: Actor, now: datetime) -> dict[str, object]:
    """Pages of every kind that belong to a campaign, and a picture."""
    whose = {"campaign_id": campaign.id, "now": now}
    news, page, partner = (
        public_page(kind, title=f"{name} {kind.value}", slug=f"{name.lower()}-{kind.value}", **whose)
        for kind in (PageKind.NEWS, PageKind.PAGE, PageKind.PARTNER)
    )
    happens = EventFacts(starts_at=now, zone="Europe/Berlin", place=f"{name} hall")
    event = public_page(PageKind.EVENT, title=f"{name} meeting", slug=f"{name.lower()}-event", event=happens, **whose)
    picture = add_picture(read_picture(png), f"{name}.png", {"en": f"{name} hall"}, actor, now, campaign_id=campaign.id)
    restored = restore_revision(news.id, newest_words(news.id)[0].id, actor, now)
    return {
        "page_id": news.id,
        "language": "en",
        "revision_id": restored.id,
        "asset_id": picture.id,
        "content.article slug": news.slug,
        "content.free_page slug": page.slug,
        "content.partner slug": partner.slug,
        "content.event slug": event.slug,
        "content.event_ics slug": event.slug,
        "content.media public_id": picture.public_id.hex(),
        "content.media name": picture.name,
        "content.preview token": share_preview(news.id, actor, now)[0],
    }


def of_campaign(campaign: Campaign, name: str, reviewer: Actor, now: datetime) -> dict[str, object]:
    """Make one of everything that belongs to a campaign, and say how it is addressed. `name` stands in all of it."""
    signed = signature(campaign, name=f"{name} Vantongerloo", show_name=True, comment=f"{name}: it was my trial.")
    pending = signature(campaign, state=SignatureState.PENDING, created_at=now)
    spoken = voice(campaign, name=f"{name} Speaker", comment=f"{name}: count it.")
    waiting = waiting_support(campaign, name=f"{name} Institute")
    approved = approved_support(campaign, name=f"{name} League")
    png = BytesIO()
    Image.new("RGB", (40, 20), "navy").save(png, "PNG")
    logo = read_logo(png.getvalue())
    with transaction() as session:
        for support in (waiting, approved):
            session.add(
                Logo(
                    organization_id=support.organization_id,
                    sha256=logo.sha256,
                    png=logo.png,
                    width=logo.width,
                    height=logo.height,
                    dark_sha256=logo.sha256,
                    dark_png=logo.png,
                    dark_width=logo.width,
                    dark_height=logo.height,
                )
            )
    elsewhere = read_address(f"{name}@elsewhere.example".lower())
    moving = ask_new_address(waiting_support(campaign, name=f"{name} House").id, elsewhere, now)
    change = a_change(approved, name, logo)
    commitment = with_evidence(approved, datetime(2026, 5, 1, tzinfo=UTC))
    officer = second_officer(waiting, confirmed_at=now)
    prove(waiting.id, ProofKind.LETTER, "letter of 3 March 2026", now)
    merged = merge(
        waiting_support(campaign, name=f"{name} Double").organization_id,
        approved_support(campaign, name=f"{name} Twin").organization_id,
        lambda _: True, reviewer, now,
    )  # fmt: skip
    batch = import_batch(campaign)
    umbrella = approved_support(campaign, name=f"{name} Federation", kind=OrganizationKind.UMBRELLA)
    whose = {"source": Source.UMBRELLA, "umbrella_id": umbrella.organization_id}
    list_of_members = import_batch(campaign, target=Target.ORGANIZATIONS, sha256="1" * 64, **whose)
    invited = invited_member(campaign, list_of_members.id, name=f"{name} Member")
    chosen = Chosen((signature(campaign).id,))
    struck_out = decide(campaign.id, Verdict.INVALIDATE, chosen, f"{name}: invented", reviewer, now)
    decision, _ = set_kind_many(campaign.id, [approved.id], OrganizationKind.UNIVERSITY, reviewer, now)
    about = (Subject(About.SIGNATURE, signed.id), Subject(About.SUPPORT, waiting.id))
    resource, pdf = a_resource(campaign_id=campaign.id, title=f"{name} briefing")
    lesson = public_page(PageKind.LESSON, campaign_id=campaign.id, title=f"{name} lesson", body="## One\n\nText.")
    notes = [write_note(subject, f"{name} called.", reviewer, now) for subject in about]
    return {
        **content_of(campaign, name, png.getvalue(), reviewer, now),
        "slug": campaign.slug,
        "signature_id": spoken.id,
        "versions.plain language": "en",
        "versions.version language": "en",
        "version": 1,
        "campaign_id": campaign.id,
        "support_id": waiting.id,
        "desk.people.person staff_id": staff(RoleName.EDITOR, name=f"{name} Editor", campaign_id=campaign.id).id,
        "organizations.logo slug": approved.organization.slug,
        "organizations.organization slug": approved.organization.slug,
        "batch_id": batch.id,
        **{f"members.{view} token": own_page_token(umbrella) for view in ("own", "own_list", "send", "template")},
        "members.member token": make_link_token(MEMBER_LINK, invited.public_id, invited.token_version),
        "members.own_list batch_id": list_of_members.id,
        "authority.own token": own_page_token(waiting),
        "authority.ask token": own_page_token(waiting),
        "officers.name token": own_page_token(waiting),
        "officers.take token": own_page_token(waiting),
        "officers.link token": make_link_token(OFFICER_LINK, officer.public_id, officer.token_version),
        "desk.duplicates.look slug": approved.organization.slug,
        "desk.duplicates.same slug": approved.organization.slug,
        "kind": "letter",
        "merge_id": merged.id,
        "change_id": change.id,
        "request_id": a_request(approved, name).id,
        "desk.own.picture which": "wanted",
        "organizations.dark_logo slug": approved.organization.slug,
        "own.badge_png slug": approved.organization.slug,
        "own.badge_svg slug": approved.organization.slug,
        "own.embed slug": approved.organization.slug,
        "own.embed campaign_slug": campaign.slug,
        "own.picture which": "asked",
        **{f"{endpoint} token": own_page_token(approved) for endpoint in PUBLIC if endpoint.startswith("own")},
        "own.address token": new_address_token(moving, campaign.public_id),
        "commitment_id": commitment.id,
        "public_id": commitment.public_id.hex(),
        "commitments.own token": own_page_token(approved),
        "commitments.own_one token": own_page_token(approved),
        "commitments.state token": own_page_token(approved),
        "commitments.act token": own_page_token(approved),
        "sharing.organization_share slug": approved.organization.slug,
        "signatures.own_link token": make_link_token(SIGNATURE_LINK, signed.public_id, signed.token_version),
        "signatures.link token": make_link_token(SIGNATURE_LINK, pending.public_id, pending.token_version),
        "organizations.link token": make_link_token(SUPPORT_LINK, waiting.public_id, waiting.token_version),
        "decision_id": decision.id,
        **{f"desk.resources.{view} page_id": resource.id for view in ("files", "add", "withdraw", "facts", "describe")},
        "file_id": pdf.id,
        "desk.lessons.preview page_id": lesson.id,
        "lessons.one slug": lesson.slug,
        **{f"resources.{view} slug": resource.slug for view in ("one", "bibtex", "ris", "file", "fetch")},
        "key": pdf.public_id.hex(),
        "resources.file name": "briefing.pdf",
        "note_id": notes[0].id,
        **{
            f"desk.notes.{name}_{about.value} about_id": id_
            for name in ("about", "write", "read")
            for about, id_ in (
                (About.SIGNATURE, signed.id),
                (About.SUPPORT, waiting.id),
                (About.ORGANIZATION, waiting.organization_id),
                (About.IMPORT_BATCH, batch.id),
                (About.CAMPAIGN, campaign.id),
            )
        },
        "milestone_id": add_milestone(
            campaign.id, Measure.PEOPLE, 1000, Actions(addresses=(f"press@{name.lower()}.example",)), reviewer, now
        ).id,
        "export_id": prepare_export(WantedList(campaign_id=campaign.id, reason=f"{name} list"), COMMAND_LINE, now).id,
        "desk.decisions.decision decision_id": struck_out.id,
        "desk.decisions.second decision_id": struck_out.id,
        "desk.decisions.drop decision_id": struck_out.id,
        "desk.decisions.undo decision_id": struck_out.id,
    }


def make_world(app: Flask) -> World:
    """Fill the database so that every page has something to show."""
    now = datetime.now(UTC)
    with app.app_context():
        people = {role: staff(role, password=PASSWORD) for role in RoleName}
        invited = create_staff("rui@example.org", [RoleName.EDITOR], COMMAND_LINE, now)
        expendable = staff(RoleName.EDITOR)
        with transaction():
            expendable_session = begin({}, expendable.id, "", now)
        # The other campaign comes first: what is oldest on the site is not one's own.
        reviewer = Actor(people[RoleName.REVIEWER].id, people[RoleName.REVIEWER].email)
        other = open_campaign(title=f"{KESTREL} petition", slug="kestrel")
        of_other = of_campaign(other, KESTREL, reviewer, now)
        campaign = open_campaign(colour="#d81b60")
        of_own = of_campaign(campaign, "Own", reviewer, now)
        only_own = {role: staff(role, campaign_id=campaign.id) for role in RoleName}
        with transaction():
            about_other = {"campaign_id": other.id, "subject": f"campaign {other.id}"}
            record(None, f"{KESTREL} actor", "kestrel.act", KESTREL, now, **about_other)
        nobody = staff()
        with transaction() as session:
            session.get_one(Staff, nobody.id).roles = []
        both_registers()
        unknown = replace(OVERDUE_EU, trial_id="2019-990500-11", sponsor_names=("Klinikum Nordmarsch gGmbH",))
        take(Register.EU, MAY, (*EU_TRIALS, unknown))
        shown = save_filter("desk.organizations.queue", "state=any", "All of them", reviewer, now, shared=True)
        name_id = db.session.scalars(select(TrackedName.id).where(TrackedName.name == "")).one()
        sponsor = sponsor_for_alert(Register.EU, "brightmoor-biologics")
        request_alert(sponsor.id, read_address("ana@reader.example"), b"networks", now)
        alert = db.session.scalars(select(Alert)).one()
        objection = dispute(Register.EU, OVERDUE_EU.trial_id, "1", Objection("It ended in 2025.", ""), b"networks", now)
        publish_files(Register.EU, lambda: now)
        deliver_due(lambda: datetime.now(UTC))
        forgotten = generate_reset_password_token(people[RoleName.EDITOR])
        values: dict[str, object] = {
            "language": "fr",
            "desk.languages.text language": "fr",
            "desk.languages.words language": "fr",
            "desk.languages.publish language": "fr",
            **of_own,
            "register": "eu",
            "staff_id": expendable.id,
            "session_id": expendable_session.id,
            "filter_id": shown.id,
            "filename": "countersign.css",
            "shortened.file name": "desk.css",
            "discovery.part_of_map number": 1,
            "name_id": name_id,
            "dispute_id": objection.id,
            "trackers.alert slug": "brightmoor-biologics",
            "trackers.alert_link token": make_link_token(CONFIRM_PURPOSE, alert.public_id),
            "trackers.alert_stop token": make_link_token(STOP_PURPOSE, alert.public_id),
            "desk.trackers.sponsor slug": "lakeside-university",
            "desk.trackers.describe slug": "lakeside-university",
            "desk.mail.letter name": letter_names()[0],
            "accounts.invitation token": invitation_link(invited).rpartition("/")[2],
            "accounts.invitation_submit token": invitation_link(invited).rpartition("/")[2],
            "accounts.set_up token": make_link_token("setup", db.session.get_one(Site, 1).public_id),
            "accounts.set_up_submit token": make_link_token("setup", db.session.get_one(Site, 1).public_id),
            "identifier": OVERDUE_EU.trial_id,
            "trackers.file name": "trials.csv",
            "trackers.sponsor slug": "brightmoor-biologics",
            "trackers.sponsor_trials_csv slug": "brightmoor-biologics",
            "trackers.todo_csv slug": "brightmoor-biologics",
            "trackers.todo_ics slug": "brightmoor-biologics",
            "trackers.sponsor_embed slug": "brightmoor-biologics",
            "trackers.sponsor_feed slug": "brightmoor-biologics",
            "trackers.sponsor_picture slug": "brightmoor-biologics",
            "trackers_api.sponsor slug": "brightmoor-biologics",
            "trackers_api.sponsor_history slug": "brightmoor-biologics",
            "security.reset_password token": forgotten,
            "security.two_factor_setup_validate token": "no-such-token",
            "security.wan_register_response token": "no-such-token",
            "security.wan_signin_response token": "no-such-token",
            "security.wan_verify_response token": "no-such-token",
        }
        return World(people, only_own, nobody, values, of_other)
