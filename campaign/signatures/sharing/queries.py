"""Reading what is passed on: links of one's own, how many came by them, and the words that a campaign suggests."""

from sqlalchemy import func, select

from campaign.campaigns.models import CampaignWords, Referral, WordsField
from campaign.db import db
from campaign.signatures.models import Signature, SignatureState
from campaign.signatures.told import told
from campaign.web.kept import kept_for


def signed_by_link(referral_id: int) -> str:
    """How many confirmed signatures came by one link, in words."""
    query = (
        select(func.count())
        .select_from(Signature)
        .where(Signature.referral_id == referral_id, Signature.state == SignatureState.CONFIRMED)
    )
    return told(db.session.scalar(query) or 0)


def link_of(signature_id: int) -> Referral | None:
    """The link by which a signer brings others, once there is one."""
    return db.session.scalars(select(Referral).where(Referral.signature_id == signature_id)).one_or_none()


@kept_for(5)
def suggested_words(key: tuple[int, str]) -> str:
    """What a campaign (by id) suggests in a language to those who pass it on; empty when nothing."""
    campaign_id, language = key
    return (
        db.session.scalar(
            select(CampaignWords.text).where(
                CampaignWords.campaign_id == campaign_id,
                CampaignWords.field == WordsField.SHARE,
                CampaignWords.language == language,
            )
        )
        or ""
    )
