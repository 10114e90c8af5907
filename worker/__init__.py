"""The Celery worker: tasks that carry an id and make one call."""
