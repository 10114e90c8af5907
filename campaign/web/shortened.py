"""Sheets and the script of every page as they are sent: without comments and spaces that only their writers need."""

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Final

from flask import Blueprint, Response, current_app, request
from flask.typing import ResponseReturnValue

_COMMENT: Final = re.compile(r"/\*.*?\*/", re.DOTALL)
_SPACE: Final = re.compile(r"\s+")
_AROUND: Final = re.compile(r" ?([{};,]) ?")
_LINE_COMMENT: Final = re.compile(r"^\s*//.*\n", re.MULTILINE)
_INDENT: Final = re.compile(r"^\s+", re.MULTILINE)

blueprint = Blueprint("shortened", __name__)


def shorter_sheet(css: str) -> str:
    """The same rules in fewer characters. Strings in it hold none of { } ; , : > beside a space."""
    css = _AROUND.sub(r"\1", _SPACE.sub(" ", _COMMENT.sub("", css)))
    return css.replace(": ", ":").replace(" > ", ">").replace(";}", "}").strip()


def shorter_script(script: str) -> str:
    """The same script without lines of comment and indents. No string of it may go over the end of a line."""
    return _INDENT.sub("", _LINE_COMMENT.sub("", script))


_SENT: Final[dict[str, tuple[str, Callable[[str], str]]]] = {
    "countersign.css": ("text/css", shorter_sheet),
    "desk.css": ("text/css", shorter_sheet),
    "countersign.js": ("text/javascript", shorter_script),
}


@cache
def _sent(path: Path) -> bytes:
    return _SENT[path.name][1](path.read_text()).encode()


@blueprint.get(f"/static/<any({', '.join(repr(name) for name in _SENT)}):name>")
def file(name: str) -> ResponseReturnValue:
    """One of these files, to be kept for a year: its address changes with it."""
    response = Response(_sent(Path(current_app.static_folder or "") / name), mimetype=_SENT[name][0])
    response.headers["Cache-Control"] = f"public, max-age={current_app.config['SEND_FILE_MAX_AGE_DEFAULT']}"
    response.add_etag()
    response.make_conditional(request)
    return response
