"""Tasks of imports."""

from celery import Celery

from campaign.clock import now
from campaign.imports.forget import forget as forget_lines
from campaign.imports.members.purge_invited import purge_invited
from campaign.imports.members.remind_members import remind_members
from campaign.imports.work import work as work_on_one


def register(app: Celery) -> None:
    """Make the tasks known to this Celery app."""

    # A dry run of 100,000 lines is one piece of work; no broker may give it out twice.
    @app.task(name="imports.work", acks_late=False, soft_time_limit=600, time_limit=630)
    def work() -> None:
        """Work for a while on one list that is due."""
        work_on_one(now)

    @app.task(name="imports.remind_members")
    def remind() -> None:
        """Remind, once, members that have not answered their umbrella's invitation for a week."""
        remind_members(now())

    @app.task(name="imports.purge_invited")
    def purge() -> None:
        """Delete invitations that nobody answered in 30 days."""
        purge_invited(now())

    @app.task(name="imports.forget")
    def forget() -> None:
        """Empty the lines of lists of 30 days ago."""
        forget_lines(now())
