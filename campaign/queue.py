"""The Celery client: waking the worker after a commit, and the one way to lease due rows.

A Celery message is a wake-up hint and never the record of work. Publishing happens on a thread of its own, so a broker
that is dead, or that accepts and never answers, costs the person who signs nothing; the timetable finds the row.
"""

import logging
import queue
import threading
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from celery import Celery, Task
from flask import Flask, current_app
from sqlalchemy import ColumnElement, or_, select, update
from sqlalchemy.orm import Mapped, mapped_column

from campaign import queue_folder
from campaign.config import Settings
from campaign.db import after_commit, db

log = logging.getLogger(__name__)


class Work:
    """Columns of a row that stands for work to be done: mixed into tables whose rows are leased."""

    due_at: Mapped[datetime | None] = mapped_column(index=False)
    lease_until: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str | None]


def lease_due(
    model: Any, now: datetime, *, limit: int, seconds: int, only: Sequence[ColumnElement[bool]] = ()
) -> list[int]:
    """Take up to `limit` rows that are due and not leased, in the model's `lease_order`; answers their ids.

    Inside the caller's transaction, which must commit before the work begins. Each row's attempts go up by one. A row
    is due while `due_at` is set; finishing it means setting `due_at` to None or to a later time. `only` narrows the
    choice.
    """
    due = (
        select(model.id)
        .where(model.due_at <= now, or_(model.lease_until.is_(None), model.lease_until <= now), *only)
        .order_by(*model.lease_order())
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    taken = (
        update(model)
        .where(model.id.in_(due.scalar_subquery()))
        .values(lease_until=now + timedelta(seconds=seconds), attempts=model.attempts + 1)
        .returning(model.id)
        .execution_options(synchronize_session=False)
    )
    return sorted(db.session.execute(taken).scalars())


def make_celery(app: Flask, settings: Settings) -> Celery:
    """The Celery app of this Flask app; tasks run inside its application context."""

    class ContextTask(Task):  # type: ignore[misc]  # celery is untyped
        def __call__(self, *args: object, **kwargs: object) -> object:
            with app.app_context():
                return self.run(*args, **kwargs)

    celery = Celery(app.name, task_cls=ContextTask)
    celery.config_from_object(celery_settings(settings))
    celery.set_default()
    app.extensions["celery"] = celery
    app.extensions["waker"] = Waker(celery)
    return celery


def celery_settings(settings: Settings) -> dict[str, Any]:
    """Celery's configuration for these settings."""
    common: dict[str, Any] = {
        "task_serializer": "json",
        "accept_content": ["json"],
        "task_ignore_result": True,
        "task_acks_late": True,
        "task_reject_on_worker_lost": False,
        "worker_prefetch_multiplier": 1,
        "task_soft_time_limit": 50,
        "task_time_limit": 60,
        "worker_max_tasks_per_child": 500,
        "worker_soft_shutdown_timeout": 20,
        "worker_send_task_events": False,
        "broker_connection_retry_on_startup": True,
        "task_publish_retry": False,
        "timezone": "UTC",
        "worker_hijack_root_logger": False,
    }
    if settings.embedded_broker:
        queue_folder.install()
        folder = settings.data_dir / "queue"
        messages, control, processed = (folder / name for name in ("messages", "control", "processed"))
        for each in (messages, control, processed):
            each.mkdir(parents=True, exist_ok=True, mode=0o700)
        return common | {
            "broker_url": "filesystem://localhost",  # the host is for Celery, which warns without one
            "broker_transport_options": {
                "data_folder_in": str(messages),
                "data_folder_out": str(messages),
                "control_folder": str(control),
                "processed_folder": str(processed),
                "polling_interval": 0.1,
            },
            "worker_enable_remote_control": False,
        }
    return common | {
        "broker_url": settings.broker_url,
        "broker_connection_timeout": 1,
        "broker_transport_options": {
            "visibility_timeout": 300,
            "socket_timeout": 5,
            "socket_connect_timeout": 1,
            "unacked_restore_throttle": 1,
            "max_retries": 0,
        },
        "visibility_timeout": 300,
        "result_backend_transport_options": {"visibility_timeout": 300},
    }


class Waker:
    """Publishes wake-ups on a thread of its own. Equal ones that wait together leave as one."""

    def __init__(self, celery: Celery) -> None:
        self._celery = celery
        self._waiting: queue.SimpleQueue[tuple[str, tuple[int, ...]]] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()

    def put(self, task: str, ids: tuple[int, ...]) -> None:
        """Hand over a wake-up and return at once."""
        if self._waiting.qsize() < 1000:
            self._waiting.put((task, ids))
        if self._thread is None or not self._thread.is_alive():
            with self._lock:
                if self._thread is None or not self._thread.is_alive():
                    self._thread = threading.Thread(target=self._publish, name="waker", daemon=True)
                    self._thread.start()

    def _publish(self) -> None:
        while True:
            wakes = {self._waiting.get()}
            while not self._waiting.empty():
                wakes.add(self._waiting.get())
            for task, ids in wakes:
                try:
                    self._celery.send_task(task, args=ids, retry=False, ignore_result=True, expires=60)
                except Exception as error:  # noqa: BLE001 - whatever a broker does, the sweep finds the row
                    log.warning("queue.wake_failed task=%s error=%s", task, type(error).__name__)


def wake(task: str, *ids: int) -> None:
    """Tell the worker, once the open transaction has committed, that `task` has something to do."""
    waker: Waker = current_app.extensions["waker"]
    after_commit(lambda: waker.put(task, ids))
