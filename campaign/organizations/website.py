"""Web addresses that organizations give. They are checked by their letters alone; this site never fetches one."""

import re
from contextlib import suppress
from ipaddress import ip_address
from urllib.parse import urlsplit

import idna

from campaign.organizations.shared_hosts import MAIL_HOSTS, WEB_HOSTS, is_shared
from campaign.web.language import gettext

LONGEST = 200
_PATH = re.compile(r"(/[A-Za-z0-9._~-]+)*/?")


class WebsiteFault(ValueError):
    """A web address cannot be taken; the message says why in words for the person who typed it."""


def read_website(text: str) -> str:
    """A typed web address as it is stored: scheme, host in IDNA form, plain path. Raises WebsiteFault.

    Without a scheme, https is meant. User names, ports, queries, fragments, `..` and IP addresses are refused: they are
    how a link is made to look like another site's.
    """
    typed = text.strip()
    if not typed or len(typed) > LONGEST:
        raise WebsiteFault(
            gettext(
                "Enter the address of the website, %(most)s characters at most, like https://example.org", most=LONGEST
            )
        )
    if re.search(r"[\s\\\x00-\x1f\x7f]", typed):
        raise WebsiteFault(gettext("A web address has no spaces and no backslashes"))
    if "://" not in typed:
        typed = f"https://{typed}"
    try:
        parts = urlsplit(typed)
        port = parts.port
    except ValueError:
        raise WebsiteFault(
            gettext("We cannot read this web address. It should look like https://example.org")
        ) from None
    if parts.scheme not in ("http", "https"):
        raise WebsiteFault(gettext("The web address must start with https:// or http://"))
    if "@" in parts.netloc or port is not None or ":" in parts.netloc:
        raise WebsiteFault(gettext("Give the web address without a user name and without a port"))
    if "?" in typed or "#" in typed:
        raise WebsiteFault(gettext("Give the web address of a page, without ? and # and what follows them"))
    if not _PATH.fullmatch(parts.path) or any(step in (".", "..") for step in parts.path.split("/")):
        raise WebsiteFault(
            gettext("The path of the web address may hold letters, figures and . _ ~ - only; the front page will do")
        )
    return f"{parts.scheme}://{_host(parts.hostname or '')}{'' if parts.path == '/' else parts.path}"


def _host(name: str) -> str:
    name = name.rstrip(".")
    try:
        ip_address(name)
    except ValueError:
        pass
    else:
        raise WebsiteFault(gettext("Give the website’s name, not a number"))
    try:
        host = idna.encode(name, uts46=True).decode("ascii")
    except idna.IDNAError:
        raise WebsiteFault(
            gettext("We cannot read this web address. It should look like https://example.org")
        ) from None
    last = host.rpartition(".")[2]
    if "." not in host or last.isdigit() or len(host) > 253 or last in ("local", "localhost", "internal", "onion"):
        raise WebsiteFault(gettext("The website’s name has no ending. It should look like example.org"))
    return host


def host_of(website: str) -> str:
    """The host of a stored website, without www."""
    return (urlsplit(website).hostname or "").removeprefix("www.")


def spelled(website: str) -> str:
    """A stored website as people write it: no scheme, no www., international letters."""
    host = host_of(website)
    with suppress(idna.IDNAError):
        host = idna.decode(host)
    return host + urlsplit(website).path.rstrip("/")


def domain_of(address: str) -> str:
    """The part of an e-mail address behind the @."""
    return address.rpartition("@")[2].lower()


def is_public_mail_host(domain: str) -> bool:
    """Whether anybody can have an address at this domain."""
    return domain in MAIL_HOSTS


def own_domain(address: str, website: str) -> bool:
    """Whether an e-mail address is at the website's domain, or at one above or below it (med.uni.example).

    Domains that belong to many never count: public mail hosts, hosts of other people's pages, registries.
    """
    mail, web = domain_of(address), host_of(website)
    if not mail or is_shared(mail) or is_shared(web):
        return False
    return mail == web or mail.endswith(f".{web}") or web.endswith(f".{mail}")


def has_own_domain(website: str) -> bool:
    """Whether the website's host can be the organization's own, so that a record in its DNS would prove something."""
    host = host_of(website)
    return not is_shared(host) and not any(host.endswith(f".{shared}") for shared in WEB_HOSTS)
