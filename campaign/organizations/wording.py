"""The words of the room: kinds of organizations, states, and what a contact person agrees to. Pure."""

from datetime import date

from campaign.organizations.models import OrganizationKind, SupportState
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
