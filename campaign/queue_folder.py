"""The embedded broker: a folder of messages, for a site that runs without a message server."""

import time
import uuid
from pathlib import Path
from queue import Empty
from typing import Any

from kombu.exceptions import ChannelError
from kombu.transport import TRANSPORT_ALIASES, filesystem
from kombu.utils.json import dumps


class FolderChannel(filesystem.Channel):
    """The queue folder, with messages that appear whole. Kombu's own can be read while they are still being written,
    and half a message ends the worker."""

    def _put(self, queue: str, payload: Any, **_: Any) -> None:  # type: ignore[override]  # kombu has two names for it
        name = f"{round(time.monotonic() * 1000)}_{uuid.uuid4()}.{queue}.msg"
        folder = Path(self.data_folder_out)
        draft = folder / f".{name}"
        try:
            draft.write_text(dumps(payload))  # type: ignore[no-untyped-call]
            draft.replace(folder / name)
        except OSError as error:
            raise ChannelError(f"The queue folder cannot be written: {error.strerror}") from None

    def _get(self, queue: str, timeout: float | None = None) -> Any:
        try:
            return super()._get(queue)  # type: ignore[no-untyped-call]
        except ValueError:  # a loss of power can leave half a message; the timetable finds what it was about
            raise Empty from None


class FolderTransport(filesystem.Transport):
    """Kombu's transport for a folder, with our channel."""

    Channel = FolderChannel


def install() -> None:
    """Let `filesystem://` mean this transport: Celery takes transports by name."""
    TRANSPORT_ALIASES["filesystem"] = f"{__name__}:FolderTransport"
