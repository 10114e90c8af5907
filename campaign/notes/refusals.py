"""How notes are refused."""

from campaign.web.errors import NotFound, Refusal


class NoSuchSubject(NotFound):
    """What this note is about is not here. It may have been deleted meanwhile."""


class NoSuchNote(NotFound):
    """There is no such note, or it is deleted."""


class NoteStands(Refusal):
    """A note can be changed by who wrote it, for ten minutes. Write another one, or delete it. Nothing was changed."""

    title = "This note stands"


class NotYours(Refusal):
    """A note is deleted by who wrote it, or by an owner. Nothing was changed."""

    status = 403
    title = "This note is somebody else’s"
