"""JSON objects out of a stream, one at a time, whatever they are wrapped in; memory holds one record and a megabyte.

Reads a page (`{"studies": [...]}`, other small members allowed around the list), a plain list, one object after
another (one alone, NDJSON, indented), and pages one after another. The standard library's own C scanner does the work:
it runs at the speed of `json.loads`, and unlike an event parser it can pick up again after a record that is broken.
"""

import json
import re
from collections.abc import Iterator
from typing import Any, BinaryIO, Final, NamedTuple

from campaign.trackers.importers.source import BROKEN_FILE, CHUNK, Malformed, text_of

# No record of a register comes near; a string that never ends is noticed here.
LONGEST: Final = 64 * CHUNK

_SCALAR = r'(?:"[^"\\]*"|-?[\d.eE+-]+|true|false|null)'
_NEXT_LINE: Final = re.compile(r"(?<=\n)\{")
_GAP: Final = re.compile(r"[\s,\x1e]*")
_TAIL: Final = re.compile(rf'\s*\](?:\s*,\s*"[^"\\]*"\s*:\s*{_SCALAR})*\s*\}}?')


class Found(NamedTuple):
    """An object and the line it starts on."""

    line: int
    value: dict[str, Any]


class JsonRecords:
    """The records of one stream.

    `list_name` is the member of a page that holds the list, `first_members` are the names a record may begin with:
    after a broken record the next `{"name"` is where reading goes on, or the next line where records are lines. `chunk`
    is how many characters are read at once.
    """

    def __init__(self, source: BinaryIO, list_name: str, first_members: tuple[str, ...], chunk: int = CHUNK) -> None:
        self._chunk = chunk
        self._text = text_of(source)
        self._head = re.compile(rf'\s*\{{(?:\s*"[^"\\]*"\s*:\s*{_SCALAR}\s*,)*\s*"{list_name}"\s*:\s*\[')
        names = "|".join(re.escape(name) for name in first_members)
        self._start_in_list = re.compile(rf'\{{\s*"(?:{names})"\s*:')
        self._scan = json.JSONDecoder().raw_decode
        self._buffer = ""
        self._at = 0
        self._line = 1
        self._ended = False
        self._inside = False

    def __iter__(self) -> Iterator[Found | Malformed]:
        """Objects, and what was no object; a file that breaks off ends with a Malformed."""
        try:
            while self._skip():
                yield from self._next()
        except BROKEN_FILE as error:
            yield Malformed(self._line, f"the file breaks off: {error}")
            return
        if self._inside:
            yield Malformed(self._line, "the file breaks off: the list has no end")

    def _skip(self) -> bool:
        """Go to the next record, over gaps, heads and tails; False at the end."""
        while True:
            self._move(self._match_end(_GAP))
            if self._at >= len(self._buffer):
                if not self._more():
                    return False
                continue
            if not self._enter_or_leave():
                return True

    def _enter_or_leave(self) -> bool:
        """Step over the head or tail of a list, if that is what stands here."""
        first = self._buffer[self._at]
        if self._inside and first == "]":
            self._have(4096)
            tail = _TAIL.match(self._buffer, self._at)
            self._move(tail.end() if tail else self._at + 1)
            self._inside = False
            return True
        if self._inside:
            return False
        if first == "[":
            self._move(self._at + 1)
            self._inside = True
            return True
        self._have(4096)
        head = self._head.match(self._buffer, self._at)
        if head is None:
            return False
        self._move(head.end())
        self._inside = True
        return True

    def _next(self) -> Iterator[Found | Malformed]:
        line = self._line
        while True:
            try:
                value, end = self._scan(self._buffer, self._at)
            except (ValueError, RecursionError) as error:
                if self._may_be_cut(error) and self._more():
                    continue
                yield Malformed(line, _reason(error))
                self._resume()
                return
            if end >= len(self._buffer) and not isinstance(value, dict) and self._more():
                continue
            self._move(end)
            if isinstance(value, dict):
                yield Found(line, value)
            else:
                yield Malformed(line, f"not an object: {str(value)[:60]!r}")
            return

    def _may_be_cut(self, error: ValueError | RecursionError) -> bool:
        """Whether the record may only not be read in full yet."""
        if not isinstance(error, json.JSONDecodeError) or len(self._buffer) - self._at > LONGEST:
            return False
        return error.msg.startswith("Unterminated string") or error.pos >= len(self._buffer) - 10

    def _resume(self) -> None:
        """After a broken record: on to where the next one can begin, or to the end."""
        after = self._at + 1
        start = self._start_in_list if self._inside else _NEXT_LINE
        while True:
            found = start.search(self._buffer, after)
            if found is not None:
                self._move(found.start())
                return
            self._move(max(after, len(self._buffer) - 256))
            after = self._at
            if not self._more():
                self._move(len(self._buffer))
                self._inside = False
                return
            after = self._at

    def _match_end(self, pattern: re.Pattern[str]) -> int:
        found = pattern.match(self._buffer, self._at)
        return self._at if found is None else found.end()

    def _move(self, to: int) -> None:
        self._line += self._buffer.count("\n", self._at, to)
        self._at = to

    def _have(self, characters: int) -> None:
        while len(self._buffer) - self._at < characters and self._more():
            pass

    def _more(self) -> bool:
        """Read on; False at the end of the stream."""
        if self._ended:
            return False
        chunk = self._text.read(self._chunk)
        if not chunk:
            self._ended = True
            return False
        self._buffer = self._buffer[self._at :] + chunk
        self._at = 0
        return True


def _reason(error: ValueError | RecursionError) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"not JSON: {error.msg}"
    # The one other fault of a value is a number of thousands of digits.
    return "not JSON: nested too deeply" if isinstance(error, RecursionError) else "a number that is too large"
