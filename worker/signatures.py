"""Tasks of signatures."""

from celery import Celery

from campaign.clock import now
from campaign.signatures.deciding.drop_proposal import drop_old_proposals
from campaign.signatures.growth.keep_days import keep_days
from campaign.signatures.milestones.reach_milestones import reach_milestones
from campaign.signatures.purge_pending import purge_pending as purge
from campaign.signatures.remind import remind as remind_pending


def register(app: Celery) -> None:
    """Make the tasks known to this Celery app."""

    @app.task(name="signatures.remind")
    def remind() -> None:
        """Remind, once, those who have not confirmed for two days."""
        remind_pending(now())

    @app.task(name="signatures.drop_old_proposals")
    def old_proposals() -> None:
        """Drop proposals to strike out that no second person agreed to in seven days."""
        drop_old_proposals(now())

    @app.task(name="signatures.keep_days")
    def days() -> None:
        """Keep what each campaign counted on the days that are over."""
        keep_days(now())

    @app.task(name="signatures.reach_milestones")
    def milestones() -> None:
        """Fire the milestones that were crossed."""
        reach_milestones(now())

    @app.task(name="signatures.purge_pending")
    def purge_pending() -> None:
        """Delete entries that nobody confirmed in seven days."""
        purge(now())
