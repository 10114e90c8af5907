"""Tasks of the trackers."""

import logging

from celery import Celery
from flask import current_app

from campaign.clock import now
from campaign.config import Settings
from campaign.trackers.assess_placed import assess_placed
from campaign.trackers.facts import Register
from campaign.trackers.fetch_register import fetch_register
from campaign.trackers.fetchers.outcome import FetchError
from campaign.trackers.forget_alerts import forget_alerts
from campaign.trackers.tell_alerts import tell_alerts
from campaign.web.errors import Refusal

log = logging.getLogger(__name__)

# Registers are judged in minutes and fetched in hours. These tasks say at once that they have begun, so that no broker
# hands them out twice; one that is killed is begun anew by the timetable, since rows and files say what is to do.
JUDGING = {"acks_late": False, "soft_time_limit": 1800, "time_limit": 1860}
FETCHING = {"acks_late": False, "soft_time_limit": 5 * 3600, "time_limit": 5 * 3600 + 60}


def register(app: Celery) -> None:
    """Make the tasks known to this Celery app."""

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
        """Delete requests for letters that nobody confirmed."""
        forget_alerts(now())

    @app.task(name="trackers.fetch", **FETCHING)
    def fetch() -> None:
        """Fetch the registers that the operator named, one after another; one that fails does not stop the next."""
        settings: Settings = current_app.extensions["settings"]
        for name, address in settings.fetched_registers.items():
            try:
                fetch_register(
                    Register(name), settings.registers_folder, now, contact=settings.sender, base_url=address
                )
            except (FetchError, Refusal) as error:
                log.error("trackers.fetch register=%s failed: %s", name, error)
