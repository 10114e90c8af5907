"""Templates: each compiles, each is used, none trusts what a person typed."""

import re
from pathlib import Path

import pytest
from flask import Flask

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted(path for path in (ROOT / "templates").rglob("*") if path.is_file())
NAMES = [path.relative_to(ROOT / "templates").as_posix() for path in TEMPLATES]

# What `text.markdown_to_html` made, and nothing else, may skip escaping.
MARKDOWN_MADE_SAFE = {
    *("ask", "why", "to_html(form.ask.data)", "to_html(form.why.data)", "to_html(text.ask)", "to_html(text.why)"),
}
WRITES_ITS_OWN_ATTRIBUTES = {"signatures/sign_form.html"}


def mentions(app: Flask) -> str:
    """Everything in which a template can be named: code, other templates, Flask-Security's settings."""
    code = [path.read_text() for folder in ("campaign", "worker") for path in (ROOT / folder).rglob("*.py")]
    pages = [path.read_text() for path in TEMPLATES]
    settings = [str(value) for name, value in app.config.items() if name.startswith("SECURITY_")]
    return "\n".join(code + pages + settings)


def test_every_template_is_used(app: Flask) -> None:
    with app.app_context():
        said = mentions(app)

    # Letters are named without their suffix, or by their kind: signatures.thank_you.
    def is_named(name: str) -> bool:
        path = Path(name)
        kind = f"{path.parts[0]}.{path.stem}"
        return name in said or name.rpartition(".")[0] in said or ("mail" in path.parts and kind in said)

    assert [name for name in NAMES if not is_named(name)] == []


@pytest.mark.parametrize("name", NAMES)
def test_every_template_compiles(app: Flask, name: str) -> None:
    app.jinja_env.get_template(name)


@pytest.mark.parametrize("path", TEMPLATES, ids=NAMES)
def test_templates_carry_no_inline_style_script_or_other_host(path: Path) -> None:
    text = path.read_text()
    if path.suffix != ".html" or "mail" in path.parts or path.name == "mail.html":
        return  # mail readers know nothing but inline style
    assert not re.search(r"\sstyle=|<style|\son\w+=|<script(?![^>]* src=)", text)
    assert not re.search(r'(?:src|action)="(?:https?:)?//|<link[^>]* href="(?:https?:)?//', text)
    if path.relative_to(ROOT / "templates").as_posix() not in WRITES_ITS_OWN_ATTRIBUTES:
        assert set(re.findall(r"([^\s{]+)\s*\|\s*safe\b", text)) <= MARKDOWN_MADE_SAFE
