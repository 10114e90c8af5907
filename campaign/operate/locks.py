"""A lock file says that a site runs on a data folder. The kernel lets go of it with the process, however that ends."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from campaign.operate.refusals import AlreadyRunning


def lock_file(data_dir: Path) -> Path:
    """The file that a running site locks."""
    return data_dir / "up.lock"


@contextmanager
def only_here(data_dir: Path) -> Iterator[None]:
    """Hold the data folder for this process. Raises AlreadyRunning naming the process that has it."""
    data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    with lock_file(data_dir).open("a+", encoding="ascii") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            raise AlreadyRunning(
                f"{data_dir.resolve()} is in use by another `campaign` (process {lock.read().strip()}). Stop it first."
            ) from None
        lock.truncate(0)
        lock.write(f"{os.getpid()}\n")
        lock.flush()
        yield


def runs_here(data_dir: Path) -> bool:
    """Whether `campaign up` runs on this data folder now."""
    try:
        with lock_file(data_dir).open("r", encoding="ascii") as lock:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True
    return False
