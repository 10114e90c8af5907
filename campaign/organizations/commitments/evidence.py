"""The address of evidence: a page or file on the public web. It is checked by its letters alone, never fetched."""

import re
from typing import Final

from campaign.organizations.website import WebsiteFault, read_website

LONGEST: Final = 500
_ENCODED = r"%(?:[2-9A-Fa-f][0-9A-Fa-f])"
_PATH = re.compile(rf"(?:/(?:[A-Za-z0-9._~!$&'()*+,;=:-]|{_ENCODED})+)*/?")
_QUERY = re.compile(rf"(?:[A-Za-z0-9._~!$&'()*+,;=:/?-]|{_ENCODED})*")
# Encoded dots and strokes are read as plain ones by some; 7F is a control character.
_DISGUISED = re.compile(r"%(?:2e|2f|5c|7f)", re.IGNORECASE)


def read_evidence_address(text: str) -> str:
    """A typed address of evidence as it is stored. Raises WebsiteFault with words for the person who typed it.

    As `read_website` takes it, but a query is allowed, and the path may hold what addresses of documents hold:
    brackets, commas and encoded letters. User names, ports, fragments, IP addresses and steps up are refused.
    """
    typed = text.strip()
    if not typed or len(typed) > LONGEST:
        raise WebsiteFault(f"Enter the address of the evidence, {LONGEST} characters at most")
    if re.search(r"[\s\\\x00-\x1f\x7f]", typed):
        raise WebsiteFault("A web address has no spaces and no backslashes")
    if "#" in typed:
        raise WebsiteFault("Give the address without # and what follows it")
    if "://" not in typed.partition("?")[0]:
        typed = f"https://{typed}"
    address, mark, query = typed.partition("?")
    scheme, _, rest = address.partition("://")
    host, stroke, path = rest.partition("/")
    site = read_website(f"{scheme}://{host}")
    path = stroke + path
    steps = path.split("/")
    if not _PATH.fullmatch(path) or _DISGUISED.search(path) or any(step in (".", "..") for step in steps):
        raise WebsiteFault("The path of this address holds characters that we do not take; another link to it will do")
    if not _QUERY.fullmatch(query):
        raise WebsiteFault("What follows the ? in this address holds characters that we do not take")
    return f"{site}{path}{mark if query else ''}{query}"
