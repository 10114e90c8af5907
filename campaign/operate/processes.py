"""How the web and the worker processes are called, the same under `campaign up`, a service manager or a container."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path

from campaign.config import PREFIX, Settings

# Children run here, so that no stray module or gunicorn.conf.py of the caller's folder is taken for ours.
HOME = Path(__file__).resolve().parent.parent.parent


def web_command(settings: Settings, host: str, port: int) -> list[str]:
    """The command line of the web server."""
    return [
        sys.executable, "-P", "-m", "gunicorn", "campaign.wsgi:app",
        "--config", "python:campaign.operate.gunicorn_settings",
        "--bind", f"[{host}]:{port}" if ":" in host else f"{host}:{port}",
        "--workers", str(settings.web_workers),
    ]  # fmt: skip


def worker_command(settings: Settings, *, beat: bool = True) -> list[str]:
    """The command line of the worker, with the timetable in it unless `beat` is False."""
    # With SQLite one process writes at a time anyway; the second keeps short tasks going beside a slow mail host.
    processes = 2 if settings.embedded_broker else max(2, min(8, os.cpu_count() or 2))
    timetable = ["--beat", "--schedule", str(settings.data_dir.resolve() / "timetable")] if beat else []
    return [
        sys.executable, "-P",
        # Celery warns at every start by root. Its reason is pickled messages; ours are JSON and nothing else is read.
        "-W", "ignore:You're running the worker with superuser privileges",
        "-m", "celery", "--quiet", "-A", "worker.celery", "worker", *timetable,
        "--concurrency", str(processes), "--loglevel", "WARNING", "--without-gossip", "--without-mingle",
    ]  # fmt: skip


def child_environment(settings: Settings, environment: Mapping[str, str]) -> dict[str, str]:
    """The environment for children: the same settings with every path made absolute."""
    child = dict(environment)
    child[f"{PREFIX}DATA_DIR"] = str(settings.data_dir.resolve())
    child.pop(f"{PREFIX}DATA_DIR_FILE", None)
    for name, value in environment.items():
        names_a_path = name.endswith("_FILE") or name == f"{PREFIX}KEYS_DIR"
        if name in child and value and name.startswith(PREFIX) and names_a_path:
            child[name] = str(Path(value).resolve())
    return child
