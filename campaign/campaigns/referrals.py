"""Links that somebody passes on: `/c/<slug>?via=<code>`."""

import re
import secrets

from sqlalchemy import select

from campaign.campaigns.models import Referral
from campaign.db import db

CODE = re.compile(r"[a-z0-9-]{4,60}")
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is taken for another
_LENGTH = 10


def new_code() -> str:
    """A code that nobody can guess, short enough to be read out."""
    return "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH))


def referral_id(campaign_id: int, code: str) -> int | None:
    """The id of a campaign's referral with this code; None for no code, a wrong one, or another campaign's."""
    if not CODE.fullmatch(code):
        return None
    return db.session.scalar(select(Referral.id).where(Referral.code == code, Referral.campaign_id == campaign_id))
