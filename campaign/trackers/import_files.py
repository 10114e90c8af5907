"""Take a register's files into the store: read, judged, published, all under the date of the data."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO, Final

from campaign.trackers.facts import Register
from campaign.trackers.import_names import NamesTaken, import_names
from campaign.trackers.importers import clinicaltrials_gov, ctis
from campaign.trackers.importers.eu_protocols import (
    read_protocol_csv,
    read_protocol_text,
    read_reported,
    read_trials_from_protocols,
)
from campaign.trackers.importers.eu_summary import read_names, read_trials
from campaign.trackers.importers.fitting import fitted
from campaign.trackers.importers.old_flags import read_old_flags
from campaign.trackers.importers.source import Malformed, text_of
from campaign.trackers.models import Origin
from campaign.trackers.queries import same_files
from campaign.trackers.refusals import NoTable
from campaign.trackers.take_snapshot import Clock, Progress, Source, Taken, take_snapshot

_CHUNK: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Files:
    """The files of one import. Any of them may be gzip."""

    # The trials: EUCTR summary or protocols, studies of ClinicalTrials.gov, records of CTIS.
    trials: Sequence[Path]
    # The table of names, for any register.
    names: Path | None = None
    # The former "FDA regulated" flags of ClinicalTrials.gov.
    old_flags: Path | None = None
    # Which EU trials have results, where protocols do not say it: the summary of a search.
    reported: Path | None = None

    def all(self) -> Iterator[Path]:
        """Every file, in a fixed order."""
        yield from self.trials
        yield from (path for path in (self.names, self.old_flags, self.reported) if path is not None)


@dataclass(frozen=True, slots=True)
class Imported:
    """What came of an import; `names` where a table of names came along."""

    taken: Taken
    names: NamesTaken | None = None
    faults: tuple[Malformed, ...] = field(default=())


def import_files(
    register: Register,
    files: Files,
    data_date: date,
    clock: Clock,
    *,
    origin: Origin = Origin.FILES,
    forced: bool = False,
    progress: Progress = lambda _: None,
) -> Imported:
    """Read files, judge every trial on `data_date`, publish. The same files for the same day change nothing.

    Raises OSError for a file that cannot be opened. Refuses what `take_snapshot` refuses, and a file that is no table
    of names. Malformed records are answered and stop nothing.
    """
    digest = _digest(files.all())
    known = same_files(register, data_date, digest)
    if known is not None and not forced:
        return Imported(Taken(known.id, False, known.records, ()))
    faults: list[Malformed] = []
    names = None if files.names is None else _take_names(files.names, faults, clock)
    with ExitStack() as opened:
        records = _records(register, files, opened, faults)
        taken = take_snapshot(register, data_date, records, Source(origin, digest, forced), clock, progress)
    return Imported(taken, names, tuple(faults))


def _records(register: Register, files: Files, opened: ExitStack, faults: list[Malformed]) -> Iterable[Any]:
    if register is Register.EU:
        return _eu_records(files, opened, faults)
    flags = _old_flags(files.old_flags, faults) if register is Register.FDAAA else {}
    return _one_after_another(register, files.trials, flags)


def _one_after_another(register: Register, paths: Sequence[Path], flags: Mapping[str, bool]) -> Iterator[Any]:
    for path in paths:
        with path.open("rb") as source:
            if register is Register.FDAAA:
                yield from clinicaltrials_gov.read_studies(source, flags)
            else:
                yield from ctis.read_records(source)


def _eu_records(files: Files, opened: ExitStack, faults: list[Malformed]) -> Iterator[Any]:
    reported: set[str] = set()
    if files.reported is not None:
        with files.reported.open("rb") as source:
            for found in read_reported(source):
                if isinstance(found, Malformed):
                    faults.append(found)
                else:
                    reported.add(found)
    sources = [opened.enter_context(path.open("rb")) for path in files.trials]
    if sources and _is_summary(sources[0]):
        for source in sources:
            yield from read_trials(source)
        return
    protocols = (found for source in sources for found in _protocols(source))
    yield from read_trials_from_protocols(protocols, reported)


def _protocols(source: BinaryIO) -> Iterator[Any]:
    return read_protocol_csv(source) if "eudract_number" in _first_line(source) else read_protocol_text(source)


def _is_summary(source: BinaryIO) -> bool:
    """Whether a file has a row a trial, rather than country protocols."""
    return "number_of_countries" in _first_line(source).split(",")


def _first_line(source: BinaryIO) -> str:
    line = text_of(source).readline(_CHUNK)
    source.seek(0)
    return line.strip()


def _take_names(path: Path, faults: list[Malformed], clock: Clock) -> NamesTaken:
    rows = []
    with path.open("rb") as source:
        for found in read_names(source):
            if isinstance(found, Malformed):
                faults.append(found)
            else:
                rows.append(fitted(found))
    if not rows:
        raise NoTable
    return import_names(rows, clock())


def _old_flags(path: Path | None, faults: list[Malformed]) -> dict[str, bool]:
    flags: dict[str, bool] = {}
    if path is not None:
        with path.open("rb") as source:
            for found in read_old_flags(source):
                if isinstance(found, Malformed):
                    faults.append(found)
                else:
                    flags[found[0]] = found[1]
    return flags


def _digest(paths: Iterable[Path]) -> str:
    """One SHA-256 over the hashes of all files."""
    whole = hashlib.sha256()
    for path in paths:
        with path.open("rb") as source:
            whole.update(hashlib.file_digest(source, "sha256").digest())
    return whole.hexdigest()
