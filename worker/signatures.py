"""Tasks of signatures."""

from celery import Celery

from campaign.clock import now
from campaign.signatures.purge_pending import purge_pending as purge
from campaign.signatures.remind import remind as remind_pending


def register(app: Celery) -> None:
    """Make the tasks known to this Celery app."""

    @app.task(name="signatures.remind")
    def remind() -> None:
        """Remind, once, those who have not confirmed for two days."""
        remind_pending(now())

    @app.task(name="signatures.purge_pending")
    def purge_pending() -> None:
        """Delete entries that nobody confirmed in seven days."""
        purge(now())
