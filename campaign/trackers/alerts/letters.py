"""The letters about sponsors: please confirm, you have it already, and the week's news."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from flask import current_app
from sqlalchemy import select

from campaign.config import Settings
from campaign.db import db
from campaign.mail.letters import Letter, writes
from campaign.mail.models import Message
from campaign.sealed import unseal_for_site
from campaign.tokens import make_link_token
from campaign.trackers.alerts.queries import (
    CONFIRM_PURPOSE,
    STOP_PURPOSE,
    AlertSponsor,
    alert_sponsor,
    alerts_by_id,
    news,
)
from campaign.trackers.alerts.request_alert import ALREADY_ACTIVE, PLEASE_CONFIRM
from campaign.trackers.alerts.tell_alerts import WEEKLY
from campaign.trackers.law import PUBLISHED_VERSION
from campaign.trackers.models import Alert, AlertState
from campaign.web.formats import day

SHOWN_AT_MOST = 25


def confirm_link(alert: Alert) -> str:
    """The address of the page with the button."""
    return f"{_base()}/trackers/alerts/{make_link_token(CONFIRM_PURPOSE, alert.public_id, alert.token_version)}"


def stop_link(alert: Alert) -> str:
    """The address of the page that ends the letters."""
    return f"{_base()}/trackers/alerts/{make_link_token(STOP_PURPOSE, alert.public_id)}/stop"


def _base() -> str:
    settings: Settings = current_app.extensions["settings"]
    return settings.base_url


def _letter(
    alert: Alert, sponsor: AlertSponsor, template: str, shared_key: str, shared: Mapping[str, object]
) -> Letter:
    stop = stop_link(alert)
    return Letter(
        recipient=unseal_for_site(Alert.__tablename__, alert.public_id, alert.sealed)["email"],
        template=template,
        shared_key=shared_key,
        shared={"sponsor": sponsor.name, **shared},
        own={"link": confirm_link(alert), "stop": stop, "asked_on": day(alert.made_at)},
        # RFC 8058: the mail reader's own button posts here, and no page is shown.
        headers={"List-Unsubscribe": f"<{stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"},
    )


@writes(PLEASE_CONFIRM)
def please_confirm(alert_ids: Sequence[int]) -> Mapping[int, Letter]:
    """Letters to those who have not said yes yet."""
    return _plain(alert_ids, AlertState.UNCONFIRMED, "trackers/mail/alert_please_confirm")


@writes(ALREADY_ACTIVE)
def already_active(alert_ids: Sequence[int]) -> Mapping[int, Letter]:
    """Letters to those who asked again and get letters already."""
    return _plain(alert_ids, AlertState.ACTIVE, "trackers/mail/alert_already_active")


def _plain(alert_ids: Sequence[int], state: AlertState, template: str) -> Mapping[int, Letter]:
    letters = {}
    for alert in alerts_by_id(alert_ids):
        if alert.state is state:
            sponsor = alert_sponsor(alert.sponsor_id)
            letters[alert.id] = _letter(alert, sponsor, template, f"{sponsor.id}.{sponsor.name}", {})
    return letters


@writes(WEEKLY)
def weekly(message_ids: Sequence[int]) -> Mapping[int, Letter]:
    """The week's news; nothing to whoever has ended the letters meanwhile."""
    rows = db.session.execute(select(Message.id, Message.public_id, Message.sealed).where(Message.id.in_(message_ids)))
    spans = {
        id_: unseal_for_site(Message.__tablename__, public_id, sealed) for id_, public_id, sealed in rows if sealed
    }
    alerts = {alert.id: alert for alert in alerts_by_id([span["alert"] for span in spans.values()])}
    letters = {}
    for id_, span in spans.items():
        alert = alerts.get(span["alert"])
        if alert is None or alert.state is not AlertState.ACTIVE:
            continue
        sponsor = alert_sponsor(alert.sponsor_id)
        since, until = datetime.fromisoformat(span["since"]), datetime.fromisoformat(span["until"])
        found = news(sponsor.id, since, until)
        if not found.is_any:
            continue
        shared = {
            "news": found,
            "since": since,
            "until": until,
            "most": SHOWN_AT_MOST,
            "version": PUBLISHED_VERSION,
            "base": _base(),
        }
        key = f"{sponsor.id}.{sponsor.name}.{span['since']}.{span['until']}"
        letters[id_] = _letter(alert, sponsor, "trackers/mail/alert_weekly", key, shared)
    return letters
