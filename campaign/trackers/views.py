"""The public pages of the trackers, each in a module of its own under `pages/`."""

from campaign.trackers.pages import alerts  # noqa: F401 - its pages hang in the blueprint once it is imported
from campaign.trackers.pages.blueprint import blueprint as blueprint  # noqa: PLC0414 - handed on to create_app
