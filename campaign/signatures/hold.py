"""When a confirmation is looked at by a person before it counts. Pure; what is told to people is in `HELD_BECAUSE`.

Mail scanners press buttons at once, and one machine confirms for many; people do neither. A wrong guess costs a person
a day of waiting, never the signature, and it says so (no shadow ban).
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from ipaddress import ip_address

from campaign.web.language import N_

DECIDED_WITHIN = timedelta(hours=72)


class Suspicion(StrEnum):
    """Why a confirmation is held."""

    FAST = "fast"
    MANY = "many"


HELD_BECAUSE = {
    Suspicion.FAST: N_("It was confirmed within seconds of its letter being handed over, as mail scanners do."),
    Suspicion.MANY: N_("Many confirmations came from one network within a minute."),
}


@dataclass(frozen=True)
class Pressing:
    """How a press of the button arrives: the network's tag, and what this site takes for suspicious.

    `fast` is the time after hand-over within which nobody reads a letter; `a_minute` is how many confirmations one
    network may send in a minute. Zero switches either off.
    """

    network: bytes
    fast: timedelta = timedelta(0)
    a_minute: int = 0


def tells_networks_apart(address: str) -> bool:
    """Whether a client's IP address says anything about its network: a loopback one does not."""
    try:
        return not ip_address(address).is_loopback
    except ValueError:
        return False


def suspicion(pressing: Pressing, hits: int, since_handed_over: timedelta | None) -> Suspicion | None:
    """Why this confirmation is held, or None. `hits` are those of its network in this minute, itself among them."""
    if since_handed_over is not None and since_handed_over < pressing.fast:
        return Suspicion.FAST
    if pressing.a_minute and hits > pressing.a_minute:
        return Suspicion.MANY
    return None
