"""The key store: a folder of key files, never in the database or its backups.

| key | purpose |
|---|---|
| data | wraps one data key per campaign (AES-256-GCM), which seals the personal columns |
| dedupe | tags of addresses: one signature per person and campaign |
| token | links and codes in mails, form tokens |
| erase | the ledger of erasures |
| session | staff sessions |
| network/<day> | tags of networks, for abuse limits; a day's file is dropped after 14 days |
| campaigns/<id> | a campaign's data key, wrapped by `data`; destroying it shreds the campaign in every backup too |
"""

import hashlib
import hmac
import os
import secrets
from datetime import date, timedelta
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from flask import current_app

NAMES = ("data", "dedupe", "token", "erase", "session")
LENGTH = 32
KEEP_NETWORK_DAYS = 14


class KeyFault(RuntimeError):
    """A key is missing, short, a default or unreadable; the message names the file and says what to do."""


def _write_once(path: Path, content: str) -> None:
    """Write a key file with mode 0600 unless it is there already; safe when several processes try at once."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as file:
        file.write(content + "\n")
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def _read(path: Path) -> bytes:
    try:
        text = path.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        raise KeyFault(
            f"{path} is missing. Restore it from your key backup; for a new site run `campaign keys init`."
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise KeyFault(f"{path} cannot be read: {error}") from error
    try:
        key = bytes.fromhex(text)
    except ValueError:
        raise KeyFault(f"{path} is not a key: it must hold {2 * LENGTH} hexadecimal figures.") from None
    if len(key) != LENGTH:
        raise KeyFault(f"{path} is {len(key)} bytes long, must be {LENGTH}. Restore it from your key backup.")
    if len(set(key)) < 8:
        raise KeyFault(f"{path} holds a default or toy key. Make real keys with `campaign keys init`.")
    return key


class KeyStore:
    """The keys of one site, read once. Raises KeyFault when one is missing or unfit."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        keys = {name: _read(folder / f"{name}.key") for name in NAMES}
        if len(set(keys.values())) < len(keys):
            raise KeyFault(f"two key files in {folder} hold the same key; each purpose needs its own.")
        self.data, self.dedupe, self.token, self.erase, self.session = (keys[name] for name in NAMES)
        self._campaigns: dict[bytes, bytes] = {}
        self._network: tuple[date, bytes] | None = None

    @staticmethod
    def make(folder: Path) -> list[str]:
        """Make the key files that are missing; answers their names."""
        missing = [name for name in NAMES if not (folder / f"{name}.key").exists()]
        for name in missing:
            _write_once(folder / f"{name}.key", secrets.token_hex(LENGTH))
        return missing

    def fingerprint(self) -> str:
        """A public name of these keys (16 hexadecimal figures): a database can tell when it meets the wrong ones."""
        return hmac.new(self.data, b"countersign key fingerprint" + self.dedupe, hashlib.sha256).hexdigest()[:16]

    def _campaign_path(self, campaign: bytes) -> Path:
        return self.folder / "campaigns" / f"{campaign.hex()}.key"

    def make_campaign_key(self, campaign: bytes) -> None:
        """Make and wrap the data key of the campaign with this public id (16 bytes), unless it is there."""
        nonce = secrets.token_bytes(12)
        wrapped = nonce + AESGCM(self.data).encrypt(nonce, secrets.token_bytes(LENGTH), b"campaign key|" + campaign)
        _write_once(self._campaign_path(campaign), wrapped.hex())

    def campaign_key(self, campaign: bytes) -> bytes:
        """The data key of a campaign (32 bytes). Raises KeyFault when it was destroyed or belongs to other keys."""
        key = self._campaigns.get(campaign)
        if key is None:
            path = self._campaign_path(campaign)
            try:
                wrapped = bytes.fromhex(path.read_text(encoding="ascii").strip())
                key = AESGCM(self.data).decrypt(wrapped[:12], wrapped[12:], b"campaign key|" + campaign)
            except FileNotFoundError:
                raise KeyFault(f"{path} is missing: the personal data of this campaign cannot be opened.") from None
            except (ValueError, InvalidTag):
                raise KeyFault(f"{path} does not open with data.key of this folder.") from None
            self._campaigns[campaign] = key
        return key

    def destroy_campaign_key(self, campaign: bytes) -> None:
        """Destroy a campaign's data key: what it sealed cannot be opened again, in any copy."""
        self._campaigns.pop(campaign, None)
        self._campaign_path(campaign).unlink(missing_ok=True)

    def network_key(self, day: date) -> bytes:
        """The key for tags of networks on a UTC day; made on first use, dropped after 14 days."""
        if self._network is None or self._network[0] != day:
            path = self.folder / "network" / f"{day.isoformat()}.key"
            if not path.exists():
                _write_once(path, secrets.token_hex(LENGTH))
                for old in path.parent.glob("*.key"):
                    if old.stem < (day - timedelta(days=KEEP_NETWORK_DAYS)).isoformat():
                        old.unlink(missing_ok=True)
            self._network = (day, _read(path))
        return self._network[1]


def keys() -> KeyStore:
    """The key store of the running site."""
    store: KeyStore = current_app.extensions["keys"]
    return store
