"""Long work in small transactions, with pauses in which somebody else can write."""

import time
from typing import Final

from campaign.db import db

# SQLite hands its one lock to nobody in particular: who waits asks again every tenth of a second, and gives up after
# five seconds. Work that takes the lock back at once would keep a person who signs waiting until then.
PAUSE: Final = 0.12
AT_A_STRETCH: Final = 0.7


class Breath:
    """How long work has gone on without a pause. Seconds."""

    def __init__(self, at_a_stretch: float = AT_A_STRETCH) -> None:
        self._at_a_stretch = at_a_stretch
        self._since = time.monotonic()
        self._one_writer = db.engine.dialect.name == "sqlite"

    def take(self) -> None:
        """Let others write, if it is time. Call it between two transactions."""
        if self._one_writer and time.monotonic() - self._since >= self._at_a_stretch:
            time.sleep(PAUSE)
            self._since = time.monotonic()
