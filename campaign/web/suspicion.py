"""Whether a public form may come from a machine: a trap that people do not see, and the age of the form's own token."""

from datetime import datetime, timedelta

from flask import request

from campaign.tokens import form_token_age, make_form_token

FORM_LIFE = timedelta(hours=24)
# A form that comes back with mistakes keeps its token this long; then there is time left to correct it.
_KEPT = timedelta(hours=12)


def why_suspect(form: str, trap: str, now: datetime, least: timedelta) -> str | None:
    """Why the request at hand may come from a machine, in a word for the log; None when nothing speaks for it.

    `form` is what the token `form_token` is bound to, `trap` the field that must stay empty, `least` the age under
    which a form comes back faster than people type. The words are honeypot, token, old and fast.
    """
    if request.form.get(trap):
        return "honeypot"
    age = form_token_age(form, request.form.get("form_token", ""), now)
    if age is None:
        return "token"
    if age >= FORM_LIFE:
        return "old"
    return "fast" if age < least else None


def current_form_token(form: str, now: datetime) -> str:
    """The token for a page with the form: the one that the request at hand sent back, so that whoever corrects one
    letter and sends again at once is not taken for a machine; a fresh one when none came, or not a young one of ours.
    """
    sent = request.form.get("form_token", "")
    age = form_token_age(form, sent, now)
    return sent if age is not None and age < _KEPT else make_form_token(form, now)
