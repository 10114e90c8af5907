"""The registers of the fetchers' tests."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.servers.registers import Registers


@pytest.fixture(scope="session")
def registers_server() -> Iterator[Registers]:
    """This process's registers. Tests take `registers`."""
    server = Registers().start()
    yield server
    server.stop()


@pytest.fixture
def registers(registers_server: Registers) -> Registers:
    """Empty registers that commit no fault."""
    registers_server.reset()
    return registers_server


@pytest.fixture
def fetch_folder(scratch_folder: Path) -> Iterator[Path]:
    """An empty folder to fetch into, in memory when there is room: what is written waits for the disk."""
    folder = Path(tempfile.mkdtemp(dir=scratch_folder))
    yield folder
    shutil.rmtree(folder)
