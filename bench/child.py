"""Measurements that want a process of their own: `python -m bench.child export|deliver`. Prints one line of JSON.

Settings come from the environment, as for the site itself.
"""

import json
import sys
import time
from pathlib import Path

from campaign import create_app
from campaign.audit.record import COMMAND_LINE
from campaign.clock import now
from campaign.exports.models import Addresses
from campaign.exports.prepare_export import Wanted, prepare_export
from campaign.exports.queries import listed_campaign
from campaign.exports.stream_export import stream_export
from campaign.mail.deliver import deliver_due
from campaign.sample.words import SLUG


def resident() -> float:
    """This process's resident memory in MB."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096 / 2**20


def export() -> dict[str, float]:
    """One list of signatories with every column: seconds, seconds to the first byte, growth of memory in MB."""
    campaign = listed_campaign(SLUG)
    before = peak = resident()
    start = time.perf_counter()
    first, size = 0.0, 0
    wanted = Wanted(campaign_id=campaign.id, reason="Measurement", addresses=Addresses.UPDATES)
    prepared = prepare_export(wanted, COMMAND_LINE, now())
    with Path("/dev/null").open("wb") as file:
        for piece in stream_export(prepared, now):
            first = first or time.perf_counter() - start
            size += file.write(piece)
            peak = max(peak, resident())
    return {
        "seconds": time.perf_counter() - start,
        "first": first,
        "growth": peak - before,
        "rows": prepared.rows or 0,
        "bytes": size,
    }


def deliver() -> dict[str, float]:
    """Send every letter that is due: seconds and letters."""
    start, letters = time.perf_counter(), 0
    while sent := deliver_due(now):
        letters += sent
    return {"seconds": time.perf_counter() - start, "letters": letters}


def main() -> None:
    """Run the measurement that the command line names."""
    with create_app().app_context():
        print(json.dumps({"export": export, "deliver": deliver}[sys.argv[1]]()))


if __name__ == "__main__":
    main()
