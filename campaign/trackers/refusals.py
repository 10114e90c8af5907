"""What the trackers refuse, in sentences for people."""

from collections.abc import Sequence

from campaign.trackers.importers.source import Malformed
from campaign.web.errors import NotFound, Refusal


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


class NoHistoryRead(Refusal):
    """No day could be read from these files, so nothing was changed. Check that they are what was asked for."""

    status = 422


class SuddenFall(Refusal):
    """There are far fewer trials than last time, so nothing was changed. Add --force if the register is right."""

    status = 409


class NoData(Refusal):
    """There are no data of this register here yet. Import some first."""

    status = 404


class NoSuchName(NotFound):
    """There is no such name in the table. A register may have stopped writing it."""


class NoSponsorNamed(Refusal):
    """Say which sponsor is meant."""

    status = 422


class BadProof(Refusal):
    """The proof is the address of a page: it starts with https:// or http://."""

    status = 422


class Grandparent(Refusal):
    """A sponsor that belongs to another one cannot own a third. Nothing was changed."""

    title = "That would make a grandparent"


class NothingToTakeBack(Refusal):
    """Only what was decided here in the desk can be taken back. Place the name anew instead."""

    title = "There is nothing to take back"


class NoSuchSponsor(NotFound):
    """There is no such sponsor of trials here."""


class NotTheSame(Refusal):
    """A sponsor is the same as one other that is not itself the same as a third. Nothing was changed."""

    title = "These two cannot be made one"


class UnknownCountry(Refusal):
    """There is no such country. Use the two letters of ISO 3166-1, or leave it empty."""

    status = 422


class AlertUnknown(NotFound):
    """This link no longer works. Links to confirm live for 7 days; after that, the address has been deleted."""

    title = "This link no longer works"


class AlertExpired(AlertUnknown):
    """This link no longer works. Links to confirm live for 7 days; after that, the address has been deleted."""

    status = 410


class TooManyAlerts(Refusal):
    """Many of these requests are arriving from your network. Nothing was recorded. Please try again in an hour."""

    status = 429
    title = "Too many at once"
    retry_after = 3600


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
