"""Look at everything a site needs and say what is right, what is wrong and what to do."""

import os
import shutil
import stat
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from pathlib import Path

from flask import Flask
from kombu.exceptions import OperationalError as BrokerError
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from campaign import create_app
from campaign.accounts.models import Staff
from campaign.clock import now as clock
from campaign.config import Settings, SettingsError
from campaign.db import DatabaseUnavailable, db
from campaign.desk.health import (
    Check,
    Grade,
    check_database,
    check_durability,
    check_fingerprint,
    check_migrations,
    check_worker,
    note,
    right,
    wrong,
)
from campaign.keys import NAMES, KeyFault
from campaign.mail.models import Message, MessageState
from campaign.mail.smtp import SmtpWire
from campaign.mail.wire import ServerTrouble
from campaign.operate.check_heads import check_heads
from campaign.operate.locks import runs_here
from campaign.operate.prepare import at_work, make_ready
from campaign.web.errors import Refusal
from campaign.web.formats import sample_of
from campaign.web.language import LANGUAGES, offered
from campaign.web.lettering import SYSTEM_FONTS, lacking

ROOM_NEEDED = 256 * 1024 * 1024  # bytes
LETTER_LATE = timedelta(seconds=120)
SKEW = timedelta(seconds=5)
CHINESE = "中文한글かな"


def examine(environment: Mapping[str, str], now: datetime) -> list[Check]:
    """All checks, in the order in which to mend things. On the embedded default makes and migrates what is missing."""
    try:
        settings = Settings.from_environment(environment)
    except SettingsError as error:
        return [wrong("settings", line, "See `campaign settings`.") for line in str(error).splitlines()]
    said = sum(1 for name in environment if name.startswith("CAMPAIGN_"))
    checks = [right("settings", f"{said} of the environment, all known."), _base_url(settings)]
    try:
        app = create_app(settings)
    except KeyFault as error:
        return [*checks, wrong("keys", str(error)), _disk(settings)]
    with at_work(app):
        return [*checks, _key_modes(settings), _disk(settings), *_broker(app, settings), *_database(settings, now)]


def _database(settings: Settings, now: datetime) -> list[Check]:
    """The database, and what can only be seen in it."""
    checks = []
    if settings.embedded_database:
        try:
            make_ready(settings, now)
        except (Refusal, KeyFault, DatabaseUnavailable) as error:
            checks.append(wrong("database", getattr(error, "sentence", str(error))))
    reached = check_database()
    checks.append(reached)
    if reached.grade is Grade.WRONG:
        return checks
    migrations = check_migrations()
    checks += [check_durability(), migrations]
    if migrations.grade is Grade.WRONG:
        return checks
    return [
        *checks,
        check_fingerprint(),
        _clock(),
        _worker(settings, now),
        *_mail(settings, now),
        *_staff(settings),
        _fonts(),
        check_heads(settings, now),
    ]


def _base_url(settings: Settings) -> Check:
    if settings.loopback:
        return note(
            "address",
            f"{settings.base_url} is reachable from this machine only.",
            "Set CAMPAIGN_BASE_URL to the public address before inviting people.",
        )
    if settings.base_url.startswith("http://"):
        return wrong(
            "address",
            f"{settings.base_url} is public and not encrypted.",
            "Put a proxy with TLS before the site and set CAMPAIGN_BASE_URL to https://…",
        )
    return right("address", f"{settings.base_url}.")


def _key_modes(settings: Settings) -> Check:
    folder = settings.keys_folder
    open_to_others = [
        path.relative_to(folder).as_posix() or "the folder itself"
        for path in (folder, *(folder / f"{name}.key" for name in NAMES), *sorted(folder.glob("*/*.key")))
        if stat.S_IMODE(path.stat().st_mode) & 0o077
    ]
    if open_to_others:
        shown = ", ".join("the folder itself" if name == "." else name for name in open_to_others[:5])
        return wrong("keys", f"Others on this machine may read keys in {folder}: {shown}.", f"chmod -R go= {folder}")
    return right("keys", f"{len(NAMES)} keys in {folder}, readable by their owner only.")


def _disk(settings: Settings) -> Check:
    free = shutil.disk_usage(_existing(settings.data_dir)).free
    shown = f"{free / 2**30:.1f} GiB free for {settings.data_dir.resolve()}."
    if free < ROOM_NEEDED:
        return wrong("disk", shown, "Make room: a full disk stops signing (what is stored stays).")
    return right("disk", shown)


def _existing(folder: Path) -> Path:
    return next(path for path in (folder.resolve(), *folder.resolve().parents) if path.exists())


def _broker(app: Flask, settings: Settings) -> list[Check]:
    advice = "Signing goes on and no letter is lost, but none leaves. Start it or mend CAMPAIGN_BROKER_URL."
    if settings.embedded_broker:
        folder = settings.data_dir / "queue" / "messages"
        if not os.access(folder, os.W_OK | os.X_OK):
            return [wrong("broker", f"The queue folder {folder} cannot be written.", "Mend its owner and mode.")]
        return [right("broker", "A queue folder on this machine.")]
    celery = app.extensions["celery"]
    options = {
        **celery.conf.broker_transport_options,
        "socket_timeout": 1,
        "socket_connect_timeout": 1,
        "max_retries": 1,
    }
    kind = settings.broker_url.partition(":")[0]
    try:
        with celery.connection_for_write(connect_timeout=1, transport_options=options) as connection:
            connection.ensure_connection(max_retries=1, interval_start=0, timeout=1)
    except (BrokerError, OSError) as error:
        return [wrong("broker", f"The broker ({kind}) does not answer ({type(error).__name__}).", advice)]
    return [right("broker", f"The broker ({kind}) answers.")]


def _fonts() -> Check:
    """Whether pictures can be drawn in every language that the site offers."""
    undrawn = {language: lacking(sample_of(language)) for language in offered()}
    wanting = ", ".join(f"{LANGUAGES[language]} ({letters[:8]})" for language, letters in undrawn.items() if letters)
    if wanting:
        return wrong(
            "pictures",
            f"No font has the letters of share pictures in {wanting}; they are left out.",
            f"Install Noto fonts under {SYSTEM_FONTS}; on Debian: apt-get install fonts-noto-core fonts-noto-cjk.",
        )
    if lacking(CHINESE):
        return note(
            "pictures",
            "Share pictures can be drawn in every language offered; Chinese, Japanese and Korean letters are left out.",
            "If titles or names have any: apt-get install fonts-noto-cjk.",
        )
    return right("pictures", "Share pictures can be drawn in every language offered, and in Chinese.")


def _clock() -> Check:
    if db.engine.dialect.name == "sqlite":
        return right("clock", "The database is on this machine.")
    with db.engine.connect() as connection:
        before = clock()
        theirs = connection.execute(select(func.clock_timestamp())).scalar_one()
    skew = abs(theirs - before)
    if skew > SKEW:
        return wrong(
            "clock",
            f"This machine's clock and the database's differ by {skew.total_seconds():.0f} s.",
            "Let both follow a time server.",
        )
    return right("clock", "This machine and the database agree on the time.")


def _worker(settings: Settings, now: datetime) -> Check:
    found = check_worker(now)
    if found.grade is Grade.WRONG and settings.embedded_database and not runs_here(settings.data_dir):
        return note("worker", "The site is not running.", "Start it with `campaign up`.")
    return found


def _mail(settings: Settings, now: datetime) -> list[Check]:
    return [_mail_host(settings), _letters(now)]


def _mail_host(settings: Settings) -> Check:
    if not settings.smtp_url:
        found = "No mail server is set: letters stay in the in-app mailbox (`campaign mailbox`)."
        if settings.loopback:
            return note("mail", found, "Set CAMPAIGN_SMTP_URL before inviting people.")
        return wrong("mail", found, "Nobody can confirm a signature. Set CAMPAIGN_SMTP_URL.")
    try:
        with SmtpWire(settings) as wire:
            wire.try_out()
    except ServerTrouble as trouble:
        why = trouble.note.removeprefix("trouble: ")
        return wrong("mail", f"The mail server: {why}.", "Mend it or CAMPAIGN_SMTP_URL; letters wait meanwhile.")
    secure = (
        "over TLS" if settings.smtp_requires_tls or settings.smtp_url.startswith("smtps:") else "without TLS, as set"
    )
    return right("mail", f"The mail server takes letters ({secure}).")


def _letters(now: datetime) -> Check:
    def look() -> Check:
        with db.engine.connect() as connection:
            oldest = connection.execute(select(func.min(Message.due_at, type_=Message.due_at.type))).scalar()
            states = select(Message.state, func.count().label("letters")).where(
                Message.state.in_((MessageState.STUCK, MessageState.FAILED))
            )
            counts = {row.state: row.letters for row in connection.execute(states.group_by(Message.state))}
        if stuck := counts.get(MessageState.STUCK):
            return wrong(
                "letters", f"{stuck} stuck: their fate is unknown or their tries are used up.", "See Mail on the desk."
            )
        if oldest is not None and now - oldest > LETTER_LATE:
            return wrong(
                "letters",
                f"The oldest letter is {_minutes(now - oldest)} late.",
                "See that the worker runs and the mail server answers.",
            )
        failed = counts.get(MessageState.FAILED, 0)
        return right("letters", f"None is late or stuck{f'; {failed} refused by their mail host' if failed else ''}.")

    return _guarded("letters", look)


def _minutes(time: timedelta) -> str:
    minutes = int(time.total_seconds() // 60)
    return f"{minutes} minutes" if minutes < 180 else f"{minutes // 60} hours"


def _staff(settings: Settings) -> list[Check]:
    def look() -> Check:
        with db.engine.connect() as connection:
            staff = connection.execute(select(func.count()).select_from(Staff).where(Staff.active)).scalar_one()
            bare = connection.execute(
                select(func.count()).select_from(Staff).where(Staff.active, Staff.tf_primary_method.is_(None))
            ).scalar_one()
        if not staff:
            return note(
                "staff",
                "Nobody can sign in yet.",
                "Open the set-up link that `campaign up` prints, or `campaign admin create EMAIL`.",
            )
        if bare and settings.second_factor_required:
            return wrong(
                "staff", f"{bare} of {staff} have no second factor.", "They are asked for one at their next sign-in."
            )
        return right("staff", f"{staff} can sign in{f', {bare} without a second factor' if bare else ''}.")

    return [_guarded("staff", look)]


def _guarded(name: str, look: Callable[[], Check]) -> Check:
    try:
        return look()
    except SQLAlchemyError as error:
        return wrong(name, f"The database did not answer ({type(error).__name__}).")
