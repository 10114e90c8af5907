"""How a filter with a name is refused."""

from campaign.web.errors import NotFound, Refusal


class NoSuchFilter(NotFound):
    """There is no such filter, or it is somebody else's."""


class NoSuchList(Refusal):
    """Only the lists of the desk have filters that can be kept. Nothing was kept."""

    status = 422
    title = "This is no list of the desk"


class NameTaken(Refusal):
    """You have a filter of this name for this list already. Choose another name, or delete that one first."""

    title = "This name is taken"


class TooManyFilters(Refusal):
    """You have 50 filters. Delete one before you keep another."""

    title = "That is many filters"
