"""How the verbs of this room say no."""

from campaign.web.errors import Refusal


class LinkExpired(Refusal):
    """This link has been used, or a newer one was sent, or it is too old. Ask an owner of the site for a new one."""

    status = 410
    title = "This link is no longer good"


class OwnerExists(Refusal):
    """This site has an owner already, so its set-up link is used up. Sign in, or ask the owner to invite you."""

    status = 410
    title = "This site is set up"


class LastOwner(Refusal):
    """Somebody must be able to say who may do what. Make another colleague an owner first."""

    status = 409
    title = "This is the last owner"


class AddressTaken(Refusal):
    """Somebody with this address is staff already."""

    status = 409
    title = "This address is taken"


class AccountClosed(Refusal):
    """The account with this address is closed. An owner of the site can open it again."""

    status = 409
    title = "This account is closed"


class NoSuchRole(Refusal):
    """The role security is about accounts and sessions of the whole site. Nobody holds it for one campaign."""

    status = 422
    title = "No campaign has this role"


class AcceptedAlready(Refusal):
    """This invitation was accepted, so there is nothing to take back. The account can be closed or deleted."""

    status = 409
    title = "This person is in already"


class PasskeyTaken(Refusal):
    """This passkey, or one with this name, is registered already. Nothing was stored; look at the list of passkeys."""

    status = 409
    title = "This passkey is there already"
