"""How the history of a text says no."""

from campaign.web.errors import NotFound


class NoSuchVersion(NotFound):
    """This version of the text does not exist, or it is a draft that nobody has signed."""
