"""Make a new site's keys."""

import stat
from dataclasses import dataclass

from campaign.config import Settings
from campaign.keys import NAMES, KeyStore
from campaign.operate.glance import glance
from campaign.operate.refusals import KeysRefused


@dataclass(frozen=True)
class KeyFile:
    """One key file: its name, and its mode as `ls` counts it; never what is in it."""

    name: str
    mode: str


def make_keys(settings: Settings) -> list[str]:
    """Make the key files that are missing and answer their names; none when all are there.

    Raises KeysRefused when the database was made with keys that are not here, KeyFault when one that is here is unfit.
    """
    missing = [name for name in NAMES if not (settings.keys_folder / f"{name}.key").exists()]
    made_with = glance(settings).fingerprint if missing else None
    if made_with is not None:
        raise KeysRefused(
            f"{', '.join(missing)} missing in {settings.keys_folder}; this database was made with keys ({made_with})."
            " New ones could not open what it holds: restore them from your key backup."
        )
    made = KeyStore.make(settings.keys_folder)
    KeyStore(settings.keys_folder)
    return made


def key_files(settings: Settings) -> list[KeyFile]:
    """The key files that are there."""
    folder = settings.keys_folder
    found = sorted((*folder.glob("*.key"), *folder.glob("campaigns/*.key"), *folder.glob("network/*.key")))
    return [KeyFile(path.relative_to(folder).as_posix(), f"{stat.S_IMODE(path.stat().st_mode):04o}") for path in found]
