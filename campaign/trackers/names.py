"""From the sponsor name a register gives to the sponsor that is meant, and its parent."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Self

_NOT_KEPT = re.compile(r"[^\w\s-]")
_GAPS = re.compile(r"[-\s]+")


@lru_cache(maxsize=1 << 16)
def sponsor_slug(name: str) -> str:
    """The name as it stands in addresses and joins of both original trackers: lower-case ASCII, hyphens for gaps.

    Not the slug of the rest of the site: the published files were joined on exactly this one, and it keeps a hyphen at
    either end.
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode("ascii")
    return _GAPS.sub("-", _NOT_KEPT.sub("", plain.lower()).strip())


def raw_key(raw_name: str) -> str:
    """What names are joined on: the slug, and where nothing Latin leaves one, the name as it is."""
    return sponsor_slug(raw_name) or raw_name.strip()


@dataclass(frozen=True, slots=True)
class SponsorName:
    """One row of the name table: what a trial record says, who that is, and who owns them."""

    raw_name: str
    name: str
    parent_name: str
    proof: str = ""
    description: str = ""
    notes: str = ""
    trial_ids: tuple[str, ...] = ()
    # The table lists single trials, as until 2018: the row decides for these, and for the name elsewhere.
    decides_trials: bool = False


class NameTable:
    """The name table, by the slug of the raw name; a table that lists single trials, as until 2018, by trial first."""

    def __init__(self, by_slug: dict[str, SponsorName], by_trial: dict[str, SponsorName]) -> None:
        self._by_slug = by_slug
        self._by_trial = by_trial

    @classmethod
    def of(cls, rows: Iterable[SponsorName]) -> Self:
        """Build it. A raw name without a sponsor is not known; of two rows for one name the first holds."""
        by_slug: dict[str, SponsorName] = {}
        by_trial: dict[str, SponsorName] = {}
        for row in rows:
            if not row.name.strip():
                continue
            if row.raw_name.strip():
                by_slug.setdefault(raw_key(row.raw_name), row)
            if row.decides_trials:
                for trial_id in row.trial_ids:
                    by_trial.setdefault(trial_id, row)
        return cls(by_slug, by_trial)

    def __bool__(self) -> bool:
        """Whether it has any row."""
        return bool(self._by_slug or self._by_trial)

    def find(self, trial_id: str, raw_name: str) -> SponsorName | None:
        """Who is meant by this name on this trial; None if nobody has said so yet."""
        return self._by_trial.get(trial_id) or self._by_slug.get(raw_key(raw_name))

    def grandparents(self) -> tuple[str, ...]:
        """Sponsors that are parent to one and child of another, which the table forbids; sorted."""
        rows = [*self._by_slug.values(), *self._by_trial.values()]
        owned = [row for row in rows if row.name != row.parent_name]
        return tuple(sorted({row.name for row in owned} & {row.parent_name for row in owned}))
