"""One door to the fetchers."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

from campaign.trackers.facts import Register
from campaign.trackers.fetchers import clinicaltrials_gov, ctis, eu
from campaign.trackers.fetchers.folder import only_fetch
from campaign.trackers.fetchers.outcome import NAMES, Fetched, FetchError, Progress, Stopped
from campaign.trackers.fetchers.web import Manners, Web


def fetch(
    register: Register,
    folder: Path,
    *,
    today: date,
    contact: str = "",
    base_url: str | None = None,
    progress: Callable[[Progress], None],
    stop: Callable[[], bool],
    manners: Manners | None = None,
) -> Fetched:
    """Fetch a register into a folder of its own below `folder`, or what changed since the last time.

    `contact` is an address at which the register's people reach us, `base_url` another address than the register's own
    (the EU tracker has none that we know and needs one). `stop` is asked before every request and while waiting; when
    it says yes, or on KeyboardInterrupt, what is there stays and the next call goes on. What is not `complete` has no
    paths, and says why. Raises FetchError.
    """
    name = NAMES[register]
    base = base_url or {Register.FDAAA: clinicaltrials_gov.BASE, Register.CTIS: ctis.BASE}.get(register)
    if base is None:
        raise FetchError(
            f"{name}: no address is known where its table of trials is published. Give that of a folder with "
            f"{eu.TRIALS}, {eu.NAMES_TABLE} and {eu.ABOUT}, or import the files."
        )
    last = Progress(0, None, "")

    def noted(now: Progress) -> None:
        nonlocal last
        last = now
        progress(now)

    own = folder / register.value
    try:
        with only_fetch(own, name), Web(name, base, stop, contact=contact, manners=manners) as web:
            match register:
                case Register.FDAAA:
                    return clinicaltrials_gov.fetch_studies(web, own, noted)
                case Register.CTIS:
                    return ctis.fetch_records(web, own, today, noted)
                case Register.EU:
                    return eu.fetch_tables(web, own, noted)
    except Stopped:
        said = ("Stopped. The next fetch goes on from where this one is.",)
        return Fetched(register, count=last.done, total=last.total, said=said)
    except OSError as error:
        raise FetchError(
            f"{name}: {own} cannot be written or read ({error.strerror or error}). Look to its room and its owner; the "
            "fetch goes on from where it is."
        ) from error
