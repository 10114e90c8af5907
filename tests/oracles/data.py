"""Where the published figures are that the oracle tests reproduce; a plugin, so that their absence is said aloud.

They lie beside the project, in `../shared/data/trackers`, or where `TRACKER_ORACLES` points.
"""

import gzip
import os
from pathlib import Path
from typing import BinaryIO

import pytest

FOLDER = Path(os.environ.get("TRACKER_ORACLES") or Path(__file__).resolve().parents[3] / "shared" / "data" / "trackers")
ABSENT = f"the registers' published figures are not at {FOLDER} (set TRACKER_ORACLES)"


class Oracles:
    """The files of the published figures."""

    def open(self, name: str) -> BinaryIO:
        """The file as it is, packed or not."""
        return (FOLDER / name).open("rb")

    def read(self, name: str) -> str:
        """The text of a file, unpacked."""
        content = (FOLDER / name).read_bytes()
        return (gzip.decompress(content) if name.endswith(".gz") else content).decode()

    def names(self, folder: str) -> list[str]:
        """The files of a folder, sorted."""
        return sorted(f"{folder}/{path.name}" for path in (FOLDER / folder).iterdir())


@pytest.fixture(scope="session")
def oracles() -> Oracles:
    """The published figures; without them the test is skipped."""
    if not FOLDER.is_dir():
        pytest.skip(ABSENT)
    return Oracles()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how many tests against published figures could not run."""
    skipped = [report for report in terminalreporter.stats.get("skipped", []) if ABSENT in str(report.longrepr)]
    if skipped:
        terminalreporter.section("oracles")
        terminalreporter.write_line(f"{len(skipped)} tests did NOT run: {ABSENT}", yellow=True)
