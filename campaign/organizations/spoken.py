"""Letters speak the language of whoever gets them: the one in which they filled in the form."""

from collections.abc import Iterator

from campaign.campaigns.queries import CampaignFacts, campaign_facts_of
from campaign.organizations.contact import Contact, open_contact
from campaign.organizations.models import Support
from campaign.web.language import speaking


def speaking_to_contact(support: Support) -> Iterator[tuple[CampaignFacts, Contact]]:
    """Campaign and contact of a support, while the contact's language is spoken; nothing when there is nobody.

    Made for a `for` clause: what is written in its body is written in that language.
    """
    campaign = campaign_facts_of(support.campaign_id)
    contact = open_contact(support, campaign.public_id) if campaign is not None else None
    if campaign is None or contact is None:
        return
    with speaking(contact.language or campaign.home_language):
        yield campaign_facts_of(support.campaign_id) or campaign, contact
