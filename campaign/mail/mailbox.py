"""The in-app mailbox: where letters go while no mail server is set. Files that only the operator can read."""

import email
import email.policy
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.utils import parseaddr
from pathlib import Path
from types import TracebackType
from typing import Self

from flask import current_app

from campaign.config import Settings
from campaign.mail.wire import Envelope, Fate, Outcome, ServerTrouble
from campaign.text import mask_address
from campaign.web.errors import NotFound

KEEP = timedelta(days=7)
_NAME = re.compile(r"[0-9]{8}T[0-9]{12}-[0-9a-f]{32}")
_LINK = re.compile(r"https?://[^\s<>\"]*[^\s<>\".,;:!?)\]'’”]")


class NoSuchLetter(NotFound):
    """This letter is not in the mailbox; letters go after seven days."""

    title = "There is no such letter"


class MailboxClosed(NotFound):
    """Mail leaves this site for real, so there is no in-app mailbox."""

    title = "There is no in-app mailbox"


def mail_stays_here(settings: Settings) -> bool:
    """Whether letters go to the in-app mailbox: no mail server is set, and the site is one machine's own affair."""
    return not settings.smtp_url and (settings.loopback or settings.embedded_database)


class MailboxWire:
    """Writes each letter to a file, mode 0600. A letter sent twice is one file."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        pass

    def send(self, envelope: Envelope) -> Outcome:
        """Keep one letter. Raises ServerTrouble when the folder cannot be written."""
        path = self._folder / f"{envelope.name}.eml"
        draft = self._folder / f".{envelope.name}.{os.getpid()}"
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
                file.write(envelope.content)
            draft.replace(path)
        except OSError as error:
            raise ServerTrouble(f"trouble: the mailbox folder cannot be written ({error.strerror})") from None
        return Outcome(Fate.TAKEN)


class NoWire:
    """For a public site without a mail server: letters wait until one is set."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        pass

    def send(self, envelope: Envelope) -> Outcome:
        """Never succeeds."""
        raise ServerTrouble("trouble: no mail server is set; set CAMPAIGN_SMTP_URL")


@dataclass(frozen=True)
class KeptLetter:
    """One letter in the mailbox."""

    name: str
    message: EmailMessage

    @property
    def written_at(self) -> datetime:
        """When it was asked for."""
        return datetime.strptime(self.name.partition("-")[0], "%Y%m%dT%H%M%S%f").replace(tzinfo=UTC)

    @property
    def recipient(self) -> str:
        """Whom it is to."""
        return str(self.message["To"])

    @property
    def masked(self) -> str:
        """Whom it is to, for lists."""
        return mask_address(parseaddr(self.recipient)[1])

    @property
    def subject(self) -> str:
        """What it is about."""
        return str(self.message["Subject"])

    @property
    def headers(self) -> list[tuple[str, str]]:
        """The headers a reader may want to see."""
        hidden = {"mime-version", "content-type", "content-transfer-encoding"}
        return [(name, str(value)) for name, value in self.message.items() if name.lower() not in hidden]

    def part(self, kind: str) -> str:
        """The 'plain' or the 'html' part; empty when there is none."""
        found = self.message.get_body((kind,))
        return str(found.get_content()).replace("\r\n", "\n").strip() if found is not None else ""

    def words(self) -> Iterator[tuple[str, bool]]:
        """The text part in pieces, each with whether it is a link."""
        text, end = self.part("plain"), 0
        for found in _LINK.finditer(text):
            yield text[end : found.start()], False
            yield found[0], True
            end = found.end()
        yield text[end:], False


def folder_of(settings: Settings) -> Path:
    """Where the letters are kept."""
    return settings.data_dir / "mailbox"


def _folder() -> Path:
    settings: Settings = current_app.extensions["settings"]
    if not mail_stays_here(settings):
        raise MailboxClosed
    return folder_of(settings)


def letter_names() -> list[str]:
    """Names of all letters, newest first. Raises MailboxClosed."""
    try:
        names = [entry.name.removesuffix(".eml") for entry in os.scandir(_folder())]
    except FileNotFoundError:
        return []
    return sorted((name for name in names if _NAME.fullmatch(name)), reverse=True)


def read_letter(name: str) -> KeptLetter:
    """One letter by name. Raises NoSuchLetter, MailboxClosed."""
    folder = _folder()
    if not _NAME.fullmatch(name):
        raise NoSuchLetter
    try:
        content = (folder / f"{name}.eml").read_bytes()
    except FileNotFoundError:
        raise NoSuchLetter from None
    return KeptLetter(name, email.message_from_bytes(content, policy=email.policy.default))


def forget_kept_letters(folder: Path, now: datetime) -> int:
    """Delete letters of more than seven days ago; answers how many."""
    oldest = f"{now - KEEP:%Y%m%dT%H%M%S%f}"
    gone = [path for path in folder.glob("*.eml") if _NAME.fullmatch(path.stem) and path.stem < oldest]
    for path in gone:
        path.unlink(missing_ok=True)
    return len(gone)
