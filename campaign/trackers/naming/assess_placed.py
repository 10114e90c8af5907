"""Judge registers again whose figures do not know yet what was decided about names."""

import logging
from collections.abc import Callable
from datetime import datetime

from campaign.trackers.assess import assess
from campaign.trackers.facts import Register
from campaign.trackers.naming.out_of_date import registers_out_of_date
from campaign.trackers.refusals import BeingRead

log = logging.getLogger(__name__)


def assess_placed(clock: Callable[[], datetime]) -> list[Register]:
    """Judge every register anew that needs it; answers which. One that is being read is left for the next time.

    Harmless to run twice or to kill: what is in the rows says what is still to do.
    """
    judged = []
    for register in registers_out_of_date(clock()):
        try:
            assess(register, None, clock)
        except BeingRead:
            log.info("trackers.assess register=%s waits: it is being read", register.value)
        else:
            judged.append(register)
            log.info("trackers.assess register=%s done", register.value)
    return judged
