"""Tasks of the audit log."""

import logging

from celery import Celery
from flask import current_app

from campaign.audit.heads import HeadsAltered
from campaign.audit.prune import prune as prune_log
from campaign.audit.seal import seal as seal_log
from campaign.clock import now
from campaign.config import Settings
from campaign.keys import keys
from campaign.mail.witness import witness
from campaign.privacy.forget_actors import forget_actors
from campaign.web.errors import Refusal

log = logging.getLogger(__name__)


def register(app: Celery) -> None:
    """Make the tasks known to this Celery app."""

    # The first seal of a long log, and the one after entries were removed, read all of it.
    @app.task(name="audit.seal", soft_time_limit=600, time_limit=660)
    def seal() -> None:
        """Store the log's head if anything is new, and owe the letter with it that is due."""
        settings: Settings = current_app.extensions["settings"]
        try:
            seal_log(settings.heads_file, keys(), now())
            if settings.audit_witness:
                witness(settings.audit_witness, settings.base_url, settings.heads_file, keys(), now())
        except Refusal as refusal:
            log.error("audit.seal refused: %s", refusal.sentence)
        except HeadsAltered as altered:
            log.error("audit.seal refused: a line of the heads is not as it was written: %s", altered.why)

    @app.task(name="audit.prune", soft_time_limit=600, time_limit=660)
    def prune() -> None:
        """Remove entries older than 24 months, and who took which list out or decided what, from as long ago."""
        settings: Settings = current_app.extensions["settings"]
        forget_actors(now())
        try:
            prune_log(settings.heads_file, keys(), now())
        except Refusal as refusal:
            log.error("audit.prune refused: %s", refusal.sentence)
