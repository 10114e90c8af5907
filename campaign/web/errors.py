"""Refusals: how a verb says no, and the one place that turns a no into a page or problem+json."""

import logging
import secrets
from typing import Any, ClassVar

from flask import Flask, Response, current_app, jsonify, make_response, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import DBAPIError
from werkzeug.exceptions import HTTPException

from campaign.db import DatabaseUnavailable as DatabaseUnavailable  # noqa: PLC0414 - doors catch it, and never import the database
from campaign.db import abandon, is_outage
from campaign.web.addresses import nearly_right
from campaign.web.language import N_, said

log = logging.getLogger(__name__)
LARGEST_ID = 2**63 - 1


class Refusal(Exception):
    """A verb's no: an HTTP status, a title and a sentence that a person can use. Subclass it beside the verb.

    The sentence is the subclass's docstring unless another is given where it is raised: marked with N_, or made by
    gettext. Catalogues are made from titles and docstrings, so they are finished sentences.
    """

    status: ClassVar[int] = 409
    title: ClassVar[str] = N_("This cannot be done")
    retry_after: ClassVar[int | None] = None

    def __init__(self, sentence: str | None = None) -> None:
        super().__init__(sentence or " ".join((self.__doc__ or self.title).split()))

    @property
    def sentence(self) -> str:
        """What a person reads, in the language at hand; for the log there is `str()`."""
        return said(str(self))

    @property
    def heading(self) -> str:
        """The title in the language at hand."""
        return said(self.title)


class NotFound(Refusal):
    """There is no such thing, or not for this person."""

    status = 404
    title = "There is no page at this address"


_NOTHING = N_("Nothing was recorded.")
_TITLES = {
    400: (
        N_("This request could not be read"),
        N_("Your browser sent something that we cannot make sense of. Nothing was recorded."),
    ),
    403: (
        N_("You may not do this"),
        N_("Your account has no right to this page. An owner of the site can change that."),
    ),
    404: (N_("There is no page at this address"), N_("It may have moved, or the link lost its end.")),
    405: (N_("This address does not take that"), _NOTHING),
    410: (N_("This page is gone"), N_("It was here once. Nothing was recorded.")),
    413: (N_("That is too large"), N_("What you sent is larger than we take. Nothing was recorded.")),
    429: (
        N_("Too many at once"),
        N_("Many requests are arriving from your network. Nothing was recorded. Please try again later."),
    ),
    500: (
        N_("Something of ours broke"),
        N_("It is not your fault, and we have a note of it. Nothing more was recorded."),
    ),
    503: (N_("We cannot reach our database"), N_("Nothing was recorded. Please try again in half a minute.")),
}


def _said(status: int) -> tuple[str, str]:
    """Title and sentence of a status, in the language at hand."""
    title, sentence = _TITLES[status]
    return said(title), said(sentence)


def answer(status: int, title: str, sentence: str, *, retry_after: int | None = None, **more: Any) -> Response:
    """An error as this visitor can read it: problem+json for machines (RFC 9457), else a page.

    Title and sentence come in the language at hand.
    """
    best = request.accept_mimetypes.best_match(
        ["text/html", "application/json", "application/problem+json"], "text/html"
    )
    response: Response
    if best != "text/html" or request.path.startswith("/api/"):
        response = jsonify({"type": "about:blank", "title": title, "status": status, "detail": sentence})
        response.mimetype = "application/problem+json"
    else:
        response = make_response(
            render_template("errors/error.html", status=status, title=title, sentence=sentence, **more)
        )
    response.status_code = status
    if retry_after is not None:
        response.headers["Retry-After"] = str(retry_after)
    response.headers["Cache-Control"] = "no-store"
    return response


def _is_broken(path: str) -> bool:
    """Whether the bytes of a path (as WSGI hands them over, in latin-1) are not UTF-8."""
    try:
        path.encode("latin-1").decode()
    except UnicodeError:
        return True
    return False


def _refuse_nul_and_bad_text() -> ResponseReturnValue | None:
    path = request.environ.get("PATH_INFO", "")
    if "\x00" in path or "%00" in request.environ.get("QUERY_STRING", "") or (not path.isascii() and _is_broken(path)):
        return answer(400, *_said(400))
    # No row has an id that no database can hold, and asking for one is an error of its own.
    if any(isinstance(value, int) and value > LARGEST_ID for value in (request.view_args or {}).values()):
        return answer(404, *_said(404))
    return None


def install(app: Flask) -> None:
    """Register the handlers."""

    @app.errorhandler(Refusal)
    def refused(error: Refusal) -> ResponseReturnValue:
        meant = nearly_right() if error.status == 404 else None
        return meant or answer(error.status, error.heading, error.sentence, retry_after=error.retry_after)

    @app.errorhandler(HTTPException)
    def http(error: HTTPException) -> ResponseReturnValue:
        status = error.code or 500
        if error.response is not None or 300 <= status < 400:
            return error
        if status == 404 and (meant := nearly_right()) is not None:
            return meant
        title, sentence = _said(status) if status in _TITLES else (error.name, said(_NOTHING))
        response = answer(status, title, sentence)
        if status == 405:
            response.headers["Allow"] = ", ".join(sorted(getattr(error, "valid_methods", None) or ()))
        return response

    @app.errorhandler(DatabaseUnavailable)
    def database_away(error: Exception) -> ResponseReturnValue:
        log.error("db.unavailable cause=%s", error)
        return answer(503, *_said(503), retry_after=30)

    @app.errorhandler(DBAPIError)
    def database_error(error: DBAPIError) -> ResponseReturnValue:
        abandon()
        return database_away(DatabaseUnavailable(type(error.orig).__name__)) if is_outage(error) else unexpected(error)

    @app.errorhandler(Exception)
    def unexpected(error: Exception) -> ResponseReturnValue:
        if current_app.testing or current_app.debug:
            raise error
        number = secrets.token_hex(4)
        log.error("http.failed number=%s endpoint=%s", number, request.endpoint, exc_info=error)
        return answer(500, *_said(500), number=number)

    app.before_request(_refuse_nul_and_bad_text)
