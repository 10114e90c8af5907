"""A person with a browser that has no scripts, in front of a real site: keeps cookies, reads forms, presses buttons.

A form is found by the words on its button and sent with what the page put into it; a field that it does not have
cannot be filled in. Redirects are shown, not followed: stories look at them.
"""

import html
import http.cookiejar
import json
import re
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from email.message import Message
from html.parser import HTMLParser
from io import BytesIO
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

Picture = tuple[str, bytes, str]  # file name, content, type
Value = str | list[str] | Picture


@dataclass
class Form:
    """A form as a page gave it out: where it goes, what stands in it, and its buttons."""

    action: str
    method: str
    multipart: bool
    names: set[str] = field(default_factory=set)
    values: dict[str, list[str]] = field(default_factory=dict)
    buttons: dict[str, tuple[str, str]] = field(default_factory=dict)  # words -> name, value


class _Forms(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[Form] = []
        self._form: Form | None = None
        self._select = ""
        self._area: str | None = None
        self._button: tuple[str, str] | None = None
        self._words = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = {name: value or "" for name, value in attrs}
        if tag == "form":
            multipart = has.get("enctype") == "multipart/form-data"
            self._form = Form(has.get("action", ""), has.get("method", "get").lower(), multipart)
            self.found.append(self._form)
        if self._form is None:
            return
        name = has.get("name", "")
        if tag == "button":
            self._button, self._words = (name, has.get("value", "")), ""
        elif tag in ("input", "select", "textarea") and name:
            self._form.names.add(name)
        ticked = has.get("type") in ("checkbox", "radio")
        if tag == "input" and name and has.get("type") not in ("file", "submit") and (not ticked or "checked" in has):
            self._form.values.setdefault(name, []).append(has.get("value", "on" if ticked else ""))
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select and "selected" in has:
            self._form.values.setdefault(self._select, []).append(has["value"])
        elif tag == "textarea":
            self._area, self._words = name, ""

    def handle_data(self, data: str) -> None:
        self._words += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._select = ""
        elif self._form is not None and tag == "textarea" and self._area:
            # A browser drops the line break that follows the opening tag.
            self._form.values[self._area] = [re.sub(r"^\r?\n", "", self._words)]
            self._area = None
        elif self._form is not None and tag == "button" and self._button is not None:
            self._form.buttons[" ".join(self._words.split())] = self._button
            self._button = None


@dataclass(frozen=True)
class Answer:
    """What a site answered."""

    url: str
    status: int
    headers: Message
    body: bytes

    @property
    def text(self) -> str:
        """The page as text in UTF-8."""
        return self.body.decode()

    @property
    def said(self) -> str:
        """The words of the page without its marks."""
        return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", self.text)))

    @property
    def location(self) -> str:
        """Path (and query) that a redirect leads to; empty when it is none."""
        parts = urlsplit(self.headers.get("Location", ""))
        return parts.path + (f"?{parts.query}" if parts.query else "")

    @property
    def json(self) -> Any:
        """The answer read as JSON."""
        return json.loads(self.body)

    def form(self, button: str) -> Form:
        """The form with this button."""
        forms = _Forms(self.text).found
        found = next((form for form in forms if button in form.buttons), None)
        assert found is not None, f"no button {button!r} among {[list(form.buttons) for form in forms]}: {self.said}"
        return found


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        return None


class Visitor:
    """One person's browser at one site."""

    def __init__(self, url: str, *, seconds: float = 30) -> None:
        self.url = url
        self._seconds = seconds
        self.cookies = http.cookiejar.CookieJar()
        keeps = urllib.request.HTTPCookieProcessor(self.cookies)
        self._opener = urllib.request.build_opener(_NoRedirect, keeps, urllib.request.ProxyHandler({}))

    def get(self, path: str) -> Answer:
        """Open a page: a path, or a whole address."""
        return self._ask(urllib.request.Request(urljoin(self.url, path)))

    def post(self, path: str, fields: dict[str, Any]) -> Answer:
        """Send fields, URL-encoded."""
        body = urlencode(fields, doseq=True).encode()
        return self._ask(urllib.request.Request(urljoin(self.url, path), data=body, method="POST"))

    def press(self, page: Answer, button: str, **fields: Value) -> Answer:
        """Fill in the form that has this button, and press it. Names that end in `_` lose it: `from_`."""
        form = page.form(button)
        typed = {name.rstrip("_"): value for name, value in fields.items()}
        assert set(typed) <= form.names, f"the form has no {set(typed) - form.names}; it has {form.names}"
        name, value = form.buttons[button]
        sent: dict[str, Any] = {**form.values, **typed, **({name: value} if name else {})}
        target = urljoin(page.url, form.action).partition("#")[0]
        if form.method == "get":
            return self.get(f"{target.partition('?')[0]}?{urlencode(sent, doseq=True)}")
        if not form.multipart:
            return self.post(target, sent)
        boundary, body = encode_multipart({key: _part(each) for key, each in sent.items()})
        request = urllib.request.Request(target, data=body, method="POST")
        request.add_header("Content-Type", f'multipart/form-data; boundary="{boundary}"')
        return self._ask(request)

    def _ask(self, request: urllib.request.Request) -> Answer:
        try:
            with self._opener.open(request, timeout=self._seconds) as answer:
                return Answer(request.full_url, answer.status, answer.headers, answer.read())
        except urllib.error.HTTPError as error:
            with error:
                return Answer(request.full_url, error.code, error.headers, error.read())


def _part(value: Value) -> Any:
    if isinstance(value, tuple):
        name, content, kind = value
        return FileStorage(BytesIO(content), filename=name, content_type=kind)
    return value
