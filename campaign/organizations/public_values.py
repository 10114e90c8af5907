"""What the public sees of an organization, as plain values: the one place that reads and writes them."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from campaign.organizations.authority.domain_changed import domain_changed
from campaign.organizations.logo import LogoImage
from campaign.organizations.models import (
    Identifier,
    IdentifierScheme,
    Logo,
    Organization,
    OrganizationKind,
    Support,
)
from campaign.organizations.wording import SCHEMES
from campaign.text import folded
from campaign.web.language import N_

# In the order in which pages show them.
LABELS: dict[str, str] = {
    "name": N_("Name"),
    "website": N_("Website"),
    "country": N_("Country"),
    "kind": N_("Kind"),
    "statement": N_("Statement"),
    **{scheme.value: label for scheme, label in SCHEMES.items()},
    "logo": N_("Logo"),
    "dark_logo": N_("Logo for dark pages"),
    "alt": N_("What the logo shows, in words"),
}
PICTURES = ("logo", "dark_logo")


@dataclass(frozen=True)
class Pictures:
    """The two logos that a change brings, or that were there before it."""

    logo: LogoImage | None = None
    dark_logo: LogoImage | None = None


def public_values(support: Support) -> dict[str, Any]:
    """What is shown now, by field; of a logo its digest, empty when there is none."""
    organization = support.organization
    numbers = {identifier.scheme.value: identifier.value for identifier in organization.identifiers}
    logo = organization.logo
    return {
        "name": organization.name,
        "website": organization.website,
        "country": organization.country,
        "kind": organization.kind.value,
        "statement": support.statement,
        **{scheme.value: numbers.get(scheme.value, "") for scheme in IdentifierScheme},
        "logo": logo.sha256 if logo is not None else "",
        "dark_logo": (logo.dark_sha256 or "") if logo is not None else "",
        "alt": logo.alt if logo is not None else "",
    }


def public_pictures(support: Support) -> Pictures:
    """The logos that are there now."""
    logo = support.organization.logo
    if logo is None:
        return Pictures()
    dark = None
    if logo.dark_png is not None and logo.dark_sha256 is not None:
        dark = LogoImage(logo.dark_png, logo.dark_sha256, logo.dark_width or 0, logo.dark_height or 0)
    return Pictures(LogoImage(logo.png, logo.sha256, logo.width, logo.height), dark)


def put(session: Session, support: Support, values: dict[str, Any], pictures: Pictures) -> None:
    """Make these values the public ones, within the caller's transaction; fields that are not named stay."""
    organization = support.organization
    if "name" in values:
        organization.name = values["name"]
        organization.name_key = folded(values["name"])
    if "website" in values:
        before, organization.website = organization.website, values["website"]
        domain_changed(session, organization, before)
    if "country" in values:
        organization.country = values["country"]
    if "kind" in values:
        organization.kind = OrganizationKind(values["kind"])
    if "statement" in values:
        support.statement = values["statement"]
    for scheme in IdentifierScheme:
        if scheme in values:
            _put_identifier(organization, scheme, values[scheme])
    _put_logos(session, organization, values, pictures)
    session.flush()


def _put_identifier(organization: Organization, scheme: IdentifierScheme, value: str) -> None:
    known = next((found for found in organization.identifiers if found.scheme == scheme), None)
    if known is not None and value:
        known.value = value
    elif known is not None:
        organization.identifiers.remove(known)
    elif value:
        organization.identifiers.append(Identifier(organization_id=organization.id, scheme=scheme, value=value))


def _put_logos(session: Session, organization: Organization, values: dict[str, Any], pictures: Pictures) -> None:
    logo = organization.logo
    if "logo" in values:
        if pictures.logo is None:
            if logo is not None:
                session.delete(logo)
                session.flush()
                session.expire(organization, ["logo"])
            return
        if logo is None:
            logo = organization.logo = Logo(organization_id=organization.id, alt="")
        light = pictures.logo
        logo.png, logo.sha256, logo.width, logo.height = light.png, light.sha256, light.width, light.height
    if logo is None:
        return
    if "dark_logo" in values:
        dark = pictures.dark_logo
        logo.dark_png = dark.png if dark else None
        logo.dark_sha256 = dark.sha256 if dark else None
        logo.dark_width, logo.dark_height = (dark.width, dark.height) if dark else (None, None)
    if "alt" in values:
        logo.alt = values["alt"]
