"""Which organizations that support a campaign are a sponsor of trials: for the sponsor's page."""

from dataclasses import dataclass
from datetime import datetime

from flask import Flask
from sqlalchemy import select

from campaign.campaigns.queries import CampaignFacts, campaign_facts_of
from campaign.db import db
from campaign.organizations.directory.queries import counts_as_organization
from campaign.organizations.models import Organization, Support
from campaign.trackers.records import same_sponsors


@dataclass(frozen=True)
class Supporting:
    """One listed support by an organization that is the sponsor."""

    name: str
    slug: str
    campaign_slug: str
    campaign_title: str
    since: datetime


def supporting_organizations(sponsor_id: int) -> list[Supporting]:
    """Support by organizations that are this sponsor, under any of its names, the longest-standing first.

    Personal affiliations are not among them: those people speak for themselves.
    """
    rows = db.session.execute(
        select(Organization.name, Organization.slug, Support.campaign_id, Support.approved_at)
        .join(Support, Support.organization_id == Organization.id)
        .where(
            Organization.sponsor_id.in_(same_sponsors(sponsor_id)),
            counts_as_organization(),
        )
        .order_by(Support.approved_at, Support.id)
    ).all()
    campaigns: dict[int, CampaignFacts | None] = {row.campaign_id: campaign_facts_of(row.campaign_id) for row in rows}
    return [
        Supporting(name, slug, campaign.slug, campaign.title, since)
        for name, slug, campaign_id, since in rows
        if since is not None and (campaign := campaigns[campaign_id]) is not None
    ]


def install(app: Flask) -> None:
    """Make it known to templates."""
    app.jinja_env.globals["supporting_organizations"] = supporting_organizations
