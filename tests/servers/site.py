"""The real site as an operator runs it: `campaign up` in a process of its own, with its web and worker processes."""

import os
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from typing import Self

from tests.servers.process import Child, command_line, descendants, free_port, kill, wait_until

COMMAND = Path(sys.executable).with_name("campaign")


class Site:
    """A site on a free port with its data in `folder`. `settings` are CAMPAIGN_ variables; none come from outside."""

    def __init__(self, folder: Path, settings: Mapping[str, str] | None = None) -> None:
        self.folder = folder
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        folder.mkdir(parents=True, exist_ok=True)
        outside = {name: value for name, value in os.environ.items() if not name.startswith("CAMPAIGN_")}
        self.environment = {
            **outside,
            "CAMPAIGN_DATA_DIR": str(folder / "var"),
            "CAMPAIGN_BASE_URL": self.url,
            "CAMPAIGN_CONFIRM_MIN_SECONDS": "0",  # nobody here takes two seconds to read a letter
            **(settings or {}),
        }
        self._child: Child | None = None

    def start(self, *, seconds: float = 120) -> Self:
        """Start the site and wait until it is healthy. Raises ServerUnavailable with its log."""
        self._child = Child(
            [COMMAND, "up", "--port", str(self.port), "--data", self.folder / "var"],
            log=self.folder / "site.log",
            env=self.environment,
        )
        self._child.wait_until_ready("the site", self.healthy, seconds=seconds)
        return self

    def healthy(self) -> bool:
        """Whether /healthz answers 200."""
        try:
            with urllib.request.urlopen(f"{self.url}/healthz", timeout=5) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def command(self, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Run `campaign ARGUMENTS` with the site's settings, beside it."""
        return subprocess.run(
            [COMMAND, *arguments], env=self.environment, cwd=self.folder, capture_output=True, text=True, check=check
        )

    def worker_processes(self) -> list[int]:
        """Ids of the Celery processes, the timetable among them."""
        return [pid for pid in self._below() if "celery" in command_line(pid)]

    def web_processes(self) -> list[int]:
        """Ids of the gunicorn processes."""
        return [pid for pid in self._below() if "gunicorn" in command_line(pid)]

    def kill_worker(self) -> list[int]:
        """SIGKILL all Celery processes at once, as the kernel does when memory runs out; answers who died."""
        victims = self.worker_processes()
        kill(*victims)
        wait_until("the worker is dead", lambda: not any(command_line(pid) for pid in victims))
        return victims

    def _below(self) -> list[int]:
        return descendants(self._child.process.pid) if self._child is not None else []

    @property
    def log(self) -> str:
        """Everything the site printed so far."""
        path = self.folder / "site.log"
        return path.read_text(errors="replace") if path.exists() else ""

    def stop(self, *, seconds: float = 30) -> None:
        """Ask the site to end, as Ctrl-C or a service manager does; afterwards nothing of it runs."""
        if self._child is not None:
            self._child.stop(seconds=seconds)

    def kill(self) -> None:
        """SIGKILL the site with all its processes."""
        if self._child is not None:
            self._child.kill()
