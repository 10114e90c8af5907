"""The public pages of the trackers: importing this hangs each of them into `blueprint`."""

from campaign.trackers.pages import changes, league, methods, names, overview, search, sponsor, trial, trials
from campaign.trackers.pages.blueprint import blueprint

__all__ = [
    "blueprint",
    "changes",
    "league",
    "methods",
    "names",
    "overview",
    "search",
    "sponsor",
    "trial",
    "trials",
]
