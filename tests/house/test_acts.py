"""What staff do is on record, in words: no form of the desk and no act without."""

import re

import pytest
from click import Command, Group
from flask import Flask
from sqlalchemy import select

from campaign.accounts.models import RoleName
from campaign.audit.models import AuditEntry
from campaign.audit.words import ACTS, ROOMS
from campaign.cli import main
from campaign.db import db
from tests.factories.accounts import sign_in
from tests.house.calls import acts, reaches
from tests.house.routes import World, make_world, rules

# Forms of the desk that leave nothing in the audit log, and why.
LEAVES_NOTHING = {
    "desk.campaigns.preview_text": "shows what was typed as the public would read it; stores nothing",
    "desk.content_words.preview": "shows what was typed as the public would read it; stores nothing",
    "desk.content_words.live": "shows what was typed as the public would read it; stores nothing",
    "desk.campaigns.preview_colour": "shows a colour that was typed in light and dark; stores nothing",
    "desk.search.look": "leads on to the results, or says that no address is looked for there",
    "desk.decisions.preview": "shows what a decision would touch, with masked addresses as the list does",
    "desk.organizations_bulk.preview": "shows what a decision would touch",
}

# Acts that are about no object of the site.
ABOUT_NOTHING = {"mail.retried", "audit.pruned", "audit.restored", "site.upgraded", "letter.looked_at"}

# What each command leaves, or why nothing.
COMMANDS = {
    "admin create": "staff.created",
    "admin close": "staff.deactivated",
    "admin delete": "staff.deleted",
    "admin list": "names colleagues, nobody else",
    "admin roles": "staff.roles_set",
    "admin sign-out": "staff.sessions_ended",
    "admin unlock": "staff.unlocked",
    "audit seal": "writes a line of the heads, and `audit.restored` with --restored",
    "audit verify": "reads the log",
    "backup": "site.backed_up",
    "demo": "sample.loaded",
    "doctor": "looks at the machine",
    "export": "export.started",
    "import organizations": "import.uploaded",
    "import signatures": "import.uploaded",
    "keys init": "makes keys only where there is no site, and so no log yet",
    "keys show": "shows no key",
    "let-go": "campaign.let_go",
    "mail retry": "mail.retried",
    "mailbox": "letter.looked_at",
    "restore": "audit.restored",
    "search rebuild": "writes what is public once more, where the search looks",
    "settings": "masks what is secret",
    "trackers assess": "register.assessed",
    "trackers fetch": "register.fetched",
    "trackers headline": "public figures",
    "trackers import ctis": "register.imported",
    "trackers import eu": "register.imported",
    "trackers import fdaaa": "register.imported",
    "trackers import history": "register.history_imported",
    "trackers publish": "register.published",
    "trackers sponsors": "public figures",
    "trackers trials": "public figures",
    "up": "starts the site",
    "upgrade": "site.upgraded",
    "web": "starts a part of the site",
    "worker": "starts a part of the site",
}

# Forms that an owner sends in this order, each with the act that it must leave; * stands for what the page shows there.
SENT: tuple[tuple[str, str, dict[str, str]], ...] = (
    ("desk.accounts.me_submit", "staff.renamed", {"name": "Ida"}),
    ("desk.accounts.colleagues_submit", "staff.created", {"email": "new@fullrecord.example", "roles": "reviewer"}),
    ("desk.accounts.colleague_roles", "staff.roles_set", {"roles": "editor"}),
    ("desk.accounts.colleague_invite", "staff.invited", {}),
    ("desk.accounts.colleague_deactivate", "staff.deactivated", {}),
    ("desk.audit.take", "audit.exported", {"format": "jsonl"}),
    ("desk.campaigns.create", "campaign.created", {"title": "One more", "addressee": "all"}),
    (
        "desk.campaigns.edit",
        "campaign.edited",
        {
            "slug": "*",
            "edits": "*",
            "controller": "The Full Record e. V.",
            "controller_contact": "dpo@a.example",
            "recipient": "all",
            "complaint_body": "the commissioner",
            "retention_until": "2027-10-12",
            "goal": "500",
            "max_per_inbox": "1",
            "ink": "plum",
        },
    ),
    (
        "desk.campaigns.text",
        "campaign.text_written",
        {"title": "Amended", "addressee": "all", "ask": "1. Write", "mark": "*"},
    ),
    ("desk.campaigns.publish", "campaign.text_published", {"mark": "*"}),
    ("desk.campaigns.close", "campaign.closed", {"note": "Thank you."}),
    ("desk.campaigns.open", "campaign.opened", {}),
    ("desk.mail.letter", "letter.looked_at", {}),
    ("desk.organizations.choose_sponsor", "organization.linked", {"sponsor": "brightmoor-biologics"}),
    ("desk.organizations.decide", "support.approved", {"decision": "accept"}),
    ("desk.organizations.undo", "support.reopened", {}),
    ("desk.organizations.decide", "support.declined", {"decision": "decline", "reason": "Not known."}),
    ("desk.signatures.find", "signatory.looked_up", {"email": "nobody@example.org", "reason": "law"}),
    ("desk.trackers.aside", "tracker_name.set_aside", {}),
    ("desk.trackers.undo", "tracker_name.taken_back", {}),
    ("desk.trackers.place", "tracker_name.placed", {"name": "Lakeside University"}),
    ("desk.trackers.describe", "tracker_sponsor.described", {"country": "DE", "same_as": ""}),
    ("desk.voices.show", "voice.shown", {}),
    ("desk.voices.feature", "voice.featured", {}),
    ("desk.voices.put_back", "voice.put_back", {}),
    ("desk.voices.reopen", "voice.reopened", {}),
    ("desk.voices.decline", "voice.declined", {"reason": "insult"}),
    ("desk.trackers.answer", "dispute.answered", {"decision": "rejected", "answer": "It stands."}),
)


@pytest.fixture
def world(app: Flask) -> World:
    return make_world(app)


def test_every_act_that_the_code_records_has_words_and_a_room() -> None:
    found = list(acts())
    assert {act for act, _, _ in found} >= {
        "campaign.opened",
        "staff.signed_in",
        "decision.undone",
        "register.imported",
    }
    for act, where, _ in found:
        assert re.fullmatch(r"[a-z]+(_[a-z]+)*\.[a-z]+(_[a-z]+)*", act), (
            f"{where}: an act is called room.act, not {act}"
        )
        assert act in ACTS, f"{where}: say in campaign/audit/words.py what {act} is in words"
        assert act.partition(".")[0] in {prefix for prefixes in ROOMS.values() for prefix in prefixes}, act


def test_words_are_for_acts_that_there_are() -> None:
    assert set(ACTS) - {act for act, _, _ in acts()} == set()
    for words in ACTS.values():
        assert words[0].islower() and not words.endswith("."), "it follows a name in a sentence"


def test_every_entry_names_its_object() -> None:
    for act, where, names_object in acts():
        assert names_object or act in ABOUT_NOTHING, (
            f"{where}: give {act} a subject, 'organization 12', for its history"
        )


def test_every_form_of_the_desk_reaches_the_audit_log(app: Flask) -> None:
    for rule in rules(app, "POST"):
        if not rule.endpoint.startswith("desk."):
            continue
        recorded = reaches(app.view_functions[rule.endpoint])
        assert recorded != (rule.endpoint in LEAVES_NOTHING), (
            f"{rule.endpoint}: its verb must call audit.record, or LEAVES_NOTHING says why it need not"
        )


def test_forms_leave_the_act_that_they_are_for(app: Flask, world: World) -> None:
    owner = sign_in(app.test_client(), world.people[RoleName.OWNER])
    known = {rule.endpoint: rule for rule in rules(app, "POST")}
    for endpoint, act, typed in SENT:
        with app.app_context():
            last = db.session.scalar(select(AuditEntry.id).order_by(AuditEntry.id.desc()).limit(1)) or 0
        path = world.address(known[endpoint])
        page = owner.get(path).text if "*" in typed.values() else ""
        data = {name: _shown(page, name) if value == "*" else value for name, value in typed.items()}
        answer = owner.post(path, data=data, buffered=True)
        assert answer.status_code in (200, 302, 303), f"{endpoint} answers {answer.status_code}"
        with app.app_context():
            new = db.session.scalars(select(AuditEntry).where(AuditEntry.id > last)).all()
            assert [entry.act for entry in new] == [act], endpoint
            assert new[0].actor == world.people[RoleName.OWNER].email
            assert new[0].subject or act in ABOUT_NOTHING, endpoint
            if "<int:campaign_id>" in known[endpoint].rule:
                assert new[0].campaign_id == world.values["campaign_id"], endpoint


def test_somebody_thought_about_every_command() -> None:
    assert set(_commands(main)) == set(COMMANDS)
    for left in COMMANDS.values():
        assert left in ACTS or " " in left, left


def _shown(page: str, name: str) -> str:
    """What a field of the page holds."""
    found = re.search(rf'name="{name}"[^>]*value="([^"]*)"', page)
    assert found is not None, name
    return found[1]


def _commands(command: Command, path: tuple[str, ...] = ()) -> list[str]:
    if isinstance(command, Group):
        return [name for key, each in command.commands.items() for name in _commands(each, (*path, key))]
    return [" ".join(path)]
