"""One organization's public page."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from campaign.organizations.directory.history import shown_organization
from campaign.organizations.directory.standing import standing
from campaign.organizations.identifiers import public_address, spelled_identifier
from campaign.organizations.merged import kept_slug
from campaign.organizations.refusals import NoSuchOrganization
from campaign.organizations.views import blueprint
from campaign.organizations.website import spelled
from campaign.organizations.wording import AUTHORITIES, EVENTS, KINDS, PROOFS, SCHEMES
from campaign.trackers.records import record_lines
from campaign.web.headers import kept_for_all


@blueprint.get("/organizations/<slug>")
def organization(slug: str) -> ResponseReturnValue:
    """What it is, what it supports, how well that is proved, and its history. Refuses one that never was on a list."""
    shown = shown_organization(slug)
    if shown is None:
        kept = kept_slug(slug)
        if kept is not None:
            return redirect(url_for("organizations.organization", slug=kept))
        raise NoSuchOrganization("No campaign here lists an organization at this address, and none did.")
    sponsor_id = shown.organization.sponsor_id
    return kept_for_all(
        render_template(
            "organizations/directory/organization.html",
            shown=shown,
            organization=shown.organization,
            standing=standing(shown),
            website_spelled=spelled(shown.organization.website),
            ink=shown.supports[0].campaign.ink,
            identifiers=[
                (SCHEMES[scheme], spelled_identifier(scheme, value), public_address(scheme, value))
                for scheme, value in ((each.scheme, each.value) for each in shown.organization.identifiers)
            ],
            records=record_lines([sponsor_id]).get(sponsor_id, []) if sponsor_id is not None else [],
            kinds=KINDS,
            grades=AUTHORITIES,
            proofs=PROOFS,
            events=EVENTS,
        )
    )
