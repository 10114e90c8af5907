"""All that is held about one organization's support, for whoever speaks for it: as JSON, and its history as CSV."""

import json
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from campaign.campaigns.queries import CampaignFacts
from campaign.cells import csv_lines, guarded
from campaign.organizations.authority.queries import proofs_of
from campaign.organizations.commitments.queries import steps_of
from campaign.organizations.contact import open_contact
from campaign.organizations.officers.person import open_officer
from campaign.organizations.own.queries import (
    changes_of,
    commitments_of,
    events_of,
    referral_of,
)
from campaign.organizations.queries import officer_of_support
from campaign.organizations.speaker import Speaker
from campaign.organizations.wording import EVENTS
from campaign.web.formats import stamp

COLUMNS = ("at", "what", "detail")


def own_data(speaker: Speaker, campaign: CampaignFacts, now: datetime) -> bytes:
    """Everything as JSON. The second officer's name and address are in it only when they are the one who asks."""
    support = speaker.support
    organization = support.organization
    logo = organization.logo
    contact = open_contact(support, campaign.public_id)
    officer = officer_of_support(support.id)
    second: dict[str, Any] | None = None
    if support.officer_asked_at is not None or (officer is not None and officer.confirmed_at is not None):
        second = {
            "named_at": support.officer_asked_at,
            "confirmed_at": officer.confirmed_at if officer is not None else None,
        }
        if officer is not None and speaker.officer is not None and speaker.officer.id == officer.id:
            second |= asdict(open_officer(officer, campaign.public_id))
    referral = referral_of(campaign.id, organization.id)
    data = {
        "made_at": now,
        "campaign": {"slug": campaign.slug, "title": campaign.title},
        "organization": {
            "slug": organization.slug,
            "name": organization.name,
            "website": organization.website,
            "country": organization.country,
            "kind": organization.kind,
            "identifiers": {one.scheme: one.value for one in organization.identifiers},
            "logo": {
                "sha256": logo.sha256,
                "dark_sha256": logo.dark_sha256,
                "alt": logo.alt,
            }
            if logo is not None
            else None,
            "created_at": organization.created_at,
        },
        "support": {
            name: getattr(support, name)
            for name in (
                "state", "capacity", "affiliate", "statement", "authority", "authority_declared", "created_at",
                "confirmed_at", "approved_at", "renew_by", "renewal_asked_at", "lapsed_at",
            )
        },
        "proofs": [
            {"kind": one.kind, "evidence": one.evidence, "proved_at": one.proved_at} for one in proofs_of(support.id)
        ],
        "changes": [
            {
                "values": one.values,
                "state": one.state,
                "asked_at": one.asked_at,
                "decided_at": one.decided_at,
                "note": one.note,
            }
            for one in changes_of(support.id)
        ],
        "history": [{"at": one.at, "what": one.what, "detail": one.detail} for one in events_of(support.id)],
        "commitments": [
            {
                name: getattr(one, name)
                for name in (
                    "promise", "due_on", "first_due_on", "asked_due_on", "asked_at", "state", "met_on", "evidence_url",
                    "evidence_note", "evidence_at", "review_note", "created_at", "reviewed_at",
                )
            }
            | {
                "steps": [
                    {name: getattr(step, name) for name in ("at", "act", "note", "url", "due_on", "undone_at")}
                    for step in steps_of(one.id)
                ]
            }
            for one in commitments_of(support.id)
        ],
        "contact": {
            "name": contact.name,
            "role": contact.role,
            "email": contact.email,
            "consent": contact.consent,
            "new_email": contact.new_email,
        }
        if contact is not None and speaker.officer is None
        else None,
        "second_officer": second,
        "referral_code": referral.code if referral is not None else None,
    }  # fmt: skip
    return json.dumps(data, ensure_ascii=False, indent=1, default=_plain).encode()


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return stamp(value)
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(type(value).__name__)


def own_history(speaker: Speaker) -> bytes:
    """The public history as CSV, oldest first, in cells that no spreadsheet runs."""
    rows = [(stamp(one.at), EVENTS[one.what], guarded(one.detail)) for one in reversed(events_of(speaker.support.id))]
    return csv_lines([COLUMNS, *rows])
