"""Desk pages about the audit log."""

from datetime import date

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from campaign.accounts.permissions import Permission, mine, needs
from campaign.audit.models import AuditEntry
from campaign.audit.queries import Wanted, actors, acts, campaigns_acted_on, entries
from campaign.web.paging import page_number, paged

blueprint = Blueprint("audit", __name__)


@blueprint.get("/audit")
@needs(Permission.SEE_AUDIT)
def log() -> ResponseReturnValue:
    """What staff did and saw, newest first, filtered by the URL."""
    wanted = Wanted(
        act=request.args.get("act") or None,
        actor=request.args.get("actor") or None,
        campaign_id=_number(request.args.get("campaign", "")),
        day=_day(request.args.get("day", "")),
    )
    within = mine(AuditEntry.campaign_id, Permission.SEE_AUDIT)
    return render_template(
        "audit/log.html",
        page=paged(entries(wanted).where(within), number=page_number()),
        wanted=wanted,
        acts=acts(within),
        actors=actors(within),
        campaigns=campaigns_acted_on(within),
    )


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 10 else None


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day < date.max else None  # the search runs to the day after
