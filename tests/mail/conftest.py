"""Fixtures of the tests of mail."""

from tests.mail.site import greetings, smtp

__all__ = ["greetings", "smtp"]
