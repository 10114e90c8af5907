"""One line of an umbrella's list as an organization with a contact, or what is wrong with it. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from campaign.imports.countries import country_code
from campaign.imports.target import Line
from campaign.organizations.models import OrganizationKind
from campaign.organizations.website import WebsiteFault, domain_of, is_public_mail_host, own_domain, read_website
from campaign.organizations.wording import KINDS
from campaign.text import LOOKS_LIKE_LINK, Address, AddressFault, folded, read_address

LONGEST = {"name": 160, "contact_name": 120, "role": 120, "statement": 600}
PUBLIC_HOST = "The address is at a public mail host, so it cannot prove who speaks."
ELSEWHERE = "The address is not at the website’s domain, so it cannot prove who speaks."
_KINDS = {folded(label): kind for kind, label in KINDS.items()} | {folded(kind.value): kind for kind in KINDS}


@dataclass(frozen=True)
class Member:
    """One member as its umbrella names it."""

    name: str
    website: str
    country: str
    kind: OrganizationKind
    contact_name: str
    role: str
    address: Address
    statement: str

    @property
    def key(self) -> str:
        """The name as names are compared."""
        return folded(self.name)


def read_member(line: Line, options: Mapping[str, str]) -> tuple[Member | None, tuple[str, ...]]:
    """The member that a line names, and remarks; without a member the remarks are faults, and say what to do."""
    faults = [*_long(line), *_names(line)]
    website = address = None
    try:
        website = read_website(line.get("website"))
    except WebsiteFault as fault:
        faults.append(f"{fault}.")
    try:
        address = read_address(line.get("email"))
    except AddressFault:
        faults.append("The contact’s e-mail address is no whole address, like name@example.org.")
    country = country_code(line.get("country")) if line.get("country") else options.get("country", "")
    if not country:
        faults.append("The country is not known. Write its name or its two-letter code.")
    kind = _KINDS.get(folded(line.get("kind"))) if line.get("kind") else None
    if line.get("kind") and kind is None:
        faults.append(f"The kind is not one of ours: {', '.join(KINDS.values())}.")
    if faults or website is None or address is None or not country:
        return None, tuple(faults)
    member = Member(
        name=line.get("name"),
        website=website,
        country=country,
        kind=kind or OrganizationKind(options.get("kind") or OrganizationKind.OTHER.value),
        contact_name=line.get("contact_name"),
        role=line.get("role") or "Contact",
        address=address,
        statement=line.get("statement"),
    )
    return member, _remarks(member)


def _long(line: Line) -> list[str]:
    return [
        f"{name.replace('_', ' ').capitalize()}: use {most} characters at most; these are {len(line.get(name))}."
        for name, most in LONGEST.items()
        if len(line.get(name)) > most
    ]


def _names(line: Line) -> list[str]:
    faults = []
    for name, label in (("name", "name of the organization"), ("contact_name", "contact’s name"), ("role", "role")):
        text = line.get(name)
        if not text and name != "role":
            faults.append(f"The {label} is missing.")
        elif text and not any(letter.isalpha() for letter in text):
            faults.append(f"The {label} has no letters in it.")
        elif LOOKS_LIKE_LINK.search(text) or "\n" in text:
            faults.append(f"The {label} must be one line without a web address.")
    return faults


def _remarks(member: Member) -> tuple[str, ...]:
    if is_public_mail_host(domain_of(member.address.mailbox)):
        return (PUBLIC_HOST,)
    return () if own_domain(member.address.mailbox, member.website) else (ELSEWHERE,)
