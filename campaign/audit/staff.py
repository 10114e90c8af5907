"""Desk pages about the audit log, and the history that other pages show of an object."""

from collections.abc import Mapping
from datetime import date

from flask import Blueprint, Response, render_template, request, stream_with_context
from flask.typing import ResponseReturnValue
from flask_security import current_user
from sqlalchemy import ColumnElement

from campaign.accounts.guard import fresh
from campaign.accounts.permissions import Permission, may_everywhere, mine, needs
from campaign.audit.export_log import LogFormat, export_log, stream_log
from campaign.audit.models import AuditEntry
from campaign.audit.queries import Order, Wanted, entries, history, options
from campaign.audit.record import Actor
from campaign.audit.words import ROOMS, words_for
from campaign.clock import now
from campaign.text import tidy
from campaign.web.errors import Refusal
from campaign.web.paging import Page, page_number, this_list

blueprint = Blueprint("audit", __name__)

LONGEST_WORDS = 300


class UnknownFormat(Refusal):
    """Entries of the audit log leave as CSV or as JSON Lines."""

    status = 422
    title = "There is no such format"


@blueprint.app_template_global("history_of")
def history_of(*subjects: str) -> Page:
    """What was recorded about these objects, newest first; the page comes from `history` in the address."""
    ours = mine(AuditEntry.campaign_id, Permission.SEE_DESK)
    return history(subjects, ours, _number(request.args.get("history", "")) or 1)


@blueprint.app_template_global("history_link")
def history_link(number: int) -> str:
    """Address of this page with another page of the history."""
    return f"{this_list(history=number)}#history"


@blueprint.get("/audit")
@needs(Permission.SEE_AUDIT)
def log() -> ResponseReturnValue:
    """What staff did and saw, newest first; filtered, sorted and paged by the URL."""
    offered = options(_mine())
    wanted, faults = read_wish(request.args)
    order = _order(request.args.get("sort", ""))
    return render_template(
        "audit/log.html",
        page=entries(wanted, _mine(), order, page_number()),
        wanted=wanted,
        faults=faults,
        offered=offered,
        names=dict(offered.campaigns),
        order=order,
        orders=Order,
        sorted_by=_sorted_by,
        words_for=words_for,
        now=now(),
        whole=may_everywhere(Permission.SEE_AUDIT),
    )


@blueprint.post("/audit/take")
@needs(Permission.SEE_AUDIT)
@fresh("desk.audit.log")
def take() -> ResponseReturnValue:
    """The filtered entries as a file, recorded before the first one leaves."""
    try:
        chosen = LogFormat(request.form.get("format", ""))
    except ValueError:
        raise UnknownFormat from None
    condition, moment = _mine(), now()
    wanted, _ = read_wish(request.form)
    taken = export_log(wanted, chosen, condition, Actor(current_user.id, current_user.email), moment)
    response = Response(stream_with_context(stream_log(taken, condition)))
    kind = "text/csv; charset=utf-8; header=present" if chosen is LogFormat.CSV else "application/jsonl; charset=utf-8"
    response.headers["Content-Type"] = kind
    name = f"audit-log-{moment:%Y-%m-%dT%H%M%S}Z.{chosen.value}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-store"
    # A proxy that collects the answer before it passes it on would hold the whole log.
    response.headers["X-Accel-Buffering"] = "no"
    return response


def read_wish(asked: Mapping[str, str]) -> tuple[Wanted, dict[str, str]]:
    """What an address or a form asks for, and a sentence for each part that makes no sense and is left out."""
    faults: dict[str, str] = {}
    days = {name: _day(asked.get(name, ""), name, faults) for name in ("from", "to")}
    if days["from"] and days["to"] and days["from"] > days["to"]:
        days["to"], faults["to"] = None, "The last day is before the first"
    campaign_id = _number(asked.get("campaign", ""))
    room = asked.get("room", "")
    wanted = Wanted(
        act=_words(asked, "act"),
        room=room if room in ROOMS else None,
        actor=_words(asked, "actor"),
        campaign_id=campaign_id,
        first_day=days["from"],
        last_day=days["to"],
        subject=_words(asked, "subject"),
        words=_words(asked, "q"),
    )
    return wanted, faults


def _mine() -> ColumnElement[bool]:
    return mine(AuditEntry.campaign_id, Permission.SEE_AUDIT)


def _order(text: str) -> Order:
    return Order(text) if text in set(Order) else Order.NEWEST


def _sorted_by(order: Order) -> str:
    """The address of this list, sorted in another way."""
    return this_list(sort=order.value)


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None


def _words(asked: Mapping[str, str], name: str) -> str | None:
    return tidy(asked.get(name, ""))[:LONGEST_WORDS] or None


def _day(text: str, name: str, faults: dict[str, str]) -> date | None:
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        faults[name] = "Enter a date, like 2026-11-22"
        return None
    return day if day < date.max else None  # the search runs to the day after
