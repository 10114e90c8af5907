"""What is kept of a signed letter: its day, a digest of the scan and how it was checked. No name, and not the scan."""

import hashlib
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from campaign.web.formats import day


class HowChecked(StrEnum):
    """How staff made sure that a letter is the organization's."""

    CALLED = "called"
    SIGNED_ELECTRONICALLY = "electronic"
    COMPARED = "compared"
    POST = "post"


HOW_CHECKED: dict[HowChecked, str] = {
    HowChecked.CALLED: "Called back at the number on the organization’s website",
    HowChecked.SIGNED_ELECTRONICALLY: "Its electronic signature was verified",
    HowChecked.COMPARED: "Signatory compared with a public register",
    HowChecked.POST: "Came by post on the organization’s paper, and its address was compared",
}


@dataclass(frozen=True)
class CheckedLetter:
    """A letter that was checked: the day it bears, SHA-256 of its scan in hex, and how."""

    dated: date
    sha256: str
    how: HowChecked

    @property
    def evidence(self) -> str:
        """Public words, without a name."""
        how = HOW_CHECKED[self.how]
        return f"letter of {day(self.dated)}. {how}. SHA-256 of the scan: {self.sha256}"


def digest_of(scan: bytes) -> str:
    """SHA-256 of a scan in hex. Whoever keeps the scan can show later that it is the one."""
    return hashlib.sha256(scan).hexdigest()
