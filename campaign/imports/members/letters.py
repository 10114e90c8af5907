"""The letters to a member that its umbrella named: the invitation, and one reminder."""

from collections.abc import Callable, Mapping, Sequence

from sqlalchemy import select

from campaign.campaigns.queries import CampaignFacts
from campaign.db import db
from campaign.imports.members.purge_invited import INVITATION_LIVES
from campaign.imports.members.remind_members import REMINDER
from campaign.imports.models import ImportBatch
from campaign.imports.organizations.member_list import INVITED
from campaign.mail.letters import Letter, writes
from campaign.organizations.contact import Contact
from campaign.organizations.models import Organization, Support, SupportState
from campaign.organizations.queries import supports_by_id
from campaign.organizations.spoken import speaking_to_contact
from campaign.tokens import make_link_token
from campaign.web.formats import day
from campaign.web.language import current_language, public_address

PURPOSE = "member"
TEMPLATES = {INVITED: "imports/mail/member_invited", REMINDER: "imports/mail/member_reminder"}


def member_link(support: Support) -> str:
    """The address of the page where a member answers."""
    token = make_link_token(PURPOSE, support.public_id, support.token_version)
    return public_address(f"/member/{token}", current_language())


def umbrella_of(support: Support) -> str:
    """The name of the umbrella that named a member; empty when its list came without one."""
    name = db.session.scalar(
        select(Organization.name)
        .join(ImportBatch, ImportBatch.umbrella_id == Organization.id)
        .where(ImportBatch.id == support.batch_id)
    )
    return name or ""


def _letter(kind: str, support: Support, campaign: CampaignFacts, contact: Contact) -> Letter:
    """One letter, in the language at hand: while a member has said nothing, the campaign's own."""
    return Letter(
        recipient=contact.email,
        template=TEMPLATES[kind],
        shared_key=f"{campaign.id}.{campaign.text_id}.{support.batch_id}",
        shared={
            "campaign": campaign,
            "page": public_address(f"/c/{campaign.slug}", current_language()),
            "umbrella": umbrella_of(support) or campaign.controller,
        },
        language=current_language(),
        own={
            "name": contact.name,
            "organization": support.organization.name,
            "link": member_link(support),
            "until": day(support.created_at + INVITATION_LIVES),
        },
    )


def _writer(kind: str) -> Callable[[Sequence[int]], Mapping[int, Letter]]:
    def write(support_ids: Sequence[int]) -> Mapping[int, Letter]:
        return {
            support.id: _letter(kind, support, campaign, contact)
            for support in supports_by_id(support_ids)
            if support.state == SupportState.INVITED
            for campaign, contact in speaking_to_contact(support)
        }

    return write


for _kind in TEMPLATES:
    writes(_kind)(_writer(_kind))
