"""How objections to verdicts are refused."""

from datetime import datetime

from campaign.web.errors import NotFound, Refusal


class NoSuchTrial(NotFound):
    """There is no such trial here, so there is no verdict to dispute."""


class NoSuchDispute(NotFound):
    """There is no such objection. It may have been deleted meanwhile."""


class AnsweredAlready(Refusal):
    """Somebody has answered this objection meanwhile. Nothing was changed."""

    title = "This objection has an answer"


class AnswerMissing(Refusal):
    """Say what was decided and why: the answer is shown in public. Only an objection that is withheld needs none."""

    status = 422
    title = "The answer is missing"


class TooManyDisputes(Refusal):
    """Many objections are arriving from your network. Nothing was recorded. Go back and send the form again after the
    full hour; your browser still has what you typed."""

    status = 429
    title = "Too many at once"

    def __init__(self, now: datetime) -> None:
        super().__init__()
        self.retry_after = 3600 - int(now.timestamp()) % 3600  # type: ignore[misc]  # each such no knows its own wait
