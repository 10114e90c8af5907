"""A passkey in software: answers what a browser and a device would, for tests that want to answer wrongly too."""

import hashlib
import html
import json
import re
import secrets
from dataclasses import dataclass, field

import cbor2
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from flask.testing import FlaskClient
from webauthn.helpers import bytes_to_base64url
from werkzeug.test import TestResponse

from tests.accounts.forms import csrf_token

_OPTIONS = re.compile(r'action="([^"]+)"[^>]*data-options="([^"]+)"')
PRESENT, VERIFIED, HAS_KEY = 0x01, 0x04, 0x40


@dataclass
class Authenticator:
    """A device with one passkey. `verifies`: whether it checks who holds it; `origin`: where its browser is."""

    origin: str = "http://localhost"
    verifies: bool = True
    count: int = 0
    id: bytes = field(default_factory=lambda: secrets.token_bytes(16))
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    user: str = ""

    def _seen(self, kind: str, options: dict[str, str]) -> bytes:
        return json.dumps({"type": kind, "challenge": options["challenge"], "origin": self.origin}).encode()

    def _data(self, more: bytes = b"", flags: int = 0) -> bytes:
        self.count += 1
        flags |= PRESENT | (VERIFIED if self.verifies else 0)
        return hashlib.sha256(b"localhost").digest() + bytes([flags]) + self.count.to_bytes(4, "big") + more

    def _answer(self, response: dict[str, str]) -> str:
        name = bytes_to_base64url(self.id)
        return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": response})

    def make(self, options: dict) -> str:
        """The answer to registering."""
        self.user = options["user"]["id"]
        numbers = self.key.public_key().public_numbers()
        public = {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32, "big"), -3: numbers.y.to_bytes(32, "big")}
        credential = bytes(16) + len(self.id).to_bytes(2, "big") + self.id + cbor2.dumps(public)
        attestation = {"fmt": "none", "attStmt": {}, "authData": self._data(credential, HAS_KEY)}
        return self._answer(
            {
                "attestationObject": bytes_to_base64url(cbor2.dumps(attestation)),
                "clientDataJSON": bytes_to_base64url(self._seen("webauthn.create", options)),
            }
        )

    def use(self, options: dict) -> str:
        """The answer to signing in."""
        data, seen = self._data(), self._seen("webauthn.get", options)
        signed = self.key.sign(data + hashlib.sha256(seen).digest(), ec.ECDSA(hashes.SHA256()))
        return self._answer(
            {
                "authenticatorData": bytes_to_base64url(data),
                "clientDataJSON": bytes_to_base64url(seen),
                "signature": bytes_to_base64url(signed),
                "userHandle": self.user,
            }
        )


def asked(page: TestResponse) -> tuple[str, dict]:
    """Where the answer goes, and what the page asks the device for."""
    found = _OPTIONS.search(page.text)
    assert found, page.text
    return html.unescape(found[1]), json.loads(html.unescape(found[2]))


def register(client: FlaskClient, device: Authenticator, name: str = "Blue key") -> TestResponse:
    """Register a passkey through the pages, signed in."""
    form = client.get("/desk/passkeys")
    page = client.post("/desk/passkeys", data={"csrf_token": csrf_token(form), "name": name})
    target, options = asked(page)
    return client.post(target, data={"csrf_token": csrf_token(page), "credential": device.make(options)})


def start(client: FlaskClient, path: str = "/desk/sign-in/passkey") -> tuple[str, dict, str]:
    """Ask for a challenge: where the answer goes, what is asked, and the page's CSRF token."""
    form = client.get(path)
    page = client.post(path, data={"csrf_token": csrf_token(form)})
    return *asked(page), csrf_token(page)


def use(client: FlaskClient, device: Authenticator, path: str = "/desk/sign-in/passkey") -> TestResponse:
    """Sign in with a passkey, or prove again who one is."""
    target, options, token = start(client, path)
    return client.post(target, data={"csrf_token": token, "credential": device.use(options)})
