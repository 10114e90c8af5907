"""Templates: each compiles, each is used, none trusts what a person typed."""

import re
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import Environment, nodes

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted(path for path in (ROOT / "templates").rglob("*") if path.is_file())
NAMES = [path.relative_to(ROOT / "templates").as_posix() for path in TEMPLATES]

# What `text.markdown_to_html` made, and nothing else, may skip escaping.
MARKDOWN_MADE_SAFE = {
    *("body", "source_html"),
    *(
        "to_html(reading.body)",
        "to_html(block.text)",
        "to_html(one.asked)",
        "inline_html(option.words)",
        "inline_html(option.why)",
    ),
    *("ask", "why", "next_steps"),
    *(
        f"to_html({where})"
        for words in ("ask", "why", "next_steps")
        for where in (f"form.{words}.data", f"text.{words}")
    ),
}
MACROS = {name for path in TEMPLATES for name in re.findall(r"{%-? macro (\w+)", path.read_text())}
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


def chain(environment: Environment, name: str) -> list[nodes.Template]:
    """A template and those it extends, parsed."""
    found = []
    step: str | None = name
    while step is not None:
        source, _, _ = environment.loader.get_source(environment, step)  # type: ignore[union-attr]
        found.append(environment.parse(source))
        step = next((str(each.template.as_const()) for each in found[-1].find_all(nodes.Extends)), None)
    return found


@pytest.mark.parametrize("name", NAMES)
def test_a_template_calls_only_macros_that_it_or_its_frame_brings(app: Flask, name: str) -> None:
    parsed = chain(app.jinja_env, name)
    if len(parsed) == 1:
        return  # macros' own files bring what they use; a part that is included sees what its page brought
    called = {each.node.name for each in parsed[0].find_all(nodes.Call) if isinstance(each.node, nodes.Name)}
    imported = {
        names[-1] if isinstance(names, tuple) else names
        for tree in parsed
        for each in tree.find_all(nodes.FromImport)
        for names in each.names
    }
    here = {
        *(each.name for tree in parsed for each in tree.find_all(nodes.Macro)),
        *(each.name for tree in parsed for each in tree.find_all(nodes.Name) if each.ctx != "load"),
    }
    assert called & MACROS - imported - here == set()


@pytest.mark.parametrize("path", TEMPLATES, ids=NAMES)
def test_templates_carry_no_inline_style_script_or_other_host(path: Path) -> None:
    text = path.read_text()
    if path.suffix != ".html" or "mail" in path.parts or path.name == "mail.html":
        return  # mail readers know nothing but inline style
    assert not re.search(r"\sstyle=|<style|\son\w+=|<script(?![^>]* src=)", text)
    assert not re.search(r'(?:src|action)="(?:https?:)?//|<link[^>]* href="(?:https?:)?//', text)
    if path.relative_to(ROOT / "templates").as_posix() not in WRITES_ITS_OWN_ATTRIBUTES:
        assert set(re.findall(r"([^\s{]+)\s*\|\s*safe\b", text)) <= MARKDOWN_MADE_SAFE
