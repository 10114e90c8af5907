"""The last letter to a contact, written in full while the address is still there."""

from datetime import datetime

from campaign.campaigns.queries import campaign_facts_of
from campaign.mail.post_written import post_written
from campaign.organizations.contact import Contact
from campaign.organizations.models import Support
from campaign.web.formats import day


def say_farewell(support: Support, contact: Contact, now: datetime) -> None:
    """Owe the contact of an organization that leaves one last letter, within the caller's transaction."""
    campaign = campaign_facts_of(support.campaign_id)
    if campaign is None:
        return
    name = support.organization.name
    since = f" from {day(support.approved_at)}" if support.approved_at is not None else ""
    post_written(
        contact.email,
        "Your support has ended",
        f"""\
Dear {contact.name},

as you asked, {name} is no longer listed and counted as a supporter of:

    {campaign.title}
    To {campaign.addressee}

It was listed{since} to {day(now)}. These dates stay in the public history.
What it said there is gone, and so are your name, role and address: this is our last letter to you about it.

If you did not ask for this, write to {campaign.controller_contact}.

--
You get this mail because you spoke for a supporter of this petition.
It holds no pictures and no tracking. For {campaign.controller}
""",
        now,
    )
