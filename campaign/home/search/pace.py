"""How fast one network may search. Counted in this process's memory alone: looking something up writes nothing."""

from ipaddress import ip_address, ip_network

from flask import current_app

from campaign.home.search.refusals import TooManySearches

MOST = 90  # searches of one network in one minute, in one process
_NETWORKS = 10_000  # of which a process keeps count


def keep_pace(address: str, minute: int) -> None:
    """Count a search from this IP address in this minute (a number that names it). Raises TooManySearches.

    Of the address only its network is looked at, and nothing of it stays after the minute. A loopback address tells
    nobody apart and is not counted.
    """
    try:
        ip = ip_address(address)
    except ValueError:
        return
    if ip.is_loopback:
        return
    network = str(ip_network((ip, 24 if ip.version == 4 else 48), strict=False))
    known, counts = current_app.extensions.get("search_pace", (minute, {}))
    if known != minute or len(counts) >= _NETWORKS:
        counts = {}
    counts[network] = counts.get(network, 0) + 1
    current_app.extensions["search_pace"] = (minute, counts)
    if counts[network] > MOST:
        raise TooManySearches
