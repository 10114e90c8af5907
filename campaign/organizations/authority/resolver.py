"""The one module that asks the DNS: one name, TXT records, a few seconds."""

from dataclasses import dataclass

import dns.exception
import dns.resolver
from flask import current_app

from campaign.config import Settings

SECONDS = 5.0
MOST_RECORDS = 20
LONGEST = 300  # characters of one record; ours has 52


@dataclass(frozen=True)
class Answer:
    """The TXT records at a name, each cut to 300 characters. `failed` says why nobody answered; empty: somebody did."""

    texts: tuple[str, ...] = ()
    failed: str = ""


def ask(name: str) -> Answer:
    """Ask for the TXT records at `name`. Never raises; waits at most five seconds."""
    settings: Settings = current_app.extensions["settings"]
    try:
        found = _resolver(settings.dns_server).resolve(name, "TXT", search=False)
    except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
        return Answer()
    except dns.exception.DNSException as error:
        return Answer(failed=type(error).__name__)
    except OSError as error:
        return Answer(failed=error.strerror or type(error).__name__)
    texts = [b"".join(record.strings).decode("utf-8", "replace") for record in found]
    return Answer(tuple(sorted(text[:LONGEST] for text in texts))[:MOST_RECORDS])


def _resolver(server: str) -> dns.resolver.Resolver:
    resolver = dns.resolver.Resolver(configure=not server)
    if server:
        host, _, port = server.rpartition(":")
        resolver.nameservers, resolver.port = [host.strip("[]")], int(port)
    resolver.timeout, resolver.lifetime = SECONDS / 2, SECONDS
    return resolver
