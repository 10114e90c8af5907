"""Let somebody work on one campaign: a colleague, or somebody new."""

from collections.abc import Collection
from datetime import datetime

from flask import current_app, render_template

from campaign.accounts.admission import find_by_address
from campaign.accounts.create_staff import create_staff
from campaign.accounts.models import RoleName, Staff
from campaign.accounts.places import Place
from campaign.accounts.refusals import AccountClosed
from campaign.accounts.roles import campaign_roles
from campaign.accounts.set_roles import give
from campaign.accounts.site import site_facts
from campaign.audit.record import Actor, record
from campaign.config import Settings
from campaign.db import transaction
from campaign.mail.post_written import post_written


def add_to_campaign(email: str, place: Place, roles: Collection[RoleName], by: Actor, now: datetime) -> Staff:
    """Give the person with this address these roles for a campaign, besides those they have there.

    Somebody new is invited by mail, as `create_staff` does; a colleague gets a letter that says so. Raises
    AccountClosed, NoSuchRole, AddressTaken when two invite at the same moment, and AddressFault.
    """
    known = find_by_address(email)
    if known is None:
        return create_staff(email, roles, by, now, campaign_id=place.id)
    with transaction() as session:
        person = session.get_one(Staff, known.id, with_for_update=True, populate_existing=True)
        if not person.active and person.invited_at is None:
            raise AccountClosed(AccountClosed.__doc__)
        before = campaign_roles(person).get(place.id, [])
        after = [role for role in RoleName if role in before or role in roles]
        give(person, after, place.id)
        record(
            by.id, by.name, "staff.roles_set", f"staff {person.id}", now, campaign_id=place.id,
            subject=f"staff {person.id}", before=sorted(before), roles=sorted(after),
        )  # fmt: skip
        if person.active:
            settings: Settings = current_app.extensions["settings"]
            site = site_facts().name
            text = render_template(
                "accounts/mail/added.txt", person=person, place=place, roles=after, site_name=site,
                desk=f"{settings.base_url}/desk",
            )  # fmt: skip
            post_written(person.email, f"You work on another campaign of {site}", text, now)
    return person
