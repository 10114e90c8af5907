"""Write a campaign's words beside its text, in one language."""

from collections.abc import Mapping
from datetime import datetime

from campaign.audit.record import Actor, record
from campaign.campaigns.languages.fields import PLACES, digest
from campaign.campaigns.languages.queries import original_words, words_mark, words_standing
from campaign.campaigns.models import Campaign, CampaignState, CampaignWords, WordsField
from campaign.campaigns.refusals import EditedMeanwhile, NoSuchCampaign
from campaign.campaigns.store_wording import store_wording
from campaign.db import FOR_EDIT, transaction


def write_campaign_words(
    campaign_id: int,
    language: str,
    words: Mapping[WordsField, str],
    actor: Actor,
    now: datetime,
    *,
    seen: str | None = None,
) -> None:
    """Store these words; an empty one goes, and readers of that language get the original.

    A translation keeps the digest of the original that it was made from. What signers agree to names the recipient, so
    new words for it make a new consent wording; earlier signatures keep theirs. In the campaign's own language the
    particulars are not written here.

    `seen` is the mark of the words and originals that the writer had before them; None takes any. Raises
    NoSuchCampaign, EditedMeanwhile.
    """
    with transaction() as session:
        campaign = session.get(Campaign, campaign_id, with_for_update=FOR_EDIT, populate_existing=True)
        if campaign is None:
            raise NoSuchCampaign
        if seen is not None and seen != words_mark(words_standing(campaign, language)):
            raise EditedMeanwhile
        at_home = language == campaign.language
        written = []
        for field, text in words.items():
            if at_home and PLACES[field].of_particulars:
                continue
            source = "" if at_home else digest(original_words(campaign, field))
            found = session.get(CampaignWords, (campaign_id, field, language), populate_existing=True)
            if found is not None and not text:
                session.delete(found)
            elif found is None and text:
                session.add(
                    CampaignWords(
                        campaign_id=campaign_id,
                        field=field,
                        language=language,
                        text=text,
                        source_sha256=source,
                        edited_at=now,
                    )
                )
            elif found is not None and (found.text, found.source_sha256) != (text, source):
                found.text, found.source_sha256, found.edited_at = text, source, now
            else:
                continue
            written.append(field.value)
        session.flush()
        if campaign.state != CampaignState.DRAFT and WordsField.RECIPIENT.value in written:
            store_wording(campaign, now)
        if written:
            record(
                actor.id,
                actor.name,
                "translation.words_written",
                f"{campaign.slug} {language}",
                now,
                campaign_id=campaign_id,
                subject=f"campaign {campaign_id}",
                fields=written,
            )
