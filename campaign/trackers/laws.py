"""The laws, by register."""

from typing import Final

from campaign.trackers.facts import Register
from campaign.trackers.law import Law
from campaign.trackers.law_ctis import CtisLaw
from campaign.trackers.law_eu import EuLaw
from campaign.trackers.law_fdaaa import FdaaaLaw

_ALL: Final[tuple[Law, ...]] = (EuLaw(), FdaaaLaw(), CtisLaw())
LAWS: Final[dict[Register, Law]] = {law.register: law for law in _ALL}
