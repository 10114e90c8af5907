"""The public pages of supporters: importing this hangs each of them into the room's blueprint."""

from campaign.organizations.directory.pages import embed, listing, open_data, organization  # noqa: F401 - see above
from campaign.organizations.views import blueprint

__all__ = ["blueprint"]
