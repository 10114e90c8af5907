"""Find one signatory of one campaign by the whole address, for a reason that is written down."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select

from campaign.audit.record import record
from campaign.campaigns.create import Actor
from campaign.campaigns.models import Campaign, CampaignText, ConsentWording
from campaign.campaigns.refusals import NoSuchCampaign
from campaign.db import transaction
from campaign.sealed import address_tag, unseal
from campaign.signatures.models import Signature, SignatureState
from campaign.text import Address


class LookUpReason(StrEnum):
    """Why a person's record may be opened."""

    WROTE = "wrote"
    LAW = "law"
    ABUSE = "abuse"


@dataclass(frozen=True)
class FoundSignatory:
    """All that is held about one signature, and the exact words of each consent that was given."""

    entry: int
    name: str
    email: str
    city: str
    profession: str
    comment: str
    country: str
    state: SignatureState
    shown: bool
    signed_at: datetime
    confirmed_at: datetime | None
    reminded_at: datetime | None
    mailed_at: datetime
    version: int
    language: str
    sha256: str
    consents: tuple[str, ...]
    wording_sha256: str
    decision_id: int | None


def find_signatory(
    campaign_id: int, address: Address, reason: LookUpReason, actor: Actor, now: datetime
) -> list[FoundSignatory]:
    """The signatures that this address gave to this campaign, in any spelling of it; a shared mailbox can have several.

    Writes an audit entry with the reason, whether or not anything is found; never the address. Raises NoSuchCampaign.
    """
    with transaction() as session:
        campaign = session.get(Campaign, campaign_id, populate_existing=True)
        if campaign is None:
            raise NoSuchCampaign
        query = (
            select(Signature, CampaignText, ConsentWording)
            .join(CampaignText, CampaignText.id == Signature.text_id)
            .join(ConsentWording, ConsentWording.id == Signature.wording_id)
            .where(Signature.campaign_id == campaign_id)
            .execution_options(populate_existing=True)
        )
        canonical = Signature.canonical_tag == address_tag(campaign_id, address.canonical)
        rows = session.execute(query.where(canonical)).all()
        if not rows:
            # Only rows from before a change of the rules for spellings; no index, because it almost never happens.
            rows = session.execute(query.where(Signature.exact_tag == address_tag(campaign_id, address.exact))).all()
        # Sorted here: asked to sort, SQLite reads the whole campaign in order instead of the one index entry.
        found = sorted((_found(campaign, *row) for row in rows), key=lambda one: (one.signed_at, one.entry))
        entries = [signatory.entry for signatory in found]
        # One for each signature that was shown, so that its history has it; one for the campaign when there was none.
        for subject in [f"signature {entry}" for entry in entries] or [f"campaign {campaign_id}"]:
            record(
                actor.id, actor.name, "signatory.looked_up", campaign.slug, now,
                campaign_id=campaign_id, subject=subject, reason=reason.value, entries=entries,
            )  # fmt: skip
    return found


def _found(campaign: Campaign, signature: Signature, text: CampaignText, wording: ConsentWording) -> FoundSignatory:
    person = unseal("signature", campaign.public_id, signature.public_id, signature.sealed)
    boxes = wording.boxes
    consents = [boxes["agree"]]
    if signature.public_name is not None:
        consents.append(boxes["show_name"])
    if signature.wants_updates:
        consents.append(boxes["updates"])
    consents += [words for partner, words in boxes["partners"] if partner in signature.shared_with]
    return FoundSignatory(
        entry=signature.id,
        name=person["name"],
        email=person.get("email") or "",
        city=person.get("city") or "",
        profession=person.get("profession") or "",
        comment=person.get("comment") or "",
        country=signature.country,
        state=signature.state,
        shown=signature.public_name is not None,
        signed_at=signature.created_at,
        confirmed_at=signature.confirmed_at,
        reminded_at=signature.reminded_at,
        mailed_at=signature.mailed_at,
        version=text.version,
        language=text.language,
        sha256=text.sha256 or "",
        consents=tuple(consents),
        wording_sha256=wording.sha256,
        decision_id=signature.decision_id,
    )
