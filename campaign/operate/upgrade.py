"""Bring the database to this version's tables."""

from datetime import datetime
from pathlib import Path

from campaign.accounts.site import prepare_site
from campaign.audit.record import COMMAND_LINE, record
from campaign.audit.restored import record_restored
from campaign.config import Settings
from campaign.db import db, transaction
from campaign.keys import keys
from campaign.operate.backup import backup
from campaign.operate.glance import glance, is_sqlite
from campaign.operate.refusals import SiteNotReady
from campaign.schema import Standing, known_revisions, migrate, standing


def upgrade(settings: Settings, now: datetime) -> Path | None:
    """Migrate the running app's database; answers the backup that was made first (SQLite only), if any.

    Raises SiteNotReady when the database is of a newer version, BackupFailed when there is no room for a backup.
    """
    at = glance(settings).revision
    if standing(at) is Standing.UNKNOWN:
        raise SiteNotReady(
            f"The database is at {at}, which this version does not know. Install the version that made it."
        )
    saved = None
    if standing(at) is Standing.BEHIND and is_sqlite(settings):
        saved = settings.data_dir / "backups" / f"before-upgrade-{at}-{now:%Y%m%dT%H%M%SZ}.tar"
        backup(settings, saved, now)
    if standing(at) is not Standing.CURRENT:
        migrate(db.engine, settings.data_dir)
    prepare_site(now)
    if standing(at) is Standing.BEHIND:
        with transaction():
            record(COMMAND_LINE.id, COMMAND_LINE.name, "site.upgraded", f"{at} to {known_revisions()[0]}", now)
        # A backup of an older version may have been put back: only now its log can be written to.
        record_restored(settings.heads_file, keys(), now)
    return saved
