"""Doing one thing to many rows: choose, see what would happen, do it.

1. A list has rows to choose (`templates/parts/lists.html`: `choose`, `bulk_bar`). It sends `row` for each, or `all`
   with the list's own `filter`.
2. The preview reads that with `read_selection`, finds the rows that the act would change, and shows them with a `Plan`
   sealed in a token.
3. The second form brings the token back: `read_plan`, find the rows again, `plan.refuse_if_changed(ids)`, do it.

What was done is a row of the room's own table, with its undo. The token is no permission: rights are asked for again.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from itsdangerous import BadSignature, URLSafeSerializer
from werkzeug.datastructures import MultiDict

from campaign.keys import keys
from campaign.web.errors import Refusal

GOOD_FOR = timedelta(minutes=30)
MOST_ROWS = 500  # that can be chosen one by one; more is a filter
_LARGEST_FILTER = 2000


class NothingChosen(Refusal):
    """No row was chosen. Go back, tick rows, and try again. Nothing was changed."""

    status = 422
    title = "Choose something first"


class PlanGone(Refusal):
    """A preview is good for 30 minutes and for the person who saw it. Go back to the list and choose again. Nothing was
    changed."""

    status = 410
    title = "This preview is no longer good"


class SetChanged(Refusal):
    """Since you saw the preview, somebody has changed some of these, or others have come to match. Go back to the list
    and look again. Nothing was changed."""

    title = "These are not the same any more"


@dataclass(frozen=True)
class Selection:
    """Rows that somebody chose: by id, or all that match a list's filter (its query string)."""

    ids: tuple[int, ...] = ()
    asked: str | None = None


def read_selection(form: MultiDict[str, str]) -> Selection:
    """What a list's bar sent. Raises NothingChosen."""
    if form.get("all"):
        return Selection(asked=form.get("filter", "")[:_LARGEST_FILTER])
    ids = {int(text) for text in form.getlist("row") if text.isascii() and text.isdecimal() and len(text) < 19}
    if not ids:
        raise NothingChosen
    if len(ids) > MOST_ROWS:
        raise NothingChosen(f"{MOST_ROWS} rows can be chosen one by one. Use the filter for more. Nothing was changed.")
    return Selection(tuple(sorted(ids)))


def digest_of(ids: Iterable[int]) -> str:
    """One short text for a set of rows, to see whether it is still the same."""
    return hashlib.sha256(",".join(map(str, sorted(ids))).encode()).hexdigest()[:32]


@dataclass(frozen=True)
class Plan:
    """What somebody was shown: which act, on which selection, with which words, and the set that it would change."""

    act: str
    selection: Selection
    words: dict[str, str]
    rows: int
    digest: str

    def refuse_if_changed(self, ids: Sequence[int]) -> None:
        """Raise SetChanged unless `ids` are the rows that the preview showed."""
        if len(ids) != self.rows or digest_of(ids) != self.digest:
            raise SetChanged


def make_plan(act: str, selection: Selection, words: dict[str, str], ids: Sequence[int]) -> Plan:
    """The plan to change `ids`, which are what the selection comes to now."""
    return Plan(act, selection, words, len(ids), digest_of(ids))


def plan_token(plan: Plan, room: str, staff_id: int, now: datetime) -> str:
    """The plan as a signed text for the preview's form, good for this room's page, this person and half an hour."""
    held: dict[str, Any] = {
        "act": plan.act, "ids": plan.selection.ids, "asked": plan.selection.asked, "words": plan.words,
        "rows": plan.rows, "digest": plan.digest, "until": int((now + GOOD_FOR).timestamp()),
    }  # fmt: skip
    return str(_signer(room, staff_id).dumps(held))


def read_plan(token: str, room: str, staff_id: int, now: datetime) -> Plan:
    """The plan that a token holds. Raises PlanGone for one that is forged, another's or too old."""
    try:
        held = _signer(room, staff_id).loads(token)
    except BadSignature:
        raise PlanGone from None
    if datetime.fromtimestamp(held["until"], UTC) < now:
        raise PlanGone
    return Plan(held["act"], Selection(tuple(held["ids"]), held["asked"]), held["words"], held["rows"], held["digest"])


def _signer(room: str, staff_id: int) -> URLSafeSerializer:
    return URLSafeSerializer(
        keys().token, salt=f"bulk|{room}|{staff_id}", signer_kwargs={"digest_method": hashlib.sha256}
    )
