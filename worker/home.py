"""Tasks of what stands above all rooms."""

from celery import Celery

from campaign.home.search.index_documents import index_documents


def register(app: Celery) -> None:
    """Make the tasks known to this Celery app."""

    @app.task(name="home.index_documents", soft_time_limit=280, time_limit=300)
    def index() -> None:
        """Bring the index of the site's search up to what is public now."""
        index_documents()
