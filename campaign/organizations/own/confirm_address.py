"""The new address presses the button: letters go there from now on, old links die, and the old address is told."""

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import select

from campaign.audit.record import record
from campaign.campaigns.models import Campaign
from campaign.campaigns.queries import CampaignFacts, campaign_facts_of
from campaign.db import db, transaction
from campaign.mail.post import post
from campaign.mail.post_written import post_written
from campaign.organizations.authority.prove_domain import prove_domain
from campaign.organizations.contact import Contact, open_contact, seal_contact
from campaign.organizations.models import Support
from campaign.organizations.own.ask_new_address import purpose_for
from campaign.organizations.own.retag import retag
from campaign.organizations.own.revoke_links import NEW_LINK
from campaign.organizations.refusals import AddressLinkGone
from campaign.organizations.speaker import HAVE_A_PAGE, ITSELF
from campaign.sealed import address_tag
from campaign.text import canonical_spelling
from campaign.tokens import link_is_genuine, link_public_id

LINK_LIVES = timedelta(days=7)


def support_for_address(token: str, now: datetime) -> tuple[Support, Contact] | None:
    """The support that a link to a new address is for, and its contact; None when the link is no good (any more)."""
    public_id = link_public_id(token)
    if public_id is None:
        return None
    support = db.session.scalars(
        select(Support).where(Support.public_id == public_id).execution_options(populate_existing=True)
    ).one_or_none()
    if support is None or support.state not in HAVE_A_PAGE:
        return None
    campaign = db.session.get_one(Campaign, support.campaign_id)
    contact = open_contact(support, campaign.public_id)
    if contact is None or not contact.new_email:
        return None
    fresh = now - datetime.fromisoformat(contact.new_email_asked_at) <= LINK_LIVES
    genuine = link_is_genuine(token, purpose_for(contact.new_email), public_id, support.token_version)
    return (support, contact) if fresh and genuine else None


def confirm_address(token: str, now: datetime) -> Support:
    """Move a contact to the address that the link was sent to. Raises AddressLinkGone."""
    with transaction() as session:
        found = support_for_address(token, now)
        if found is None:
            raise AddressLinkGone
        session.get_one(Support, found[0].id, with_for_update=True, populate_existing=True)
        # Again, now that nobody else can change it.
        found = support_for_address(token, now)
        if found is None:
            raise AddressLinkGone
        support, contact = found
        campaign = session.get_one(Campaign, support.campaign_id)
        moved = replace(contact, email=contact.new_email, new_email="", new_email_asked_at="")
        seal_contact(support, campaign.public_id, moved)
        support.contact_tag = address_tag(campaign.id, canonical_spelling(moved.email))
        support.token_version += 1
        retag(session, support)
        prove_domain(session, support, now)
        post(NEW_LINK, support.id, now, campaign_id=support.campaign_id)
        facts = campaign_facts_of(support.campaign_id)
        if facts is not None:
            _tell_the_old(support, contact, facts, now)
        record(
            ITSELF.id, ITSELF.name, "support.address_changed", support.organization.slug, now,
            campaign_id=support.campaign_id, subject=f"support {support.id}",
        )  # fmt: skip
    return support


def _tell_the_old(support: Support, contact: Contact, campaign: CampaignFacts, now: datetime) -> None:
    post_written(
        contact.email,
        "We write to another address from now on",
        f"""\
Dear {contact.name},

letters about the support of {support.organization.name} for this petition go to another address from now on:

    {campaign.title}

The new address confirmed with a link that went there. Yours is deleted, and links in earlier letters no longer work.

If you did not ask for this, write to {campaign.controller_contact} at once.

--
You get this mail because you spoke for a supporter of this petition. It is the last one to this address.
It holds no pictures and no tracking. For {campaign.controller}
""",
        now,
    )
