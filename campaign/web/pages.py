"""What every template may use: addresses of static files that change with their content."""

import hashlib
from functools import cache
from pathlib import Path

from flask import Flask, current_app


@cache
def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:10]


def asset(name: str) -> str:
    """Address of a static file; it changes when the file does, so browsers may keep it for a year.

    The same in every language, so that a reader who changes it loads nothing again.
    """
    return f"{current_app.static_url_path}/{name}?v={_digest(Path(current_app.static_folder or '') / name)}"


def install(app: Flask, base_url: str) -> None:
    """Make `asset` and the site's public address known to templates, and let static files be kept."""
    app.jinja_env.globals["base_url"] = base_url
    app.jinja_env.globals["asset"] = asset
    app.jinja_env.policies["ext.i18n.trimmed"] = True
    app.config["SEND_FILE_MAX_AGE_DEFAULT"] = 31536000
