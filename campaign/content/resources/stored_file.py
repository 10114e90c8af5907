"""A stored file read in pieces: each is a short read of its own, so that no transaction stays open across a wire."""

import io
from typing import Final

from sqlalchemy import Engine, func, select

from campaign.content.models import Asset
from campaign.db import db

PIECE: Final = 1024 * 1024  # bytes


class StoredFile(io.RawIOBase):
    """The bytes of an asset, to be read from any place on. It outlives the request that opened it."""

    def __init__(self, asset_id: int, size: int) -> None:
        super().__init__()
        self._engine: Engine = db.engine
        self._asset_id, self._size, self._at = asset_id, size, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        self._at = max(0, start + offset)
        return self._at

    def tell(self) -> int:
        return self._at

    def read(self, size: int = -1) -> bytes:
        """The next `size` bytes, or all that are left."""
        left = max(0, self._size - self._at)
        wanted = left if size < 0 else min(size, left)
        if wanted == 0:
            return b""
        with self._engine.connect() as connection:
            piece = connection.scalar(
                select(func.substr(Asset.data, self._at + 1, wanted)).where(Asset.id == self._asset_id)
            )
        data = bytes(piece or b"")
        self._at += len(data)
        return data
