"""Public keys of age, to which lists are sealed."""

import pyrage

from campaign.web.language import gettext


class KeyFaulty(ValueError):
    """This is no public key of age; the message says so in words for the person who pasted it."""


def read_public_key(typed: str) -> str:
    """An age public key (X25519, age1…) as it is stored. Raises KeyFaulty; a secret key is named as what it is."""
    text = "".join(typed.split())
    if "SECRET-KEY" in text.upper():
        raise KeyFaulty(
            gettext(
                "That is the secret key. Keep it to yourself, make a new pair since this one has travelled, and paste "
                "the public key, which begins with age1"
            )
        )
    try:
        return str(pyrage.x25519.Recipient.from_str(text))
    except pyrage.RecipientError:
        raise KeyFaulty(gettext("Paste the whole public key, which begins with age1")) from None
