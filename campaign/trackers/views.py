"""The public pages of the trackers: importing this hangs each of them into `blueprint`."""

from campaign.trackers.pages import (  # noqa: F401 - each hangs its pages into the blueprint
    alerts,
    embed,
    feeds,
    open_data,
    pictures,
)
from campaign.trackers.pages.blueprint import blueprint

__all__ = ["blueprint"]
