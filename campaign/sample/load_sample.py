"""Load the sample campaign with its people and organizations: real rows, sealed and tagged like any other."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import func, insert, select, text
from sqlalchemy.orm import Session

from campaign.audit.record import record
from campaign.campaigns.create import COMMAND_LINE, fill
from campaign.campaigns.models import Campaign, CampaignState, CampaignText
from campaign.campaigns.publish import freeze_draft
from campaign.campaigns.store_wording import store_wording
from campaign.db import transaction
from campaign.keys import keys
from campaign.organizations.approve import RENEWED_FOR
from campaign.organizations.authority.add_proof import add_proof, can_be_proved
from campaign.organizations.contact import Contact, application_tag, seal_contact
from campaign.organizations.directory.queries import supporter_counts
from campaign.organizations.logo import read_logo
from campaign.organizations.models import (
    Capacity,
    Event,
    EventKind,
    Logo,
    Organization,
    ProofKind,
    Support,
    SupportState,
)
from campaign.organizations.names import next_slug, slug_of
from campaign.organizations.wording import consent_sentence
from campaign.sample.figures import add_figures
from campaign.sample.groups import Group, groups
from campaign.sample.people import LAUNCH, Person, people
from campaign.sample.promises import add_promises
from campaign.sample.reading import add_reading
from campaign.sample.standing import gone_groups, settle_supporters
from campaign.sample.translations import COMMENTS, SIGNED_IN, TRANSLATIONS
from campaign.sample.voices import Spoken, add_voices, speaks
from campaign.sample.words import PARTICULARS, SLUG, WORDS
from campaign.sealed import address_tag, seal
from campaign.signatures.models import Signature, SignatureState
from campaign.text import folded, read_address
from campaign.tokens import new_public_id
from campaign.web.errors import Refusal
from campaign.web.kept import forget_kept

PEOPLE = 95_000
ORGANIZATIONS = 747
SEED = 2013
CHUNK = 2000
Progress = Callable[[str, int], None]
Item = TypeVar("Item")


class AddressTaken(Refusal):
    """A campaign of yours has the address /c/all-trials. The sample needs it, and nothing of yours was touched."""

    title = "The sample's address is taken"


@dataclass(frozen=True)
class Sample:
    """The sample as it stands: confirmed signatures, approved organizations, and whether it was here before."""

    slug: str
    signatures: int
    organizations: int
    was_here: bool


def load_sample(
    signatures: int,
    organizations: int,
    progress: Progress,
    now: datetime,
    *,
    seed: int = SEED,
) -> Sample:
    """Load `signatures` confirmed people (and a few who have not confirmed) and `organizations` approved ones, once.

    Everything is one transaction: stopped at any moment, nothing of it stays. `progress` hears what is being written
    and how many more rows are. A sample that is here is left as it is. Raises AddressTaken.
    """
    public_id = new_public_id()
    keys().make_campaign_key(public_id)
    with transaction() as session:
        found = session.scalars(select(Campaign).where(Campaign.slug == SLUG)).one_or_none()
        if found is not None:
            if not found.is_sample:
                raise AddressTaken
            return _as_it_stands(session, found)
        campaign = _add_campaign(session, public_id, now)
        texts = _add_translations(session, campaign)
        spoken: list[Spoken] = []
        for chunk in _chunks(people(signatures, seed, now)):
            rows = []
            for person in chunk:
                language = _signs_in(campaign, person)
                speaker = speaks(person, signatures)
                if speaker and language in COMMENTS:
                    said = COMMENTS[language][len(spoken) % len(COMMENTS[language])]
                    signer = replace(person, comment=said)
                else:
                    signer = person
                row = _signature(campaign, signer) | {
                    "language": language, "text_id": texts[language], "shows_comment": speaker,
                }  # fmt: skip
                if speaker:
                    spoken.append((row["public_id"], language, signer))
                rows.append(row)
            session.execute(insert(Signature.__table__), rows)  # type: ignore[arg-type]  # a declarative table is a Table
            progress("people", len(chunk))
        add_voices(session, campaign.id, spoken, now)
        slugs = set(session.scalars(select(Organization.slug)))
        for some in _chunks(groups(organizations, seed, now), 100):
            for group in some:
                _add_organization(session, campaign, group, slugs, now)
            session.flush()
            session.expunge_all()
            progress("organizations", len(some))
        promises = add_promises(session, campaign, seed, now)
        for group in gone_groups(organizations, seed, now):
            _add_organization(session, campaign, group, slugs, now)
        session.flush()
        settle_supporters(session, campaign, seed, now)
        session.flush()
        add_reading(session, campaign, now)
        add_figures(session, campaign, now)
        session.expunge_all()
        record(
            COMMAND_LINE.id,
            COMMAND_LINE.name,
            "sample.loaded",
            SLUG,
            now,
            campaign_id=campaign.id,
            subject=f"campaign {campaign.id}",
            signatures=signatures,
            organizations=organizations,
            promises=promises,
        )
        # Without statistics PostgreSQL would plan for an empty table until its next automatic look.
        session.execute(text("ANALYZE"))
    forget_kept()
    return Sample(SLUG, signatures, organizations, was_here=False)


def _as_it_stands(session: Session, campaign: Campaign) -> Sample:
    people_count = session.scalar(
        select(func.count())
        .select_from(Signature)
        .where(Signature.campaign_id == campaign.id, Signature.state == SignatureState.CONFIRMED)
    )
    group_count = supporter_counts(campaign.id).organizations
    return Sample(campaign.slug, people_count or 0, group_count, was_here=True)


def _chunks(items: Iterable[Item], size: int = CHUNK) -> Iterator[list[Item]]:
    each = iter(items)
    while chunk := list(islice(each, size)):
        yield chunk


def _add_campaign(session: Session, public_id: bytes, now: datetime) -> Campaign:
    """The campaign as if it had opened on the day of its launch; the verbs would date it today."""
    since = min(LAUNCH, now)
    campaign = Campaign(public_id=public_id, created_at=since, is_sample=True)
    session.add(campaign)
    fill(campaign, PARTICULARS)
    session.flush()
    session.add(
        CampaignText(
            campaign_id=campaign.id,
            language=campaign.language,
            version=1,
            title=WORDS.title,
            addressee=WORDS.addressee,
            lead=WORDS.lead,
            ask=WORDS.ask,
            why=WORDS.why,
            next_steps=WORDS.next_steps,
            created_at=since,
        )
    )
    session.flush()
    freeze_draft(campaign, campaign.language, since)
    store_wording(campaign, since)
    campaign.state = CampaignState.OPEN
    campaign.opened_at = since
    session.flush()
    return campaign


def _add_translations(session: Session, campaign: Campaign) -> dict[str, int]:
    """The text in other languages, published with the first version; answers the id of the text by language."""
    own = session.get_one(CampaignText, campaign.text_id)
    texts = {campaign.language: own.id}
    assert own.published_at is not None
    for language, words in TRANSLATIONS.items():
        text = CampaignText(
            campaign_id=campaign.id, language=language, version=1, title=words.title, addressee=words.addressee,
            lead=words.lead, ask=words.ask, why=words.why, next_steps=words.next_steps, source_id=own.id,
            created_at=own.created_at,
        )  # fmt: skip
        session.add(text)
        session.flush()
        freeze_draft(campaign, language, own.published_at)
        texts[language] = text.id
    return texts


def _signs_in(campaign: Campaign, person: Person) -> str:
    """The language of the text that a person signed: seven of ten sign a translation into their own."""
    language = SIGNED_IN.get(person.country, campaign.language)
    return language if person.number % 10 < 7 else campaign.language


def _signature(campaign: Campaign, person: Person) -> dict[str, Any]:
    public_id = new_public_id()
    tag = address_tag(campaign.id, person.email)
    said = {key: value for key in ("city", "profession", "comment") if (value := getattr(person, key))}
    return {
        "public_id": public_id,
        "campaign_id": campaign.id,
        "text_id": campaign.text_id,
        "wording_id": campaign.wording_id,
        "state": SignatureState.CONFIRMED if person.confirmed_at else SignatureState.PENDING,
        "canonical_tag": tag,
        "exact_tag": tag,
        "slot": 0,
        "sealed": seal("signature", campaign.public_id, public_id, {"email": person.email, "name": person.name} | said),
        "public_name": person.name if person.shows_name else None,
        "country": person.country,
        "wants_updates": person.wants_updates,
        "shared_with": [campaign.partners[0].id] if person.to_partner else [],
        "network_tag": None,
        "token_version": 0,
        "mails": 1,
        "mails_since": person.signed_at,
        "mailed_at": person.signed_at,
        "code_tries": 0,
        "created_at": person.signed_at,
        "confirmed_at": person.confirmed_at,
        # Nobody is reminded: these addresses cannot receive mail.
        "reminded_at": None if person.confirmed_at else person.signed_at,
    }


def _add_organization(session: Session, campaign: Campaign, group: Group, slugs: set[str], now: datetime) -> None:
    slug = next_slug(slug_of(group.name), slugs)
    slugs.add(slug)
    key = folded(group.name)
    organization = Organization(
        public_id=new_public_id(),
        slug=slug,
        name=group.name,
        name_key=key,
        website=group.website,
        country=group.country,
        kind=group.kind,
        created_at=group.applied_at,
    )
    if group.logo is not None:
        logo = read_logo(group.logo)
        organization.logo = Logo(sha256=logo.sha256, png=logo.png, width=logo.width, height=logo.height)
    session.add(organization)
    session.flush()
    tag = address_tag(campaign.id, read_address(group.contact_email).canonical)
    is_personal = group.capacity == Capacity.PERSONAL
    support = Support(
        public_id=new_public_id(),
        campaign_id=campaign.id,
        organization_id=organization.id,
        text_id=campaign.text_id,
        state=SupportState.APPROVED if group.approved_at is not None else group.state,
        capacity=group.capacity,
        statement=group.statement,
        contact_tag=tag,
        application_tag=application_tag(tag, key),
        affiliate=group.contact_name if is_personal and group.approved_at else "",
        authority_declared=not is_personal,
        mails=1,
        mailed_at=group.applied_at,
        created_at=group.applied_at,
        confirmed_at=group.confirmed_at,
        approved_at=group.approved_at,
        is_sample=True,
    )
    consent = consent_sentence(campaign.controller)
    contact = Contact(group.contact_name, group.contact_role, group.contact_email, consent)
    seal_contact(support, campaign.public_id, contact)
    session.add(support)
    session.flush()
    for kind in group.proofs if can_be_proved(support) else ():
        add_proof(session, support, kind, _evidence(kind, organization.domain), group.confirmed_at)
    # What is over proves nothing any more, so it ends when all is proved.
    support.state = group.state
    if group.approved_at is not None:
        _live_through_the_years(session, support, group.approved_at, now)


def _live_through_the_years(session: Session, support: Support, since: datetime, now: datetime) -> None:
    """The history of a supporter that renewed every year until now."""
    years = (now - since) // RENEWED_FOR
    events = [{"support_id": support.id, "at": since, "what": EventKind.JOINED}]
    events += [
        {"support_id": support.id, "at": since + year * RENEWED_FOR, "what": EventKind.RENEWED}
        for year in range(1, years + 1)
    ]
    session.execute(insert(Event), events)
    support.renew_by = (since + (years + 1) * RENEWED_FOR).date()


def _evidence(kind: ProofKind, domain: str) -> str:
    return {
        ProofKind.DOMAIN: domain,
        ProofKind.SECOND_OFFICER: f"with an address at {domain}",
        ProofKind.DNS: f"TXT record at _countersign.{domain}",
        ProofKind.LETTER: "letter that was made up with the rest of the sample",
        ProofKind.REVIEW: "Nobody vouches for what was made up. This stands here to be seen.",
    }[kind]
