"""How a file is refused: one sentence for the person who chose it."""

from typing import Final

MOST_BYTES: Final = 10 * 1024 * 1024
MOST_ROWS: Final = 100_000
MOST_COLUMNS: Final = 60
LONGEST_CELL: Final = 2_000


class TableFault(ValueError):
    """A file cannot be read as a table; the message says why and what to do."""
