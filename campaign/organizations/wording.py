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
from campaign.web.language import N_, gettext

KINDS: dict[OrganizationKind, str] = {
    OrganizationKind.PATIENTS: N_("Patients"),
    OrganizationKind.PROFESSIONAL: N_("Professional society"),
    OrganizationKind.UNIVERSITY: N_("University"),
    OrganizationKind.HOSPITAL: N_("Hospital"),
    OrganizationKind.RESEARCH: N_("Research institute"),
    OrganizationKind.FUNDER: N_("Funder"),
    OrganizationKind.COMPANY: N_("Company"),
    OrganizationKind.PUBLISHER: N_("Publisher"),
    OrganizationKind.LIBRARY: N_("Library"),
    OrganizationKind.UNION: N_("Trade union"),
    OrganizationKind.UMBRELLA: N_("Umbrella of organizations"),
    OrganizationKind.PUBLIC_BODY: N_("Public body"),
    OrganizationKind.CIVIL_SOCIETY: N_("Civil society"),
    OrganizationKind.OTHER: N_("Other"),
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
        N_("Claimed"),
        N_("The contact says that they may speak for the organization. Nothing more is proved."),
    ),
    Authority.DOMAIN: (
        N_("Own domain"),
        N_("The contact confirmed from an e-mail address at the organization’s own domain."),
    ),
    Authority.SECOND_OFFICER: (
        N_("Second officer"),
        N_("A second person of the organization, with an address of their own, confirmed as well."),
    ),
    Authority.PROOF: (
        N_("Proof checked"),
        N_("A record in the organization’s own DNS, or a signed letter, was checked."),
    ),
    Authority.REVIEWED: (
        N_("Reviewed"),
        N_("A reviewer of the campaign looked at all the proofs and at the organization, and vouches for it."),
    ),
}

PROOFS: dict[ProofKind, str] = {
    ProofKind.DOMAIN: N_("Address at its own domain"),
    ProofKind.SECOND_OFFICER: N_("Second officer"),
    ProofKind.DNS: N_("DNS record"),
    ProofKind.LETTER: N_("Signed letter"),
    ProofKind.REVIEW: N_("Reviewer’s word"),
}

# What each grade proves, and what it does not, for the public page. In order, weakest first.
PROVES: dict[Authority, tuple[str, str]] = {
    Authority.CLAIMED: (
        N_("Somebody confirmed the application from a mailbox of theirs, and said that they may speak for it."),
        N_("That the organization knows of it."),
    ),
    Authority.DOMAIN: (
        (
            N_(
                "Whoever confirmed reads mail at the domain of the organization’s website. Mailboxes that anybody "
                "can have "
                "never count, nor do websites at a host that many share."
            )
        ),
        N_("That this person may speak for the whole organization: a large one gives addresses to thousands."),
    ),
    Authority.SECOND_OFFICER: (
        (
            N_(
                "A second person, with another name and another mailbox, confirmed it by themselves. Their address "
                "is at "
                "the organization’s own domain, or a reviewer accepted it after checking the person elsewhere."
            )
        ),
        N_("That its board decided it. Two colleagues can be wrong together, and one person can have two mailboxes."),
    ),
    Authority.PROOF: (
        (
            N_(
                "Whoever runs the organization’s domain put a value into its DNS that this application alone was "
                "given; or "
                "a signed letter was checked, of which we keep the day and a digest of the scan, to compare it by."
            )
        ),
        N_("That nothing changed since: the day is shown, and a record or a signatory may be gone by now."),
    ),
    Authority.REVIEWED: (
        (
            N_(
                "A reviewer of the campaign looked at all of it and vouches for it in public words: the campaign’s own "
                "judgement."
            )
        ),
        (
            N_(
                "More than the proofs that stand beside it. Every listed organization was read by a person; this "
                "says that "
                "the person also stands for its authority."
            )
        ),
    ),
}

# What a contact can do to reach each grade, and the part of its own page where that is done.
RAISES: dict[Authority, tuple[str, str]] = {
    Authority.DOMAIN: (N_("A contact whose address is at the organization’s own domain"), "own.contact"),
    Authority.SECOND_OFFICER: (N_("A second officer who confirms it as well"), "officers.name"),
    Authority.PROOF: (N_("A record in your DNS, or a signed letter"), "authority.own"),
    Authority.REVIEWED: (N_("The word of a reviewer, who looks at all of it; nothing to do for you"), ""),
}

DNS_OUTCOMES: dict[DnsOutcome, str] = {
    DnsOutcome.FOUND: N_("The record is there"),
    DnsOutcome.OTHER: N_("There is another record at this name"),
    DnsOutcome.MISSING: N_("There is no record at this name yet"),
    DnsOutcome.FAILED: N_("No name server answered"),
}

SCHEMES: dict[IdentifierScheme, str] = {
    IdentifierScheme.ROR: N_("ROR"),
    IdentifierScheme.COMPANY: N_("Register number"),
    IdentifierScheme.WIKIDATA: N_("Wikidata"),
    IdentifierScheme.OTHER: N_("Other identifier"),
}

# What forms say beside the field of each.
SCHEME_HINTS: dict[IdentifierScheme, str] = {
    IdentifierScheme.ROR: N_("Like 03vek6s52 or https://ror.org/03vek6s52"),
    IdentifierScheme.COMPANY: (
        N_(
            "In a register of companies or charities of the country chosen above. Begin with another country’s code "
            "if it "
            "is registered there, like GB 01089464."
        )
    ),
    IdentifierScheme.WIKIDATA: N_("Like Q13371"),
    IdentifierScheme.OTHER: N_("With the name of its register, like ISNI 0000 0001 2345 6789"),
}

EVENTS: dict[EventKind, str] = {
    EventKind.JOINED: N_("Joined"),
    EventKind.CHANGED: N_("Changed what it says"),
    EventKind.PROVED: N_("Proved its authority"),
    EventKind.RENEWED: N_("Renewed its support"),
    EventKind.LAPSED: N_("Lapsed, as it was not renewed"),
    EventKind.LEFT: N_("Left"),
    EventKind.PROMISED: N_("Promised"),
    EventKind.MET: N_("Kept a promise"),
    EventKind.LATE: N_("Is late with a promise"),
    EventKind.GAVE_UP: N_("Gave a promise up"),
}


def consent_sentence(controller: str) -> str:
    """What a contact person agrees to; kept with each application, word for word."""
    return gettext(
        "I agree that %(controller)s processes my name, role and e-mail address to check this application "
        "and to reach the organization about its support of this petition.",
        controller=controller,
    )


def retention_sentence(until: date) -> str:
    """How long a contact person's data stays, as the form says it."""
    return gettext(
        "Until the organization leaves, and at the latest %(day)s. Unconfirmed applications: 14 days. "
        "Declined ones: 30 days.",
        day=day(until),
    )
