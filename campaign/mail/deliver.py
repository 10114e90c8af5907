"""Send every letter that is due.

Three short transactions stand around each batch, and none is open while a letter travels: lease, reserve, record. A
worker that is killed in between leaves rows in `sending`; when their lease has run out, their fate is unknown, and they
are sent again under the same Message-ID, each on its own, so that a letter that kills the worker hurts only itself.
"""

import logging
import time
import traceback
from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Flask, current_app
from sqlalchemy import case, select, text, update

from campaign.config import Settings
from campaign.db import db, transaction
from campaign.mail.allowance import give_back, reserve
from campaign.mail.letters import WRITERS, Letter
from campaign.mail.mailbox import MailboxWire, NoWire, folder_of, mail_stays_here
from campaign.mail.models import Message, MessageState, Suppression
from campaign.mail.render import Press, SiteWords, Unmailable, ascii_address
from campaign.mail.smtp import SmtpWire
from campaign.mail.verdict import UNKNOWNS, Verdict, verdict
from campaign.mail.wire import Envelope, Fate, Outcome, ServerTrouble, Wire
from campaign.queue import lease_due
from campaign.sealed import address_tag, daily_address_tag
from campaign.text import canonical_spelling

log = logging.getLogger(__name__)

Clock = Callable[[], datetime]

LEASE_SECONDS = 120
RUN_SECONDS = 10.0  # no letter is begun later; with the wire's 30 seconds a run ends before the task's soft limit of 50
RECORD_SECONDS = 0.25  # what a killed worker can at most have sent without a record, besides the letter in its hands


@dataclass(frozen=True)
class _Due:
    """What a leased row says."""

    id: int
    public_id: bytes
    kind: str
    about_id: int
    campaign_id: int | None
    attempts: int
    unknowns: int
    created_at: datetime


def deliver_due(clock: Clock) -> int:
    """Send what is due until nothing is, or for about ten seconds; answers how many letters left.

    `clock` tells the time. Harmless to run twice at once, or to kill. When the mail host cannot be used, what was
    leased is due again later, and the run ends. Raises DatabaseUnavailable.
    """
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001 - Flask's own way to the app
    settings: Settings = app.extensions["settings"]
    until = time.monotonic() + RUN_SECONDS
    with transaction() as session:
        _find_lost(clock())
        facts = session.execute(text("SELECT name, about FROM site")).one_or_none()
    site = SiteWords(*facts) if facts else SiteWords()
    first = True
    with _wire(settings) as wire:
        run = _Run(clock, wire, Press(app, settings, site), until)
        while time.monotonic() < until and not run.trouble:
            fresh = run.batch(settings.mail_batch, suspect=False)
            doubtful = run.batch(1, suspect=True) if first or fresh < settings.mail_batch else 0
            first = False
            if not fresh + doubtful:
                break
        return run.sent


def _wire(settings: Settings) -> Wire:
    if settings.smtp_url:
        return SmtpWire(settings)
    return MailboxWire(folder_of(settings)) if mail_stays_here(settings) else NoWire()


def _find_lost(now: datetime) -> None:
    """Rows in `sending` whose lease has run out: they may have been sent. Due again, or stuck after too many."""
    given_up = Message.unknowns >= UNKNOWNS
    db.session.execute(
        update(Message)
        .where(Message.due_at.is_not(None), Message.state == MessageState.SENDING, Message.lease_until <= now)
        .values(
            state=case((given_up, MessageState.STUCK), else_=MessageState.WAITING),
            due_at=case((given_up, None), else_=Message.due_at),
            unknowns=Message.unknowns + 1,
            lease_until=None,
            last_error="unknown: the worker ended while it was sending",
        )
        .execution_options(synchronize_session=False)
    )


class _Run:
    """One run of the worker: a wire, a press, and what happened so far."""

    def __init__(self, clock: Clock, wire: Wire, press: Press, until: float) -> None:
        self.sent = 0
        self.trouble: Outcome | None = None
        self._clock = clock
        self._wire = wire
        self._press = press
        self._until = until

    def batch(self, limit: int, *, suspect: bool) -> int:
        """Lease and send up to `limit` letters, fresh ones or ones of unknown fate; answers how many were leased."""
        if self.trouble:
            return 0
        now = self._clock()
        lease_until = now + timedelta(seconds=LEASE_SECONDS)
        rows = _lease(now, limit, suspect=suspect)
        if not rows:
            return 0
        records = _Records(self._clock, lease_until)
        try:
            self._send(self._addressed(rows, records, now), records)
        finally:
            # Also when the task runs into its time limit: what was not begun is due again at once.
            records.untouched(rows)
            self.sent += records.write()
        return len(rows)

    def _addressed(self, rows: Sequence[_Due], records: "_Records", now: datetime) -> list[tuple[_Due, Letter, str]]:
        """Write the letters of a batch and settle those that must not leave."""
        written = []
        for row, letter in _write(rows, records):
            if letter is None:
                records.add(row, Outcome(Fate.NOT_OWED, "dropped: no longer owed"))
                continue
            try:
                written.append((row, letter, ascii_address(letter.recipient)))
            except Unmailable as error:
                records.add(row, Outcome(Fate.NEVER, str(error)))
        if not written:
            return []
        spellings = [canonical_spelling(recipient) for _, _, recipient in written]
        tags = {
            row.id: address_tag(row.campaign_id, spelling)
            for (row, _, _), spelling in zip(written, spellings, strict=True)
            if row.campaign_id is not None
        }
        caps = [daily_address_tag(now.date(), spelling) for spelling in spellings]
        with transaction():
            promises = _promises(tags.values())
            allowed = reserve(caps, now.date())
        leaving = []
        for (row, letter, recipient), cap, within in zip(written, caps, allowed, strict=True):
            records.reserved[row.id] = cap if within else None
            if (row.campaign_id, tags.get(row.id)) in promises:
                records.add(row, Outcome(Fate.NOT_OWED, "dropped: this address wants no mail of the campaign"))
            elif not within:
                records.add(row, Outcome(Fate.NOT_OWED, "dropped: cap of letters to one address in a day"))
            else:
                leaving.append((row, letter, recipient))
        return leaving

    def _send(self, letters: Sequence[tuple[_Due, Letter, str]], records: "_Records") -> None:
        for row, letter, recipient in letters:
            if self.trouble:
                records.add(row, self.trouble)
                continue
            if time.monotonic() >= self._until:
                return
            envelope = self._printed(row, letter, recipient, records)
            if envelope is None:
                continue
            records.in_hand = row.id
            try:
                outcome = self._wire.send(envelope)
            except ServerTrouble as trouble:
                log.warning("mail.trouble cause=%s", trouble.note)
                outcome = self.trouble = Outcome(Fate.NOT_NOW, trouble.note)
            records.add(row, outcome)
            if records.are_old():
                self.sent += records.write()

    def _printed(self, row: _Due, letter: Letter, recipient: str, records: "_Records") -> Envelope | None:
        try:
            content = self._press.print(letter, recipient, row.public_id, self._clock())
        except Unmailable as error:
            records.add(row, Outcome(Fate.NEVER, str(error)))
            return None
        except Exception as error:  # noqa: BLE001 - whatever a template does wrong, the other letters leave
            records.add(row, _unwritable(row.kind, error))
            return None
        return Envelope(
            f"{row.created_at:%Y%m%dT%H%M%S%f}-{row.public_id.hex()}", self._press.sender, recipient, content
        )


def _lease(now: datetime, limit: int, *, suspect: bool) -> list[_Due]:
    """Lease letters and commit. Those that may have been sent before come only when asked for."""
    with transaction() as session:
        only = Message.unknowns > 0 if suspect else Message.unknowns == 0
        ids = lease_due(Message, now, limit=limit, seconds=LEASE_SECONDS, only=[only])
        if not ids:
            return []
        taken = session.execute(
            update(Message)
            .where(Message.id.in_(ids))
            .values(state=MessageState.SENDING)
            .returning(
                Message.priority, Message.due_at, Message.id, Message.public_id, Message.kind, Message.about_id,
                Message.campaign_id, Message.attempts, Message.unknowns, Message.created_at,
            )
            .execution_options(synchronize_session=False)
        ).all()  # fmt: skip
    taken = sorted(taken, key=lambda row: (row.priority.value, row.due_at, row.id))
    return [
        _Due(r.id, r.public_id, r.kind, r.about_id, r.campaign_id, r.attempts, r.unknowns, r.created_at) for r in taken
    ]


def _write(rows: Sequence[_Due], records: "_Records") -> list[tuple[_Due, Letter | None]]:
    """Ask the rooms for the letters, kind by kind; a kind that cannot be written does not hold up the others."""
    by_kind: dict[str, list[_Due]] = defaultdict(list)
    for row in rows:
        by_kind[row.kind].append(row)
    letters: dict[int, Letter | None] = {}
    for kind, group in by_kind.items():
        try:
            found = WRITERS[kind]([row.about_id for row in group])
        except Exception as error:  # noqa: BLE001 - another room's fault must not stop the mail
            for row in group:
                records.add(row, _unwritable(kind, error))
        else:
            letters |= {row.id: found.get(row.about_id) for row in group}
    return [(row, letters[row.id]) for row in rows if row.id in letters]


def _unwritable(kind: str, error: Exception) -> Outcome:
    frame = traceback.extract_tb(error.__traceback__)[-1]
    # Neither the error's text nor the trace: both may quote the person's words.
    log.error("mail.unwritable kind=%s error=%s at=%s:%s", kind, type(error).__name__, frame.filename, frame.lineno)
    return Outcome(Fate.UNWRITABLE, f"unwritable: {type(error).__name__}")


def _promises(tags: Collection[bytes]) -> set[tuple[int, bytes]]:
    """Campaigns and tags, among these, that must get no mail."""
    if not tags:
        return set()
    found = select(Suppression.campaign_id, Suppression.address_tag).where(Suppression.address_tag.in_(tags))
    return {(campaign_id, tag) for campaign_id, tag in db.session.execute(found)}


class _Records:
    """What happened to the letters of a batch, written to their rows together."""

    def __init__(self, clock: Clock, lease_until: datetime) -> None:
        self.in_hand: int | None = None  # the letter on the wire: when nothing was heard of it, its lease must run out
        self.reserved: dict[int, bytes | None] = {}
        self._clock = clock
        self._lease_until = lease_until
        self._seen: set[int] = set()
        self._verdicts: list[tuple[_Due, Outcome]] = []
        self._oldest = time.monotonic()

    def add(self, row: _Due, outcome: Outcome) -> None:
        """Note the fate of one letter."""
        if not self._verdicts:
            self._oldest = time.monotonic()
        self._seen.add(row.id)
        self._verdicts.append((row, outcome))
        self.in_hand = None

    def are_old(self) -> bool:
        """Whether it is time to write."""
        return time.monotonic() - self._oldest > RECORD_SECONDS

    def untouched(self, rows: Sequence[_Due]) -> None:
        """Hand back what was not begun."""
        for row in rows:
            if row.id not in self._seen and row.id != self.in_hand:
                self.add(row, Outcome(Fate.UNTOUCHED))

    def write(self) -> int:
        """Write what was noted, in one transaction; answers how many letters left."""
        if not self._verdicts:
            return 0
        noted, self._verdicts = self._verdicts, []
        now = self._clock()
        groups: dict[Verdict, list[int]] = defaultdict(list)
        for row, outcome in noted:
            judged = verdict(outcome, attempts=row.attempts, unknowns=row.unknowns, created_at=row.created_at, now=now)
            groups[judged].append(row.id)
        stayed = [row.id for row, outcome in noted if outcome.fate not in (Fate.TAKEN, Fate.UNKNOWN)]
        with transaction():
            for judged, ids in groups.items():
                self._settle(judged, ids, now)
            give_back(tag for id_ in stayed if (tag := self.reserved.get(id_)) is not None)
        return sum(outcome.fate is Fate.TAKEN for _, outcome in noted)

    def _settle(self, judged: Verdict, ids: list[int], now: datetime) -> None:
        sent = judged.state == MessageState.SENT
        values = {
            "state": judged.state, "due_at": judged.due_at, "lease_until": None, "last_error": judged.note,
            "unknowns": judged.unknowns, "attempts": judged.attempts, "sent_at": now if sent else None,
        }  # fmt: skip
        if judged.state in (MessageState.SENT, MessageState.FAILED, MessageState.DROPPED):
            values["sealed"] = None
        # That it was sent is true whoever holds the lease by now; anything else only the holder may say.
        mine = [] if sent else [Message.state == MessageState.SENDING, Message.lease_until == self._lease_until]
        db.session.execute(
            update(Message)
            .where(Message.id.in_(ids), *mine)
            .values(values)
            .execution_options(synchronize_session=False)
        )
