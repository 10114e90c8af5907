"""The TXT record that an organization sets to prove that its domain speaks. Derived, never stored."""

import hashlib
from dataclasses import dataclass

from campaign.organizations.models import Support
from campaign.organizations.website import has_own_domain, host_of
from campaign.tokens import make_link_token

LABEL = "_countersign"
PURPOSE = "dns record"


@dataclass(frozen=True)
class Record:
    """Where a TXT record goes and what it says."""

    name: str
    value: str


def record_of(support: Support) -> Record | None:
    """The record that proves this support; None when the website's host is shared by many.

    The value tells nothing to who reads it in the DNS: a digest of a link token for a purpose of its own.
    """
    website = support.organization.website
    if not has_own_domain(website):
        return None
    token = make_link_token(PURPOSE, support.public_id)
    return Record(f"{LABEL}.{host_of(website)}", f"countersign={hashlib.sha256(token.encode()).hexdigest()[:40]}")
