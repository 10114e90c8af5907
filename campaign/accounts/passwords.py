"""What makes a password good enough: 12 to 128 characters, and not among those that are guessed first."""

from collections.abc import Iterable
from typing import Any

from flask_security import PasswordUtil
from zxcvbn import zxcvbn

LEAST = 12
MOST = 128
_LOOKED_AT = 72  # zxcvbn takes no more, and what is hard to guess by then stays so
_HARD_TO_GUESS = 3  # of 4: over 10^8 guesses


def password_fault(password: str, about: Iterable[str] = ()) -> str | None:
    """What is wrong with a new password, as a sentence; None when it is good.

    `about` are words that somebody would try first for this person: name, address. Nothing leaves this machine: the
    lists of common passwords and words come with the zxcvbn package.
    """
    if not LEAST <= len(password) <= MOST:
        return f"Use {LEAST} to {MOST} characters. Four or five unrelated words do well."
    if zxcvbn(password[:_LOOKED_AT], user_inputs=[word for word in about if word])["score"] < _HARD_TO_GUESS:
        return "This password is among those that are tried first. Take four or five unrelated words."
    return None


class Passwords(PasswordUtil):
    """Our rule for new passwords, where Flask-Security asks for one."""

    def validate(self, password: str, is_register: bool, **about: Any) -> tuple[list[str] | None, str]:
        """Messages (None when good) and the password in its normal form."""
        normal = self.normalize(password)
        person = about.get("user")
        fault = password_fault(normal, (person.email, person.name) if person else ())
        return ([fault] if fault else None), normal
