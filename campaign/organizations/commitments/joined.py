"""Promises on pages that are about something else: a campaign, an organization, a sponsor of trials."""

from datetime import date

from flask import Flask

from campaign.clock import now
from campaign.organizations.commitments.queries import (
    Counts,
    Filters,
    count_promises,
    promises_of_organization,
    promises_of_sponsor,
    with_campaigns,
)
from campaign.organizations.commitments.wording import standing
from campaign.web.kept import kept

KEEP_SECONDS = 10.0


def promise_counts(campaign_id: int) -> Counts:
    """How a campaign's promises stand, at most ten seconds old."""
    return kept(("promises", campaign_id), KEEP_SECONDS, lambda: count_promises(campaign_id, Filters(), today()))


def today() -> date:
    """This UTC day."""
    return now().date()


def install(app: Flask) -> None:
    """Make promises known to templates."""
    app.jinja_env.globals.update(
        promise_counts=promise_counts,
        promises_of_organization=lambda organization_id: with_campaigns(promises_of_organization(organization_id)),
        promises_of_sponsor=promises_of_sponsor,
        promise_standing=lambda promise: standing(promise, today()),
    )
