"""Which functions of the code can reach which: read from the source, without running it.

A name that a function mentions counts as a call, because functions are handed on; a class stands for all its methods.
"""

import ast
from collections.abc import Callable, Iterator
from functools import cache
from importlib import import_module
from inspect import unwrap
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
Place = tuple[str, str]  # module, and the name of a function or class at its top
RECORD: Place = ("campaign.audit.record", "record")


@cache
def modules() -> dict[str, ast.Module]:
    """Every module of the site and its tree."""
    paths = sorted((ROOT / "campaign").rglob("*.py"))
    names = {".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path for path in paths}
    return {name: ast.parse(path.read_text()) for name, path in names.items()}


@cache
def defined(module: str) -> dict[str, ast.AST]:
    """Functions and classes at the top of a module."""
    kinds = (ast.FunctionDef, ast.ClassDef)
    return {node.name: node for node in modules()[module].body if isinstance(node, kinds)}


@cache
def imported(module: str) -> dict[str, Place]:
    """What the names that a module imports from the site stand for; of a whole module the second part is empty."""
    found: dict[str, Place] = {}
    for node in ast.walk(modules()[module]):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("campaign"):
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                found[alias.asname or alias.name] = (
                    (whole, "") if whole in modules() else (str(node.module), alias.name)
                )
    return found


def mentioned(module: str, node: ast.AST) -> Iterator[Place]:
    """What of the site a function mentions."""
    for each in ast.walk(node):
        if isinstance(each, ast.Name):
            if each.id in defined(module):
                yield module, each.id
            elif each.id in imported(module):
                yield imported(module)[each.id]
        elif isinstance(each, ast.Attribute) and isinstance(each.value, ast.Name):
            place, _ = imported(module).get(each.value.id, ("", ""))
            if place in modules() and each.attr in defined(place):
                yield place, each.attr


def reaches(view: Callable[..., Any], goal: Place = RECORD) -> bool:
    """Whether a view can come to `goal`."""
    inner = unwrap(view)
    waiting = list(mentioned(inner.__module__, _source(inner)))
    seen: set[Place] = set()
    while waiting:
        place = waiting.pop()
        if place == goal:
            return True
        if place in seen or place[1] not in defined(place[0]):
            continue
        seen.add(place)
        waiting += mentioned(place[0], defined(place[0])[place[1]])
    return False


def _source(view: Callable[..., Any]) -> ast.AST:
    """Where a view is written, also when it is made inside another function."""
    line = view.__code__.co_firstlineno
    for node in ast.walk(modules()[view.__module__]):
        if isinstance(node, ast.FunctionDef) and min([node.lineno, *(d.lineno for d in node.decorator_list)]) == line:
            return node
    raise AssertionError(f"{view.__module__}, line {line}: no function begins here")


def acts() -> Iterator[tuple[str, str, bool]]:
    """Every act that the code records: its name, where, and whether the entry names an object."""
    for module, tree in modules().items():
        for node in ast.walk(tree):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
                continue
            index = _act_of(module, node.func.id)
            if index is None or len(node.args) <= index:
                continue
            named = any(keyword.arg == "subject" for keyword in node.keywords) or node.func.id != "record"
            yield from ((act, f"{module}:{node.lineno}", named) for act in _constants(module, node.args[index]))


def _act_of(module: str, name: str) -> int | None:
    """Which argument of a call is the act: of `record` itself, or of a function that hands its argument on to it."""
    place = (module, name) if name in defined(module) else imported(module).get(name)
    if place == RECORD:
        return 2
    function = defined(place[0]).get(place[1]) if place and place[0] in modules() else None
    if not isinstance(function, ast.FunctionDef):
        return None
    arguments = [argument.arg for argument in function.args.args]
    for node in ast.walk(function):
        is_record = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "record"
        if is_record and len(node.args) > 2 and isinstance(node.args[2], ast.Name) and node.args[2].id in arguments:  # type: ignore[attr-defined]  # it is a Call
            return arguments.index(node.args[2].id)  # type: ignore[attr-defined]  # as above
    return None


def _constants(module: str, node: ast.AST) -> Iterator[str]:
    """The texts that an argument can be: itself, either side of an `if`, a constant of the module, or a prefix with
    each value of an enumeration, as in f"commitment.{act.value}".
    """
    if isinstance(node, ast.Constant):
        yield str(node.value)
    elif isinstance(node, ast.IfExp):
        yield from _constants(module, node.body)
        yield from _constants(module, node.orelse)
    elif isinstance(node, ast.JoinedStr):
        prefix, value = node.values
        assert isinstance(prefix, ast.Constant) and isinstance(value, ast.FormattedValue), f"{module}: {node.lineno}"
        assert isinstance(value.value, ast.Attribute) and isinstance(value.value.value, ast.Name)
        kind = _annotation(module, node, value.value.value.id)
        yield from (f"{prefix.value}{member.value}" for member in getattr(import_module(module), kind))
    elif isinstance(node, ast.Name):
        for each in ast.walk(modules()[module]):
            targets = each.targets if isinstance(each, ast.Assign) else []
            if any(isinstance(target, ast.Name) and target.id == node.id for target in targets):
                yield from _constants(module, each.value)  # type: ignore[attr-defined]  # it is an Assign


def _annotation(module: str, inside: ast.AST, name: str) -> str:
    """What an argument of the function around a node is said to be."""
    for function in ast.walk(modules()[module]):
        if isinstance(function, ast.FunctionDef) and any(each is inside for each in ast.walk(function)):
            for argument in function.args.args:
                if argument.arg == name and isinstance(argument.annotation, ast.Name):
                    return argument.annotation.id
    raise AssertionError(f"{module}: an act is made from {name}, of which nothing is known")
