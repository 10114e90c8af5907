"""What a web server loads: `campaign.wsgi:app`. It refuses, in one line, to serve on what would lose something."""

import os
import sys

from flask import Flask

from campaign import create_app
from campaign.config import Settings, SettingsError
from campaign.db import DatabaseUnavailable, db
from campaign.keys import KeyFault
from campaign.operate.prepare import require_ready
from campaign.operate.refusals import SiteNotReady

# Gunicorn takes this code to mean that trying again in a moment would be no better, and ends.
_CANNOT_LOAD = 4


def _load() -> Flask:
    try:
        site = create_app(Settings.from_environment(os.environ))
        with site.app_context():
            require_ready()
            # Connections must not be shared by the processes that are forked from here.
            db.engine.dispose()
    except (SettingsError, KeyFault, SiteNotReady, DatabaseUnavailable) as error:
        sys.stderr.write(f"campaign: {getattr(error, 'sentence', error)}\n")
        raise SystemExit(_CANNOT_LOAD) from None
    return site


app = _load()
