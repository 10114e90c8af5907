"""What roles are called, what each is for, and what each may do: the words for pages, made from `permissions.ROLES`."""

from dataclasses import dataclass

from campaign.accounts.models import RoleName, Staff
from campaign.accounts.permissions import ROLES, SITE_WIDE, Permission

PURPOSES: dict[RoleName, str] = {
    RoleName.OWNER: "everything, and who may do what",
    RoleName.EDITOR: "campaigns and their texts",
    RoleName.REVIEWER: "organizations, held signatures, the list of signatories",
    RoleName.EXPORTER: "takes lists out and brings lists in",
    RoleName.MAILER: "letters: what is stuck, what is owed",
    RoleName.AUDITOR: "reads what everybody did, and changes nothing",
    RoleName.SECURITY: "accounts and sessions of colleagues, and the audit log",
}
# Whose purpose is the whole site cannot be held for one campaign.
FOR_ONE_CAMPAIGN = tuple(role for role in RoleName if role != RoleName.SECURITY)


@dataclass(frozen=True)
class RoleMeaning:
    """A role as pages explain it."""

    role: RoleName
    purpose: str
    permissions: tuple[Permission, ...]


def meaning(role: RoleName, *, one_campaign: bool) -> RoleMeaning:
    """What a role may do: everywhere, or where it is held for one campaign alone."""
    held = ROLES[role] - (SITE_WIDE if one_campaign else frozenset())
    return RoleMeaning(role, PURPOSES[role], tuple(each for each in Permission if each in held))


def meanings(*, one_campaign: bool = False) -> list[RoleMeaning]:
    """Every role that can be given, for the whole site or for one campaign."""
    return [meaning(role, one_campaign=one_campaign) for role in (FOR_ONE_CAMPAIGN if one_campaign else RoleName)]


def site_roles(person: Staff) -> list[RoleName]:
    """The roles that somebody holds for the whole site, in the order of `RoleName`."""
    held = {role.name for role in person.roles}
    return [role for role in RoleName if role.value in held]


def campaign_roles(person: Staff) -> dict[int, list[RoleName]]:
    """The roles that somebody holds for single campaigns, by the campaign's id."""
    held: dict[int, set[RoleName]] = {}
    for given in person.campaign_roles:
        held.setdefault(given.campaign_id, set()).add(given.role)
    return {id_: [role for role in RoleName if role in held[id_]] for id_ in sorted(held)}
