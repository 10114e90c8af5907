"""Tasks of mail."""

from celery import Celery

from campaign.clock import now
from campaign.mail.deliver import deliver_due


def register(app: Celery) -> None:
    """Make the tasks known to this Celery app."""

    @app.task(name="mail.deliver_due")
    def deliver() -> None:
        """Send every letter that is due, batch after batch."""
        deliver_due(now)
