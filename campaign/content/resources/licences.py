"""Licences: the few that are offered, by their SPDX identifiers, and any other in words."""

from dataclasses import dataclass
from typing import Final

from campaign.web.language import N_

ALL_RIGHTS: Final = "all-rights-reserved"  # no licence at all; SPDX has no identifier for that


@dataclass(frozen=True)
class Licence:
    """A licence as it is shown. `name` is marked for translation where it is no proper name; `url` may be empty."""

    identifier: str
    name: str
    url: str = ""


def _spdx(identifier: str, name: str) -> Licence:
    return Licence(identifier, name, f"https://spdx.org/licenses/{identifier}.html")


LICENCES: Final = {
    licence.identifier: licence
    for licence in (
        _spdx("CC-BY-4.0", "Creative Commons Attribution 4.0 International"),
        _spdx("CC-BY-SA-4.0", "Creative Commons Attribution Share Alike 4.0 International"),
        _spdx("CC-BY-NC-4.0", "Creative Commons Attribution Non Commercial 4.0 International"),
        _spdx("CC0-1.0", "Creative Commons Zero v1.0 Universal"),
        _spdx("OGL-UK-3.0", "Open Government Licence v3.0"),
        Licence(ALL_RIGHTS, N_("All rights reserved")),
    )
}


def licence_of(stored: str) -> Licence | None:
    """The licence that a resource names; one in words is its own name. None when it names none."""
    return LICENCES.get(stored) or (Licence("", stored) if stored else None)
