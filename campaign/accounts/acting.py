"""Who acts in the request at hand."""

from flask_security import current_user

from campaign.audit.record import Actor


def current_actor() -> Actor:
    """The signed-in member of staff, as verbs and the audit log name one."""
    return Actor(current_user.id, current_user.email)
