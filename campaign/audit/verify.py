"""Check that nobody changed, removed or put in an entry of the audit log, nor rewrote it as a whole."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from pathlib import Path

from campaign.audit.chain import START, BrokenChain, Place, Wrong, first_entry, follow
from campaign.audit.heads import Head, HeadKind, HeadsAltered, head_in, read_heads
from campaign.keys import KeyStore
from campaign.web.formats import counted


class Exit(IntEnum):
    """Exit codes of `campaign audit verify`; 1 and 2 are those of all commands."""

    WHOLE = 0
    CHANGED = 3  # an entry says something else than when it was written
    REMOVED = 4  # entries are missing, or were put in or moved
    CUT_OFF = 5  # the newest entries are missing
    REWRITTEN = 6  # the chain fits in itself and not what was stored of it
    HEADS_MISSING = 7
    HEADS_ALTERED = 8


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong, in a sentence."""

    exit: Exit
    sentence: str


@dataclass(frozen=True)
class Verdict:
    """How many entries are here, the last sound place, how many stored heads fit, what is wrong, what to know."""

    entries: int
    place: Place
    heads: int
    faults: tuple[Fault, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def exit(self) -> Exit:
        """The code of the first fault."""
        return self.faults[0].exit if self.faults else Exit.WHOLE


def verify(path: Path, store: KeyStore, witnessed: Iterable[str] = ()) -> Verdict:
    """Recompute every hash from the first entry on and hold the chain against every stored head.

    `witnessed` are lines of text among which copies of heads are, from letters for instance. Without a file of heads,
    entries that were cut off at the end leave a chain that fits.
    """
    heads, faults = _heads(path, store)
    outside, more = _outside(witnessed, store, heads)
    aside = set_aside(heads)
    to_fit = [head for head in heads if head.number not in aside] + outside
    entries, place, chain = _follow(anchors(heads), to_fit)
    faults = [*chain, *more, *faults]
    if entries == 0 and not heads and faults and faults[0].exit is Exit.HEADS_MISSING:
        faults = []
    return Verdict(entries, place, len(to_fit), tuple(faults), _notes(heads, aside))


def anchors(heads: Sequence[Head]) -> dict[bytes, Place]:
    """Where a log may begin: at the very first entry, after what was pruned, or as a restored backup did. By hash."""
    found = {START.head: START}
    for head in heads:
        if head.kind is HeadKind.PRUNED:
            found[head.place.head] = head.place
        elif begins := head.more.get("begins"):
            found[bytes.fromhex(begins["head"])] = Place(
                begins["entries"], begins["last_id"], bytes.fromhex(begins["head"])
            )
    return found


def set_aside(heads: Sequence[Head]) -> frozenset[int]:
    """Numbers of the lines that the newest restored log did not fit when it came back."""
    restored = [head for head in heads if head.kind is HeadKind.RESTORED]
    if not restored:
        return frozenset()
    return frozenset(number for first, last in restored[-1].more["sets_aside"] for number in range(first, last + 1))


def _heads(path: Path, store: KeyStore) -> tuple[tuple[Head, ...], list[Fault]]:
    try:
        heads = read_heads(path, store)
    except FileNotFoundError:
        heads = ()
    except OSError as error:
        return (), [Fault(Exit.HEADS_MISSING, f"The file of heads {path} cannot be read: {error.strerror}.")]
    except HeadsAltered as altered:
        return altered.before, [
            Fault(
                Exit.HEADS_ALTERED,
                f"Line {altered.line} of the heads in {path} is not as it was written: {altered.why}."
                " The lines from there on say nothing.",
            )
        ]
    if heads:
        return heads, []
    return (), [
        Fault(
            Exit.HEADS_MISSING,
            f"No head is stored in {path}: either none ever was (`campaign audit seal`, or the worker, stores one), or"
            " somebody took the file away. Without it, entries cut off at the end do not show.",
        )
    ]


def _outside(lines: Iterable[str], store: KeyStore, heads: Sequence[Head]) -> tuple[list[Head], list[Fault]]:
    """The heads among lines of text, and a fault for each that the file should hold and does not."""
    found: list[Head] = []
    faults = []
    here = {head.text for head in heads}
    for line in lines:
        text = line.strip().encode()
        if not text.startswith(b"{"):
            continue
        try:
            head = head_in(text, store)
        except HeadsAltered:
            faults.append(
                Fault(Exit.HEADS_ALTERED, f"This copy of a head is not from this site: {line.strip()[:60]} …")
            )
            continue
        if text not in here:
            faults.append(
                Fault(
                    Exit.HEADS_ALTERED,
                    f"Line {head.number} of the heads, of {_day(head.at)}, is outside and no longer in the file.",
                )
            )
            found.append(head)
    return found, faults


def _follow(known: dict[bytes, Place], heads: Sequence[Head]) -> tuple[int, Place, list[Fault]]:
    """Entries read, the last sound place, and what is wrong with the chain."""
    first = first_entry()
    place = known.get(first[1] or b"") if first is not None else _removed_so_far(known)
    if first is not None and place is None:
        broken = _own_fault(first)
        return 0, START, [broken]
    assert place is not None
    begins, fitting = place, place
    wanted: dict[int, list[Head]] = {}
    for head in heads:
        if head.place.last_id > begins.last_id:
            wanted.setdefault(head.place.last_id, []).append(head)
    try:
        for place in follow(begins):
            for head in wanted.pop(place.last_id, ()):
                if (place.head, place.entries) != (head.place.head, head.place.entries):
                    return place.entries - begins.entries, fitting, [_rewritten(fitting, head)]
                fitting = place
    except BrokenChain as broken:
        return broken.before.entries - begins.entries, broken.before, [_broken(broken)]
    missing = sorted((head for group in wanted.values() for head in group), key=lambda head: head.place.last_id)
    faults = []
    if missing and missing[0].place.last_id < place.last_id:
        faults = [_rewritten(fitting, missing[0])]
    elif missing:
        faults = [_cut_off(place, missing[-1])]
    return place.entries - begins.entries, place, faults


def _removed_so_far(known: dict[bytes, Place]) -> Place:
    return max(known.values(), key=lambda place: place.last_id)


def _own_fault(first: tuple[int, bytes | None]) -> Fault:
    """What is wrong when the log begins where none may begin."""
    number, previous = first
    try:
        next(follow(Place(0, number - 1, previous or b"")))
    except BrokenChain as broken:
        if broken.wrong is Wrong.CHANGED:
            return _broken(broken)
    return Fault(
        Exit.REMOVED,
        f"The log begins with entry {number}, and what stood before it is gone. No line of the heads says that it was"
        " removed because its time was over.",
    )


def _broken(broken: BrokenChain) -> Fault:
    before = f"entry {broken.before.last_id}" if broken.before.last_id else "the beginning"
    sound = f"What stands before it, up to {before}, is sound."
    if broken.wrong is Wrong.CHANGED:
        return Fault(Exit.CHANGED, f"Entry {broken.entry} was changed: it is not what its hash was made from. {sound}")
    return Fault(
        Exit.REMOVED,
        f"Entry {broken.entry} does not follow {before}: an entry between them was removed, or one was put in or moved."
        f" {sound}",
    )


def _rewritten(fitting: Place, head: Head) -> Fault:
    since = f"after entry {fitting.last_id}" if fitting.last_id else "from the beginning"
    return Fault(
        Exit.REWRITTEN,
        f"The log was rewritten {since}: its entries fit each other, but entry {head.place.last_id} is not the one that"
        f" line {head.number} of the heads holds since {_day(head.at)}.",
    )


def _cut_off(place: Place, head: Head) -> Fault:
    gone = head.place.entries - place.entries
    return Fault(
        Exit.CUT_OFF,
        f"The log ends with entry {place.last_id}, but on {_day(head.at)} it went on to entry {head.place.last_id}:"
        f" {gone} {'entry is' if gone == 1 else 'entries are'} missing at the end. Either somebody cut them off, or an"
        " older backup was put back without `campaign restore`; if you did that, say so with"
        " `campaign audit seal --restored`.",
    )


def _notes(heads: Sequence[Head], aside: frozenset[int]) -> tuple[str, ...]:
    notes = []
    pruned = [head for head in heads if head.kind is HeadKind.PRUNED]
    if pruned:
        place = pruned[-1].place
        notes.append(
            f"The first {place.entries} entries, up to number {place.last_id}, were removed because their time was over"
            f" (last on {_day(pruned[-1].at)})."
        )
    restored = [head for head in heads if head.kind is HeadKind.RESTORED]
    if restored:
        lost = f" {len(aside)} stored heads of before are not of it and were passed over." if aside else ""
        held = counted(restored[-1].place.entries, "entry", "entries")
        notes.append(f"A backup was put back on {_day(restored[-1].at)}, of {held}.{lost}")
    return tuple(notes)


def _day(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC"
