"""Addresses as people write and shorten them: the right one for one that is nearly right, and words to search by."""

import re
from urllib.parse import unquote

from flask import Flask, current_app, redirect, request
from werkzeug.exceptions import HTTPException, NotFound
from werkzeug.routing import RequestRedirect
from werkzeug.wrappers import Response

# Where everything is written in small letters. Links that were mailed, and numbers of trials, are not among them.
_SMALL = ("c", "embed", "organizations", "news", "pages", "resources", "learn", "events", "partners", "search")
_TOKEN = re.compile(r"[0-9a-f]{12,}|(?=.*\d)(?=.*[A-Z])[\w-]{16,}|[\w-]{40,}")
_MOST_WORDS = 8


def nearly_right() -> Response | None:
    """For a GET of an address that leads nowhere: a redirect to the one that it must have meant, if there is a route.

    Slashes too many, and capitals in addresses that have none.
    """
    if request.method not in ("GET", "HEAD"):
        return None
    path = re.sub(r"/{2,}", "/", request.path)
    path = path.rstrip("/") or "/"
    if path[1:].partition("/")[0].lower() in _SMALL:
        path = path.lower()
    if path == request.path or not _has_route(path):
        return None
    asked = request.query_string.decode("ascii", "ignore")
    return redirect(f"{request.script_root}{_quoted(path)}{'?' if asked else ''}{asked}", 308)


def _has_route(path: str) -> bool:
    try:
        current_app.create_url_adapter(request).match(path, method="GET")  # type: ignore[union-attr]
    except RequestRedirect:
        return True
    except (NotFound, HTTPException):
        return False
    return True


def _quoted(path: str) -> str:
    return "".join(char if char.isascii() and (char.isalnum() or char in "/-._~") else _percent(char) for char in path)


def _percent(char: str) -> str:
    return "".join(f"%{byte:02X}" for byte in char.encode())


def words_of_address() -> str:
    """What the address at hand says, as words to search by; parts that are no words (tokens, numbers) left out."""
    parts = [part for part in unquote(request.path).split("/") if part and not _TOKEN.fullmatch(part)]
    words = [
        word
        for part in parts
        for word in re.findall(r"[^\W_]+", part.rpartition(".")[0] or part)
        if len(word) > 1 and not word.isdecimal() and word.lower() not in _SMALL
    ]
    return " ".join(dict.fromkeys(words[:_MOST_WORDS]))[:100]


def install(app: Flask) -> None:
    """Make the words of an address known to the page that says that it leads nowhere."""
    app.jinja_env.globals["words_of_address"] = words_of_address
