"""The sample's promises: every state, the same for the same seed, and nothing for the clock to write about."""

from collections import Counter
from datetime import UTC, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from campaign.campaigns.models import Campaign
from campaign.mail.letters import WRITERS
from campaign.mail.models import Message
from campaign.organizations.commitments.keep_time import TOLD, keep_time
from campaign.organizations.commitments.models import CommitmentStep
from campaign.organizations.commitments.queries import Filters, all_promises, count_promises, public_history
from campaign.organizations.models import Commitment, CommitmentState
from campaign.sample.load_sample import load_sample

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def test_the_sample_promises_something_of_every_sort(session: Session) -> None:
    load_sample(20, 120, lambda what, rows: None, NOW)
    campaign = session.scalars(select(Campaign)).one()
    states = Counter(session.scalars(select(Commitment.state)))
    assert set(states) == set(CommitmentState) - {CommitmentState.DECLINED}
    public = all_promises(campaign.id, Filters(), NOW.date())
    counts = count_promises(campaign.id, Filters(), NOW.date())
    assert counts.promised == len(public) == states.total() - states[CommitmentState.PROPOSED]
    assert min(counts.kept, counts.late, counts.given_up, counts.soon, counts.open) > 0
    assert any(one.first_due_on for one in public)
    assert any(one.late_by for one in public)
    of_state = Counter(one.state for one in public)
    assert (counts.kept, counts.late, counts.given_up, counts.open) == tuple(
        of_state[state]
        for state in (CommitmentState.MET, CommitmentState.LATE, CommitmentState.LAPSED, CommitmentState.OPEN)
    )
    assert counts.soon == len(all_promises(campaign.id, Filters(soon=True), NOW.date()))
    for one in public:
        steps = public_history(one.public_id)
        assert [step.at for step in steps] == sorted(step.at for step in steps)
        assert steps[-1].at <= NOW
        assert one.published_at is not None

    # Its clock runs, and tells nobody: the addresses cannot receive mail.
    before = session.scalar(select(func.count()).select_from(CommitmentStep))
    assert keep_time(NOW).late == 0
    about = session.scalars(select(Message.about_id).where(Message.kind == TOLD)).all()
    assert WRITERS[TOLD](about) == {}
    assert session.scalar(select(func.count()).select_from(CommitmentStep)) == (before or 0) + len(about)
