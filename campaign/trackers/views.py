"""The public pages of the trackers: importing this hangs each of them into `blueprint`."""

from campaign.trackers.pages import sponsor, trial
from campaign.trackers.pages.blueprint import blueprint

__all__ = ["blueprint", "sponsor", "trial"]
