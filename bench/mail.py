"""Row 11: the mail worker against smtplib that sends finished bytes, 100 letters a connection, to the same sink.

    python -m bench.mail [--letters 3000] [--rounds 5] [--database-url URL]

Subject and reference take turns; the figure is the median of the rounds' ratios. Every letter of the subject is leased,
written, rendered, capped, sent and recorded; after each round the rows must all say `sent`. Without a database named,
it is SQLite in a temporary folder, with `synchronous=FULL`.
"""

import argparse
import smtplib
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import Path

import flask_migrate
from flask import Flask
from jinja2 import DictLoader
from sqlalchemy import delete, func, select

from campaign import create_app
from campaign.clock import now
from campaign.config import Settings
from campaign.db import db, transaction
from campaign.keys import KeyStore
from campaign.mail.deliver import deliver_due
from campaign.mail.letters import Letter, writes
from campaign.mail.models import MailAllowance, Message, MessageState, Priority
from campaign.mail.render import Press, SiteWords
from campaign.tokens import make_link_token, new_public_id

KIND = "bench.letter"
LINE = "one line of text, seventy characters or so, as a letter has them......\n"
TEMPLATES = {
    "bench.txt": "Subject: Please confirm your signature\n\nDear {{ name }},\n\nopen: {{ link }}\n\n" + LINE * 12,
    "bench.html": "<p>Dear {{ name }}</p><p><a href='{{ link }}'>confirm</a></p>" + "<p>one paragraph</p>\n" * 20,
}


@writes(KIND)
def write(about_ids: Sequence[int]) -> Mapping[int, Letter]:
    """Letters about rows that are only numbers."""
    return {number: letter(number) for number in about_ids}


def letter(number: int) -> Letter:
    """One letter, with a link as long as a real one."""
    link = f"http://localhost/s/{make_link_token('confirm', number.to_bytes(16))}"
    return Letter(f"s{number}@example.net", "bench", "1", {}, {"name": f"Signer Number {number}", "link": link})


def subject(letters: int) -> float:
    """Letters a second of the worker."""
    with transaction() as session:
        session.execute(delete(Message))
        session.execute(delete(MailAllowance))
        due = now() - timedelta(seconds=1)
        session.add_all(
            Message(
                public_id=new_public_id(), kind=KIND, about_id=number, priority=Priority.PERSON,
                due_at=due, created_at=due,
            )
            for number in range(letters)
        )  # fmt: skip
    started = time.perf_counter()
    while deliver_due(now):
        pass
    seconds = time.perf_counter() - started
    with transaction() as session:
        sent = session.scalar(select(func.count()).where(Message.state == MessageState.SENT))
    assert sent == letters, f"{sent} of {letters} letters were recorded as sent"
    return letters / seconds


def reference(port: int, letters: int, content: bytes) -> float:
    """Letters a second of smtplib with finished bytes."""
    started = time.perf_counter()
    for first in range(0, letters, 100):
        with smtplib.SMTP("127.0.0.1", port) as client:
            for number in range(first, min(first + 100, letters)):
                client.sendmail("sign@localhost", [f"s{number}@example.net"], content)
    return letters / (time.perf_counter() - started)


def make_app(folder: Path, port: int, database_url: str) -> Flask:
    """A migrated site that sends to the sink."""
    KeyStore.make(folder / "keys")
    settings = {"CAMPAIGN_DATA_DIR": str(folder), "CAMPAIGN_SMTP_URL": f"smtp://127.0.0.1:{port}"}
    if database_url:
        settings["CAMPAIGN_DATABASE_URL"] = database_url
    app = create_app(Settings.from_environment(settings))
    app.jinja_env.loader = DictLoader(TEMPLATES)
    with app.app_context():
        flask_migrate.upgrade()
    return app


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--letters", type=int, default=3000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--database-url", default="")
    options = parser.parse_args()
    with (
        tempfile.TemporaryDirectory() as folder,
        subprocess.Popen(
            [sys.executable, "-m", "bench.mail_sink"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        ) as sink,
    ):
        assert sink.stdout is not None
        port = int(sink.stdout.readline())
        app = make_app(Path(folder), port, options.database_url)
        with app.app_context():
            press = Press(app, app.extensions["settings"], SiteWords())
            content = press.print(letter(0), "s0@example.net", bytes(16), now())
            measure(options.letters, options.rounds, port, content)
            db.engine.dispose()
        sink.stdin and sink.stdin.close()


def measure(letters: int, rounds: int, port: int, content: bytes) -> None:
    """Take turns and print each round and the medians."""
    subject(200), reference(port, 200, content)
    rows = [(subject(letters), reference(port, letters, content)) for _ in range(rounds)]
    for ours, theirs in rows:
        print(f"worker {ours:7.0f}/s   smtplib {theirs:7.0f}/s   ratio {ours / theirs:.2f}")
    print(
        f"median: worker {statistics.median(ours for ours, _ in rows):.0f}/s,"
        f" smtplib prebuilt {statistics.median(theirs for _, theirs in rows):.0f}/s,"
        f" ratio {statistics.median(ours / theirs for ours, theirs in rows):.2f} ({len(content)} bytes a letter)"
    )


if __name__ == "__main__":
    main()
