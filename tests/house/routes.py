"""What the tests that walk the URL map need to know. A new room adds a line or two here, and nothing elsewhere.

- `VALUES`: what to put into an address, by argument, or by endpoint and argument where one token differs from another;
- `PUBLIC`: endpoints that anybody may open; `DOOR`: those of signing in. Every other endpoint must carry a permission;
- `NOT_200`: what a GET answers when it is not 200 although all is there.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from io import BytesIO

from flask import Flask
from flask_security.recoverable import generate_reset_password_token
from PIL import Image
from sqlalchemy import select
from werkzeug.routing import Rule

from campaign.accounts.create_staff import create_staff
from campaign.accounts.links import invitation_link
from campaign.accounts.models import RoleName, Site, Staff
from campaign.audit.record import COMMAND_LINE, Actor
from campaign.db import db, transaction
from campaign.mail.deliver import deliver_due
from campaign.mail.mailbox import letter_names
from campaign.notes.models import About
from campaign.notes.subjects import Subject
from campaign.notes.write_note import write_note
from campaign.organizations.authority.prove import prove
from campaign.organizations.bulk.set_kind_many import set_kind_many
from campaign.organizations.duplicates.merge import merge
from campaign.organizations.letters import PURPOSE as SUPPORT_LINK
from campaign.organizations.logo import read_logo
from campaign.organizations.models import Logo, OrganizationKind, ProofKind
from campaign.organizations.officers.queries import PURPOSE as OFFICER_LINK
from campaign.organizations.speaker import own_page_token
from campaign.signatures.deciding.carry_out import Chosen
from campaign.signatures.deciding.decide import decide
from campaign.signatures.letters import PURPOSE as SIGNATURE_LINK
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
from tests.factories.imports import import_batch
from tests.factories.organizations import approved_support, second_officer, waiting_support
from tests.factories.signatures import signature
from tests.factories.trackers import EU_TRIALS, MAY, OVERDUE_EU, both_registers, take

PUBLIC = {
    "static",
    "accounts.invitation", "accounts.invitation_submit", "accounts.set_up", "accounts.set_up_submit",
    "commitments.act", "commitments.one", "commitments.own", "commitments.own_one", "commitments.promises",
    "commitments.promises_atom", "commitments.promises_csv", "commitments.promises_json", "commitments.state",
    "home.front", "home.how_we_count",
    "organizations.check_mail", "organizations.link", "organizations.logo", "organizations.removed",
    "organizations.support", "organizations.supporters", "organizations.take",
    "organizations.embed_code", "organizations.map", "organizations.organization", "organizations.supporters_csv",
    "organizations.supporters_embed", "organizations.supporters_json", "organizations.wall",
    "authority.explained", "authority.own", "authority.ask",
    "officers.disowned", "officers.link", "officers.name", "officers.take",
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
    "signatures.again", "signatures.check_mail", "signatures.code", "signatures.count", "signatures.link",
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
    "security.tf_select": (404, 404),
    "security.verify": (302, 200),
    "security.change_password": (302, 200),
    "security.mf_recovery_codes": (302, 200),
    "security.two_factor_setup": (302, 200),
    "security.two_factor_setup_validate": (405, 405),
}

NOT_200 = {
    "accounts.set_up": 410,  # somebody is staff already
    "probes.ready": 503,  # no worker runs beside the tests
}


@dataclass(frozen=True)
class World:
    """A site with one of everything: its staff by role, and values for addresses."""

    people: dict[RoleName, Staff]
    values: dict[str, object]

    def address(self, rule: Rule) -> str:
        """The address of a rule with everything filled in; an argument without a value is a KeyError."""
        chosen = {
            argument: self.values.get(f"{rule.endpoint} {argument}", self.values.get(argument))
            for argument in rule.arguments
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


def make_world(app: Flask) -> World:
    """Fill the database so that every page has something to show."""
    now = datetime.now(UTC)
    with app.app_context():
        people = {role: staff(role, password=PASSWORD) for role in RoleName}
        invited = create_staff("rui@example.org", [RoleName.EDITOR], COMMAND_LINE, now)
        campaign = open_campaign()
        signed = signature(campaign, show_name=True, comment="It was my trial.")
        pending = signature(campaign, state=SignatureState.PENDING, created_at=now)
        struck_out = decide(
            campaign.id, Verdict.INVALIDATE, Chosen((signature(campaign).id,)), "Invented", COMMAND_LINE, now
        )
        waiting = waiting_support(campaign)
        approved = approved_support(campaign)
        commitment = with_evidence(approved, datetime(2026, 5, 1, tzinfo=UTC))
        officer = second_officer(waiting, confirmed_at=now)
        prove(waiting.id, ProofKind.LETTER, "letter of 3 March 2026", now)
        merged = merge(
            waiting_support(open_campaign()).organization_id,
            approved_support(open_campaign()).organization_id,
            lambda _: True, COMMAND_LINE, now,
        )  # fmt: skip
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
                    )
                )
        batch = import_batch(campaign)
        both_registers()
        unknown = replace(OVERDUE_EU, trial_id="2019-990500-11", sponsor_names=("Klinikum Nordmarsch gGmbH",))
        take(Register.EU, MAY, (*EU_TRIALS, unknown))
        reviewer = Actor(people[RoleName.REVIEWER].id, people[RoleName.REVIEWER].email)
        named = OrganizationKind.UNIVERSITY
        decision, _ = set_kind_many(campaign.id, [approved.id], named, reviewer, now)
        about = (Subject(About.SIGNATURE, signed.id), Subject(About.SUPPORT, waiting.id))
        notes = [write_note(subject, "They called.", reviewer, now) for subject in about]
        name_id = db.session.scalars(select(TrackedName.id).where(TrackedName.name == "")).one()
        sponsor = sponsor_for_alert(Register.EU, "brightmoor-biologics")
        request_alert(sponsor.id, read_address("ana@reader.example"), b"networks", now)
        alert = db.session.scalars(select(Alert)).one()
        objection = dispute(Register.EU, OVERDUE_EU.trial_id, "1", Objection("It ended in 2025.", ""), b"networks", now)
        publish_files(Register.EU, lambda: now)
        deliver_due(lambda: datetime.now(UTC))
        forgotten = generate_reset_password_token(people[RoleName.EDITOR])
        values: dict[str, object] = {
            "slug": campaign.slug,
            "register": "eu",
            "campaign_id": campaign.id,
            "support_id": waiting.id,
            "commitment_id": commitment.id,
            "public_id": commitment.public_id.hex(),
            "staff_id": people[RoleName.REVIEWER].id,
            "filename": "countersign.css",
            "name_id": name_id,
            "decision_id": decision.id,
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
            "dispute_id": objection.id,
            "trackers.alert slug": "brightmoor-biologics",
            "trackers.alert_link token": make_link_token(CONFIRM_PURPOSE, alert.public_id),
            "trackers.alert_stop token": make_link_token(STOP_PURPOSE, alert.public_id),
            "desk.trackers.sponsor slug": "lakeside-university",
            "desk.trackers.describe slug": "lakeside-university",
            "desk.decisions.decision decision_id": struck_out.id,
            "desk.decisions.second decision_id": struck_out.id,
            "desk.decisions.drop decision_id": struck_out.id,
            "desk.decisions.undo decision_id": struck_out.id,
            "desk.mail.letter name": letter_names()[0],
            "authority.own token": own_page_token(waiting),
            "authority.ask token": own_page_token(waiting),
            "officers.name token": own_page_token(waiting),
            "officers.take token": own_page_token(waiting),
            "officers.link token": make_link_token(OFFICER_LINK, officer.public_id, officer.token_version),
            "desk.duplicates.look slug": approved.organization.slug,
            "desk.duplicates.same slug": approved.organization.slug,
            "kind": "letter",
            "merge_id": merged.id,
            "organizations.logo slug": approved.organization.slug,
            "organizations.organization slug": approved.organization.slug,
            "signatures.link token": make_link_token(SIGNATURE_LINK, pending.public_id, pending.token_version),
            "organizations.link token": make_link_token(SUPPORT_LINK, waiting.public_id, waiting.token_version),
            "commitments.own token": own_page_token(approved),
            "commitments.own_one token": own_page_token(approved),
            "commitments.state token": own_page_token(approved),
            "commitments.act token": own_page_token(approved),
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
        }
        return World(people, values)
