"""Where a request comes from: behind the proxies that the operator named, never what a client made up."""

from flask import Flask, request
from werkzeug.middleware.proxy_fix import ProxyFix


def install(app: Flask, proxies: int) -> None:
    """Trust X-Forwarded-* of exactly `proxies` hops; with 0, of none."""
    if proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=proxies, x_host=0)  # type: ignore[method-assign]


def client_address() -> str:
    """The client's IP address; for limits on this machine only, it is never stored."""
    return request.remote_addr or "0.0.0.0"  # noqa: S104 - a placeholder, nothing is bound to it
