"""The rules of the house about the tree that no linter holds."""

import ast
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TOP = {
    *("campaign", "templates", "migrations", "worker", "tests", "docs", "deploy", "bench", ".ci"),
    *("pyproject.toml", "README.md", "CHANGELOG.md", "LICENSE", "Makefile", "compose.yaml", ".gitignore"),
    *("package.json", "package-lock.json", ".npmrc", ".editorconfig", ".gitattributes", ".dockerignore"),
    *("CONTRIBUTING.md", "SECURITY.md"),
}
CODE = sorted(path for folder in ("campaign", "worker") for path in (ROOT / folder).rglob("*.py"))
MIGRATIONS = sorted((ROOT / "migrations" / "versions").glob("*.py"))


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_the_top_level_is_fixed() -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        made = {line.strip("/\n") for line in (ROOT / ".gitignore").read_text().splitlines()}
        names = {path.name for path in ROOT.iterdir() if not any(path.match(pattern) for pattern in made)}
    else:
        names = {line.split("/")[0] for line in listed.stdout.splitlines()}
    assert names - TOP == set(), "put it in a room, or in docs/, deploy/ or bench/"


def test_no_room_is_called_utils() -> None:
    vague = {"utils", "util", "helpers", "helper", "manager", "base", "common", "misc"}
    assert [relative(path) for path in CODE if vague & set(path.relative_to(ROOT).with_suffix("").parts)] == []


def test_only_the_transaction_commits() -> None:
    said = re.compile(r"\.(commit|rollback)\(")
    outside = [path for path in CODE if path != ROOT / "campaign" / "db.py"]
    assert [relative(path) for path in outside if said.search(path.read_text())] == []


@pytest.mark.parametrize("path", CODE, ids=relative)
def test_imports_stand_at_the_top(path: Path) -> None:
    tree = ast.parse(path.read_text())
    inside = {
        node.lineno
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    }
    assert inside == set(), "an import inside a function hides a cycle: the code is in the wrong room"


def test_migrations_are_one_chain_in_the_order_of_their_names() -> None:
    follows = [(constant(path, "revision"), constant(path, "down_revision")) for path in MIGRATIONS]
    assert [revision for revision, _ in follows] == [path.stem[:4] for path in MIGRATIONS]
    assert [before for _, before in follows] == [None, *(revision for revision, _ in follows)][: len(follows)]


def constant(path: Path, name: str) -> str | None:
    """The value that a migration gives to one of its names."""
    for node in ast.parse(path.read_text()).body:
        target = node.targets[0] if isinstance(node, ast.Assign) else getattr(node, "target", None)
        if isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(target, ast.Name) and target.id == name:
            value = ast.literal_eval(node.value) if node.value is not None else None
            return value if value is None else str(value)
    raise AssertionError(f"{relative(path)} has no {name}")
