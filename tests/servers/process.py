"""What the test servers share: ports, scratch folders, and child processes that cannot outlive the test run."""

import ctypes
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

_PR_SET_PDEATHSIG = 1
_SCRATCH = "countersign-test-"
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


class ServerUnavailable(RuntimeError):
    """A test server is missing or did not start; the message says which and what to install."""


def free_port() -> int:
    """A TCP port that is free on the loopback address, below the range from which the kernel takes outgoing ports."""
    while True:
        port = random.randrange(20_000, 32_000)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port


def scratch(name: str, *, in_memory: bool = True) -> Path:
    """A new folder for one server's data: if wanted in memory, when there is room, so that fsync costs nothing.

    Its name holds this process's id; folders of runs that died are removed on the way.
    """
    memory = Path("/dev/shm")
    roomy = in_memory and memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > 2**30
    place = memory if roomy else Path(tempfile.gettempdir())
    for old in place.glob(f"{_SCRATCH}*"):
        if not Path(f"/proc/{old.name.removeprefix(_SCRATCH).split('-')[0]}").exists():
            shutil.rmtree(old, ignore_errors=True)
    return Path(tempfile.mkdtemp(prefix=f"{_SCRATCH}{os.getpid()}-{name}-", dir=place))


def wait_until(what: str, ready: Callable[[], bool], *, seconds: float = 20, every: float = 0.02) -> None:
    """Return once `ready` answers true. Raises TimeoutError naming `what` after `seconds`."""
    end = time.monotonic() + seconds
    while not ready():
        if time.monotonic() > end:
            raise TimeoutError(f"{what} within {seconds} s")
        time.sleep(every)


def accepts(port: int) -> bool:
    """Whether something accepts connections on this loopback port."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def descendants(pid: int) -> list[int]:
    """Ids of all processes below `pid`, children before grandchildren."""
    below: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            # The second field is the program's name in brackets and may hold anything; the fourth is the parent.
            parent = int(stat.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
        below.setdefault(parent, []).append(int(stat.parent.name))
    found = list(below.get(pid, []))
    for each in found:
        found += below.get(each, [])
    return found


def command_line(pid: int) -> str:
    """How a process was called; empty when it is gone."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ").strip()
    except OSError:
        return ""


def kill(*pids: int) -> None:
    """SIGKILL those of the processes that are still there."""
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


class Child:
    """A server process with its own session, ended by `stop()`, and by the kernel when the starting thread ends.

    Its own session keeps Ctrl-C away from it, so that tests can still clean up before it goes.
    """

    def __init__(
        self,
        command: Sequence[str | Path],
        *,
        log: Path,
        env: Mapping[str, str] | None = None,
        user: int | None = None,
        farewell: signal.Signals = signal.SIGTERM,
    ) -> None:
        self._farewell = farewell
        self.log = log
        with log.open("ab") as output:
            self.process = subprocess.Popen(
                [str(part) for part in command],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env=env,
                user=user,
                group=user,
                extra_groups=None if user is None else [],
                cwd=log.parent,
                start_new_session=True,
                preexec_fn=self._die_with_parent,  # noqa: PLW1509 - one call of the C library that takes no lock
            )

    def _die_with_parent(self) -> None:
        if _libc is not None:
            _libc.prctl(_PR_SET_PDEATHSIG, int(self._farewell))

    @property
    def running(self) -> bool:
        """Whether the process is alive."""
        return self.process.poll() is None

    def wait_until_ready(self, what: str, ready: Callable[[], bool], *, seconds: float = 20) -> None:
        """Wait for `ready`. Raises ServerUnavailable with the end of the log if the process ends or is too slow."""

        def ready_or_dead() -> bool:
            return not self.running or ready()

        try:
            wait_until(what, ready_or_dead, seconds=seconds)
        except TimeoutError as error:
            self.kill()
            raise ServerUnavailable(f"{what}: not ready within {seconds} s\n{self.tail()}") from error
        if not self.running:
            raise ServerUnavailable(f"{what}: ended with {self.process.returncode}\n{self.tail()}")

    def tail(self, lines: int = 30) -> str:
        """The last lines of what the process printed."""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])

    def stop(self, *, seconds: float = 20) -> None:
        """Ask the process to end; after `seconds` kill it. What it leaves behind is killed too."""
        below = descendants(self.process.pid)
        if self.running:
            self.process.send_signal(self._farewell)
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(seconds)
        self.kill(below)

    def kill(self, also: Sequence[int] = ()) -> None:
        """SIGKILL the process and everything below it."""
        kill(*also, *descendants(self.process.pid))
        if self.running:
            self.process.kill()
            self.process.wait()
