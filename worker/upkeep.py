"""Tasks that keep the house: forgetting what is out of date, and a sign of life."""

from celery import Celery

from campaign.clock import now
from campaign.desk.health import beat
from campaign.privacy.forget import forget as forget_outdated


def register(app: Celery) -> None:
    """Make the tasks known to this Celery app."""

    @app.task(name="upkeep.forget")
    def forget() -> None:
        """Drop counters, caps and letters that are past their time."""
        forget_outdated(now())

    @app.task(name="upkeep.heartbeat")
    def heartbeat() -> None:
        """Leave a mark that says the worker is alive."""
        beat(now())
