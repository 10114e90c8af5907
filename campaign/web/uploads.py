"""Requests with forms: what is larger in a file than a view wants is let go of while it arrives, the fields are kept.

Without this a picture that is too large costs a person everything else that they typed.
"""

from io import BytesIO
from typing import IO, Any

from babel.support import NullTranslations
from flask import Request

from campaign.web.language import current_language, words_of_forms


class _Capped(BytesIO):
    """Keeps the first `most` bytes that are written to it and lets go of the rest."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self._most = most

    def write(self, data: Any) -> int:
        """Take bytes; answers how many were given, as if all had been kept."""
        room = self._most - self.tell()
        if room > 0:
            super().write(data[:room])
        return len(data)


class FormRequest(Request):
    """A request whose view may say how much of each file it wants, before it reads the form.

    After `take_files` a file is held in memory and cut one byte after `largest`, so that the view can tell that it was
    larger; of more files than it wants nothing is held. Whole bodies of more than `body` bytes are refused unread.
    """

    _largest: int | None = None
    _files_left = 0

    @property
    def wtforms_translations(self) -> NullTranslations:
        """Where Flask-WTF looks first; else it would read its words from a file with every form that is sent."""
        return words_of_forms(current_language())

    def take_files(self, largest: int, *, most: int, body: int) -> None:
        """Want at most `most` files of `largest` bytes. Forms without files keep the limit that every form has."""
        if self.mimetype == "multipart/form-data":
            self._largest, self._files_left = largest, most
            self.max_content_length = body

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        if self._largest is None:
            return super()._get_file_stream(total_content_length, content_type, filename, content_length)
        self._files_left -= 1
        return _Capped(self._largest + 1 if self._files_left >= 0 else 0)
