"""Store the head of the audit log where no writer of the database reaches."""

from datetime import datetime
from pathlib import Path

from campaign.audit.chain import START, BrokenChain, Place, end_of_chain, first_entry, hash_at, last_entry
from campaign.audit.heads import Head, HeadKind, HeadsAltered, adding
from campaign.keys import KeyStore
from campaign.web.errors import Refusal


class SealRefused(Refusal):
    """The log does not fit what was stored of it, so nothing was put under seal."""

    title = "The audit log was not sealed"


def seal(path: Path, store: KeyStore, now: datetime) -> Head | None:
    """Add a line with the newest entry's hash; None when nothing is new since the last line.

    Only what came after the last line is read. Raises SealRefused when that does not fit, HeadsUnwritable.
    """
    if last_entry() is None and not path.exists():
        return None
    try:
        with adding(path, store) as file:
            known = file.last.place if file.last else START
            place = _newest(file.last) if file.last else end_of_chain(START)
            return file.add(HeadKind.SEALED, place, now) if place.head != known.head else None
    except BrokenChain as broken:
        raise SealRefused(
            f"Entry {broken.entry} of the audit log does not fit. Run `campaign audit verify`; nothing was sealed."
        ) from None
    except HeadsAltered as altered:
        raise SealRefused(
            f"The last line of {path} is not as it was written: {altered.why}. Run `campaign audit verify`."
        ) from None


def check_tail(last: Head) -> int:
    """How many entries are newer than the last line. Raises BrokenChain, or SealRefused when the line fits nothing."""
    return _newest(last).entries - last.place.entries


def _newest(last: Head) -> Place:
    """The newest place in the chain, followed from the last line on."""
    place = last.place
    if place.last_id and hash_at(place.last_id) != place.head:
        first = first_entry()
        if not (last.kind is HeadKind.PRUNED and (first is None or first[0] > place.last_id)):
            raise SealRefused(
                f"Entry {place.last_id} is not in the log as it was when line {last.number} of the heads was written"
                f" ({place.at:%Y-%m-%d %H:%M} UTC). If a backup was put back without `campaign restore`, say so with"
                " `campaign audit seal --restored`; else run `campaign audit verify`."
            )
    return end_of_chain(place)
