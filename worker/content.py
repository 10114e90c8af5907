"""Tasks of content."""

from celery import Celery

from campaign.clock import now
from campaign.content.publish_due_words import publish_due_words


def register(app: Celery) -> None:
    """Make the tasks known to this Celery app."""

    @app.task(name="content.publish_due_words")
    def due_words() -> None:
        """Publish new words of public pages whose moment has come."""
        publish_due_words(now())
