"""The desk's search.

The form sends by POST, so that what somebody types first stays out of addresses, histories and logs: it may be a
person's e-mail address, pasted by habit. Only when it is none does the answer lead on to `?q=`, which can be opened
again, kept and passed on.
"""

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from campaign.accounts.permissions import Permission, needs
from campaign.desk.search.queries import FEWEST_LETTERS, Group, looks_like_address, search
from campaign.text import tidy
from campaign.web.fields import refuse_unreadable
from campaign.web.headers import private

LONGEST = 100
blueprint = Blueprint("search", __name__, url_prefix="/search")


@blueprint.get("")
@needs(Permission.SEE_DESK)
def results() -> ResponseReturnValue:
    """What was found, by kind."""
    words = tidy(request.args.get("q", ""))[:LONGEST]
    if looks_like_address(words):
        return _no_addresses()
    return _page(words, search(words))


@blueprint.post("")
@needs(Permission.SEE_DESK)
def look() -> ResponseReturnValue:
    """Lead on to the results, unless an e-mail address was typed."""
    refuse_unreadable()
    words = tidy(request.form.get("q", ""))[:LONGEST]
    if looks_like_address(words):
        return _no_addresses()
    return redirect(url_for(".results", q=words or None), 303)


def _no_addresses() -> ResponseReturnValue:
    """Say where an address is looked up; it is neither searched for nor shown again."""
    return private(make_response(_page("", [], address=True)))


def _page(words: str, groups: list[Group], *, address: bool = False) -> str:
    return render_template(
        "desk/search.html", words=words, groups=groups, address=address, enough=len(words) >= FEWEST_LETTERS
    )
