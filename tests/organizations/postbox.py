"""Reading the in-app mailbox: what the worker sends when it comes round."""

import re
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

from flask import Flask

from campaign.clock import now
from campaign.mail.deliver import deliver_due
from campaign.mail.mailbox import folder_of


@dataclass(frozen=True)
class Post:
    """One letter as it arrived."""

    recipient: str
    subject: str
    text: str

    def path(self, door: str = "own") -> str:
        """The path of the one link in it that opens something of the reader's own."""
        found = re.findall(rf"http://localhost(/{door}/\S+)", self.text)
        assert len(found) == 1, self.text
        return str(found[0])


class Postbox:
    """The mailbox of a site under test: letters that were not read yet, oldest first."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._folder = folder_of(app.extensions["settings"])
        self._read = self._names()

    def _names(self) -> set[str]:
        return {path.name for path in self._folder.glob("*.eml")}

    def collect(self) -> list[Post]:
        """Let the worker send what is due, and take what came."""
        with self._app.app_context():
            deliver_due(now)
        fresh = sorted(self._names() - self._read)
        self._read |= set(fresh)
        letters = []
        for name in fresh:
            message = message_from_bytes((self._folder / name).read_bytes(), policy=default)
            assert isinstance(message, EmailMessage)
            body = message.get_body(("plain",))
            assert body is not None
            letters.append(Post(str(message["To"]), str(message["Subject"]), body.get_content().replace("\r\n", "\n")))
        return letters

    def by_recipient(self) -> dict[str, Post]:
        """What came, by whom it is to; one each. Letters of one moment arrive in no order."""
        letters = self.collect()
        found = {letter.recipient: letter for letter in letters}
        assert len(found) == len(letters)
        return found

    def one(self) -> Post:
        """The only letter that came."""
        (letter,) = self.collect()
        return letter
