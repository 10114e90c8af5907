"""How the shell's verbs say no."""

from campaign.web.errors import Refusal


class SiteNotReady(Refusal):
    """The site cannot start on this database."""

    status = 503
    title = "The site cannot start"


class AlreadyRunning(Refusal):
    """Something runs on this data folder."""

    title = "The site is running"


class PortTaken(Refusal):
    """Something else listens there."""

    title = "The port is taken"


class BackupFailed(Refusal):
    """No whole backup could be written."""

    status = 500
    title = "The backup failed"


class RestoreRefused(Refusal):
    """Restoring would lose something, or this file is not fit."""

    title = "The backup was not restored"


class KeysRefused(Refusal):
    """Making keys now would put those that this database needs out of reach."""

    title = "No keys were made"
