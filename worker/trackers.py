"""Tasks of the trackers."""

from celery import Celery

from campaign.clock import now
from campaign.trackers.publish_files import publish_files as publish
from campaign.trackers.queries import registers_with_trials


def register(app: Celery) -> None:
    """Make the tasks known to this Celery app."""

    # A whole register as CSV and Parquet takes longer than a letter.
    @app.task(name="trackers.publish_files", soft_time_limit=1500, time_limit=1560)
    def publish_files() -> None:
        """Make the open data of every register whose newest snapshot has none yet."""
        for each in registers_with_trials():
            publish(each, now)
