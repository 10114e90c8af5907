"""What a search on the desk finds: of each kind only what the signed-in member of staff may open.

Signatories are not looked for: not by name, which is sealed, and not by address, which is looked up in one campaign
with a reason. Their entries are found by number.
"""

import re
from dataclasses import dataclass

from flask import url_for
from sqlalchemy import and_, func, or_, select

from campaign.accounts.permissions import Permission, may, may_everywhere, mine
from campaign.accounts.queries import all_staff
from campaign.campaigns.models import Campaign, CampaignState
from campaign.campaigns.queries import all_campaigns, newest_titles
from campaign.db import db
from campaign.desk.search.places import PLACES
from campaign.exports.models import Export
from campaign.imports.models import ImportBatch
from campaign.organizations.models import Identifier, Organization, Support
from campaign.organizations.wording import STATES
from campaign.signatures.models import Decision, Signature
from campaign.text import folded
from campaign.trackers.desk_queries import sponsors_found
from campaign.trackers.edition_queries import newest_judged
from campaign.trackers.law import PUBLISHED_VERSION
from campaign.trackers.laws import LAWS
from campaign.trackers.trials_queries import exact_trial, found_trials

MOST = 8
FEWEST_LETTERS = 2
_SUBJECT = re.compile(
    r"(entry|signature|organization|support|campaign|staff|import_batch|list|export|commitment|decision)\s*#?(\d{1,12})"
)
_SUBJECT_OF = {"entry": "signature", "list": "import_batch"}


@dataclass(frozen=True)
class Hit:
    """One thing that was found."""

    label: str
    address: str
    detail: str = ""


@dataclass(frozen=True)
class Group:
    """What was found of one kind; `more` leads to the list with the rest of it."""

    title: str
    hits: tuple[Hit, ...]
    more: str = ""


def looks_like_address(words: str) -> bool:
    """Whether what was typed is, or is part of, an e-mail address."""
    return "@" in words or "＠" in words or "﹫" in words


def search(words: str) -> list[Group]:
    """Everything that has all these words in its name, by kind; kinds without any are left out."""
    if len(words) < FEWEST_LETTERS or looks_like_address(words):
        return []
    groups = (
        _by_number(words),
        _campaigns(words),
        _organizations(words),
        _places(words),
        _sponsors(words),
        _trials(words),
        _lists_in(words),
        _exports(words),
        _staff(words),
    )
    return [group for group in groups if group.hits]


def _all_in(words: str, text: str) -> bool:
    return all(word in text for word in folded(words).split())


def _all_begin(words: str, text: str) -> bool:
    return all(any(known.startswith(word) for known in text.split()) for word in folded(words).split())


def _by_number(words: str) -> Group:
    """An object by its kind and number, as the audit log writes it."""
    asked = _SUBJECT.fullmatch(words.lower())
    hits = []
    if asked:
        kind, number = _SUBJECT_OF.get(asked[1], asked[1]), int(asked[2])
        if kind == "signature" and _found(Signature, number, Permission.FIND_SIGNATORY):
            address = url_for("desk.notes.about_signature", about_id=number)
            hits.append(Hit(f"Entry {number}", address, "Notes; the record itself is looked up by address"))
        if kind == "support" and _found(Support, number, Permission.REVIEW_ORGANIZATIONS):
            hits.append(Hit(f"Application {number}", url_for("desk.organizations.review", support_id=number)))
        if kind == "decision" and _found(Decision, number, Permission.DECIDE_SIGNATURES):
            hits.append(Hit(f"Decision {number}", url_for("desk.decisions.decision", decision_id=number)))
        if kind == "import_batch" and _found(ImportBatch, number, Permission.IMPORT_LISTS):
            hits.append(Hit(f"List {number}", url_for("desk.imports.batch", batch_id=number)))
        if kind == "campaign" and _found_campaign(number):
            hits.append(Hit(f"Campaign {number}", url_for("desk.overview.campaign", campaign_id=number)))
        if may(Permission.SEE_AUDIT):
            said = f"{kind} {number}"
            hits.append(Hit(f"What was done about {said}", url_for("desk.audit.log", subject=said), "Audit log"))
    return Group("By number", tuple(hits))


def _found(table: type[Signature | Support | Decision | ImportBatch], id_: int, permission: Permission) -> bool:
    query = select(table.id).where(table.id == id_, mine(table.campaign_id, permission))
    return db.session.scalar(query) is not None


def _found_campaign(id_: int) -> bool:
    return may(Permission.EDIT_CAMPAIGNS, id_) and db.session.get(Campaign, id_) is not None


def _campaigns(words: str) -> Group:
    titles = newest_titles()
    hits = []
    for campaign in all_campaigns():
        writes = may(Permission.EDIT_CAMPAIGNS, campaign.id)
        sees = writes or (campaign.state != CampaignState.DRAFT and may(Permission.SEE_DESK, campaign.id))
        if sees and _all_in(words, folded(f"{titles[campaign.id]} {campaign.slug}")):
            figures = url_for("desk.overview.today", campaign=campaign.slug)
            address = url_for("desk.overview.campaign", campaign_id=campaign.id) if writes else figures
            hits.append(Hit(titles[campaign.id], address, f"{campaign.slug}, {campaign.state.value}"))
    more = url_for("desk.overview.campaigns", q=words) if len(hits) > MOST and may(Permission.EDIT_CAMPAIGNS) else ""
    return Group("Campaigns", tuple(hits[:MOST]), more)


def _organizations(words: str) -> Group:
    if not may(Permission.REVIEW_ORGANIZATIONS):
        return Group("Organizations", ())
    named = [Organization.name_key.contains(word, autoescape=True) for word in folded(words).split()]
    host = words.lower().removeprefix("https://").removeprefix("http://").removeprefix("www.").strip("/")
    known = select(Identifier.organization_id).where(func.lower(Identifier.value) == words.lower())
    rows = db.session.execute(
        select(Support.id, Organization.name, Organization.domain, Support.state, Support.campaign_id)
        .select_from(Support)
        .join(Organization)
        .where(
            mine(Support.campaign_id, Permission.REVIEW_ORGANIZATIONS),
            or_(
                *([and_(*named)] if named else []),
                Organization.domain.contains(host, autoescape=True),
                Organization.id.in_(known),
            ),
        )
        .order_by(Organization.name_key, Support.id)
        .limit(MOST + 1)
    ).all()
    slugs = {campaign.id: campaign.slug for campaign in all_campaigns()}
    hits = tuple(
        Hit(
            name,
            url_for("desk.organizations.review", support_id=id_),
            f"{STATES[state]}, {domain}, {slugs[campaign_id]}",
        )
        for id_, name, domain, state, campaign_id in rows[:MOST]
    )
    more = url_for("desk.organizations.queue", q=words, state="any") if len(rows) > MOST else ""
    return Group("Organizations", hits, more)


def _places(words: str) -> Group:
    hits = tuple(
        Hit(place.label, url_for(place.endpoint))
        for place in PLACES
        if may(place.permission) and _all_begin(words, folded(f"{place.label} {place.words}"))
    )
    return Group("Pages of the desk", hits)


def _sponsors(words: str) -> Group:
    if not may_everywhere(Permission.REVIEW_TRACKERS):
        return Group("Sponsors of trials", ())
    found = sponsors_found(words, MOST + 1)
    hits = tuple(Hit(one.name, url_for("desk.trackers.sponsor", slug=one.slug)) for one in found[:MOST])
    return Group("Sponsors of trials", hits, url_for("desk.trackers.sponsors", q=words) if len(found) > MOST else "")


def _trials(words: str) -> Group:
    exact = exact_trial(words)
    if exact is not None:
        register, identifier = exact
        address = url_for("trackers.trial", register=register.value, identifier=identifier)
        return Group("Trials", (Hit(identifier, address, LAWS[register].source),))
    editions = newest_judged(PUBLISHED_VERSION)
    found = found_trials(editions, words) if editions and len(words) > FEWEST_LETTERS else []
    hits = tuple(
        Hit(
            trial.title or trial.identifier,
            url_for("trackers.trial", register=trial.register.value, identifier=trial.identifier),
            trial.identifier,
        )
        for trial in found[:MOST]
    )
    return Group("Trials", hits, url_for("trackers.search", q=words) if len(found) > MOST else "")


def _lists_in(words: str) -> Group:
    asked = _number(words)
    name = func.lower(ImportBatch.filename).contains(words.lower(), autoescape=True)
    rows = db.session.execute(
        select(ImportBatch.id, ImportBatch.filename, ImportBatch.state)
        .where(
            mine(ImportBatch.campaign_id, Permission.IMPORT_LISTS),
            or_(name, ImportBatch.id == asked) if asked is not None else name,
        )
        .order_by(ImportBatch.id.desc())
        .limit(MOST)
    )
    return Group(
        "Lists that came in",
        tuple(
            Hit(f"List {id_}: {filename}", url_for("desk.imports.batch", batch_id=id_), state.value)
            for id_, filename, state in rows
        ),
    )


def _exports(words: str) -> Group:
    asked = _number(words)
    if asked is None:
        return Group("Exports", ())
    rows = db.session.execute(
        select(Export.id, Campaign.slug)
        .join(Campaign, Campaign.id == Export.campaign_id)
        .where(Export.id == asked, mine(Export.campaign_id, Permission.EXPORT_SIGNATORIES))
    )
    hits = tuple(Hit(f"Export {id_}", url_for("desk.exports.exports", number=id_), slug) for id_, slug in rows)
    return Group("Exports", hits)


def _staff(words: str) -> Group:
    if not may_everywhere(Permission.SEE_STAFF):
        return Group("Staff", ())
    found = [person for person in all_staff() if _all_in(words, folded(person.name or ""))]
    hits = tuple(Hit(person.name, url_for("desk.accounts.colleague", staff_id=person.id)) for person in found[:MOST])
    return Group("Staff", hits, url_for("desk.accounts.colleagues") if len(found) > MOST else "")


def _number(words: str) -> int | None:
    text = words.lower().removeprefix("export").removeprefix("list").strip(" #")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None
