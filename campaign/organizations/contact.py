"""The contact person of an application: sealed when stored, opened only to write a letter or for the reviewer."""

import hashlib
from dataclasses import asdict, dataclass

from campaign.organizations.models import Support
from campaign.sealed import seal, unseal


@dataclass(frozen=True)
class Contact:
    """Who speaks: `consent` holds the exact words of the box that was ticked. `new_email` is an address that they want
    to be written to and that has not confirmed yet; empty when there is none."""

    name: str
    role: str
    email: str
    consent: str
    new_email: str = ""
    new_email_asked_at: str = ""  # ISO 8601
    language: str = ""  # in which they are written to


def seal_contact(support: Support, campaign: bytes, contact: Contact) -> None:
    """Put a contact into its row; `campaign` is the campaign's public id."""
    values = {key: value for key, value in asdict(contact).items() if value or not key.startswith(("new_", "language"))}
    support.sealed = seal("support", campaign, support.public_id, values)


def open_contact(support: Support, campaign: bytes) -> Contact | None:
    """The contact of a row, or None once it has been erased. Raises KeyFault when the key is gone."""
    if support.sealed is None:
        return None
    return Contact(**unseal("support", campaign, support.public_id, support.sealed))


def application_tag(contact_tag: bytes, name_key: str) -> bytes:
    """Tag (16 bytes) of one contact's application for one organization; as unlinkable as the contact's own tag."""
    return hashlib.sha256(contact_tag + name_key.encode()).digest()[:16]
