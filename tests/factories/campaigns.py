"""Campaigns for tests."""

import itertools
from datetime import UTC, date, datetime
from typing import Any

from campaign.campaigns.create import COMMAND_LINE, Particulars, Words, create_campaign
from campaign.campaigns.models import Campaign
from campaign.campaigns.open import open_campaign as open_

WHEN = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
_numbers = itertools.count(1)


def draft_campaign(now: datetime = WHEN, **overrides: Any) -> Campaign:
    """A draft with everything that opening needs; `overrides` change its Particulars or Words."""
    number = next(_numbers)
    words = {
        "title": f"Every trial registered, every result reported ({number})",
        "addressee": "the heads of the medicines agencies",
        "lead": "One in five results is missing.",
        "ask": "We ask each agency to:\n\n1. write to every sponsor;\n2. use the penalties of the law.",
        "why": "People took part so that *others* would know.",
    }
    words |= {key: overrides.pop(key) for key in list(overrides) if key in words}
    particulars = {
        "slug": f"all-trials-{number}",
        "controller": "The Full Record e. V.",
        "controller_contact": "dpo@fullrecord.example",
        "recipient": "the heads of the medicines agencies",
        "complaint_body": "the Berlin data protection commissioner",
        "retention_until": date(2027, 10, 12),
        **overrides,
    }
    language = particulars.pop("language", "en")
    return create_campaign(Particulars(**particulars), Words(**words), COMMAND_LINE, now, language=language)


def open_campaign(now: datetime = WHEN, **overrides: Any) -> Campaign:
    """A campaign that takes signatures."""
    return open_(draft_campaign(now, **overrides).id, COMMAND_LINE, now)
