"""Passkeys (WebAuthn): what we ask of them, and the forms of their pages.

A passkey here is both factors at once: the device that holds it, and the PIN or finger that opens it. So it signs in by
itself, stands as second factor beside the password, and counts when the password would be asked for once more.

A challenge belongs to the session that it was made in, and is good for one answer.
"""

import hashlib
from ipaddress import ip_address
from typing import Any

from flask import current_app, g, request, session
from flask_security import (
    UserMixin,
    WebAuthnDeleteForm,
    WebAuthnRegisterForm,
    WebAuthnRegisterResponseForm,
    WebAuthnSigninForm,
    WebauthnUtil,
    current_user,
)
from flask_security.forms import Form
from flask_security.webauthn import WebAuthnSigninResponseForm
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)
from wtforms import StringField
from wtforms.validators import DataRequired, Length

from campaign.accounts.admission import count_failure, hold, is_locked
from campaign.accounts.phrases import PHRASES
from campaign.clock import now
from campaign.config import Settings
from campaign.text import tidy
from campaign.web.limits import spend

LONGEST_NAME = 64
_CHALLENGE = "passkey_challenge"


def passkeys_work_here() -> bool:
    """Whether browsers do passkeys at the address of this request: they know names, not numbers."""
    host = request.host.rpartition(":")[0] if ":" in request.host else request.host
    try:
        ip_address(host.strip("[]"))
    except ValueError:
        return True
    return False


class Passkeys(WebauthnUtil):
    """What the site asks of a passkey."""

    def generate_challenge(self, nbytes: int | None = None) -> str:
        """A challenge for this session. A later one makes it worthless."""
        challenge = super().generate_challenge(nbytes)
        session[_CHALLENGE] = challenge
        return challenge

    def origin(self) -> str:
        """The address that the browser must have been at. Without TLS passkeys work on localhost only, at any port."""
        settings: Settings = current_app.extensions["settings"]
        return settings.base_url if settings.base_url.startswith("https://") else request.host_url.rstrip("/")

    def authenticator_selection(self, user: UserMixin, usage: str) -> AuthenticatorSelectionCriteria:
        """One that is found without typing who one is, and that checks who holds it."""
        return AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
        )

    def user_verification(self, user: UserMixin | None, usage: list[str]) -> UserVerificationRequirement:
        """Always: the device alone is not enough."""
        return UserVerificationRequirement.REQUIRED

    def name_svn(self, value: str) -> tuple[str | None, str | None]:
        """What is wrong with a name, and the name in its normal form."""
        return None, tidy(value)


def _is_this_sessions(challenge: str) -> bool:
    """Whether a challenge was made in this session and has not been answered. In the caller's transaction."""
    if session.pop(_CHALLENGE, None) != challenge:
        return False
    # A cookie can be kept and sent again; that the challenge was answered is known here.
    return spend(hashlib.sha256(challenge.encode()).digest()[:8], "passkey answered", now(), window=86400) == 1


class PasskeyNameForm(WebAuthnRegisterForm):
    """What one calls a new passkey."""

    name = StringField(
        "Name of the passkey",
        [DataRequired("Give the passkey a name."), Length(max=LONGEST_NAME, message="Use at most 64 characters.")],
        filters=[lambda text: tidy(text) if text else text],
        render_kw={"maxlength": LONGEST_NAME, "autocomplete": "off"},
    )
    usage = None  # type: ignore[assignment]  # WTForms' way to drop a field: each is both
    submit = None  # type: ignore[assignment]  # the template has the button

    def validate(self, **_: Any) -> bool:
        """Whether the name is there, and new to this person."""
        self.usage = _EITHER
        g.refused = not Form.validate(self)
        if g.refused:
            return False
        self.clean_name = self.name.data or ""
        if any(each.name == self.clean_name for each in current_user.webauthn):
            self.name.errors = [PHRASES["WEBAUTHN_NAME_INUSE"][0]]
            g.refused = True
        return not g.refused


class _Fixed:
    """Stands where Flask-Security asks a form for something that nobody here may choose."""

    def __init__(self, data: Any) -> None:
        self.data = data


_EITHER = _Fixed("first")  # whether a passkey is a first or a second factor: both
_NEVER = _Fixed(False)  # whether a browser is remembered


class PasskeyMadeForm(WebAuthnRegisterResponseForm):
    """What the browser answers once a passkey is made."""

    submit = None  # type: ignore[assignment]  # nobody sees this form

    def validate(self, **_: Any) -> bool:
        """Whether it is a passkey made for this page, and a new one."""
        if _is_this_sessions(self.challenge) and super().validate():
            return True
        g.refused = True
        self.credential.errors = [PHRASES["WEBAUTHN_NO_VERIFY"][0]]
        return False


class PasskeyStartForm(WebAuthnSigninForm):
    """Ask for a challenge; nobody types who they are."""

    identity = StringField()
    remember = None  # type: ignore[assignment]  # as above
    submit = None  # type: ignore[assignment]  # the template has the button

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.remember = _NEVER


class PasskeyAnswerForm(WebAuthnSigninResponseForm):
    """What the browser answers with a passkey, at sign-in and where one proves again who one is."""

    remember = None  # type: ignore[assignment]  # as above
    submit = None  # type: ignore[assignment]  # nobody sees this form

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.remember = _NEVER

    def validate(self, **_: Any) -> bool:
        """Whether this passkey may open what it was asked for. Wrong ones count as at sign-in; all read alike.

        The right one opens also while the account waits for wrong passwords: nobody guesses a passkey, and else anyone
        who knows the address could keep its owner out.
        """
        right = _is_this_sessions(self.challenge) and super().validate()
        person = hold(self.user.id if self.user else None)
        if person is not None and person.active:
            if right and self._is_who_was_asked(person):
                return True
            if not is_locked(person, now()):
                count_failure(person, now())
        g.refused = True
        self.credential.errors = [PHRASES["WEBAUTHN_NO_VERIFY"][0]]
        return False

    def _is_who_was_asked(self, person: Any) -> bool:
        if self.is_verify:
            return bool(person.id == current_user.id)
        return not self.is_secondary or person.fs_uniquifier == session.get("tf_user_id")


class PasskeyDeleteForm(WebAuthnDeleteForm):
    """Which passkey goes, by its name."""

    submit = None  # type: ignore[assignment]  # the template has the button
