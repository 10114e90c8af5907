"""The form with which anybody asks for a weekly letter about a sponsor."""

from datetime import datetime

from flask import request
from flask_wtf import FlaskForm
from wtforms import StringField

from campaign.tokens import make_form_token
from campaign.web.challenge import LIFE, is_answered, issued_at, make_challenge
from campaign.web.fields import AddressField


class AlertForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF brings no types
    """An address. The form carries a signed token of its own, so no session and no cookie is needed."""

    class Meta:
        csrf = False

    email = AddressField("Your e-mail address")
    website = StringField("Leave this field empty")


def form_name(register: str, slug: str) -> str:
    """What the tokens of a sponsor's form are bound to."""
    return f"alert:{register}:{slug}"


def alert_form_token(register: str, slug: str, now: datetime) -> str:
    """A form token handed out now."""
    return make_form_token(form_name(register, slug), now)


def answered_challenge(register: str, slug: str, now: datetime) -> str | None:
    """The challenge that came with the request, if it was solved or waited out."""
    challenge = request.form.get("challenge", "")
    answer = request.form.get("answer", "")
    return challenge if is_answered(form_name(register, slug), challenge, answer, now) else None


def challenge_again(register: str, slug: str, now: datetime, *, used: bool) -> str:
    """The challenge to show with the form again: the one that came while it is good, so that waiting goes on."""
    challenge = request.form.get("challenge", "")
    issued = issued_at(form_name(register, slug), challenge)
    if issued is None or used or now - issued >= LIFE:
        return make_challenge(form_name(register, slug), now)
    return challenge
