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

log = logging.getLogger(__name__)
LARGEST_ID = 2**63 - 1


class Refusal(Exception):
    """A verb's no: an HTTP status, a title and a sentence that a person can use. Subclass it beside the verb.

    The sentence is the subclass's docstring unless another is given where it is raised.
    """

    status: ClassVar[int] = 409
    title: ClassVar[str] = "This cannot be done"
    retry_after: ClassVar[int | None] = None

    def __init__(self, sentence: str | None = None) -> None:
        self.sentence = sentence or " ".join((self.__doc__ or self.title).split())
        super().__init__(self.sentence)


class NotFound(Refusal):
    """There is no such thing, or not for this person."""

    status = 404
    title = "There is no page at this address"


_TITLES = {
    400: (
        "This request could not be read",
        "Your browser sent something that we cannot make sense of. Nothing was recorded.",
    ),
    403: ("You may not do this", "Your account has no right to this page. An owner of the site can change that."),
    404: ("There is no page at this address", "It may have moved, or the link lost its end."),
    405: ("This address does not take that", "Nothing was recorded."),
    410: ("This page is gone", "It was here once. Nothing was recorded."),
    413: ("That is too much at once", "What you sent is larger than we take. Nothing was recorded."),
    429: (
        "Too many at once",
        "Many requests are arriving from your network. Nothing was recorded. Please try again later.",
    ),
    500: ("Something of ours broke", "It is not your fault, and we have a note of it. Nothing more was recorded."),
    503: ("We cannot reach our database", "Nothing was recorded. Please try again in half a minute."),
}


def answer(status: int, title: str, sentence: str, *, retry_after: int | None = None, **more: Any) -> Response:
    """An error as this visitor can read it: problem+json for machines (RFC 9457), else a page."""
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


def install(app: Flask) -> None:
    """Register the handlers."""

    @app.errorhandler(Refusal)
    def refused(error: Refusal) -> ResponseReturnValue:
        return answer(error.status, error.title, error.sentence, retry_after=error.retry_after)

    @app.errorhandler(HTTPException)
    def http(error: HTTPException) -> ResponseReturnValue:
        status = error.code or 500
        if error.response is not None or 300 <= status < 400:
            return error
        title, sentence = _TITLES.get(status, (error.name, "Nothing was recorded."))
        response = answer(status, title, sentence)
        if status == 405:
            response.headers["Allow"] = ", ".join(sorted(getattr(error, "valid_methods", None) or ()))
        return response

    @app.errorhandler(DatabaseUnavailable)
    def database_away(error: Exception) -> ResponseReturnValue:
        log.error("db.unavailable cause=%s", error)
        return answer(503, *_TITLES[503], retry_after=30)

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
        return answer(500, *_TITLES[500], number=number)

    @app.before_request
    def refuse_nul_and_bad_text() -> ResponseReturnValue | None:
        path = request.environ.get("PATH_INFO", "")
        if (
            "\x00" in path
            or "%00" in request.environ.get("QUERY_STRING", "")
            or (not path.isascii() and _is_broken(path))
        ):
            return answer(400, *_TITLES[400])
        # No row has an id that no database can hold, and asking for one is an error of its own.
        if any(isinstance(value, int) and value > LARGEST_ID for value in (request.view_args or {}).values()):
            return answer(404, *_TITLES[404])
        return None
