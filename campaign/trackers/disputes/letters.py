"""The letter that tells somebody what became of an objection."""

from collections.abc import Mapping, Sequence

from flask import current_app

from campaign.config import Settings
from campaign.mail.letters import Letter, writes
from campaign.sealed import unseal_for_site
from campaign.trackers.disputes.answer_dispute import DISPUTE_ANSWERED
from campaign.trackers.disputes.dispute import TABLE
from campaign.trackers.disputes.queries import disputes_by_id
from campaign.trackers.models import Dispute, DisputeState, Trial
from campaign.web.formats import day


def dispute_letter(dispute: Dispute, trial: Trial) -> Letter | None:
    """The letter; None when the address is forgotten or nothing was answered."""
    settings: Settings = current_app.extensions["settings"]
    if dispute.sealed is None or not dispute.answer:
        return None
    return Letter(
        recipient=unseal_for_site(TABLE, dispute.public_id, dispute.sealed)["email"],
        template="trackers/mail/dispute_answered",
        shared_key=dispute.state.value,
        shared={"upheld": dispute.state is DisputeState.UPHELD, "withheld": dispute.state is DisputeState.WITHHELD},
        own={
            "number": trial.identifier,
            "made_on": day(dispute.made_at),
            "answer": dispute.answer,
            "page": f"{settings.base_url}/trackers/{trial.register.value}/trials/{trial.identifier}#disputes",
        },
    )


@writes(DISPUTE_ANSWERED)
def _write(dispute_ids: Sequence[int]) -> Mapping[int, Letter]:
    letters = {}
    for dispute, trial in disputes_by_id(dispute_ids):
        written = dispute_letter(dispute, trial)
        if written is not None:
            letters[dispute.id] = written
    return letters
