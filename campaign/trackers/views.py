"""The public pages of the trackers: importing this hangs each of them into `blueprint`."""

from campaign.trackers.pages import (  # noqa: F401 - each hangs its pages into the blueprint
    alerts,
    changes,
    embed,
    feeds,
    league,
    methods,
    names,
    open_data,
    overview,
    pictures,
    search,
    sponsor,
    trial,
    trials,
)
from campaign.trackers.pages.blueprint import blueprint

__all__ = ["blueprint"]
