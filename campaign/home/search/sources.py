"""What can be found, and where it stands in the other rooms: cheap marks of all of it, and the words of some of it."""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, String, exists, func, or_, select, type_coerce

from campaign.campaigns.models import Campaign, CampaignState, CampaignText
from campaign.content.models import EventFacts, Page, PageState, PartnerFacts, ResourceFacts, Revision
from campaign.content.queries import PLACES
from campaign.db import db
from campaign.home.search.models import Kind
from campaign.organizations.directory.queries import counts_as_organization
from campaign.organizations.models import Organization, Support
from campaign.text import markdown_to_plain, tidy
from campaign.trackers.edition_queries import newest_judged
from campaign.trackers.law import PUBLISHED_VERSION
from campaign.trackers.models import SponsorKind, Standing, TrackedSponsor

CONTENT = tuple(Kind(kind.value) for kind in PLACES)


@dataclass(frozen=True)
class Key:
    """Which document this is."""

    kind: Kind
    object_id: int
    language: str


@dataclass(frozen=True)
class Document:
    """One thing that can be found, in one language. `body` is plain text."""

    key: Key
    mark: str
    title: str
    body: str
    path: str
    campaign_id: int | None
    shown_from: datetime | None


def marks() -> dict[Key, str]:
    """Everything that is public, or will be at its hour, with a mark that changes whenever its words or address do."""
    return {**_campaigns(), **_pages(), **_organizations(), **_sponsors()}


def documents(wanted: Mapping[Key, str]) -> Iterable[Document]:
    """The documents with these keys and marks; what is gone meanwhile is left out."""
    by_kind: dict[Callable[..., Iterable[Document]], dict[Key, str]] = {}
    for key, mark in wanted.items():
        by_kind.setdefault(_READERS.get(key.kind, _read_pages), {})[key] = mark
    for read, keys in by_kind.items():
        yield from read(keys)


def mark_of(*facts: object) -> str:
    """A short word that changes when one of the facts does."""
    return hashlib.blake2b(repr(facts).encode(), digest_size=9).hexdigest()


def _published_texts() -> Select[*tuple[Any, ...]]:
    newest = (
        select(func.max(CampaignText.id))
        .where(CampaignText.published_at.is_not(None))
        .group_by(CampaignText.campaign_id, CampaignText.language)
    )
    return (
        select(Campaign, CampaignText)
        .join(CampaignText, CampaignText.campaign_id == Campaign.id)
        .where(Campaign.state != CampaignState.DRAFT, CampaignText.id.in_(newest))
    )


def _campaigns() -> dict[Key, str]:
    columns = (CampaignText.campaign_id, CampaignText.language, CampaignText.id, Campaign.slug, Campaign.opened_at)
    rows = db.session.execute(_published_texts().with_only_columns(*columns))
    return {Key(Kind.CAMPAIGN, id_, language): mark_of(*facts) for id_, language, *facts in rows}


def _read_campaigns(keys: Mapping[Key, str]) -> Iterable[Document]:
    ids = {key.object_id for key in keys}
    for campaign, text in db.session.execute(_published_texts().where(Campaign.id.in_(ids))):
        key = Key(Kind.CAMPAIGN, campaign.id, text.language)
        if key in keys:
            yield Document(
                key,
                keys[key],
                text.title,
                _joined(text.lead, *map(markdown_to_plain, (text.ask, text.why, text.next_steps)), text.addressee),
                f"/c/{campaign.slug}",
                campaign.id,
                campaign.opened_at,
            )


def _newest_revisions() -> Select[*tuple[Any, ...]]:
    return (
        select(Revision.page_id, Revision.language, func.max(Revision.number).label("number"))
        .join(Page, Page.id == Revision.page_id)
        .where(Revision.published_at.is_not(None), Page.state == PageState.PUBLISHED)
        .group_by(Revision.page_id, Revision.language)
    )


def _pages() -> dict[Key, str]:
    newest = _newest_revisions().subquery()
    rows = db.session.execute(
        select(
            type_coerce(Page.kind, String),
            Page.id,
            newest.c.language,
            newest.c.number,
            Page.slug,
            Page.campaign_id,
            Page.goes_live_at,
            Page.edits,
        ).join(newest, newest.c.page_id == Page.id)
    )
    return {Key(Kind(kind), id_, language): mark_of(*facts) for kind, id_, language, *facts in rows}


def _read_pages(keys: Mapping[Key, str]) -> Iterable[Document]:
    newest = _newest_revisions().where(Page.id.in_({key.object_id for key in keys})).subquery()
    query: Select[*tuple[Any, ...]] = (
        select(Page, Revision, ResourceFacts, EventFacts, PartnerFacts)
        .join(Revision, Revision.page_id == Page.id)
        .join(
            newest,
            (newest.c.page_id == Page.id)
            & (newest.c.language == Revision.language)
            & (newest.c.number == Revision.number),
        )
        .outerjoin(ResourceFacts, ResourceFacts.page_id == Page.id)
        .outerjoin(EventFacts, EventFacts.page_id == Page.id)
        .outerjoin(PartnerFacts, PartnerFacts.page_id == Page.id)
        .execution_options(populate_existing=True)
    )
    for page, revision, resource, event, partner in db.session.execute(query):
        key = Key(Kind(page.kind.value), page.id, revision.language)
        if key in keys:
            facts = (
                *((resource.authors, resource.doi) if resource is not None else ()),
                *((event.place,) if event is not None else ()),
                *((partner.role,) if partner is not None else ()),
            )
            yield Document(
                key,
                keys[key],
                revision.title,
                _joined(revision.summary, markdown_to_plain(revision.body), *facts),
                f"{PLACES[page.kind]}/{page.slug}",
                page.campaign_id,
                page.goes_live_at,
            )


def _supports() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Support.id,
            Organization.name,
            Organization.slug,
            Support.statement,
            Support.campaign_id,
            Support.approved_at,
        )
        .select_from(Support)
        .join(Organization, Organization.id == Support.organization_id)
        .where(counts_as_organization())
    )


def _organizations() -> dict[Key, str]:
    rows = db.session.execute(_supports())
    return {Key(Kind.ORGANIZATION, id_, ""): mark_of(*facts) for id_, *facts in rows}


def _read_organizations(keys: Mapping[Key, str]) -> Iterable[Document]:
    rows = db.session.execute(_supports().where(Support.id.in_({key.object_id for key in keys})))
    for id_, name, slug, statement, campaign_id, approved_at in rows:
        key = Key(Kind.ORGANIZATION, id_, "")
        path = f"/organizations/{slug}"
        yield Document(key, keys[key], name, tidy(statement), path, campaign_id, approved_at)


def _standings() -> Select[*tuple[Any, ...]] | None:
    """Sponsors that have a page, each in the register in which it has most trials last. People are not named."""
    editions = newest_judged(PUBLISHED_VERSION)
    if not editions:
        return None
    return (
        select(TrackedSponsor.id, Standing.name, TrackedSponsor.slug, Standing.snapshot_id)
        .join(Standing, Standing.sponsor_id == TrackedSponsor.id)
        .where(
            or_(
                *(
                    (Standing.snapshot_id == edition.snapshot_id) & (Standing.rule_version == edition.rule_version)
                    for edition in editions
                )
            ),
            Standing.kind != SponsorKind.INDIVIDUAL,
        )
        .order_by(Standing.total, Standing.snapshot_id)
    )


def _sponsors() -> dict[Key, str]:
    query = _standings()
    rows = db.session.execute(query) if query is not None else ()
    return {Key(Kind.SPONSOR, id_, ""): mark_of(*facts) for id_, *facts in rows}


def _read_sponsors(keys: Mapping[Key, str]) -> Iterable[Document]:
    query = _standings()
    if query is None:
        return
    registers = {edition.snapshot_id: edition.register.value for edition in newest_judged(PUBLISHED_VERSION)}
    found: dict[Key, Document] = {}
    for id_, name, slug, snapshot_id in db.session.execute(
        query.where(TrackedSponsor.id.in_({key.object_id for key in keys}))
    ):
        key = Key(Kind.SPONSOR, id_, "")
        path = f"/trackers/{registers[snapshot_id]}/sponsors/{slug}"
        found[key] = Document(key, keys[key], name, "", path, None, None)
    yield from found.values()


_READERS: Mapping[Kind, Callable[[Mapping[Key, str]], Iterable[Document]]] = {
    Kind.CAMPAIGN: _read_campaigns,
    Kind.ORGANIZATION: _read_organizations,
    Kind.SPONSOR: _read_sponsors,
}


def _joined(*parts: str) -> str:
    return tidy(" ".join(part for part in parts if part))


def is_public(now: datetime, kind: Any, object_id: Any) -> Any:
    """SQL: whether the public may see, at `now`, what a document was made of. Asked anew for each search."""
    page = exists().where(Page.id == object_id, Page.state == PageState.PUBLISHED, Page.goes_live_at <= now)
    campaign = exists().where(Campaign.id == object_id, Campaign.state != CampaignState.DRAFT)
    support = exists().where(Support.id == object_id, counts_as_organization())
    sponsor = exists().where(TrackedSponsor.id == object_id)
    return or_(
        kind.in_(CONTENT) & page,
        (kind == Kind.CAMPAIGN) & campaign,
        (kind == Kind.ORGANIZATION) & support,
        (kind == Kind.SPONSOR) & sponsor,
    )
