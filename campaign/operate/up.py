"""Start the whole site: web and worker processes under one command."""

import errno
import os
import socket
import urllib.error
import urllib.request
from collections.abc import Callable
from datetime import datetime
from urllib.parse import urlsplit

from campaign.accounts.links import setup_link
from campaign.config import Settings
from campaign.operate.archive import product_version
from campaign.operate.locks import only_here
from campaign.operate.prepare import at_work, start_site
from campaign.operate.processes import HOME, child_environment, web_command, worker_command
from campaign.operate.refusals import PortTaken
from campaign.operate.supervise import Child, Supervisor


def up(settings: Settings, host: str, port: int, now: datetime, say: Callable[[str], None]) -> int:
    """Make the site ready, run it until told to stop, and answer the exit code.

    `say` prints one line. Raises AlreadyRunning, PortTaken, SiteNotReady, KeyFault, DatabaseUnavailable.
    """
    with only_here(settings.data_dir):
        require_free(host, port)
        say("Starting, which takes some seconds.")
        site = start_site(settings, now)
        with at_work(site):
            link = setup_link()
        supervisor = Supervisor(
            [Child("web server", web_command(settings, host, port)), Child("worker", worker_command(settings))],
            child_environment(settings, os.environ), HOME, say,
        )  # fmt: skip
        code = supervisor.run(lambda: answers(host, port), lambda: say(summary(settings, host, port, link)))
    say("Stopped. Everything is kept; start again whenever you like." if code == 0 else "The site could not start.")
    return code


def require_free(host: str, port: int) -> None:
    """Raise PortTaken when nobody can listen there."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise PortTaken(
                    f"Port {port} on {host} is in use by another program. Choose another: --port {port + 1}"
                ) from None
            raise PortTaken(f"Nobody can listen on {host}, port {port}: {os.strerror(error.errno or 0)}.") from None


def answers(host: str, port: int) -> bool:
    """Whether the web server says that it is alive."""
    reachable = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - what to ask, not what to bind
    address = f"[{reachable}]" if ":" in reachable else reachable
    try:
        with urllib.request.urlopen(f"http://{address}:{port}/healthz", timeout=2) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def summary(settings: Settings, host: str, port: int, link: str | None) -> str:
    """What an operator wants to know once the site answers."""
    lines = [("Site", settings.base_url)]
    if urlsplit(settings.base_url).port != port:
        lines.append(("Listens on", f"{host}:{port}"))
    if link:
        lines.append(("Set up", f"{link}  (works once; makes the first staff account)"))
    else:
        lines.append(("Desk", f"{settings.base_url}/desk"))
    if settings.smtp_url:
        smtp = urlsplit(settings.smtp_url)
        lines.append(
            ("Mail", f"goes out through {smtp.hostname}:{smtp.port or (465 if smtp.scheme == 'smtps' else 587)}")
        )
    else:
        lines.append(
            ("Mail", "stays in the in-app mailbox until CAMPAIGN_SMTP_URL is set; read it with `campaign mailbox`")
        )
    lines += [("State", str(settings.data_dir.resolve())), ("Stop", "Ctrl-C")]
    shown = "\n".join(f"  {name:<11}{value}" for name, value in lines)
    return f"\nCountersign {product_version()}\n\n{shown}\n"
