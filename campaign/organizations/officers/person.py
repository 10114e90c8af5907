"""The second officer's name, role and address: sealed, opened to write a letter and for a look on record."""

from dataclasses import dataclass

from campaign.organizations.models import Officer
from campaign.sealed import address_tag, seal, unseal
from campaign.text import read_address


@dataclass(frozen=True)
class OfficerPerson:
    """Who else speaks, as the contact named them."""

    name: str
    role: str
    email: str


def seal_officer(officer: Officer, campaign_id: int, campaign: bytes, person: OfficerPerson) -> None:
    """Put a person into a row, with the tag that finds the address again; `campaign` is the campaign's public id."""
    values = {"name": person.name, "role": person.role, "email": person.email}
    officer.sealed = seal("officer", campaign, officer.public_id, values)
    officer.contact_tag = tag_of(campaign_id, person)


def open_officer(officer: Officer, campaign: bytes) -> OfficerPerson:
    """The person of a row. Raises KeyFault when the key is gone."""
    return OfficerPerson(**unseal("officer", campaign, officer.public_id, officer.sealed))


def tag_of(campaign_id: int, person: OfficerPerson) -> bytes:
    """Tag of the officer's canonical address within the campaign; like the contact's, so that the two compare."""
    return address_tag(campaign_id, read_address(person.email).canonical)
