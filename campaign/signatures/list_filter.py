"""The filter of the desk's list of signatories, from a URL and into one."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from campaign.signatures.models import SignatureState
from campaign.signatures.signatories import SignatoryFilter


def read_filter(asked: Mapping[str, str], text_ids: Collection[int]) -> tuple[SignatoryFilter, dict[str, str]]:
    """What a URL's arguments ask for, and a sentence for each part that makes no sense and is left out.

    `text_ids` are the published texts of the campaign at hand.
    """
    faults: dict[str, str] = {}
    days: dict[str, date | None] = {}
    for name in ("from", "to"):
        try:
            days[name] = date.fromisoformat(asked[name]) if asked.get(name) else None
        except ValueError:
            days[name], faults[name] = None, "Enter a date, like 2026-11-22"
    if days["from"] and days["to"] and days["from"] > days["to"]:
        days["to"], faults["to"] = None, "The last day is before the first"
    state, country = asked.get("state", ""), asked.get("country", "")
    text_id = _number(asked.get("text", ""))
    wanted = SignatoryFilter(
        state=SignatureState(state) if state in set(SignatureState) else None,
        country=country if len(country) == 2 and country.isascii() and country.isalpha() else None,
        text_id=text_id if text_id in text_ids else None,
        first_day=days["from"],
        last_day=days["to"],
        batch_id=_number(asked.get("batch", "")),
        referral_id=_number(asked.get("referral", "")),
    )
    return wanted, faults


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None


def filter_as_url(wanted: SignatoryFilter) -> dict[str, Any]:
    """The arguments of a URL that asks for this filter."""
    asked = {
        "state": wanted.state.value if wanted.state else None,
        "country": wanted.country,
        "text": wanted.text_id,
        "from": wanted.first_day.isoformat() if wanted.first_day else None,
        "to": wanted.last_day.isoformat() if wanted.last_day else None,
        "batch": wanted.batch_id,
        "referral": wanted.referral_id,
    }
    return {name: value for name, value in asked.items() if value is not None}
