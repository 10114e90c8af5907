"""The words of the room: kinds of organizations, states, and what a contact person agrees to. Pure."""

from datetime import date

from campaign.organizations.models import (
    Authority,
    ChangeState,
    DnsOutcome,
    EventKind,
    IdentifierScheme,
    OrganizationKind,
    ProofKind,
    SupportState,
)
from campaign.web.formats import day

KINDS: dict[OrganizationKind, str] = {
    OrganizationKind.PATIENTS: "Patients",
    OrganizationKind.PROFESSIONAL: "Professional society",
    OrganizationKind.UNIVERSITY: "University",
    OrganizationKind.HOSPITAL: "Hospital",
    OrganizationKind.RESEARCH: "Research institute",
    OrganizationKind.FUNDER: "Funder",
    OrganizationKind.COMPANY: "Company",
    OrganizationKind.PUBLISHER: "Publisher",
    OrganizationKind.LIBRARY: "Library",
    OrganizationKind.UNION: "Trade union",
    OrganizationKind.UMBRELLA: "Umbrella of organizations",
    OrganizationKind.PUBLIC_BODY: "Public body",
    OrganizationKind.CIVIL_SOCIETY: "Civil society",
    OrganizationKind.OTHER: "Other",
}

STATES: dict[SupportState, str] = {
    SupportState.UNCONFIRMED: "Not confirmed",
    SupportState.WAITING: "Waiting for review",
    SupportState.APPROVED: "Listed",
    SupportState.DECLINED: "Declined",
    SupportState.LEFT: "Left",
    SupportState.LAPSED: "Lapsed",
    SupportState.INVITED: "Invited by its umbrella",
}

CHANGE_STATES: dict[ChangeState, str] = {
    ChangeState.WAITING: "Waiting for review",
    ChangeState.ACCEPTED: "Accepted",
    ChangeState.DECLINED: "Declined",
    ChangeState.WITHDRAWN: "Taken back",
}

# What the badge says, and what it means to somebody who reads it.
AUTHORITIES: dict[Authority, tuple[str, str]] = {
    Authority.CLAIMED: (
        "Claimed",
        "The contact says that they may speak for the organization. Nothing more is proved.",
    ),
    Authority.DOMAIN: (
        "Own domain",
        "The contact confirmed from an e-mail address at the organization’s own domain.",
    ),
    Authority.SECOND_OFFICER: (
        "Second officer",
        "A second person of the organization, with an address of their own, confirmed as well.",
    ),
    Authority.PROOF: (
        "Proof checked",
        "A record in the organization’s own DNS, or a signed letter, was checked.",
    ),
    Authority.REVIEWED: (
        "Reviewed",
        "A reviewer of the campaign looked at all the proofs and at the organization, and vouches for it.",
    ),
}

PROOFS: dict[ProofKind, str] = {
    ProofKind.DOMAIN: "Address at its own domain",
    ProofKind.SECOND_OFFICER: "Second officer",
    ProofKind.DNS: "DNS record",
    ProofKind.LETTER: "Signed letter",
    ProofKind.REVIEW: "Reviewer’s word",
}

# What each grade proves, and what it does not, for the public page. In order, weakest first.
PROVES: dict[Authority, tuple[str, str]] = {
    Authority.CLAIMED: (
        "Somebody confirmed the application from a mailbox of theirs, and said that they may speak for it.",
        "That the organization knows of it.",
    ),
    Authority.DOMAIN: (
        (
            "Whoever confirmed reads mail at the domain of the organization’s website. Mailboxes that anybody can have "
            "never count, nor do websites at a host that many share."
        ),
        "That this person may speak for the whole organization: a large one gives addresses to thousands.",
    ),
    Authority.SECOND_OFFICER: (
        (
            "A second person, with another name and another mailbox, confirmed it by themselves. Their address is at "
            "the organization’s own domain, or a reviewer accepted it after checking the person elsewhere."
        ),
        "That its board decided it. Two colleagues can be wrong together, and one person can have two mailboxes.",
    ),
    Authority.PROOF: (
        (
            "Whoever runs the organization’s domain put a value into its DNS that this application alone was given; or "
            "a signed letter was checked, of which we keep the day and a digest of the scan, to compare it by."
        ),
        "That nothing changed since: the day is shown, and a record or a signatory may be gone by now.",
    ),
    Authority.REVIEWED: (
        (
            "A reviewer of the campaign looked at all of it and vouches for it in public words: the campaign’s own "
            "judgement."
        ),
        (
            "More than the proofs that stand beside it. Every listed organization was read by a person; this says that "
            "the person also stands for its authority."
        ),
    ),
}

# What a contact can do to reach each grade, and the part of its own page where that is done.
RAISES: dict[Authority, tuple[str, str]] = {
    Authority.DOMAIN: ("A contact whose address is at the organization’s own domain", "own.contact"),
    Authority.SECOND_OFFICER: ("A second officer who confirms it as well", "officers.name"),
    Authority.PROOF: ("A record in your DNS, or a signed letter", "authority.own"),
    Authority.REVIEWED: ("The word of a reviewer, who looks at all of it; nothing to do for you", ""),
}

DNS_OUTCOMES: dict[DnsOutcome, str] = {
    DnsOutcome.FOUND: "The record is there",
    DnsOutcome.OTHER: "There is another record at this name",
    DnsOutcome.MISSING: "There is no record at this name yet",
    DnsOutcome.FAILED: "No name server answered",
}

SCHEMES: dict[IdentifierScheme, str] = {
    IdentifierScheme.ROR: "ROR",
    IdentifierScheme.COMPANY: "Register number",
    IdentifierScheme.WIKIDATA: "Wikidata",
    IdentifierScheme.OTHER: "Other identifier",
}

# What forms say beside the field of each.
SCHEME_HINTS: dict[IdentifierScheme, str] = {
    IdentifierScheme.ROR: "Like 03vek6s52 or https://ror.org/03vek6s52",
    IdentifierScheme.COMPANY: (
        "In a register of companies or charities of the country chosen above. Begin with another country’s code if it "
        "is registered there, like GB 01089464."
    ),
    IdentifierScheme.WIKIDATA: "Like Q13371",
    IdentifierScheme.OTHER: "With the name of its register, like ISNI 0000 0001 2345 6789",
}

EVENTS: dict[EventKind, str] = {
    EventKind.JOINED: "Joined",
    EventKind.CHANGED: "Changed what it says",
    EventKind.PROVED: "Proved its authority",
    EventKind.RENEWED: "Renewed its support",
    EventKind.LAPSED: "Lapsed, as it was not renewed",
    EventKind.LEFT: "Left",
    EventKind.PROMISED: "Promised",
    EventKind.MET: "Kept a promise",
    EventKind.LATE: "Is late with a promise",
    EventKind.GAVE_UP: "Gave a promise up",
}


def consent_sentence(controller: str) -> str:
    """What a contact person agrees to; kept with each application, word for word."""
    return (
        f"I agree that {controller} processes my name, role and e-mail address to check this application "
        "and to reach the organization about its support of this petition."
    )


def retention_sentence(until: date) -> str:
    """How long a contact person's data stays, as the form says it."""
    return (
        f"Until the organization leaves, and at the latest {day(until)}. "
        "Unconfirmed applications: 14 days. Declined ones: 30 days."
    )
