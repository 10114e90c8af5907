"""Accept what an organization asked for: the public sees it at once, and its contact is told."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from campaign.audit.record import Actor, record
from campaign.db import transaction
from campaign.mail.models import Priority
from campaign.mail.post import post
from campaign.organizations.happened import happened
from campaign.organizations.logo import logo_of_ours
from campaign.organizations.models import Change, ChangeState, EventKind, Support, SupportState
from campaign.organizations.own.lock_change import lock_change
from campaign.organizations.own.retag import retag_all
from campaign.organizations.public_values import LABELS, Pictures, public_pictures, public_values, put
from campaign.organizations.refusals import ChangeDecided
from campaign.organizations.shared import Reviews, everywhere, refuse_if_shared
from campaign.organizations.speaker import HAVE_A_PAGE
from campaign.web.formats import inline
from campaign.web.language import gettext

ACCEPTED = "organizations.change_accepted"
OF_THE_SUPPORT = {"statement"}  # all else is the organization's, whatever it supports
WAS = "was"  # what the values were before, in `Change.values`; the pictures of the row are then the earlier ones


def accept_change(change_id: int, actor: Actor, now: datetime, *, reviews: Reviews = everywhere) -> Change:
    """Make a waiting change public; another website takes the proofs by domain back.

    `reviews` says for which campaigns the actor may decide. Raises NoSuchChange, ChangeDecided, SharedElsewhere.
    """
    with transaction() as session:
        change, support = lock_change(session, change_id)
        if change.state != ChangeState.WAITING or support.state not in HAVE_A_PAGE:
            raise ChangeDecided
        if fields(change) - OF_THE_SUPPORT:
            refuse_if_shared(support.organization_id, reviews)
        exchange(session, change, support)
        change.state = ChangeState.ACCEPTED
        change.decided_at = now
        change.staff_id = actor.id
        change.note = ""
        if support.state != SupportState.WAITING:
            happened(support.id, EventKind.CHANGED, now, in_words(change.values))
        post(ACCEPTED, change.id, now, campaign_id=support.campaign_id, priority=Priority.NOTICE)
        record(
            actor.id, actor.name, "change.accepted", support.organization.slug, now, campaign_id=support.campaign_id,
            subject=f"organization {support.organization_id}", change=change.id, fields=sorted(fields(change)),
        )  # fmt: skip
    return change


def exchange(session: Session, change: Change, support: Support) -> None:
    """Put the change's values and pictures in the place of the public ones, and keep those in the change."""
    values = {key: change.values[key] for key in fields(change)}
    shown, pictures = public_values(support), public_pictures(support)
    put(
        session,
        support,
        values,
        Pictures(
            logo_of_ours(change.logo_png) if change.logo_png is not None else None,
            logo_of_ours(change.dark_logo_png) if change.dark_logo_png is not None else None,
        ),
    )
    if "logo" in values:
        change.logo_png = pictures.logo.png if pictures.logo is not None else None
    if "dark_logo" in values:
        change.dark_logo_png = pictures.dark_logo.png if pictures.dark_logo is not None else None
    change.values = {**values, WAS: {key: shown[key] for key in values}}
    if "name" in values:
        retag_all(session, support.organization_id)


def fields(change: Change) -> set[str]:
    """Which fields a change is about."""
    return set(change.values) - {WAS}


def in_words(values: dict[str, Any]) -> str:
    """What was changed, for the public history: 'Name (was “Fennmark”), statement'."""
    said = []
    for key, label in LABELS.items():
        if key in values:
            was = values.get(WAS, {}).get(key, "")
            field = gettext(label)
            told = key in ("name", "website") and was
            said.append(gettext("%(field)s (was “%(was)s”)", field=field, was=was) if told else field)
    return ", ".join([said[0], *(inline(word) if word[:3] != "ROR" else word for word in said[1:])])
