"""The one letter to somebody whose signature came with a list: it asks to confirm, and says where the list is from."""

from collections.abc import Mapping, Sequence

from flask import render_template
from sqlalchemy import select

from campaign.campaigns.queries import CampaignFacts, campaign_facts_of
from campaign.db import db
from campaign.imports.models import ImportBatch
from campaign.imports.signatures.fields import SOURCES
from campaign.imports.signatures.people import AS_IMPORTED
from campaign.mail.letters import Letter, writes
from campaign.sealed import unseal
from campaign.signatures.letters import chosen, confirm_link
from campaign.signatures.models import Signature
from campaign.signatures.queries import signature_facts
from campaign.web.formats import day
from campaign.web.language import current_language, public_address, said, speaking

PLEASE_CONFIRM = "imports.please_confirm"
TEMPLATE = "imports/mail/please_confirm"


@writes(PLEASE_CONFIRM)
def please_confirm(signature_ids: Sequence[int]) -> Mapping[int, Letter]:
    """Letters by signature id, for those that are still unconfirmed and have an address."""
    found = [each for each in signature_facts(signature_ids) if each.state in AS_IMPORTED and each.batch_id is not None]
    batches = {
        batch.id: batch
        for batch in db.session.scalars(
            select(ImportBatch).where(ImportBatch.id.in_({each.batch_id for each in found}))
        )
    }
    written = {}
    for signature in found:
        batch = batches[signature.batch_id or 0]
        with speaking(signature.language):
            campaign = campaign_facts_of(signature.campaign_id)
            if campaign is not None and batch.options.get("may_write"):
                letter = _letter(signature, batch, campaign)
                if letter.recipient:
                    written[signature.id] = letter
    return written


def _letter(signature: Signature, batch: ImportBatch, campaign: CampaignFacts) -> Letter:
    person = unseal("signature", campaign.public_id, signature.public_id, signature.sealed)
    return Letter(
        recipient=person["email"],
        template=TEMPLATE,
        shared_key=f"{batch.id}.{campaign.text_id}",
        shared=_shared(batch, campaign),
        language=current_language(),
        own={
            "name": person["name"],
            "link": confirm_link(signature),
            "signed_on": day(signature.created_at),
            "choices": chosen(shown=signature.public_name is not None, updates=signature.wants_updates),
        },
    )


def _shared(batch: ImportBatch, campaign: CampaignFacts) -> dict[str, object]:
    return {
        "campaign": campaign,
        "page": public_address(f"/c/{campaign.slug}", current_language()),
        "origin": said(SOURCES[batch.source]),
        "place": batch.place,
        "agreed": batch.options.get("agreed", ""),
    }


def preview(batch: ImportBatch, campaign: CampaignFacts, site_name: str) -> tuple[str, str]:
    """Subject and text of the letter as somebody on the list would get it, with made-up words for theirs."""
    text = render_template(
        f"{TEMPLATE}.txt",
        **_shared(batch, campaign),
        site={"name": site_name},
        name="Their Name",
        link=public_address("/s/…", current_language()),
        signed_on=day(batch.collected_on or batch.created_at),
        choices=chosen(shown=False, updates=False),
    )
    subject, _, body = text.partition("\n")
    return subject.removeprefix("Subject: "), body.strip()
