"""Pictures that are drawn when somebody asks for one: one at a time, and kept for a minute.

There are as many as there are organizations, languages and sponsors, so whoever asks for all of them at once must not
hold up the pages: half of a process's time stays for those, few requests wait for their turn, and the others are told
to come again.
"""

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import BoundedSemaphore, Lock
from typing import Final

from flask import Response, current_app, request

from campaign.web.errors import Refusal

KEEP_SECONDS: Final = 60.0
MOST_BYTES: Final = 16 * 1024 * 1024  # per process
PATIENCE: Final = 5.0  # seconds that a request waits for its turn
_drawing = Lock()
_waiting = BoundedSemaphore(1)  # requests of a process that may wait; a process has a few threads in all


class StillDrawing(Refusal):
    """Many pictures are asked for at this moment. Please try again in a few seconds."""

    status = 503
    title = "This picture is not ready yet"
    retry_after = 10


class Shelf:
    """The pictures of this process; the one that nobody asked for the longest goes first."""

    free_at = 0.0  # from when on the next one may be drawn, in seconds of `time.monotonic`

    def __init__(self) -> None:
        self._kept: OrderedDict[Hashable, tuple[float, bytes]] = OrderedDict()
        self._bytes = 0
        self._lock = Lock()

    def look(self, key: Hashable) -> tuple[float, bytes] | None:
        """A picture and when it was drawn."""
        with self._lock:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
            return found

    def put(self, key: Hashable, picture: bytes) -> None:
        """Keep a picture."""
        with self._lock:
            gone = self._kept.pop(key, None)
            self._bytes += len(picture) - (len(gone[1]) if gone is not None else 0)
            self._kept[key] = time.monotonic(), picture
            while self._bytes > MOST_BYTES:
                _, (_, oldest) = self._kept.popitem(last=False)
                self._bytes -= len(oldest)


def kept_picture(key: Hashable, draw: Callable[[], bytes], seconds: float = KEEP_SECONDS) -> bytes:
    """The picture under `key`, at most `seconds` old, or the last one where others are being drawn just now.

    Raises StillDrawing when there is none and its turn does not come.
    """
    shelf: Shelf = current_app.extensions.setdefault("pictures", Shelf())
    found = shelf.look(key)
    if found is not None and time.monotonic() < found[0] + seconds:
        return found[1]
    if not _drawing.acquire(blocking=False):
        if found is not None:
            return found[1]
        _wait_for_turn()
    try:
        again = shelf.look(key)  # somebody else may have drawn it meanwhile
        if again is not None and time.monotonic() < again[0] + seconds:
            return again[1]
        started = max(time.monotonic(), shelf.free_at)
        time.sleep(max(0.0, started - time.monotonic()))
        picture = draw()
        ended = time.monotonic()
        shelf.free_at = ended + min(ended - started, PATIENCE)
        shelf.put(key, picture)
        return picture
    finally:
        _drawing.release()


def _wait_for_turn() -> None:
    """Take the turn to draw within PATIENCE. Raises StillDrawing, at once where somebody waits already."""
    if not _waiting.acquire(blocking=False):
        raise StillDrawing
    try:
        if not _drawing.acquire(timeout=PATIENCE):
            raise StillDrawing
    finally:
        _waiting.release()


def for_every_site(data: bytes | str, mimetype: str, seconds: int = 60) -> Response:
    """An answer that other sites may show, and caches may keep for `seconds`, with an entity tag to ask by."""
    response = Response(data, mimetype=mimetype)
    response.headers["Cache-Control"] = f"public, max-age={seconds}, stale-while-revalidate=86400"
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    response.add_etag()
    response.make_conditional(request)
    return response
