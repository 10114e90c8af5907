"""Personal columns: sealed with the campaign's data key, and found again only through keyed tags."""

import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping
from datetime import date
from ipaddress import ip_address, ip_network
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from campaign.keys import KeyFault, keys

VERSION = b"\x01"


def _bound_to(table: str, campaign: bytes, row: bytes) -> bytes:
    return b"|".join((table.encode(), campaign.hex().encode(), row.hex().encode(), VERSION))


def seal(table: str, campaign: bytes, row: bytes, values: Mapping[str, Any]) -> bytes:
    """Seal `values` (JSON): version, 96-bit nonce, AES-256-GCM, bound to table, campaign and row (public ids)."""
    nonce = secrets.token_bytes(12)
    text = json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode()
    return VERSION + nonce + AESGCM(keys().campaign_key(campaign)).encrypt(nonce, text, _bound_to(table, campaign, row))


def unseal(table: str, campaign: bytes, row: bytes, blob: bytes) -> dict[str, Any]:
    """Open what `seal` closed. Raises KeyFault when key, row or bytes are not the ones it was sealed with."""
    try:
        text = AESGCM(keys().campaign_key(campaign)).decrypt(blob[1:13], blob[13:], _bound_to(table, campaign, row))
    except InvalidTag:
        raise _closed(table) from None
    values: dict[str, Any] = json.loads(text)
    return values


class Opener:
    """Opens many sealed values of one table and campaign; the key is set up once."""

    def __init__(self, table: str, campaign: bytes) -> None:
        self._table = table
        self._decrypt = AESGCM(keys().campaign_key(campaign)).decrypt
        self._before, self._after = _bound_to(table, campaign, b"").split(b"||")
        self._decode = json.JSONDecoder().raw_decode

    def open(self, row: bytes, blob: bytes) -> dict[str, Any]:
        """What `unseal` answers, at a third of its cost. Raises KeyFault as it does."""
        bound_to = b"%b|%b|%b" % (self._before, row.hex().encode(), self._after)
        try:
            text = self._decrypt(blob[1:13], blob[13:], bound_to)
        except InvalidTag:
            raise _closed(self._table) from None
        values: dict[str, Any] = self._decode(text.decode())[0]
        return values


def _closed(table: str) -> KeyFault:
    return KeyFault(f"a sealed value of {table} does not open: other key, other row, or damaged")


def _site_key() -> bytes:
    # Not the data key itself: that one only wraps keys.
    return hmac.new(keys().data, b"sealed for the site", hashlib.sha256).digest()


def seal_for_site(table: str, row: bytes, values: Mapping[str, Any]) -> bytes:
    """Seal `values` (JSON) of a row that belongs to no campaign; bound to table and row (public id)."""
    nonce = secrets.token_bytes(12)
    text = json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode()
    return VERSION + nonce + AESGCM(_site_key()).encrypt(nonce, text, _bound_to(table, b"", row))


def unseal_for_site(table: str, row: bytes, blob: bytes) -> dict[str, Any]:
    """Open what `seal_for_site` closed. Raises KeyFault when key, row or bytes are not the ones it was sealed with."""
    try:
        text = AESGCM(_site_key()).decrypt(blob[1:13], blob[13:], _bound_to(table, b"", row))
    except InvalidTag:
        raise _closed(table) from None
    values: dict[str, Any] = json.loads(text)
    return values


def address_tag(campaign_id: int, address: str) -> bytes:
    """Tag (16 bytes) of an e-mail address within one campaign; it links nobody across campaigns."""
    return hmac.new(keys().dedupe, b"%d\x00%s" % (campaign_id, address.encode()), hashlib.sha256).digest()[:16]


def daily_address_tag(day: date, address: str) -> bytes:
    """Tag (16 bytes) of an address across the site, good for one UTC day: for caps on mail, not for linking people."""
    key = hmac.new(keys().dedupe, b"mail cap " + day.isoformat().encode(), hashlib.sha256).digest()
    return hmac.new(key, address.encode(), hashlib.sha256).digest()[:16]


def network_tag(day: date, address: str | None) -> bytes:
    """Tag (8 bytes) of the /24 or /48 an IP address lies in, under a key that is dropped after 14 days."""
    try:
        ip = ip_address(address or "")
        if ip.version == 6 and ip.ipv4_mapped is not None:
            ip = ip.ipv4_mapped
        prefix = str(ip_network((ip, 24 if ip.version == 4 else 48), strict=False))
    except ValueError:
        prefix = "unknown"
    return hmac.new(keys().network_key(day), prefix.encode(), hashlib.sha256).digest()[:8]
