"""How the search says no."""

from campaign.web.errors import Refusal
from campaign.web.language import N_


class TooManySearches(Refusal):
    """Many searches are arriving from your network. Please try again in a minute."""

    status = 429
    title = N_("Too many at once")
    retry_after = 60
