"""Security headers on every answer, whoever wrote the view."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from flask import Flask, Response, make_response, request

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

POLICY = {
    "default-src": "'self'",
    "img-src": "'self' data:",
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}


class SecurityHeaders:
    """WSGI layer that adds the headers to every answer, also to those that no view wrote.

    A view may set a stricter value, or for embeds another one, first. Outermost, and one pass over the list: this runs
    in front of every anonymous page.
    """

    def __init__(self, inner: "WSGIApplication", *, https: bool) -> None:
        self._inner = inner
        values = {
            "Content-Security-Policy": "; ".join(f"{name} {value}" for name, value in POLICY.items()),
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "strict-origin-when-cross-origin",
            "Cross-Origin-Opener-Policy": "same-origin",
            "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
        }
        if https:
            values["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
        self._always = [(name.lower(), (name, value)) for name, value in values.items()]

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Answer a request."""

        def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Callable[[bytes], object]:
            present = {name.lower() for name, _ in headers}
            headers.extend(pair for name, pair in self._always if name not in present)
            # Slashes too many in front lead to the same page.
            path = f"/{environ.get('PATH_INFO', '').lstrip('/')}"
            unkept = status[0] in "45" or path.startswith("/desk")
            if unkept and "cache-control" not in present:
                headers.append(("Cache-Control", "no-store"))
            return start_response(status, headers, exc_info)

        return self._inner(environ, start)


def install(app: Flask, *, https: bool) -> None:
    """Put the layer around the app."""
    app.wsgi_app = SecurityHeaders(app.wsgi_app, https=https)  # type: ignore[method-assign]


def private(response: Response) -> Response:
    """Mark an answer as meant for one person: never stored, never indexed, no referrer."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


def framed_by_anybody(response: Response) -> Response:
    """Let pages of any site show this answer in a frame; it must have no form and nothing private."""
    policy = POLICY | {"frame-ancestors": "*", "form-action": "'none'"}
    response.headers["Content-Security-Policy"] = "; ".join(f"{name} {value}" for name, value in policy.items())
    return response


def framed_by(response: Response, origins: Iterable[str]) -> Response:
    """Let pages of these sites, and our own, show this answer in a frame; its form may be sent to us alone."""
    policy = POLICY | {"frame-ancestors": " ".join(("'self'", *origins))}
    response.headers["Content-Security-Policy"] = "; ".join(f"{name} {value}" for name, value in policy.items())
    return response


def kept_for_all(html: str, seconds: int = 60) -> Response:
    """A public page that browsers and proxies may keep for `seconds`, with an entity tag to ask by."""
    response = make_response(html)
    response.headers["Cache-Control"] = f"public, max-age={seconds}, stale-while-revalidate=300"
    response.add_etag()
    response.make_conditional(request)
    return response


def boxed(response: Response) -> Response:
    """Let a file that somebody gave us do nothing where it is opened: no script, no form, no place of ours."""
    policy = POLICY | {"sandbox": "", "form-action": "'none'"}
    response.headers["Content-Security-Policy"] = "; ".join(f"{name} {value}".strip() for name, value in policy.items())
    return response
