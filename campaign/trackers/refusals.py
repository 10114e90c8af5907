"""What the trackers refuse, in sentences for people."""

from collections.abc import Sequence

from campaign.trackers.importers.source import Malformed
from campaign.web.errors import Refusal


class OlderData(Refusal):
    """There are newer data of this register here already. Import copies of a register in the order of their dates."""

    status = 409


class FutureData(Refusal):
    """The date of the data lies in the future. Give the day on which the register said so, as YYYY-MM-DD."""

    status = 422


class BeingRead(Refusal):
    """Another import of this register is running. Wait until it has ended, or for five minutes if it was stopped."""

    status = 409


class NothingRead(Refusal):
    """No trial could be read from these files, so nothing was changed. Check that they are what was asked for."""

    status = 422

    def __init__(self, faults: Sequence[Malformed] = ()) -> None:
        super().__init__()
        self.faults = faults


class SuddenFall(Refusal):
    """There are far fewer trials than last time, so nothing was changed. Add --force if the register is right."""

    status = 409


class NoData(Refusal):
    """There are no data of this register here yet. Import some first."""

    status = 404


class NoTable(Refusal):
    """This is no table of sponsor names. It needs the columns name_of_sponsor and normalized_name."""

    status = 422


class NoHistory(Refusal):
    """Nobody published a history of this register. Only that of the EU TrialsTracker can be taken over."""

    status = 422


class FilesBeingMade(Refusal):
    """The open data files of this register are being made. Please try again in a few minutes."""

    status = 503
    title = "This file is being made"
    retry_after = 120
