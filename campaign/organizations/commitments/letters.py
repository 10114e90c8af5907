"""The letters about promises: what a reviewer decided, what is due, what is late."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select

from campaign.campaigns.queries import CampaignFacts
from campaign.db import db
from campaign.mail.letters import Letter, writes
from campaign.organizations.commitments.deciding import DECIDED
from campaign.organizations.commitments.keep_time import TOLD
from campaign.organizations.commitments.models import Act, CommitmentStep
from campaign.organizations.commitments.wording import LETTERS
from campaign.organizations.contact import Contact
from campaign.organizations.models import Commitment, CommitmentState, Support
from campaign.organizations.speaker import HAVE_A_PAGE, own_page_link
from campaign.organizations.spoken import speaking_to_contact
from campaign.web.formats import day
from campaign.web.language import current_language, public_address


def _is_owed(step: CommitmentStep, commitment: Commitment) -> bool:
    """Whether what the letter tells is still so."""
    if step.undone_at is not None:
        return False
    if step.act == Act.REMINDED:
        return commitment.state == CommitmentState.OPEN and commitment.due_on == step.due_on
    return step.act != Act.LATE or step.before is not None or commitment.state == CommitmentState.LATE


def letter(step: CommitmentStep, commitment: Commitment, support: Support) -> Letter | None:
    """The letter about one step; None when it is no longer owed, or nobody is there to read it."""
    # The sample's addresses cannot receive mail: its clock runs, and tells nobody.
    if support.is_sample and step.before is None and step.act != Act.UNDONE:
        return None
    if support.state not in HAVE_A_PAGE or not _is_owed(step, commitment):
        return None
    written = (
        _letter(step, commitment, support, campaign, contact) for campaign, contact in speaking_to_contact(support)
    )
    return next(written, None)


def _letter(
    step: CommitmentStep, commitment: Commitment, support: Support, campaign: CampaignFacts, contact: Contact
) -> Letter:
    words = LETTERS[step.act]
    return Letter(
        recipient=contact.email,
        template="organizations/mail/commitment",
        shared_key=f"{campaign.id}.{campaign.text_id}.{step.act}.{bool(step.note)}",
        shared={
            "campaign": campaign,
            "words": words,
            "has_note": bool(step.note),
            "promises": public_address(f"/c/{campaign.slug}/promises", current_language()),
        },
        language=current_language(),
        own={
            "name": contact.name,
            "organization": support.organization.name,
            "promise": commitment.promise,
            "due": day(commitment.due_on),
            "note": step.note,
            "link": f"{own_page_link(support)}/commitments",
        },
    )


def _write(step_ids: Sequence[int]) -> Mapping[int, Letter]:
    rows = db.session.execute(
        select(CommitmentStep, Commitment, Support)
        .join(Commitment, Commitment.id == CommitmentStep.commitment_id)
        .join(Support, Support.id == Commitment.support_id)
        .where(CommitmentStep.id.in_(step_ids))
        .execution_options(populate_existing=True)
    ).all()
    letters = {}
    for step, commitment, support in rows:
        written = letter(step, commitment, support)
        if written is not None:
            letters[step.id] = written
    return letters


# Two kinds, so that the mail page tells decisions from what the clock sends.
for _kind in (DECIDED, TOLD):
    writes(_kind)(_write)
