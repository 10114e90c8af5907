"""Keep child processes running until told to stop, and leave none behind.

Each child leads a process group of its own, so that Ctrl-C reaches only this process, and what a dead child leaves
behind can be ended as a whole. On Linux the kernel sends each child SIGTERM when this process is gone, however it went.
"""

import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None
PATIENCE = 20.0  # seconds that children get to end
LOOK_EVERY = 0.1
LONGEST_PAUSE = 30.0
STEADY = 60.0  # seconds a child must run for its pauses to start from one again


@dataclass
class Child:
    """One process to keep running."""

    name: str
    command: Sequence[str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    deaths: int = 0
    due: float = 0.0  # when to start it again


class Supervisor:
    """Starts children, starts again those that die, and ends all of them on SIGTERM, SIGINT or SIGHUP."""

    def __init__(
        self, children: Sequence[Child], environment: Mapping[str, str], folder: Path, say: Callable[[str], None]
    ) -> None:
        self.children = list(children)
        self._environment = dict(environment)
        self._folder = folder
        self._say = say
        self._stop = threading.Event()
        self._signals = 0

    def run(self, ready: Callable[[], bool], greet: Callable[[], None]) -> int:
        """Run until told to stop. Calls `greet` once `ready`. Answers 0, or 1 when a child could not even start."""
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._told)
        greeted = False
        try:
            for child in self.children:
                self._start(child)
            while not self._stop.wait(LOOK_EVERY):
                if not greeted and ready():
                    greeted = True
                    greet()
                for child in self.children:
                    if self._died(child) and not greeted and child is self.children[0]:
                        return 1
                    if child.process is None and time.monotonic() >= child.due:
                        self._start(child)
            return 0
        finally:
            self._end()

    def _told(self, number: int, frame: FrameType | None) -> None:
        self._signals += 1
        self._stop.set()

    def _start(self, child: Child) -> None:
        parent = os.getpid()

        def tie_to_parent() -> None:
            if _libc is not None:
                _libc.prctl(_PR_SET_PDEATHSIG, int(signal.SIGTERM))
                if os.getppid() != parent:  # it died before the line above
                    os._exit(1)

        child.process = subprocess.Popen(
            child.command,
            env=self._environment,
            cwd=self._folder,
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=tie_to_parent,  # noqa: PLW1509 - this process has one thread
        )
        child.started = time.monotonic()

    def _died(self, child: Child) -> bool:
        """Notice a death: end what it left behind and set when to start it again."""
        if child.process is None or (code := child.process.poll()) is None:
            return False
        _signal_group(child.process, signal.SIGKILL)
        child.process = None
        now = time.monotonic()
        child.deaths = 1 if now - child.started > STEADY else child.deaths + 1
        pause = min(LONGEST_PAUSE, 2.0 ** (child.deaths - 1))
        child.due = now + pause
        how = f"by signal {-code}" if code < 0 else f"with code {code}"
        self._say(f"The {child.name} ended {how}; starting it again in {pause:.0f} s.")
        return True

    def _end(self) -> None:
        """Ask all to end, wait, then kill what is left; a second signal cuts the waiting short."""
        running = [child.process for child in self.children if child.process is not None]
        for process in running:
            with suppress(ProcessLookupError):
                process.send_signal(signal.SIGTERM)
        end = time.monotonic() + PATIENCE
        while any(process.poll() is None for process in running) and time.monotonic() < end and self._signals < 2:
            time.sleep(LOOK_EVERY / 2)
        for process in running:
            _signal_group(process, signal.SIGKILL)
            process.wait()


def _signal_group(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, number)
