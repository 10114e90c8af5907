"""Where the public pages of the trackers hang, and what the address of each may ask for."""

from flask import Blueprint, request

from campaign.trackers.facts import Register
from campaign.trackers.laws import LAWS
from campaign.web.errors import NotFound

blueprint = Blueprint("trackers", __name__, url_prefix="/trackers")


def asked_register(text: str) -> Register:
    """The register that an address names: eu, fdaaa or ctis. Refuses any other."""
    found = next((register for register in LAWS if register.value == text), None)
    if found is None:
        raise NotFound
    return found


def asked_rule() -> str:
    """The version of the rules that an address asks for by `?rule=`; "1", as published, for everything but 2."""
    return "2" if request.args.get("rule") == "2" else "1"
