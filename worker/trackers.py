"""Tasks of the trackers."""

import logging
from datetime import datetime, timedelta

from celery import Celery
from celery.exceptions import SoftTimeLimitExceeded
from flask import current_app

from campaign.clock import now
from campaign.config import Settings
from campaign.trackers.alerts.forget_alerts import forget_alerts
from campaign.trackers.alerts.tell_alerts import tell_alerts
from campaign.trackers.disputes.forget_disputes import forget_disputes
from campaign.trackers.facts import Register
from campaign.trackers.fetch_register import Told, fetch_register
from campaign.trackers.fetchers.outcome import FetchError
from campaign.trackers.naming.assess_placed import assess_placed
from campaign.trackers.open_data.publish_files import publish_files as publish
from campaign.trackers.queries import registers_with_trials
from campaign.web.errors import Refusal

log = logging.getLogger(__name__)

# Registers are judged in minutes and fetched in hours. These tasks say at once that they have begun, so that no broker
# hands them out twice; one that is killed is begun anew by the timetable, since rows and files say what is to do.
JUDGING = {"acks_late": False, "soft_time_limit": 1800, "time_limit": 1860}
FETCHING = {"acks_late": False, "soft_time_limit": 5 * 3600, "time_limit": 5 * 3600 + 60}
# A register of half a million trials takes its time when it is asked politely; the next night goes on.
LONGEST_FETCH = timedelta(hours=3)


def register(app: Celery) -> None:
    """Make the tasks known to this Celery app."""

    # A whole register as CSV and Parquet takes longer than a letter.
    @app.task(name="trackers.publish_files", soft_time_limit=1500, time_limit=1560)
    def publish_files() -> None:
        """Make the open data of every register whose newest snapshot has none yet."""
        for each in registers_with_trials():
            publish(each, now)

    @app.task(name="trackers.assess", **JUDGING)
    def assess() -> None:
        """Judge registers again whose figures do not know yet which names were placed."""
        assess_placed(now)

    @app.task(name="trackers.tell_alerts", soft_time_limit=300, time_limit=330)
    def tell() -> None:
        """Owe the weekly letters about sponsors."""
        tell_alerts(now)

    @app.task(name="trackers.forget")
    def forget() -> None:
        """Delete requests for letters that nobody confirmed, and addresses of disputes answered long ago."""
        forget_alerts(now())
        forget_disputes(now())

    @app.task(name="trackers.fetch", **FETCHING)
    def fetch() -> None:
        """Fetch the registers that the operator named, one after another; one that fails does not stop the next."""
        settings: Settings = current_app.extensions["settings"]
        until = now() + LONGEST_FETCH
        for name in settings.fetched_registers:
            _fetch_one(name, settings, until)


def _fetch_one(name: str, settings: Settings, until: datetime) -> None:
    """Fetch one register; what goes wrong is logged."""
    try:
        found, _ = fetch_register(
            Register(name),
            settings.data_dir / "registers",
            now,
            Told(stop=lambda: now() > until),
            contact=settings.trackers_contact or settings.base_url,
            base_url=(settings.trackers_eu_url if name == Register.EU.value else "") or None,
            old_flags=settings.trackers_old_flags,
        )
    except (FetchError, Refusal) as error:
        log.error("trackers.fetch register=%s failed: %s", name, error)
    except SoftTimeLimitExceeded:
        raise
    except Exception:
        # A fault of ours in one register, which must not cost the others.
        log.exception("trackers.fetch register=%s failed", name)
    else:
        for sentence in found.said:
            log.info("trackers.fetch register=%s said: %s", name, sentence)
